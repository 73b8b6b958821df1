import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { hex, sha256 } from "./core/canonical.ts";

/** What decides a result; screens, reports and stores do not. Whole folders, because what imports what may change. */
const DECISIVE = [
  "core",
  "chain",
  "evm",
  "environment",
  "goals",
  "population",
  "scenario",
  "scenarios",
  "stats",
  "evaluate.ts",
  "measurement.ts",
];

let known: string | undefined;

/** sha256 over the simulator's own source: a stored result is that of this simulator or is not used. */
export function simulatorHash(): string {
  if (known !== undefined) return known;
  const root = dirname(fileURLToPath(import.meta.url));
  const files = DECISIVE.flatMap((name) => (name.endsWith(".ts") ? [join(root, name)] : filesOf(join(root, name))));
  // Names are made alike on every platform; the order is that of the names, not of the file system.
  const named = files
    .map((file) => [relative(root, file).replaceAll("\\", "/"), file] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return (known = hex(sha256(...named.flatMap(([name, file]) => [name, "\0", readFileSync(file), "\0"]))));
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|json|csv)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
