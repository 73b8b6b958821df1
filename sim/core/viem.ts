import { createRequire } from "node:module";
import { asHost } from "./determinism.ts";

type Utilities = typeof import("viem/utils");
type Accounts = typeof import("viem/accounts");

const require = createRequire(import.meta.url);
let loadedUtilities: Utilities | undefined;
let loadedAccounts: Accounts | undefined;

/** viem's utilities, loaded when they are first needed: 300 modules, which took a fifth of a second of every process. */
export function utilities(): Utilities {
  return (loadedUtilities ??= asHost(() => require("viem/utils") as Utilities));
}

/** The same of what viem knows of accounts. */
export function accounts(): Accounts {
  return (loadedAccounts ??= asHost(() => require("viem/accounts") as Accounts));
}

/** Called by nobody: they tell whoever reads what a module loads, as for a result's sources, of the libraries above. */
export const named = [(): Promise<unknown> => import("viem/utils"), (): Promise<unknown> => import("viem/accounts")];
