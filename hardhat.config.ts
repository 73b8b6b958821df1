import { createRequire } from "node:module";
import toolbox from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import viem from "@nomicfoundation/hardhat-viem";
import { defineConfig } from "hardhat/config";
import { HARDFORK } from "./sim/core/hardfork.ts";
import rewardscape from "./sim/tasks/plugin.ts";

const require = createRequire(import.meta.url);

// Values met before, as inputs, come in the order of the host's hash maps: with them no two runs of a fuzz test are alike.
const withoutDictionary = { dictionaryWeight: 0, includeStorage: false, includePushBytes: false };

export default defineConfig({
  plugins: [toolbox, viem, rewardscape],
  solidity: {
    compilers: [
      {
        version: "0.8.37",
        path: require.resolve("solc/soljson.js"),
        settings: { optimizer: { enabled: true, runs: 10_000 }, evmVersion: HARDFORK },
      },
    ],
  },
  networks: {
    default: { type: "edr-simulated", hardfork: HARDFORK },
  },
  test: {
    mocha: { timeout: 120_000 },
    // Few runs, so that the suite stays short; the seed is Hardhat's fixed default.
    solidity: {
      fuzz: { runs: 128, ...withoutDictionary },
      invariant: { runs: 16, depth: 64, failOnRevert: true, ...withoutDictionary },
    },
  },
});
