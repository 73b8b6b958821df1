import { existsSync, realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { pushAll } from "../core/many.ts";
import { readManifest } from "../core/package.ts";
import { array, nullable, object, optional, string, type Shape } from "../core/shape.ts";
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

interface Entry {
  readonly files: readonly (PackageFile & { readonly stamp: string | null })[];
  /** Files that decide what a package is and are not loaded: the package.json of each. */
  readonly manifests: readonly { readonly file: string; readonly stamp: string | null }[];
}

const stamped = { file: string, stamp: nullable(string) };
const entryShape: Shape<Entry> = object({
  files: array(object({ ...stamped, hash: string, package: optional(string), path: optional(string) })),
  manifests: array(object(stamped)),
});

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
    const found: Entry[] = [];
    for (const [key, one] of wanted) {
      const entry = this.#kept.get(key);
      if (entry && isValid(entry)) found.push(entry);
      else missing.push([key, one]);
    }
    if (missing.length > 0) pushAll(found, this.#scan(missing));
    return [...new Map(found.flatMap(({ files }) => files).map((file) => [file.file, file])).values()];
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

function isValid({ files, manifests }: Entry): boolean {
  // Nothing found may be something by now.
  if (files.length === 0) return false;
  return [...files, ...manifests].every(({ file, stamp }) => stamp !== null && stampOf(file) === stamp);
}

function entryOf(modules: Iterable<string>): Entry {
  const files: Entry["files"][number][] = [];
  const manifests = new Map<string, string | null>();
  for (const file of modules) {
    const stamp = lastingStamp(file) ?? null;
    const hash = fileHash(file);
    const home = packageOf(file);
    // Native code differs from platform to platform; it is that of the version of the package that asks for it.
    if (hash === undefined || file.endsWith(".node") || home?.native) continue;
    if (home) manifests.set(home.manifest, lastingStamp(home.manifest) ?? null);
    files.push({ file, stamp, hash, ...(home && { package: home.name, path: home.path }) });
  }
  return { files, manifests: [...manifests].map(([file, stamp]) => ({ file, stamp })) };
}

interface Home {
  /** As name@version. */
  readonly name: string;
  readonly path: string;
  readonly manifest: string;
  /** Made for one platform. */
  readonly native: boolean;
}

/** The installed package that a file belongs to: the one right below the last `node_modules` of its path. */
function packageOf(file: string): Home | undefined {
  const parts = realpathSync(file).split(sep);
  const at = parts.lastIndexOf("node_modules");
  if (at < 0) return undefined;
  const folder = parts.slice(0, at + (parts[at + 1]!.startsWith("@") ? 3 : 2)).join(sep);
  const manifest = join(folder, "package.json");
  const { name, version, os, cpu } = readManifest(manifest);
  return {
    name: `${name ?? parts.slice(at + 1).join("/")}@${version ?? "?"}`,
    path: relative(folder, file).split(sep).join("/"),
    manifest,
    native: os !== undefined || cpu !== undefined,
  };
}
