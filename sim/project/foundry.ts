import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { InputError } from "../core/errors/errors.ts";
import { HARDFORKS } from "../core/hardfork.ts";
import { installedBin } from "../core/package.ts";
import type { Project } from "./project.ts";

/** What we read of `forge config --json`. */
interface ForgeConfig {
  readonly src: string;
  readonly out: string;
  readonly cache_path: string;
  readonly evm_version: string;
}

/** Foundry's own defaults, for where nobody can be asked. */
const DEFAULTS: ForgeConfig = { src: "src", out: "out", cache_path: "cache", evm_version: "" };

/**
 * A Foundry project, by what forge says of it: nobody else reads foundry.toml as forge does. Without forge its folders
 * are taken to be the usual ones, if they hold artifacts. Throws InputError FOUNDRY_NO_FORGE, FOUNDRY_CONFIG.
 */
export function foundryProject(root: string): Project {
  const config = forgeConfig(root) ?? DEFAULTS;
  const artifacts = resolve(root, config.out);
  if (config === DEFAULTS && !existsSync(artifacts))
    throw InputError.of("FOUNDRY_NO_FORGE", { where: root, found: "no forge, and no folder out/" });
  const hardfork = HARDFORKS.find((one) => one === config.evm_version);
  return {
    kind: "foundry",
    root,
    artifacts,
    contracts: [resolve(root, config.src)],
    scenarios: join(root, "scenarios"),
    out: join(root, "runs"),
    cache: join(resolve(root, config.cache_path), "rewardscape"),
    ...(hardfork && { hardfork }),
  };
}

/** The forge of the project's node_modules, else the one on the path; undefined where there is none. */
function forge(root: string, args: readonly string[]): { readonly status: number; readonly text: string } | undefined {
  const own = installedBin(root, "forge");
  const run = spawnSync(own ?? "forge", args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (run.error && (run.error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
  return { status: run.status ?? 1, text: run.status === 0 ? run.stdout : `${run.stdout}${run.stderr}` };
}

function forgeConfig(root: string): ForgeConfig | undefined {
  const answer = forge(root, ["config", "--json"]);
  if (!answer) return undefined;
  if (answer.status !== 0)
    throw InputError.of("FOUNDRY_CONFIG", { where: root, found: answer.text.trim().slice(0, 1000) });
  return { ...DEFAULTS, ...(JSON.parse(answer.text) as Partial<ForgeConfig>) };
}

/**
 * Compiles what has changed. Without forge what is there is used, unless a source is newer than everything compiled.
 * Throws InputError CONTRACT_COMPILE, ARTIFACTS_STALE.
 */
export function forgeBuild(project: Project): void {
  const answer = forge(project.root, ["build", "--quiet"]);
  if (answer && answer.status === 0) return;
  if (answer)
    throw InputError.of("CONTRACT_COMPILE", { where: project.root, found: answer.text.trim().slice(0, 4000) });
  const [source, time] = newest(project.contracts?.[0] ?? join(project.root, DEFAULTS.src), ".sol");
  if (time > newest(project.artifacts, ".json")[1])
    throw InputError.of("ARTIFACTS_STALE", { where: source, found: "one changed after the last build, and no forge" });
}

function newest(folder: string, extension: string): [file: string, time: number] {
  let found: [string, number] = [folder, -Infinity];
  if (!existsSync(folder)) return found;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(extension)) continue;
    const file = join(entry.parentPath, entry.name);
    const { mtimeMs } = statSync(file);
    if (mtimeMs > found[1]) found = [file, mtimeMs];
  }
  return found;
}
