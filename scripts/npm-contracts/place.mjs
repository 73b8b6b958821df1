// Puts contracts of npm packages into out/ as Foundry leaves them: those that a package brings compiled as they are, the
// others compiled from the package's sources. One of each shape that reward contracts have.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const PACKAGES = join(import.meta.dirname, "node_modules");
const OPENZEPPELIN = "@openzeppelin/contracts/build/contracts";

/** Brought compiled: the folder of the artifact. */
const COMPILED = {
  StakingRewards: "@uniswap/liquidity-staker/build",
  MerkleDistributor: "@uniswap/merkle-distributor/build",
  VestingWallet: OPENZEPPELIN,
  PaymentSplitter: OPENZEPPELIN,
  TokenTimelock: OPENZEPPELIN,
  RefundEscrow: OPENZEPPELIN,
  WETH9: "@uniswap/v2-periphery/build",
  UniswapV2Pair: "@uniswap/v2-core/build",
  RewardsOnlyGauge: "@balancer-labs/v2-deployments/dist/tasks/20220413-child-chain-gauge-factory/artifact",
};
/** ERC4626 is abstract, and so is whatever one finds of it in a package. */
const VAULT = `
import { ERC4626, ERC20 } from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
contract Vault is ERC4626 {
  constructor(IERC20 asset) ERC20("Vault", "V") ERC4626(asset) {}
}`;

for (const [name, folder] of Object.entries(COMPILED)) {
  const { abi, bytecode, deployedBytecode, evm } = JSON.parse(read(`${folder}/${name}.json`));
  put(name, abi, bytecode ?? evm.bytecode, deployedBytecode ?? evm.deployedBytecode);
}
const farm = ["MasterChef", "SushiBar"].map((name) => `@sushiswap/core/contracts/${name}.sol`);
compile("solc-0.6", Object.fromEntries(farm.map((path) => [path, { content: read(path) }])), [
  "MasterChef",
  "SushiBar",
]);
compile("solc", { "Vault.sol": { content: VAULT } }, ["Vault"]);

function read(path) {
  return readFileSync(join(PACKAGES, path), "utf8");
}

function compile(compiler, sources, names) {
  const found = (path) => {
    const place = compiler === "solc" ? path : path.replace(/^@openzeppelin\/contracts\//, "openzeppelin-3/");
    try {
      return { contents: read(place) };
    } catch (error) {
      return { error: String(error) };
    }
  };
  const selected = ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"];
  const settings = { optimizer: { enabled: true }, outputSelection: { "*": { "*": selected } } };
  const input = JSON.stringify({ language: "Solidity", sources, settings });
  const { errors = [], contracts } = JSON.parse(require(compiler).compile(input, { import: found }));
  const wrong = errors.find(({ severity }) => severity === "error");
  if (wrong) throw new Error(wrong.formattedMessage);
  for (const inFile of Object.values(contracts))
    for (const [name, { abi, evm }] of Object.entries(inFile))
      if (names.includes(name)) put(name, abi, evm.bytecode, evm.deployedBytecode);
}

function put(name, abi, bytecode, deployedBytecode) {
  const folder = join(import.meta.dirname, "out", `${name}.sol`);
  const code = (one) => ({ object: (one.object ?? one).replace(/^(0x)?/, "0x"), linkReferences: {} });
  mkdirSync(folder, { recursive: true });
  const artifact = { abi, bytecode: code(bytecode), deployedBytecode: code(deployedBytecode) };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(artifact));
}
