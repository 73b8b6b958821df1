import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { RunError } from "./errors/errors.ts";
import { readJson, unreadBecause } from "./outside-file.ts";
import { array, json, object, optional, record, string, type Shape } from "./shape.ts";

/** This package's own folder: of the repository, or of the package as it was installed. */
export const PACKAGE_ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What the packing of a published package leaves beside its modules: their digest, and the code that chains deploy. */
export interface Published {
  /** sha256 over every file that decides a result. */
  readonly digest: string;
  /** Packages that the modules import, by name. */
  readonly packages: readonly string[];
  /** Compiled contracts of the simulator's own. */
  readonly harness: { readonly [name: string]: { readonly bytecode: string; readonly deployedBytecode: string } };
}

/** The name of that file, below the package's folder. */
export const PUBLISHED_FILE = "build/published.json";

let published: Published | null | undefined;

/** Undefined in the repository, whose modules are followed one by one and whose contracts Hardhat compiles. */
export function publishedPackage(): Published | undefined {
  if (published === undefined) {
    const file = join(PACKAGE_ROOT, PUBLISHED_FILE);
    published = existsSync(file) ? readPublished(file) : null;
  }
  return published ?? undefined;
}

const publishedShape: Shape<Published> = object({
  digest: string,
  packages: array(string),
  harness: record(object({ bytecode: string, deployedBytecode: string })),
});

/** Throws RunError INTERNAL for what packing does not write: the package is damaged. */
export function readPublished(file: string): Published {
  try {
    return publishedShape.read(readJson(file), "$");
  } catch (cause) {
    const expected = "the package as it was packed: install it again";
    throw RunError.of("INTERNAL", { where: file, expected, found: unreadBecause(cause) }, { cause });
  }
}

/** This package's version. */
export function packageVersion(): string {
  return readManifest(join(PACKAGE_ROOT, "package.json")).version ?? "unknown";
}

/** What is read of a package.json. */
export interface PackageManifest {
  readonly name?: string;
  readonly version?: string;
  readonly os?: unknown;
  readonly cpu?: unknown;
}

const packageManifest: Shape<PackageManifest> = object({
  name: optional(string),
  version: optional(string),
  os: optional(json),
  cpu: optional(json),
});

/** Nothing is known of a package whose package.json is not there, or is none. */
export function readManifest(file: string): PackageManifest {
  try {
    return packageManifest.read(readJson(file), "$");
  } catch {
    return {};
  }
}

/** The version of a package as this one resolves it; undefined where it is not installed. */
export function installedVersion(name: string): string | undefined {
  // Not through the package's own exports, which may hide its package.json.
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    const file = join(folder, name, "package.json");
    if (existsSync(file)) return readManifest(file).version;
  }
  return undefined;
}

/** A program that a package brought into the node_modules of a folder or of one above it. */
export function installedBin(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, "node_modules", ".bin", name);
    if (existsSync(file)) return file;
    if (dirname(at) === at) return undefined;
  }
}

/** The folder of a package that modules in a folder would get. */
export function packageFrom(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const found = join(at, "node_modules", name);
    if (existsSync(join(found, "package.json"))) return found;
    if (dirname(at) === at) return undefined;
  }
}

/** The version of a package that modules in a folder would get. */
export function versionFrom(folder: string, name: string): string | undefined {
  const found = packageFrom(folder, name);
  return found && readManifest(join(found, "package.json")).version;
}
