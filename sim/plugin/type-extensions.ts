import "hardhat/types/config";
import type { RewardscapeConfig, RewardscapeUserConfig } from "../project/settings.ts";

export type { RewardscapeConfig, RewardscapeUserConfig } from "../project/settings.ts";

declare module "hardhat/types/config" {
  interface HardhatUserConfig {
    rewardscape?: RewardscapeUserConfig;
  }
  interface HardhatConfig {
    rewardscape: RewardscapeConfig;
  }
}
