import { existsSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** Files of compiled contracts by name: `C`, and `a/B.sol:C` where `artifacts/a/B.sol/C.json` holds it. */
export type ArtifactIndex = ReadonlyMap<string, readonly string[]>;

/** Tests and Foundry's scripts are compiled into the same folder, and are nothing that a scenario deploys. */
const CONTRACTS = /(?<!\.[ts])\.sol$/;

/** Files by both names of what they hold. Hardhat's folder and Foundry's are laid out alike. */
export function artifactIndex(folder: string): ArtifactIndex {
  const found = new Map<string, string[]>();
  if (!existsSync(folder)) return found;
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.endsWith(".json")) continue;
    const source = relative(folder, entry.parentPath).split(sep).join("/");
    if (!CONTRACTS.test(source)) continue;
    const file = join(entry.parentPath, entry.name);
    const name = entry.name.slice(0, -".json".length);
    for (const key of [name, `${source}:${name}`]) found.set(key, [...(found.get(key) ?? []), file]);
  }
  return found;
}
