import { existsSync, readFileSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { HARNESS } from "../chain/harness-names.ts";
import { canonical, hex, sha256 } from "../core/canonical.ts";
import type { SourceList } from "../sources/list.ts";
import { reachable } from "../sources/bundler.ts";
import { fileHash, stampOf } from "../sources/files.ts";
import { ModuleIndex } from "../sources/modules.ts";
import { PackageIndex, type PackageFile } from "../sources/packages.ts";
import { filesReadBy } from "../sources/reads.ts";

/**
 * The modules that begin what a result is of, in the folder of the simulator. A run's are those of an evaluation and of
 * its cross-check, whose statement stands in the run; what an engine is opened with is imported when it is chosen.
 */
const ENTRIES = {
  run: [
    "evaluation/evaluate.ts",
    "evaluation/prepare.ts",
    "evaluation/cross-check.ts",
    "chain/replay/replay-worker.ts",
  ],
  evaluation: ["evaluation/evaluation-job.ts"],
  exploration: ["explore/evaluation.ts"],
  verification: ["verify/verify-job.ts"],
} as const;

/** What is stored: a run with its history, or the result of a job. */
export type ResultKind = keyof typeof ENTRIES;

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What was found, by the root of a simulator: kept in files, because to follow a thousand modules takes seconds. */
const indexes = new Map<string, { readonly modules: ModuleIndex; readonly packages: PackageIndex }>();

function indexOf(root: string): { readonly modules: ModuleIndex; readonly packages: PackageIndex } {
  let index = indexes.get(root);
  if (!index) {
    const folder = join(root, "build", "sources");
    const modules = new ModuleIndex(join(folder, "modules.json"));
    indexes.set(root, (index = { modules, packages: new PackageIndex(join(folder, "packages.json")) }));
  }
  return index;
}

/**
 * The files that decide results of a scenario: the modules that it and the simulator load, wherever they lie, the files
 * that they name or read as they are loaded, and the packages that they import. Not seen are imports and reads whose
 * path is known only when a policy or a measure runs, and native code, which is that of its package's version.
 * Throws InputError SOURCE_UNREADABLE.
 */
export function sourceFiles(kind: ResultKind, scenario?: string, root: string = ROOT): SourceList {
  const home = realpathSync(root);
  const file = scenario !== undefined && stampOf(scenario) !== undefined ? realpathSync(scenario) : undefined;
  const all = Object.values(ENTRIES).flat();
  const place = (entry: string): string => join(home, "sim", entry);
  const index = indexOf(home);
  const { graph, named } = index.modules.from([...new Set(all.map(place)), ...(file === undefined ? [] : [file])]);
  const simulator = reachable(graph, ENTRIES[kind].map(place));
  const modules = new Set([...simulator, ...reachable(graph, file === undefined ? [] : [file])]);
  const nameOf = (path: string): string => {
    const inside = relative(home, path).split(sep);
    if (inside[0] !== ".." && resolve(home, ...inside) === path) return inside.join("/");
    const beside = relative(dirname(file ?? home), path)
      .split(sep)
      .join("/");
    return beside.startsWith("..") ? beside : `./${beside}`;
  };
  const list: Record<string, string> = {};
  const add = (path: string): void => {
    const hash = isArtifact(path) ? artifactHash(path) : fileHash(path);
    if (hash !== undefined) list[nameOf(path)] = hash;
  };
  for (const module of modules) {
    add(module);
    for (const path of named.get(module) ?? []) add(path);
    // What the simulator reads is said otherwise: artifacts as initcode, series by the environment.
    if (!simulator.has(module)) for (const path of filesReadBy(module)) add(path);
  }
  for (const path of builtFrom(home)) add(path);
  const imports = [...modules].flatMap((module) =>
    (graph.get(module)?.packages ?? []).map((specifier) => ({ specifier, folder: dirname(module) })),
  );
  const packages = index.packages.files(imports);
  for (const one of packages) if (one.package === undefined) list[nameOf(one.file)] = one.hash;
  return { ...list, ...byPackage(packages) };
}

function byPackage(files: readonly PackageFile[]): SourceList {
  const contents = new Map<string, Record<string, string>>();
  for (const { package: name, path, hash } of files) {
    if (name === undefined) continue;
    const content = contents.get(name) ?? {};
    contents.set(name, content);
    content[path!] = hash;
  }
  return Object.fromEntries(
    [...contents].map(([name, content]) => [`package ${name}`, hex(sha256(canonical(content)))] as const),
  );
}

/** What is no module and decides all the same: the sources of the fast engine's runtime, and the harness's contracts. */
function builtFrom(root: string): string[] {
  const harness = join(root, "artifacts", "contracts", "harness");
  return [
    ...filesIn(join(root, "sim", "evm", "runtime")),
    ...HARNESS.map((name) => join(harness, `${name}.sol`, `${name}.json`)),
  ];
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const isArtifact = (path: string): boolean => /[\\/]artifacts[\\/].+\.sol[\\/][^\\/]+\.json$/.test(path);

const artifacts = new Map<string, string>();

/** Of a compiled contract what decides: which build it came from changes with contracts that have nothing to do with it. */
function artifactHash(path: string): string | undefined {
  const content = fileHash(path);
  if (content === undefined) return undefined;
  let known = artifacts.get(content);
  if (known === undefined) {
    const artifact = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    known = hex(sha256(canonical({ ...artifact, buildInfoId: undefined })));
    artifacts.set(content, known);
  }
  return known;
}
