import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { InputError } from "../core/errors/errors.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import type { ExternalArtifact } from "./scenario.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
/** Files of artifacts by name. */
export type ArtifactIndex = ReadonlyMap<string, readonly string[]>;

let compiled: ArtifactIndex | undefined;

/**
 * The artifact of a contract that the project has compiled, by its name, or by "path/of/Source.sol:Name" where a
 * package defines one of the same name.
 */
export function readArtifact(
  name: string,
  index: ArtifactIndex = (compiled ??= artifactIndex(join(root, "artifacts"))),
): ExternalArtifact {
  const files = index.get(name) ?? [];
  if (files.length === 1) return JSON.parse(readFileSync(files[0]!, "utf8")) as ExternalArtifact;
  const where = "deploy";
  if (files.length > 1) {
    const qualified = [...index.keys()].filter((key) => key.endsWith(`:${name}`)).sort();
    throw InputError.of("CONTRACT_AMBIGUOUS", { where, found: name, names: qualified.join(", ") });
  }
  const near = didYouMean(
    name,
    [...index.keys()].filter((key) => key.includes(":") === name.includes(":")),
  );
  throw InputError.of("CONTRACT_UNKNOWN", {
    where,
    expected: near.length ? `a compiled contract, such as ${near.join(", ")}` : "a compiled contract",
    found: name,
  });
}

/** Files by both names of what they hold: artifacts/a/B.sol/C.json is C, and a/B.sol:C. */
export function artifactIndex(folder: string): ArtifactIndex {
  const found = new Map<string, string[]>();
  if (!existsSync(folder)) return found;
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.endsWith(".json") || entry.parentPath.includes("build-info")) continue;
    const file = join(entry.parentPath, entry.name);
    const name = entry.name.slice(0, -".json".length);
    const source = relative(folder, entry.parentPath).split(sep).join("/");
    for (const key of [name, `${source}:${name}`]) found.set(key, [...(found.get(key) ?? []), file]);
  }
  return found;
}
