/** Whether all modules were built from the sources as they are. */
export function isBuilt(): boolean;
/** The engine's runtime. */
export const WASM_FILE: string;
/** Points and pairings of the curve alt_bn128. */
export const BN254_FILE: string;
/** Points of the curve secp256k1. */
export const SECP256K1_FILE: string;
/** Points of the curve secp256r1. */
export const P256_FILE: string;
