import { createRequire } from "node:module";
import mocha from "@nomicfoundation/hardhat-mocha";
import { defineConfig } from "hardhat/config";
import rewardscape from "rewardscape/plugin";

export default defineConfig({
  plugins: [mocha, rewardscape],
  rewardscape: { scenarios: "scenarios", out: "runs" },
  // Where `attack` writes its tests, so that `hardhat test` runs them.
  paths: { tests: { mocha: "attacks", solidity: "attacks" } },
  solidity: {
    version: "0.8.30",
    // The compiler from npm, so that nothing else is downloaded. Leave it out to let Hardhat fetch its own.
    path: createRequire(import.meta.url).resolve("solc/soljson.js"),
    settings: { optimizer: { enabled: true, runs: 200 }, evmVersion: "cancun" },
  },
});
