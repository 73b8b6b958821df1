import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** By module: the files that it read while it was loaded. */
const reads = new Map<string, Set<string>>();

/** Files that a module read while it was loaded, itself or by what it called. */
export function filesReadBy(module: string): readonly string[] {
  return [...(reads.get(module) ?? [])];
}

type Reader = (path: unknown, ...others: unknown[]) => unknown;
const SYNC = ["readFileSync", "openSync", "readFile", "open", "createReadStream"] as const;
const PROMISES = ["readFile", "open"] as const;

let recording = 0;
let restore: () => void = () => undefined;

/**
 * Loads modules, noting which files they read meanwhile: such a file decides a result as a module does. A read counts
 * for every module that stands on the stack when it begins.
 */
export async function recordingReads<T>(load: () => Promise<T>): Promise<T> {
  if (recording++ === 0) restore = install();
  try {
    return await load();
  } finally {
    if (--recording === 0) restore();
  }
}

function install(): () => void {
  const original = [wrap(fs as unknown as Record<string, Reader>, SYNC), wrap(fs.promises as never, PROMISES)];
  syncBuiltinESMExports();
  return () => {
    for (const undo of original) undo();
    syncBuiltinESMExports();
  };
}

function wrap(module: Record<string, Reader>, names: readonly string[]): () => void {
  const originals = names.map((name) => [name, module[name]!] as const);
  for (const [name, original] of originals) {
    module[name] = function (this: unknown, path: unknown, ...others: unknown[]): unknown {
      note(path);
      return original.call(this, path, ...others);
    };
  }
  return () => {
    for (const [name, original] of originals) module[name] = original;
  };
}

function note(path: unknown): void {
  const file = pathOf(path);
  if (file === undefined) return;
  // Node's own reads of modules are most of them, and are known by who asks.
  if (INTERNAL.test(callSites(CALLER + 1)[CALLER] ?? "")) return;
  for (const module of modulesOn(callSites(DEEP))) {
    const known = reads.get(module);
    if (known) known.add(file);
    else reads.set(module, new Set([file]));
  }
}

function pathOf(path: unknown): string | undefined {
  if (typeof path === "string") return resolve(path);
  if (path instanceof URL && path.protocol === "file:") return fileURLToPath(path);
  return Buffer.isBuffer(path) ? resolve(path.toString()) : undefined;
}

/** The files of a stack from the innermost on, as Node names them; its text would be looked up in every module's source map. */
function callSites(limit: number): readonly string[] {
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = limit;
  Error.prepareStackTrace = (_error, sites) =>
    sites.map((site) => (site.isEval() ? site.getEvalOrigin() : site.getFileName()) ?? "");
  const files = new Error().stack as unknown as readonly string[];
  Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  return files;
}

/** Modules named in a stack from the innermost on, by their path; what is loaded under another name has a query behind it. */
function modulesOn(files: readonly string[]): readonly string[] {
  const modules = files.map(moduleOf);
  const first = modules.findIndex((path) => path !== undefined && path !== OWN);
  // What a loader reads in order to load is a module, or a note of its own.
  const loads = LOADER.test(modules[first] ?? "") || files.slice(0, first).some((file) => INTERNAL.test(file));
  return first < 0 || loads ? [] : modules.filter((path): path is string => path !== undefined && path !== OWN);
}

function moduleOf(file: string): string | undefined {
  const [, scheme, path] = /(file:\/\/|^|[\s(])(\/[^\s()?]+?\.[cm]?[jt]s)(?:$|[?:])/.exec(file) ?? [];
  return scheme === "file://" ? fileURLToPath(`file://${path}`) : path;
}

const OWN = fileURLToPath(import.meta.url);
const LOADER = /\/node_modules\/tsx\//;
/** In the stack of `callSites`, below it, `note` and what stands for the function of `fs`. */
const CALLER = 3;
const DEEP = 100;
const INTERNAL = /^node:internal\/modules\//;
