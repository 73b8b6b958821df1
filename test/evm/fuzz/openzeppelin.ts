import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import type { Abi } from "viem";
import { EVM_VERSION } from "../../../sim/core/hardfork.ts";

/** A compiled contract that can be deployed. */
export interface ContractArtifact {
  readonly contractName: string;
  readonly abi: Abi;
  /** Init code without arguments. */
  readonly bytecode: `0x${string}`;
}

/** Concrete contracts over OpenZeppelin's, as small as they can be, with open doors where a fuzzer must get in. */
const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {VestingWallet} from "@openzeppelin/contracts/finance/VestingWallet.sol";
import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {GovernorCountingSimple} from "@openzeppelin/contracts/governance/extensions/GovernorCountingSimple.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";

contract FuzzToken is ERC20, ERC20Permit, ERC20Votes {
  constructor() ERC20("Fuzz", "FZ") ERC20Permit("Fuzz") {}
  function mint(address to, uint256 amount) external { _mint(to, amount); }
  function burn(uint256 amount) external { _burn(msg.sender, amount); }
  function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Votes) {
    super._update(from, to, value);
  }
  function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
    return super.nonces(owner);
  }
}

contract FuzzVault is ERC4626 {
  constructor(IERC20 asset) ERC20("Vault", "VT") ERC4626(asset) {}
}

contract FuzzVesting is VestingWallet {
  constructor(address beneficiary, uint64 start, uint64 duration) payable VestingWallet(beneficiary, start, duration) {}
}

contract FuzzGovernor is Governor, GovernorCountingSimple, GovernorVotes {
  constructor(IVotes token) Governor("Fuzz") GovernorVotes(token) {}
  function votingDelay() public pure override returns (uint256) { return 1; }
  function votingPeriod() public pure override returns (uint256) { return 3; }
  function quorum(uint256) public pure override returns (uint256) { return 1e18; }
}
`;

interface SolcOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly abi: Abi; readonly evm: { readonly bytecode: { object: string } } }>>
    >
  >;
}

/** Compiles the contracts above with the project's compiler: some seconds. */
export function compileOpenZeppelin(): ContractArtifact[] {
  const require = createRequire(import.meta.url);
  const solc = require("solc") as {
    compile(input: string, callbacks: { import: (path: string) => { contents: string } }): string;
  };
  const input = {
    language: "Solidity",
    sources: { "fuzz.sol": { content: SOURCE } },
    settings: {
      optimizer: { enabled: true, runs: 200 },
      evmVersion: EVM_VERSION,
      outputSelection: { "fuzz.sol": { "*": ["abi", "evm.bytecode.object"] } },
    },
  };
  const find = (path: string): { contents: string } => ({ contents: readFileSync(require.resolve(path), "utf8") });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: find })) as SolcOutput;
  const errors = (output.errors ?? []).filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));
  return Object.entries(output.contracts["fuzz.sol"]!).map(([contractName, { abi, evm }]) => ({
    contractName,
    abi,
    bytecode: `0x${evm.bytecode.object}`,
  }));
}
