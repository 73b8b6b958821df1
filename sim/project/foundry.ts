import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { InputError } from "../core/errors/errors.ts";
import { parseJson } from "../core/json.ts";
import { readText, unreadBecause } from "../core/outside-file.ts";
import { installedBin } from "../core/package.ts";
import { object, optional, string } from "../core/shape.ts";
import { readFoundryToml } from "./foundry-toml.ts";
import type { Project } from "./project.ts";

/** What we read of `forge config --json`. */
interface ForgeConfig {
  readonly src: string;
  readonly out: string;
  readonly cache_path: string;
  readonly evm_version: string;
}

/** Foundry's own defaults. */
const DEFAULTS: ForgeConfig = { src: "src", out: "out", cache_path: "cache", evm_version: "" };

const config = object({
  src: optional(string),
  out: optional(string),
  cache_path: optional(string),
  evm_version: optional(string),
});

/**
 * A Foundry project, by what forge says of it: nobody else reads foundry.toml as forge does. Without forge what the file
 * plainly states is taken, if there are artifacts. Throws InputError FOUNDRY_NO_FORGE, FOUNDRY_CONFIG.
 */
export function foundryProject(root: string): Project {
  const told = forgeConfig(root);
  const asked = told ?? statedConfig(root);
  const artifacts = resolve(root, asked.out);
  if (!told && !existsSync(artifacts))
    throw InputError.of("FOUNDRY_NO_FORGE", { where: root, found: `no forge, and no folder ${asked.out}/` });
  return {
    kind: "foundry",
    root,
    artifacts,
    contracts: [resolve(root, asked.src)],
    scenarios: join(root, "scenarios"),
    out: join(root, "runs"),
    cache: join(resolve(root, asked.cache_path), "rewardscape"),
    ...(asked.evm_version !== "" && { hardfork: asked.evm_version }),
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
  try {
    return { ...DEFAULTS, ...config.read(parseJson(answer.text), "$") };
  } catch (cause) {
    throw InputError.of("FOUNDRY_CONFIG", { where: root, found: unreadBecause(cause) }, { cause });
  }
}

/** Without forge: what foundry.toml states. Throws InputError FOUNDRY_CONFIG for a file that cannot be read. */
function statedConfig(root: string): ForgeConfig {
  const file = join(root, "foundry.toml");
  try {
    return { ...DEFAULTS, ...config.read(readFoundryToml(readText(file), process.env), "$") };
  } catch (cause) {
    throw InputError.of("FOUNDRY_CONFIG", { where: file, found: unreadBecause(cause) }, { cause });
  }
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
