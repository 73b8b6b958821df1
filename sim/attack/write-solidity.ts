import { decodeAbiParameters, getAddress, getContractAddress, toFunctionSelector, type AbiFunction } from "viem";
import type { AbiParameter } from "abitype";
import { delegationTo } from "../chain/delegation.ts";
import { hex } from "../core/canonical.ts";
import { RunError } from "../core/errors/errors.ts";
import { addressText } from "../scenario/handles.ts";
import { units } from "../scenario/units.ts";
import type { Finding } from "./attack.ts";
import { describeStep } from "./describe.ts";
import type { Recorded, SentCall } from "./recording.ts";
import type { Scene } from "./scene.ts";
import { scriptOf } from "./script.ts";

/**
 * A finding as a test in Solidity that stands alone, for forge or for Hardhat's own runner: the same deployments, honest
 * calls and steps as in the mocha test, by cheatcodes and without forge-std. Contracts are taken by their names from
 * the project's artifacts, so it turns green once they are mended.
 * @param allowed what the attacker may gain, wei in the numeraire
 */
export function solidityTestOf(finding: Finding, command: string, allowed: bigint): string {
  return new SolidityWriter(finding.scene).write(finding, command, allowed);
}

/** Deeper nonces than this no scenario reaches. */
const MOST_NONCES = 100_000n;

class SolidityWriter {
  readonly #scene: Scene;
  /** Names of constants by address, lower case with 0x. Upper case, so that none is a word of the language. */
  readonly #names = new Map<string, string>();
  /** The attacker's accounts and who acts for them, in hex. */
  readonly #attackers: ReadonlySet<string>;
  #block = 0;
  #time = 0;
  #deployed = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
    const { world, party } = scene;
    this.#attackers = new Set(party.accounts.flatMap(({ address, owner }) => [hex(address), hex(owner)]));
    this.#name(addressText(world.plan.treasury), "treasury");
    party.accounts.forEach(({ address, owner, contract }, i) => {
      this.#name(addressText(address), `attacker${i + 1}`);
      if (contract) this.#name(addressText(owner), `attackerOwner${i + 1}`);
    });
    for (const { name, address } of world.targets) this.#name(address, name);
    world.honest.forEach((account, i) => this.#name(addressText(account), `honest${i + 1}`));
  }

