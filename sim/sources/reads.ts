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
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  const stack = new Error().stack ?? "";
  Error.stackTraceLimit = stackTraceLimit;
  for (const module of modulesOn(stack)) {
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

/** Modules named in a stack from the innermost on, by their path; what is loaded under another name has a query behind it. */
function modulesOn(stack: string): readonly string[] {
  const frames = [...stack.matchAll(/(file:\/\/|[\s(])(\/[^\s()?]+?\.[cm]?[jt]s)(?:\?[^\s:)]*)?:\d+:\d+/g)]
    .map(({ 1: scheme, 2: path, index }) => ({
      path: scheme === "file://" ? fileURLToPath(`file://${path}`) : path!,
      index,
    }))
    .filter(({ path }) => path !== OWN);
  const [first] = frames;
  // What a loader reads in order to load is a module, or a note of its own.
  if (!first || LOADER.test(first.path) || stack.slice(0, first.index).includes(" (node:internal/modules/")) return [];
  return frames.map(({ path }) => path);
}

const OWN = fileURLToPath(import.meta.url);
const LOADER = /\/node_modules\/tsx\//;
