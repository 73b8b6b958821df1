import { array, natural, nullable, object, pair, string, type Shape } from "../core/shape.ts";
import type { Imports } from "./bundler.ts";

/** What following imports has found. */
export interface Scan {
  readonly modules: readonly {
    readonly file: string;
    /** Nothing where it changed too lately to tell it from another content. */
    readonly stamp: string | null;
    readonly hash: string;
    readonly imports: Imports;
  }[];
  /** Files that modules name by where they stand. */
  readonly named: readonly (readonly [string, readonly string[]])[];
}

/** The same in columns, each path once: hundreds of modules are read at every start. */
export interface PackedScan {
  readonly files: readonly string[];
  readonly stamps: readonly (string | null)[];
  readonly hashes: readonly string[];
  /** Other files that modules import. */
  readonly outside: readonly string[];
  /** By places in `files` and, after them, in `outside`. */
  readonly imports: readonly (readonly number[])[];
  readonly packages: readonly (readonly string[])[];
  readonly written: readonly (readonly string[])[];
  readonly named: Scan["named"];
}

export const scanShape: Shape<PackedScan> = object({
  files: array(string),
  stamps: array(nullable(string)),
  hashes: array(string),
  outside: array(string),
  imports: array(array(natural)),
  packages: array(array(string)),
  written: array(array(string)),
  named: array(pair(string, array(string))),
});

export function packScan({ modules, named }: Scan): PackedScan {
  const files = modules.map(({ file }) => file);
  const places = new Map(files.map((file, i) => [file, i]));
  const outside: string[] = [];
  const placeOf = (file: string): number => {
    const place = places.get(file) ?? files.length + outside.push(file) - 1;
    places.set(file, place);
    return place;
  };
  return {
    files,
    stamps: modules.map(({ stamp }) => stamp),
    hashes: modules.map(({ hash }) => hash),
    imports: modules.map(({ imports }) => imports.files.map(placeOf)),
    outside,
    packages: modules.map(({ imports }) => imports.packages),
    written: modules.map(({ imports }) => imports.written),
    named,
  };
}

/** @returns nothing where the columns do not fit each other */
export function unpackScan(packed: PackedScan): Scan | undefined {
  const { files, stamps, hashes, imports, packages, written, named } = packed;
  const paths = [...files, ...packed.outside];
  const columns = [stamps, hashes, imports, packages, written];
  if (columns.some(({ length }) => length !== files.length)) return undefined;
  if (imports.some((places) => places.some((place) => place >= paths.length))) return undefined;
  const modules = files.map((file, i) => ({
    file,
    stamp: stamps[i]!,
    hash: hashes[i]!,
    imports: { files: imports[i]!.map((place) => paths[place]!), packages: packages[i]!, written: written[i]! },
  }));
  return { modules, named };
}