  write({ id, steps, profit, verdict }: Finding, command: string, allowed: bigint): string {
    const { world, arrival, session } = this.#scene;
    const { scenario } = world.inputs;
    const before = this.#recorded(world.before);
    const arrived = this.#recorded(arrival);
    const played = scriptOf(session, { steps }).map(({ block, calls }): Recorded => {
      const timestamp = (this.#time += block.seconds);
      return { kind: "mine", context: { timestamp, prevrandao: block.prevrandao, baseFee: 0n }, calls };
    });
    return `// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.20;

// ${line(`${scenario.name}: ${scenario.base.title}`)}
// An outsider takes ${units(profit)} of the numeraire (${verdict.kind}):
${steps.map((step) => `//   - ${line(describeStep(this.#scene, step))}`).join("\n")}
// Found by: ${line(command)}
// Red while the contracts are at fault, green once they are mended. Run it by forge test, or place it where Hardhat 3 looks
// for tests in Solidity. All calls are parts of one transaction here: what a contract keeps in transient storage outlives them.

interface Cheats {
    function chainId(uint256) external;
    function deal(address, uint256) external;
    function etch(address, bytes calldata) external;
    function getCode(string calldata) external view returns (bytes memory);
    function prank(address sender, address origin) external;
    function prevrandao(bytes32) external;
    function roll(uint256) external;
    function setNonce(address, uint64) external;
    function warp(uint256) external;
}

interface Holding {
    function balanceOf(address) external view returns (uint256);
}

contract Attack_${id}_Test {
    Cheats private constant CHEATS = Cheats(address(uint160(uint256(keccak256("hevm cheat code")))));
${[...this.#names].map(([address, name]) => `    address private constant ${name} = ${getAddress(address)};`).join("\n")}
${this.#puppet()}
    /// What happens before the attacker comes.
    function setUp() public {
        CHEATS.chainId(${world.options.chainId});
${before}
        // The attacker comes.
${arrived}
    }

    function test_an_outsider_gains_no_more_than_it_may() public {
        uint256 start = _wealth();
        // The attack, among the honest calls of its blocks.
${this.#recorded(played)}
        require(_wealth() <= start + ${allowed}, "an outsider gains more than it may");
    }

    /// What the attacker's accounts hold, in the numeraire.
    function _wealth() private view returns (uint256 sum) {
${this.#wealth()}
    }

    function _block(uint256 number, uint256 timestamp, bytes32 randao) private {
        CHEATS.roll(number);
        CHEATS.warp(timestamp);
        CHEATS.prevrandao(randao);
    }

    /// What an account has left of the ether that it had when the block began.
    mapping(address account => uint256 left) private _maySpend;

    /// A call that fails is no fault of the test: it failed in the simulation too, or the contracts were mended. So does one that
    /// sends more than its account had when the block began: no node takes it, and the simulation neither.
    function _call(address from, address to, uint256 value, bytes memory data) private {
        if (value > 0) {
            if (value > _maySpend[from]) return;
            _maySpend[from] -= value;
        }
        CHEATS.prank(from, from);
        (bool ok, ) = to.call{value: value}(data);
        ok;
    }

    /// At the same address as in the simulation.
    function _deploy(address from, uint64 nonce, address expected, uint256 value, bytes memory initcode) private {
        CHEATS.setNonce(from, nonce);
        CHEATS.deal(address(this), value);
        CHEATS.prank(from, from);
        address created;
        assembly ("memory-safe") {
            created := create(value, add(initcode, 32), mload(initcode))
        }
        require(created == expected, "a contract is deployed elsewhere than in the simulation");
    }
}
`;
  }

  /** Blocks are numbered, so those in which nothing happens are left out. */
  #recorded(steps: readonly Recorded[]): string {
    return steps
      .flatMap((step): string[] => {
        if (step.kind === "fund")
          return step.accounts.flatMap(({ address, balance, delegate }) => [
            `CHEATS.deal(${this.#of(address)}, ${balance});`,
            ...(delegate
              ? [`CHEATS.etch(${this.#of(address)}, hex"${hex(delegationTo(delegate))}"); // EIP-7702`]
              : []),
          ]);
        const { timestamp, prevrandao } = step.context;
        this.#block++;
        this.#time = timestamp;
        const block = `_block(${this.#block}, ${timestamp}, hex"${hex(prevrandao)}");`;
        if (step.kind === "deploy") return [block, this.#deploy(step)];
        const spenders = new Set(step.calls.flatMap(({ sender, value }) => (value > 0n ? [this.#of(sender)] : [])));
        const begun = [...spenders].map((account) => `_maySpend[${account}] = ${account}.balance;`);
        return step.calls.length > 0 ? [block, ...begun, ...step.calls.map((call) => this.#call(call))] : [];
      })
      .map((text) => `        ${text}`)
      .join("\n");
  }

  #deploy({ deployment }: Extract<Recorded, { kind: "deploy" }>): string {
    const { sender, value = 0n, initcode, label } = deployment;
    const { plan } = this.#scene.world;
    const planned = hex(sender) === hex(plan.treasury) ? plan.deployments[this.#deployed++] : undefined;
    const account = this.#scene.party.accounts.find(({ owner }) => hex(owner) === hex(sender));
    const address = planned?.address ?? addressText(account!.address);
    const code = planned?.artifact?.bytecode;
    const text = typeof code === "string" ? code : code?.object;
    const made = text === undefined ? "" : hex(initcode.subarray(text.replace(/^0x/, "").length / 2));
    const taken =
      text === undefined
        ? planned
          ? `hex"${hex(initcode)}"`
          : "PUPPET"
        : `abi.encodePacked(CHEATS.getCode("${label ?? ""}"), hex"${made}")`;
    const nonce = nonceOf(addressText(sender), address);
    return `_deploy(${this.#of(sender)}, ${nonce}, ${this.#of(address)}, ${value}, ${taken});`;
  }

  #call({ sender, target, data, value }: SentCall): string {
    const encoded = this.#data(addressText(target), data);
    const mark = this.#attackers.has(hex(sender)) ? " // the attacker" : "";
    return `_call(${this.#of(sender)}, ${this.#of(target)}, ${value}, ${encoded});${mark}`;
  }

  /** By the signature where all arguments are words, otherwise as it is encoded. */
  #data(target: string, data: Uint8Array): string {
    const contract = this.#scene.world.targets.find(({ address }) => address.toLowerCase() === target);
    const named = contract?.abi.filter((item): item is AbiFunction => item.type === "function") ?? [];
    const abi = named.find((item) => toFunctionSelector(item) === `0x${hex(data.subarray(0, 4))}`);
    if (!abi) return `hex"${hex(data)}"`;
    if (data.length !== 4 + 32 * abi.inputs.length || !abi.inputs.every(({ type }) => WORD.test(type)))
      return `/* ${abi.name} */ hex"${hex(data)}"`;
    const values = abi.inputs.length > 0 ? decodeAbiParameters(abi.inputs, `0x${hex(data.subarray(4))}`) : [];
    const signature = `${abi.name}(${abi.inputs.map(({ type }) => type).join()})`;
    return `abi.encodeWithSignature(${[`"${signature}"`, ...values.map((one, i) => this.#value(one, abi.inputs[i]!))].join(", ")})`;
  }

  #value(value: unknown, { type }: AbiParameter): string {
    if (type === "address") return this.#of(String(value));
    if (type === "bool") return String(value);
    if (type.startsWith("bytes")) return `bytes32(hex"${String(value).slice(2).padEnd(64, "0")}")`;
    return `${type.startsWith("int") ? "int256" : "uint256"}(${String(value)})`;
  }

  #wealth(): string {
    const { world, party } = this.#scene;
    return party.accounts
      .flatMap(({ address }) => [
        ...world.tokens.map(
          ({ address: token, price }) =>
            `        sum += (Holding(${this.#of(token)}).balanceOf(${this.#of(address)}) * ${price}) / 1e18;`,
        ),
        ...(world.etherPrice === undefined
          ? []
          : [`        sum += (${this.#of(address)}.balance * ${world.etherPrice}) / 1e18;`]),
      ])
      .join("\n");
  }

  #puppet(): string {
    const deployed = this.#scene.arrival.find((step) => step.kind === "deploy" && step.deployment.label === "Puppet");
    if (deployed?.kind !== "deploy") return "";
    return `    /// An account that makes prepared calls when it is called back: Rewardscape's contracts/harness/Puppet.sol.
    bytes private constant PUPPET = hex"${hex(deployed.deployment.initcode)}";\n`;
  }

  #of(address: string | Uint8Array): string {
    const text = typeof address === "string" ? address.toLowerCase() : addressText(address);
    return this.#names.get(text) ?? getAddress(text);
  }

  #name(address: string, wanted: string): void {
    const text = address.toLowerCase();
    if (this.#names.has(text)) return;
    const plain = wanted
      .replace(/([a-z])(?=[A-Z0-9])/g, "$1_")
      .replace(/[^A-Za-z0-9]/g, "_")
      .toUpperCase();
    const taken = new Set([...this.#names.values(), "CHEATS", "PUPPET"]);
    let name = /^[A-Z]/.test(plain) ? plain : `_${plain}`;
    for (let i = 2; taken.has(name); i++) name = `${plain}_${i}`;
    this.#names.set(text, name);
  }
}

/** Types whose encoding is one word, so that a signature and values say all. */
const WORD = /^(u?int\d*|address|bool|bytes\d+)$/;

/** The nonce at which a sender's deployment comes to this address. */
function nonceOf(from: string, address: string): bigint {
  const wanted = getAddress(address);
  for (let nonce = 0n; nonce < MOST_NONCES; nonce++)
    if (getContractAddress({ from: getAddress(from), nonce }) === wanted) return nonce;
  throw RunError.of("ATTACK_NOT_REPRODUCED", { where: address, found: "no nonce of its deployer makes this address" });
}

/** In a comment of one line. */
const line = (text: string): string => text.replace(/[\r\n\u2028\u2029]+/g, " ");
