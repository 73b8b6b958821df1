import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readJson } from "../core/outside-file.ts";
import { readManifest } from "../core/package.ts";
import { array, object, optional, record, string, type Shape } from "../core/shape.ts";
import { buildInfoFiles, readBuildInfo } from "./build-info.ts";
import { lastingStamp, stampOf } from "../sources/files.ts";

/** What of a Hardhat configuration decides what a build makes. */
export interface BuildConfig {
  readonly paths: {
    readonly root: string;
    readonly artifacts: string;
    readonly cache: string;
    readonly sources: { readonly solidity: readonly string[] };
    readonly tests: { readonly solidity?: string };
  };
  readonly solidity: unknown;
}

/** What the last build was of, and what it made: files by their stamps. */
interface Built {
  readonly config: string;
  readonly files: { readonly [file: string]: string };
}

const builtShape: Shape<Built> = object({ config: string, files: record(string) });

const fileOf = ({ paths }: BuildConfig): string => join(paths.cache, "rewardscape", "built.json");

/**
 * Whether everything that the last build read and wrote is as it was then. To ask Hardhat instead means to load every
 * compiler, which takes seconds; whatever is not known to be unchanged is left to Hardhat.
 */
export function isBuilt(config: BuildConfig): boolean {
  const file = fileOf(config);
  if (!existsSync(file)) return false;
  let built: Built;
  try {
    built = builtShape.read(readJson(file), "$");
  } catch {
    return false; // damaged: Hardhat looks itself
  }
  if (built.config !== textOf(config)) return false;
  if (!sourcesOf(config).every((source) => Object.hasOwn(built.files, source))) return false;
  return Object.entries(built.files).every(([path, stamp]) => stampOf(path) === stamp);
}

/** Sources as they are before a build. What is returned notes the build, if nothing changed meanwhile. */
export function beginBuild(config: BuildConfig): () => void {
  const before = new Map(sourcesOf(config).map((source) => [source, stampOf(source)]));
  return () => {
    const sources = [...before.keys(), ...compilersOf(config)];
    const imported = importedFiles(config, before);
    const made = madeFiles(config);
    if (!imported || !made) return;
    const files: Record<string, string> = {};
    for (const path of [...sources, ...imported]) {
      const stamp = lastingStamp(path);
      if (stamp === undefined || (before.has(path) && before.get(path) !== stamp)) return;
      files[path] = stamp;
    }
    // Hardhat's note keeps what it made of sources that are gone, and removes the files.
    for (const path of made) {
      const stamp = stampOf(path);
      if (stamp !== undefined) files[path] = stamp;
    }
    const file = fileOf(config);
    mkdirSync(dirname(file), { recursive: true });
    const mine = `${file}.${process.pid}`;
    writeFileSync(mine, JSON.stringify({ config: textOf(config), files } satisfies Built));
    renameSync(mine, file);
  };
}

const textOf = ({ solidity }: BuildConfig): string =>
  JSON.stringify(solidity, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));

function sourcesOf({ paths }: BuildConfig): string[] {
  const folders = [...paths.sources.solidity, ...(paths.tests.solidity === undefined ? [] : [paths.tests.solidity])];
  return folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".sol"))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
}

/** Compilers that the configuration names by their file. */
function compilersOf(config: BuildConfig): string[] {
  return [...textOf(config).matchAll(/"path":("(?:[^"\\]|\\.)*")/g)]
    .map(([, path]) => JSON.parse(path!) as string)
    .filter(existsSync);
}

/** Sources that are imported and lie elsewhere, by what each build says that it compiled; undefined where one is not found. */
function importedFiles({ paths }: BuildConfig, known: ReadonlyMap<string, unknown>): string[] | undefined {
  const modules = join(paths.root, "node_modules");
  const files = buildInfoFiles(paths.artifacts);
  if (files.length === 0) return undefined;
  let packages: ReadonlyMap<string, string> | undefined;
  const found = new Set<string>();
  for (const info of files) {
    const sources = readBuildInfo(info)?.input?.sources;
    if (!sources) return undefined;
    for (const source of Object.keys(sources)) {
      const [, own] = /^project\/(.+)$/.exec(source) ?? [];
      const [, id, inside] = /^npm\/((?:@[^/]+\/)?[^/]+@[^/]+)\/(.+)$/.exec(source) ?? [];
      const home = id === undefined ? undefined : (packages ??= packagesIn(modules)).get(id);
      const file = own !== undefined ? join(paths.root, own) : home && join(home, inside!);
      if (!file || !existsSync(file)) return undefined;
      if (!known.has(file)) found.add(file);
    }
  }
  return [...found];
}

/** Installed packages by name@version, under whatever name they are installed. */
function packagesIn(modules: string): ReadonlyMap<string, string> {
  const folders = existsSync(modules) ? readdirSync(modules) : [];
  const all = folders.flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(modules, name)).map((one) => join(name, one)) : [name],
  );
  const found = new Map<string, string>();
  for (const name of all) {
    const manifest = join(modules, name, "package.json");
    if (!existsSync(manifest)) continue;
    const { name: own = name, version = "?" } = readManifest(manifest);
    found.set(`${own}@${version}`, join(modules, name));
  }
  return found;
}

/** Artifacts and their types, by Hardhat's own note of them. */
function madeFiles({ paths }: BuildConfig): string[] | undefined {
  const cache = join(paths.cache, "compile-cache.json");
  try {
    return Object.values(compileCache.read(readJson(cache), "$")).flatMap(({ artifactPaths, typeFilePath }) => [
      ...artifactPaths,
      ...(typeFilePath === undefined ? [] : [typeFilePath]),
    ]);
  } catch {
    return undefined; // none, or of another version of Hardhat
  }
}

const compileCache = record(object({ artifactPaths: array(string), typeFilePath: optional(string) }));
