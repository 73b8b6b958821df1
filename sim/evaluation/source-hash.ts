import { existsSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { HARNESS } from "../chain/harness-names.ts";
import { canonical, hex, sha256 } from "../core/canonical.ts";
import { readJson } from "../core/outside-file.ts";
import { installedVersion, PACKAGE_ROOT, packageVersion, publishedPackage } from "../core/package.ts";
import type { Published } from "../core/package.ts";
import { json, record } from "../core/shape.ts";
import { currentProject } from "../project/project.ts";
import type { SourceList } from "../sources/list.ts";
import { reachable, type ModuleGraph } from "../sources/bundler.ts";
import { fileHash, stampOf } from "../sources/files.ts";
import { ModuleIndex } from "../sources/modules.ts";
import { PackageIndex, type PackageFile, type PackageImport } from "../sources/packages.ts";
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
  "attacked-exploration": ["explore/attacked-evaluation.ts"],
  "attacked-verification": ["verify/attacked-verify-job.ts"],
  attack: ["attack/island-job.ts", "attack/power-job.ts"],
} as const;

/** What is stored: a run with its history, or the result of a job. */
export type ResultKind = keyof typeof ENTRIES;

export const ROOT = PACKAGE_ROOT;

/** What was found, by the root of a simulator: kept in files, because to follow a thousand modules takes seconds. */
const indexes = new Map<string, { readonly modules: ModuleIndex; readonly packages: PackageIndex }>();

function indexOf(root: string): { readonly modules: ModuleIndex; readonly packages: PackageIndex } {
  let index = indexes.get(root);
  if (!index) {
    const folder = join(root === ROOT ? currentProject().cache : join(root, "build"), "sources");
    const modules = new ModuleIndex(join(folder, "modules.json"));
    indexes.set(root, (index = { modules, packages: new PackageIndex(join(folder, "packages.json")) }));
  }
  return index;
}

/**
 * The files that decide results of a scenario: the modules that it and the simulator load, wherever they lie, the files
 * that they name or read as they are loaded, and the packages that they import. Not seen are imports and reads whose
 * path is known only when a policy or a measure runs, and native code, which is that of its package's version.
 * A published simulator is its package's version and digest, and the versions of the packages that it imports.
 * Throws InputError SOURCE_UNREADABLE.
 */
export function sourceFiles(kind: ResultKind, scenario?: string, root: string = ROOT): SourceList {
  const file = scenario !== undefined && stampOf(scenario) !== undefined ? realpathSync(scenario) : undefined;
  const published = root === ROOT ? publishedPackage() : undefined;
  return published
    ? ofPackage(published, file)
    : ofRepository(kind, file, realpathSync(root), indexOf(realpathSync(root)));
}

function ofPackage(published: Published, scenario: string | undefined): SourceList {
  const home = realpathSync(currentProject().root);
  const index = indexOf(ROOT);
  const own = Object.fromEntries(
    published.packages.map((name) => {
      const version = installedVersion(name) ?? "?";
      return [`package ${name}@${version}`, hex(sha256(`${name}@${version}`))] as const;
    }),
  );
  const simulator = { [`package rewardscape@${packageVersion()}`]: published.digest, ...own };
  if (scenario === undefined) return simulator;
  const { graph, named } = index.modules.from([scenario]);
  const modules = reachable(graph, [scenario]);
  const files = new NamedFiles(home, dirname(scenario));
  for (const module of modules) files.addAll([module, ...(named.get(module) ?? []), ...filesReadBy(module)]);
  const imports = importsOf(modules, graph).filter(({ specifier }) => !/^(rewardscape|hardhat)(\/|$)/.test(specifier));
  return { ...files.withPackages(index.packages.files(imports)), ...simulator };
}

