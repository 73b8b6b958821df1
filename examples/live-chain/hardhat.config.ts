import { createRequire } from "node:module";
import { defineConfig } from "hardhat/config";
import rewardscape from "rewardscape/plugin";

export default defineConfig({
  plugins: [rewardscape],
  rewardscape: { scenarios: "scenarios", out: "runs" },
  solidity: {
    version: "0.8.30",
    // The compiler from npm, so that nothing else is downloaded. Leave it out to let Hardhat fetch its own.
    path: createRequire(import.meta.url).resolve("solc/soljson.js"),
    settings: { viaIR: true, optimizer: { enabled: true, runs: 200 }, evmVersion: "cancun" },
  },
});
