import { pushAll } from "../core/many.ts";
import { createRequire, isBuiltin } from "node:module";
import { resolve } from "node:path";
import type { BuildOptions, Metafile } from "esbuild";
import { InputError } from "../core/errors/errors.ts";

/** What a module loads: files by their path, and what else it names, by specifier. */
export interface Imports {
  readonly files: readonly string[];
  readonly packages: readonly string[];
  /** Every specifier as it is written, in order. */
  readonly written: readonly string[];
}

/** Every module reached, by its absolute path without links. */
export type ModuleGraph = ReadonlyMap<string, Imports>;

/** Content that is no code is followed no further. */
const DATA = [".node", ".wasm", ".csv", ".txt", ".md", ".sol", ".html", ".css", ".bin"];

/** Where what is written would lie. */
const UNUSED = "unused";

const OPTIONS = {
  bundle: true,
  write: false,
  metafile: true as const,
  platform: "node" as const,
  format: "esm" as const,
  // Of all ways to put modules together the one that writes each only once; what is written is thrown away.
  splitting: true,
  outdir: UNUSED,
  logLevel: "silent",
  loader: Object.fromEntries(DATA.map((extension) => [extension, "empty"] as const)),
} satisfies BuildOptions & { metafile: true };

/** Every import that is not of types alone counts, used or not: a module may do something as it is loaded. */
const STRICT = { compilerOptions: { verbatimModuleSyntax: true } };

/**
 * The modules that these files load, without packages; read by the parser that runs them. Those that are known are named
 * and not followed. Throws InputError SOURCE_UNREADABLE.
 */
export function modulesFrom(entries: readonly string[], known: Iterable<string> = []): ModuleGraph {
  const options = { entryPoints: [...entries], packages: "external" as const, external: [...known] };
  try {
    return graphOf({ ...options, tsconfigRaw: STRICT });
  } catch {
    // Where types are imported as if they were values, what is not used as a value is dropped, as when it runs.
    return graphOf(options);
  }
}

/**
 * What modules import, by their path, as it is written there: a fraction of the work of following it. Throws what the
 * parser throws.
 */
export function importsAsWritten(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const external = ["./*", "../*", "/*"];
  const options = { entryPoints: [...files], packages: "external" as const, tsconfigRaw: STRICT };
  const { metafile } = esbuild().buildSync({ ...options, ...OPTIONS, absWorkingDir: process.cwd(), external });
  return new Map(
    Object.entries(metafile.inputs).map(([path, { imports }]) => [resolve(process.cwd(), path), specifiers(imports)]),
  );
}

const specifiers = (imports: Metafile["inputs"][string]["imports"]): string[] =>
  imports.map(({ original, path }) => original ?? path);

/** The modules that packages load, theirs and their dependencies', and which file each specifier is. */
export function modulesOf(
  specifiers: readonly string[],
  folder: string,
): { readonly graph: ModuleGraph; readonly entries: ReadonlyMap<string, string> } {
  const contents = specifiers.map((specifier, i) => `export * as p${i} from ${JSON.stringify(specifier)};`).join("\n");
  const entries = new Map<string, string>();
  const graph = graphOf({ stdin: { contents, resolveDir: folder } }, (specifier, file) => entries.set(specifier, file));
  return { graph, entries };
}

type Asked = Pick<BuildOptions, "entryPoints" | "packages" | "stdin" | "tsconfigRaw" | "external">;

/** Loaded when it is needed, which is when something has changed; how a module is read decides no result. */
const esbuild = (): typeof import("esbuild") => createRequire(import.meta.url)("esbuild") as typeof import("esbuild");

/** Packages that are asked for and not installed, such as optional ones, are left out: a graph has so many at most. */
const MISSING = 100;

function graphOf(options: Asked, onEntry?: (specifier: string, file: string) => void): ModuleGraph {
  const missing: string[] = [];
  for (;;) {
    try {
      const { metafile } = esbuild().buildSync({
        ...options,
        ...OPTIONS,
        absWorkingDir: process.cwd(),
        external: [...(options.external ?? []), ...missing],
      });
      return read(metafile, new Set(options.external), onEntry);
    } catch (error) {
      const { errors = [] } = error as { readonly errors?: readonly { readonly text: string; location?: object }[] };
      const absent = errors.flatMap(({ text }) => /^Could not resolve "(.+)"/.exec(text)?.[1] ?? []);
      const own = options.packages === "external" || absent.length === 0 || missing.length > MISSING;
      if (own) throw unreadable(error, errors);
      pushAll(missing, absent);
    }
  }
}

function unreadable(cause: unknown, errors: readonly { readonly text: string; location?: unknown }[]): InputError {
  const [first] = errors;
  const at = first?.location as { readonly file: string; readonly line: number } | null | undefined;
  return InputError.of(
    "SOURCE_UNREADABLE",
    { ...(at && { where: `${at.file}:${at.line}` }), found: first?.text ?? String(cause) },
    { cause },
  );
}

function read(
  metafile: Metafile,
  known: ReadonlySet<string>,
  onEntry?: (specifier: string, file: string) => void,
): ModuleGraph {
  const absolute = (path: string): string => resolve(process.cwd(), path);
  const graph = new Map<string, Imports>();
  for (const [path, { imports }] of Object.entries(metafile.inputs)) {
    const inside = imports.filter(({ external }) => !external);
    if (path === "<stdin>") {
      for (const { original, path: file } of inside) if (original) onEntry?.(original, absolute(file));
      continue;
    }
    const outside = imports.filter((one) => one.external && !isBuiltin(one.path)).map((one) => one.path);
    // What is known is not followed, and named by the path that would be written.
    const target = (written: string): string => resolve(process.cwd(), UNUSED, written);
    graph.set(absolute(path), {
      files: [...inside.map((one) => absolute(one.path)), ...outside.map(target).filter((file) => known.has(file))],
      packages: outside.filter((one) => !known.has(target(one))),
      written: specifiers(imports),
    });
  }
  return graph;
}

/** What some of its modules reach, those included. */
export function reachable(graph: ModuleGraph, from: Iterable<string>): Set<string> {
  const found = new Set<string>();
  const open = [...from];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    pushAll(open, graph.get(file)?.files ?? []);
  }
  return found;
}
