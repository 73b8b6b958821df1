import { join, resolve } from "node:path";
import { PACKAGE_ROOT, publishedPackage } from "../core/package.ts";
import { InputError } from "../core/errors/errors.ts";
import type { Project } from "./project.ts";
import type { RewardscapeConfig, RewardscapeUserConfig } from "./settings.ts";

/** Settings with their defaults, and folders from the project's root. */
export function resolveSettings(given: RewardscapeUserConfig = {}, root: string, hardfork?: string): RewardscapeConfig {
  return {
    ...given,
    scenarios: resolve(root, given.scenarios ?? "scenarios"),
    out: resolve(root, given.out ?? "runs"),
    ...((given.hardfork ?? hardfork) && { hardfork: given.hardfork ?? hardfork }),
  };
}

/** What we read of a resolved Hardhat configuration. */
export interface HardhatSettings {
  readonly paths: {
    readonly root: string;
    readonly artifacts: string;
    readonly cache: string;
    readonly sources?: { readonly solidity: readonly string[] };
  };
  readonly rewardscape?: RewardscapeConfig;
}

/** A Hardhat project by its configuration. Throws InputError PLUGIN_MISSING. */
export function hardhatProject({ paths, rewardscape }: HardhatSettings): Project {
  if (!rewardscape) throw InputError.of("PLUGIN_MISSING", { where: paths.root, found: "one without it" });
  const own = paths.root === PACKAGE_ROOT && !publishedPackage();
  return {
    kind: own ? "repository" : "hardhat",
    root: paths.root,
    artifacts: paths.artifacts,
    ...(paths.sources && { contracts: paths.sources.solidity }),
    cache: own ? join(PACKAGE_ROOT, "build") : join(paths.cache, "rewardscape"),
    ...rewardscape,
    ...(own && { out: join(process.cwd(), "runs") }),
  };
}
