import { createRequire } from "node:module";
import { whenNeeded } from "./when-needed.ts";

const require = createRequire(import.meta.url);

/** viem's utilities: 300 modules, which took a fifth of a second of every process. */
export const utilities = whenNeeded(() => require("viem/utils") as typeof import("viem/utils"));

/** The same of what viem knows of accounts. */
export const accounts = whenNeeded(() => require("viem/accounts") as typeof import("viem/accounts"));

/** Called by nobody: they tell whoever reads what a module loads, as for a result's sources, of the libraries above. */
export const named = [(): Promise<unknown> => import("viem/utils"), (): Promise<unknown> => import("viem/accounts")];
