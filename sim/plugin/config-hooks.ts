import type { HardhatUserConfig } from "hardhat/config";
import type { ConfigHooks } from "hardhat/types/hooks";
import { refuseMisspeltOptions } from "./arguments.ts";
import { nestedTasks } from "./tasks.ts";
import { resolveSettings } from "../project/hardhat.ts";
import { settingFaults } from "../project/settings.ts";

/** Checks `rewardscape: { ... }` of a Hardhat configuration, and resolves it. */
export default async (): Promise<Partial<ConfigHooks>> => ({
  async validateUserConfig(config) {
    refuseMisspelt();
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

/** Hardhat would refuse a misspelt command or option as well, and offers no near name. Only where its own command line runs. */
function refuseMisspelt(): void {
  const [, program = "", ...args] = process.argv;
  if (/[\\/](hardhat|hardhat[\\/]dist[\\/]src[\\/]cli\.js)$/.test(program))
    refuseMisspeltOptions({ tasks: nestedTasks() }, args);
}
