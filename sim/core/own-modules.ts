import { readFileSync } from "node:fs";
import * as node from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { keepCompiledModules } from "./compile-cache.ts";
import { PACKAGE_ROOT } from "./package.ts";

/** Where our modules lie, and what their names end with: in the repository as they are written, in the package compiled. */
const HOME = new URL("../", import.meta.url).href;
const ENDING = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
const FORMAT = ENDING === ".ts" ? "module-typescript" : "module";

/** Whether Node itself reads such modules, without a loader. */
const READS = ENDING === ".js" || process.features.typescript === "strip";

// Whoever notes what scenarios read puts functions of his own in the place of Node's.
const read = readFileSync;
let hooks: ReturnType<typeof node.registerHooks> | undefined;

/** Whether Node itself reads what lies there, without a loader. */
export const isOwn = (url: string): boolean => READS && url.startsWith(HOME) && url.endsWith(ENDING);

/**
 * Has Node read our own modules by itself, where they say that they lie: nothing in them needs a loader such as Hardhat's,
 * nor a search for packages and links, and both take longer than all else that a short command does before it runs. To be
 * called again after a loader has come, which stands before whoever came before it.
 */
export function readOwnModules(): void {
  // Node 22.15 and later; until then the loader reads them, and all is well but slower.
  if (typeof node.registerHooks !== "function") return;
  hooks?.deregister();
  // Kept from the first one on: what strips types takes a tenth of a second to load.
  if (ENDING === ".ts") keepCompiledModules(join(PACKAGE_ROOT, "build", "modules"));
  hooks = node.registerHooks({
    resolve(specifier, context, next) {
      const { parentURL } = context;
      if (parentURL === undefined || !specifier.startsWith(".") || !isOwn(parentURL)) return next(specifier, context);
      const url = beside(parentURL.slice(0, parentURL.lastIndexOf("/")), specifier);
      return isOwn(url) ? { url, format: FORMAT, shortCircuit: true } : next(specifier, context);
    },
    load(url, context, next) {
      if (!isOwn(url)) return next(url, context);
      return { format: FORMAT, source: read(fileURLToPath(url)), shortCircuit: true };
    },
  });
}

/** By folder and specifier: what many modules import from many places is looked up thousands of times. */
const resolved = new Map<string, string>();

function beside(folder: string, specifier: string): string {
  const key = `${folder} ${specifier}`;
  let url = resolved.get(key);
  if (url === undefined) resolved.set(key, (url = new URL(specifier, `${folder}/`).href));
  return url;
}
