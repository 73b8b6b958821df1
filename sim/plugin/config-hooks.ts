import type { HardhatUserConfig } from "hardhat/config";
import type { ConfigHooks } from "hardhat/types/hooks";
import { resolveSettings } from "../project/hardhat.ts";
import { settingFaults } from "../project/settings.ts";

/** Checks `rewardscape: { ... }` of a Hardhat configuration, and resolves it. */
export default async (): Promise<Partial<ConfigHooks>> => ({
  async validateUserConfig(config) {
    return settingFaults(config.rewardscape).map(({ path, message }) => ({ path: ["rewardscape", ...path], message }));
  },
  async resolveUserConfig(userConfig, resolveVariable, next) {
    const resolved = await next(userConfig, resolveVariable);
    return {
      ...resolved,
      rewardscape: resolveSettings(userConfig.rewardscape, resolved.paths.root, statedHardfork(userConfig)),
    };
  },
});

/** The simulated network's, where the configuration states one. One that no engine executes is refused where it is used. */
function statedHardfork({ networks }: HardhatUserConfig): string | undefined {
  const network = networks?.["default"];
  return network !== undefined && "hardfork" in network ? network.hardfork : undefined;
}
