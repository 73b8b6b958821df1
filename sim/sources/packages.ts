import { existsSync, realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { pushAll } from "../core/many.ts";
import { readManifest } from "../core/package.ts";
import { array, nullable, object, string, type Shape } from "../core/shape.ts";
import { modulesOf, reachable } from "./bundler.ts";
import { fileHash, lastingStamp, stampOf } from "./files.ts";
import { KeptEntries } from "./kept.ts";

/** A module that a package brought: the package as name@version, and where in it; neither for a linked one's. */
export interface PackageFile {
  readonly file: string;
  readonly hash: string;
  readonly package?: string;
  readonly path?: string;
}

/** A package as somebody imports it. */
export interface PackageImport {
  readonly specifier: string;
  /** The folder of a module that imports it. */
  readonly folder: string;
}

const MANIFEST = "package.json";
/** Between stamps, which have digits and spaces, and between hashes. */
const BETWEEN = "|";

/** Files of one package, or those of none. In columns, because a thousand files are read at every start. */
interface Part {
  /** As name@version; none for files that no package brought. */
  readonly name: string | null;
  /** Where the paths begin. */
  readonly folder: string;
  /** Of the package.json, which decides what a package is and is not loaded; nothing where there is none. */
  readonly manifest: string | null;
  readonly paths: readonly string[];
  /** One for each path, `|` between them; nothing in place of one that does not last. */
  readonly stamps: string;
  readonly hashes: string;
}

type Entry = readonly Part[];

const entryShape: Shape<Entry> = array(
  object({
    name: nullable(string),
    folder: string,
    manifest: nullable(string),
    paths: array(string),
    stamps: string,
    hashes: string,
  }),
);

/**
 * What packages load, by content, their dependencies included. To follow thousands of modules takes seconds, so what was
 * found is kept in a file, and is used again while none of the modules has changed.
 */
export class PackageIndex {
  readonly #kept: KeptEntries<Entry>;

  constructor(file: string) {
    this.#kept = new KeptEntries(file, entryShape);
  }

  /** All files of these imports; what has no code of its own to load (types only, native code) has none. */
  files(imports: readonly PackageImport[]): readonly PackageFile[] {
    const wanted = new Map<string, PackageImport>();
    for (const one of imports) {
      const home = homeOf(one);
      wanted.set(`${one.specifier} in ${home}`, { specifier: one.specifier, folder: home });
    }
    const missing: [string, PackageImport][] = [];
    const found: Part[] = [];
    const stampNow = memoOf(stampOf); // packages share packages
    for (const [key, one] of wanted) {
      const entry = this.#kept.get(key);
      if (entry && isValid(entry, stampNow)) pushAll(found, entry);
      else missing.push([key, one]);
    }
    if (missing.length > 0) pushAll(found, this.#scan(missing).flat());
    return [...new Map(found.flatMap(filesOf).map((file) => [file.file, file])).values()];
  }

  #scan(missing: readonly (readonly [string, PackageImport])[]): Entry[] {
    const entries: Entry[] = [];
    for (const folder of new Set(missing.map(([, one]) => one.folder))) {
      const here = missing.filter(([, one]) => one.folder === folder);
      const { graph, entries: files } = modulesOf(
        here.map(([, { specifier }]) => specifier),
        folder,
      );
      for (const [key, { specifier }] of here) {
        const entry = files.get(specifier);
        const made = entryOf(entry === undefined ? [] : reachable(graph, [entry]));
        this.#kept.set(key, made);
        entries.push(made);
      }
    }
    this.#kept.write();
    return entries;
  }
}

/** The folder above the `node_modules` that has it, so that all who import it from there share an entry; else the importer's. */
function homeOf({ specifier, folder }: PackageImport): string {
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "node_modules", name))) return at;
    if (dirname(at) === at) return folder;
  }
}

const memoOf = <T>(of: (file: string) => T): ((file: string) => T) => {
  const known = new Map<string, T>();
  return (file) => {
    if (!known.has(file)) known.set(file, of(file));
    return known.get(file)!;
  };
};

function isValid(entry: Entry, stampNow: (file: string) => string | undefined): boolean {
  // Nothing found may be something by now.
  if (entry.length === 0) return false;
  return entry.every(({ name, folder, manifest, paths, stamps, hashes }) => {
    if (name !== null && manifest !== stampNow(join(folder, MANIFEST))) return false;
    const before = stamps.split(BETWEEN);
    if (before.length !== paths.length || hashes.split(BETWEEN).length !== paths.length) return false;
    return paths.every((path, i) => stampNow(join(folder, path)) === before[i]);
  });
}

function filesOf({ name, folder, paths, hashes }: Part): PackageFile[] {
  const all = hashes.split(BETWEEN);
  return paths.map((path, i) => ({
    file: join(folder, path),
    hash: all[i]!,
    ...(name !== null && { package: name, path }),
  }));
}

function entryOf(modules: Iterable<string>): Entry {
  const parts = new Map<string, { home: Home | undefined; paths: string[]; stamps: string[]; hashes: string[] }>();
  for (const file of modules) {
    const stamp = lastingStamp(file) ?? "";
    const hash = fileHash(file);
    const home = packageOf(file);
    // Native code differs from platform to platform; it is that of the version of the package that asks for it.
    if (hash === undefined || file.endsWith(".node") || home?.native) continue;
    const folder = home?.folder ?? "";
    const part = parts.get(folder) ?? { home, paths: [], stamps: [], hashes: [] };
    parts.set(folder, part);
    part.paths.push(home?.path ?? file);
    part.stamps.push(stamp);
    part.hashes.push(hash);
  }
  return [...parts].map(([folder, { home, paths, stamps, hashes }]) => ({
    name: home?.name ?? null,
    folder,
    manifest: home ? (lastingStamp(join(folder, MANIFEST)) ?? null) : null,
    paths,
    stamps: stamps.join(BETWEEN),
    hashes: hashes.join(BETWEEN),
  }));
}

interface Home {
  /** As name@version. */
  readonly name: string;
  readonly folder: string;
  readonly path: string;
  /** Made for one platform. */
  readonly native: boolean;
}

/** The installed package that a file belongs to: the one right below the last `node_modules` of its path. */
function packageOf(file: string): Home | undefined {
  const real = realpathSync(file);
  const parts = real.split(sep);
  const at = parts.lastIndexOf("node_modules");
  if (at < 0) return undefined;
  const folder = parts.slice(0, at + (parts[at + 1]!.startsWith("@") ? 3 : 2)).join(sep);
  const { name, version, os, cpu } = readManifest(join(folder, MANIFEST));
  return {
    name: `${name ?? parts.slice(at + 1).join("/")}@${version ?? "?"}`,
    folder,
    path: relative(folder, real).split(sep).join("/"),
    native: os !== undefined || cpu !== undefined,
  };
}
