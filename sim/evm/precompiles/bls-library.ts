import { createRequire } from "node:module";
import { whenNeeded } from "../../core/when-needed.ts";

type Library = typeof import("@noble/curves/bls12-381.js");

const require = createRequire(import.meta.url);

/** The curve BLS12-381: its constants take tens of milliseconds of every process, and few contracts check such signatures. */
export const bls = whenNeeded(() => (require("@noble/curves/bls12-381.js") as Library).bls12_381);

/** Called by nobody: it tells whoever reads what a module loads, as for a result's sources, of the library above. */
export const named = (): Promise<unknown> => import("@noble/curves/bls12-381.js");