function ofRepository(
  kind: ResultKind,
  file: string | undefined,
  home: string,
  index: ReturnType<typeof indexOf>,
): SourceList {
  const all = Object.values(ENTRIES).flat();
  const place = (entry: string): string => join(home, "sim", entry);
  const known = index.modules.from([...new Set(all.map(place))]);
  const { graph, named } = file === undefined ? known : index.modules.beside(known, file);
  const simulator = reachable(graph, ENTRIES[kind].map(place));
  const modules = new Set([...simulator, ...reachable(graph, file === undefined ? [] : [file])]);
  // Of a project that lies elsewhere, names are from its own root: two copies of it have the same.
  const elsewhere = home === realpathSync(ROOT) ? realpathSync(currentProject().root) : home;
  const files = new NamedFiles(home, dirname(file ?? home), elsewhere);
  for (const module of modules) {
    files.addAll([module, ...(named.get(module) ?? [])]);
    // What the simulator reads is said otherwise: artifacts as initcode, series by the environment.
    if (!simulator.has(module)) files.addAll(filesReadBy(module));
  }
  files.addAll(builtFrom(home));
  return files.withPackages(index.packages.files(importsOf(modules, graph)));
}

/**
 * The files of a scenario that come neither with the simulator nor with a package: what a machine with the same packages
 * lacks. Throws InputError SOURCE_UNREADABLE.
 */
export function ownFiles(scenario: string): string[] {
  const file = realpathSync(scenario);
  const { graph, named } = indexOf(ROOT).modules.from([file]);
  const simulator = join(realpathSync(ROOT), "sim") + sep;
  const scenarios = currentProject().scenarios + sep;
  const isSimulator = (path: string): boolean => path.startsWith(simulator) && !path.startsWith(scenarios);
  const modules = [...reachable(graph, [file])].filter((module) => !isSimulator(module));
  const files = modules.flatMap((module) => [module, ...(named.get(module) ?? []), ...filesReadBy(module)]);
  return [...new Set(files)].filter((path) => fileHash(path) !== undefined);
}

const importsOf = (modules: Iterable<string>, graph: ModuleGraph): PackageImport[] =>
  [...modules].flatMap((module) =>
    (graph.get(module)?.packages ?? []).map((specifier) => ({ specifier, folder: dirname(module) })),
  );

/** Files by a name that is the same wherever the project lies: in it from its root, outside from the scenario. */
class NamedFiles {
  readonly #home: string;
  readonly #beside: string;
  readonly #project: string;
  readonly #list: Record<string, string> = {};

  constructor(home: string, beside: string, project = home) {
    this.#home = home;
    this.#beside = beside;
    this.#project = project;
  }

  addAll(paths: Iterable<string>): void {
    for (const path of paths) {
      const hash = isArtifact(path) ? artifactHash(path) : fileHash(path);
      if (hash !== undefined) this.#list[this.#nameOf(path)] = hash;
    }
  }

  withPackages(packages: readonly PackageFile[]): SourceList {
    for (const one of packages) if (one.package === undefined) this.#list[this.#nameOf(one.file)] = one.hash;
    return { ...this.#list, ...byPackage(packages) };
  }

  #nameOf(path: string): string {
    for (const root of [this.#home, this.#project]) {
      const inside = relative(root, path).split(sep);
      if (inside[0] !== ".." && resolve(root, ...inside) === path) return inside.join("/");
    }
    const beside = relative(this.#beside, path).split(sep).join("/");
    return beside.startsWith("..") ? beside : `./${beside}`;
  }
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

/** What is no module and decides all the same: the sources of the fast engine's WebAssembly, and the harness's contracts. */
function builtFrom(root: string): string[] {
  const harness = join(root, "artifacts", "contracts", "harness");
  return [
    ...["runtime", "curves"].flatMap((module) => filesIn(join(root, "sim", "evm", module))),
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
    known = builtHash(path) ?? content;
    artifacts.set(content, known);
  }
  return known;
}

/** Undefined for a damaged one: whoever deploys it is told, and until then it is the content that tells it from others. */
function builtHash(path: string): string | undefined {
  try {
    return hex(sha256(canonical({ ...members.read(readJson(path), "$"), buildInfoId: undefined })));
  } catch {
    return undefined;
  }
}

const members = record(json);
