import { existsSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { importsAsWritten, modulesFrom, type ModuleGraph } from "./bundler.ts";
import { fileHash, knownHash, lastingStamp, stampOf } from "./files.ts";
import { KeptEntries } from "./kept.ts";
import { packScan, scanShape, unpackScan, type PackedScan, type Scan } from "./scan.ts";

/** The modules that files load, and the files beside them that they name as `new URL("...", import.meta.url)`. */
export interface Modules {
  readonly graph: ModuleGraph;
  readonly named: ReadonlyMap<string, readonly string[]>;
}

/** Follows imports, and keeps what it found while none of the modules has changed. */
export class ModuleIndex {
  readonly #kept: KeptEntries<PackedScan>;

  constructor(file: string) {
    this.#kept = new KeptEntries(file, scanShape);
  }

  /** The modules that these files load. Throws InputError SOURCE_UNREADABLE. */
  from(entries: readonly string[]): Modules {
    const key = JSON.stringify(entries);
    const kept = this.#get(key);
    const changed = changedOf(kept);
    if (kept && (changed.length === 0 || importAsBefore(changed, kept.named))) {
      const found = modulesIn(kept);
      if (changed.length > 0) this.#keep(key, found);
      return found;
    }
    const found = scan(entries);
    this.#keep(key, found);
    return found;
  }

  /**
   * The modules that a file loads beside those that are known, with all that both load. The known ones are followed no
   * second time: a file is new more often than the hundreds that it stands on. Throws InputError SOURCE_UNREADABLE.
   *
   * @example
   * const simulator = index.from(entries);
   * const { graph, named } = index.beside(simulator, scenario); // those of the simulator, and the scenario's own
   */
  beside(known: Modules, file: string): Modules {
    if (known.graph.has(file)) return known;
    const own = this.#ownOf(file, known.graph);
    return { graph: new Map([...known.graph, ...own.graph]), named: new Map([...known.named, ...own.named]) };
  }

  #ownOf(file: string, known: ModuleGraph): Modules {
    const key = `${file} beside others`;
    const kept = this.#get(key);
    if (kept && changedOf(kept).length === 0) {
      const found = modulesIn(kept);
      const isThere = (to: string): boolean => found.graph.has(to) || known.has(to);
      // A known one may be known no longer.
      if (kept.modules.every(({ imports }) => imports.files.every(isThere))) return found;
    }
    const found = scan([file], known);
    this.#keep(key, found);
    return found;
  }

  #get(key: string): Scan | undefined {
    const packed = this.#kept.get(key);
    return packed && unpackScan(packed);
  }

  #keep(key: string, { graph, named }: Modules): void {
    const modules = [...graph].map(([file, imports]) => {
      const stamp = lastingStamp(file) ?? null; // before the hash: whoever writes meanwhile makes the stamp another
      return { file, imports, stamp, hash: fileHash(file) ?? "" };
    });
    this.#kept.set(key, packScan({ modules, named: [...named].filter(([, files]) => files.length > 0) }));
    this.#kept.write();
  }
}

function changedOf(kept: Scan | undefined): Scan["modules"] {
  const changed: Scan["modules"][number][] = [];
  for (const module of kept?.modules ?? []) {
    const { file, stamp, hash } = module;
    if (stamp === null || stampOf(file) !== stamp) changed.push(module);
    else knownHash(file, stamp, hash);
  }
  return changed;
}

const modulesIn = ({ modules, named }: Scan): Modules => ({
  graph: new Map(modules.map(({ file, imports }) => [file, imports])),
  named: new Map(named),
});

/** Above so many changed modules all are followed anew. */
const FEW = 16;

/** Whether modules that have changed import and name what they did: then they lead where they led. */
function importAsBefore(changed: Scan["modules"], named: Scan["named"]): boolean {
  if (changed.length > FEW || !changed.every(({ file }) => existsSync(file))) return false;
  const before = new Map(named);
  let written: ReadonlyMap<string, readonly string[]>;
  try {
    written = importsAsWritten(changed.map(({ file }) => file));
  } catch {
    return false; // to be told by whoever follows them
  }
  return changed.every(
    ({ file, imports }) =>
      String(written.get(file)) === String(imports.written) && String(namedIn(file)) === String(before.get(file) ?? []),
  );
}

function scan(entries: readonly string[], known: ModuleGraph = new Map()): Modules {
  const roots = new Set(entries);
  for (;;) {
    const graph = modulesFrom([...roots], known.keys());
    const named = new Map([...graph.keys()].map((file) => [file, namedIn(file)]));
    // What another process or a worker is given to run is a module like those that are imported.
    const more = [...named.values()].flat().filter((file) => isCode(file) && !graph.has(file) && !known.has(file));
    if (more.length === 0) return { graph: withNamed(graph, named), named };
    for (const file of more) roots.add(file);
  }
}

function withNamed(graph: ModuleGraph, named: Modules["named"]): ModuleGraph {
  return new Map(
    [...graph].map(([file, { files, packages, written }]) => {
      const more = (named.get(file) ?? []).filter(isCode);
      return [file, { files: [...files, ...more], packages, written }];
    }),
  );
}

const isCode = (file: string): boolean => /\.[cm]?[jt]sx?$/.test(file);

/** Every place where a module names a file by where it stands itself. */
function namedIn(module: string): string[] {
  if (!isCode(module)) return [];
  const text = readFileSync(module, "utf8");
  return [...text.matchAll(/new URL\(\s*(["'`])([^"'`$]+)\1\s*,\s*import\.meta\.url\s*,?\s*\)/g)].flatMap(
    ([, , path]) => {
      const url = URL.parse(path!, pathToFileURL(module));
      if (url?.protocol !== "file:") return [];
      const file = fileURLToPath(url);
      return existsSync(file) && statSync(file).isFile() ? [file] : [];
    },
  );
}
