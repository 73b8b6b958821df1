import { DEFAULT_HARDFORK, EVM_VERSION } from "./sim/core/hardfork.ts";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import toolbox from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import viem from "@nomicfoundation/hardhat-viem";
import { defineConfig } from "hardhat/config";
import { refuseMisspeltOptions } from "./sim/plugin/arguments.ts";
import { refuseScriptOptions } from "./sim/plugin/script-options.ts";
import rewardscape from "./sim/plugin/plugin.ts";
import shortNames from "./sim/plugin/short-names.ts";

const require = createRequire(import.meta.url);
refuseMisspeltOptions(shortNames, process.argv.slice(2));
refuseScriptOptions(process.argv.slice(2), process.env);

// Sources of other people name their compiler exactly. One more: `npm install --save-exact solc-0.8.19@npm:solc@0.8.19`,
// and its version here.
const OLDER = ["0.5.16", "0.6.12", "0.7.6"];
// Built though no source here imports it: what it defines is named in a scenario like any other contract.
const FROM_PACKAGES = [
  "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol",
  "@uniswap/v2-core/contracts/UniswapV2Factory.sol",
];

// Values met before, as inputs, come in the order of the host's hash maps: with them no two runs of a fuzz test are alike.
const withoutDictionary = { dictionaryWeight: 0, includeStorage: false, includePushBytes: false };

export default defineConfig({
  plugins: [toolbox, viem, rewardscape, shortNames],
  rewardscape: { scenarios: "sim/scenarios" },
  solidity: {
    compilers: [
      {
        version: "0.8.37",
        path: require.resolve("solc/soljson.js"),
        settings: { optimizer: { enabled: true, runs: 10_000 }, evmVersion: EVM_VERSION },
      },
      ...OLDER.map((version) => ({
        version,
        path: require.resolve(`solc-${version}/soljson.js`),
        settings: { optimizer: { enabled: true, runs: 10_000 }, evmVersion: "istanbul" },
      })),
    ],
    npmFilesToBuild: FROM_PACKAGES,
  },
  networks: {
    default: { type: "edr-simulated", hardfork: DEFAULT_HARDFORK },
  },
  test: {
    // Files beside each other: most tests wait for one process at a time. Hooks of all files come by name then.
    mocha: {
      timeout: 120_000,
      parallel: true,
      // One more than there are processors: a test that waits for a command of its own leaves one idle.
      jobs: availableParallelism() + 1,
      require: [join(import.meta.dirname, "test/root-hooks.ts")],
    },
    // Few runs, so that the suite stays short; the seed is Hardhat's fixed default.
    solidity: {
      fuzz: { runs: 128, ...withoutDictionary },
      invariant: { runs: 16, depth: 64, failOnRevert: true, ...withoutDictionary },
    },
  },
});
