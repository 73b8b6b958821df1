import "./type-extensions.ts";
import { definePlugin } from "hardhat/plugins";
import { nestedTasks } from "./tasks.ts";

/**
 * Rewardscape in a Hardhat project: tasks `npx hardhat rewardscape evolve` and so on, on the project's own contracts.
 *
 * @example
 * import { defineConfig } from "hardhat/config";
 * import rewardscape from "rewardscape/plugin";
 *
 * export default defineConfig({
 *   plugins: [rewardscape],
 *   rewardscape: { scenarios: "scenarios", out: "runs" },
 * });
 */
const rewardscape = definePlugin({
  id: "rewardscape",
  npmPackage: "rewardscape",
  hookHandlers: { config: () => import("./config-hooks.ts"), solidity: () => import("./solidity-hooks.ts") },
  tasks: nestedTasks(),
});

export default rewardscape;
export type { RewardscapeConfig, RewardscapeUserConfig } from "./type-extensions.ts";
