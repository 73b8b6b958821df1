import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { isOwn, readOwnModules } from "./own-modules.ts";

/** By its place, because the folder that the user stands in need not have it. */
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/**
 * Node reads our own modules by itself where they are compiled, or where it strips types; a loader doubles the time that
 * takes. Where every process is given a part of the loader, as by Hardhat's tests, it has to be the whole.
 */
const NEEDED =
  (import.meta.url.endsWith(".ts") && !process.features.typescript) ||
  /\btsx\b/.test(process.env["NODE_OPTIONS"] ?? "");

let lacking = false;
let loading: Promise<unknown> | undefined;

/** Flags of Node for a process of ours, so that it can load our own modules. */
export const moduleFlags: readonly string[] = NEEDED ? ["--import", TSX] : [];

/** Called where a process begins that was started with these flags: it loads no module of a user yet. */
export function beginWithoutLoader(): void {
  lacking = !NEEDED;
  if (lacking) readOwnModules();
}

/** Makes a module of a user's loadable, as all that it imports: TypeScript of any syntax, at any place. */
export async function loadTypeScript(file: string): Promise<void> {
  // The built-in scenarios import nothing but what Node reads itself.
  if (lacking && !isOwn(pathToFileURL(file).href)) await (loading ??= import(TSX).then(readOwnModules));
}
