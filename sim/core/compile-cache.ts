import * as node from "node:module";

/**
 * Keeps what V8 made of modules from one process to the next: a third of a short command's time goes into reading them.
 * It changes nothing that they do. Processes that are started after it keep theirs in the same folder.
 */
export function keepCompiledModules(folder: string): void {
  if (process.env["NODE_V8_COVERAGE"]) return; // coverage would be told of functions, not of lines
  const { directory } = node.enableCompileCache(folder);
  if (directory !== undefined) process.env["NODE_COMPILE_CACHE"] ??= folder;
}

/** Writes what is new of it now, for a process that may be killed instead of ending. Node 22.10 and later. */
export function writeCompiledModules(): void {
  if (typeof node.flushCompileCache === "function") node.flushCompileCache();
}
