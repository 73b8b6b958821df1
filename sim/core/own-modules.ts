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

// Whoever notes what scenarios read puts functions of his own in the place of Node's.
const read = readFileSync;
let registered = false;

/** Whether Node itself reads what lies there, without a loader. */
export const isOwn = (url: string): boolean =>
  url.startsWith(HOME) && url.endsWith(ENDING) && (ENDING === ".js" || process.features.typescript === "strip");

/**
 * Has Node read our own modules by itself though a loader stands before it, as Hardhat's does: nothing in them needs one,
 * and it takes longer than all else that a short command does before it runs. To be called after the loader is there.
 */
export function readOwnModules(): void {
  // Node 22.15 and later; until then the loader reads them, and all is well but slower.
  if (registered || typeof node.registerHooks !== "function") return;
  registered = true;
  // Kept from the first one on: what strips types takes a tenth of a second to load.
  if (ENDING === ".ts") keepCompiledModules(join(PACKAGE_ROOT, "build", "modules"));
  node.registerHooks({
    resolve(specifier, context, next) {
      const { parentURL } = context;
      if (parentURL === undefined || !specifier.startsWith(".") || !isOwn(parentURL)) return next(specifier, context);
      const { href: url } = new URL(specifier, parentURL);
      return isOwn(url) ? { url, format: FORMAT, shortCircuit: true } : next(specifier, context);
    },
    load(url, context, next) {
      if (!isOwn(url)) return next(url, context);
      return { format: FORMAT, source: read(fileURLToPath(url)), shortCircuit: true };
    },
  });
}
