import { defineConfig } from "hardhat/config";
import rewardscape from "rewardscape/plugin";

// Nothing is compiled here: the contract comes as the artifact that another toolchain made.
export default defineConfig({
  plugins: [rewardscape],
  rewardscape: { scenarios: "scenarios", out: "runs" },
});
