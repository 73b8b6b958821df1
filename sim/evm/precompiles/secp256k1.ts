import { createRequire } from "node:module";
import { keccak_256 } from "@noble/hashes/sha3.js";

/** Order of the group of secp256k1 (SEC 2, section 2.4.1). */
export const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

type Library = typeof import("tiny-secp256k1");
let library: Library | undefined;

/** libsecp256k1 in WebAssembly. Loaded when a signature is first checked: it takes 60 ms and 15 MB, and few contracts do. */
function load(): Library {
  const loaded = createRequire(import.meta.url)("tiny-secp256k1") as Library;
  loaded.__initializeContext(); // draws random numbers, which blind private keys and so decide nothing here
  return loaded;
}

/** Called by nobody: it tells whoever reads what a module loads, as for a result's sources, of the library above. */
export const named = (): Promise<unknown> => import("tiny-secp256k1");

/** What the library throws for an r that is no x-coordinate of the curve. */
const NO_POINT = "Expected Signature";

/**
 * The address whose key signed a hash.
 *
 * @param hash 32 bytes.
 * @param signature r and s, 32 bytes each, both in [1, n).
 * @param parity Of the y-coordinate of the point whose x-coordinate is r.
 * @returns 20 bytes; undefined when no key fits: r is no x-coordinate of the curve, or the key is the point at infinity.
 * @example recoverAddress(digest, signature, 1);
 */
export function recoverAddress(hash: Uint8Array, signature: Uint8Array, parity: 0 | 1): Uint8Array | undefined {
  const { recover } = (library ??= load());
  let key: Uint8Array | null;
  try {
    key = recover(hash, signature, parity, false);
  } catch (error) {
    if (error instanceof Error && error.message === NO_POINT) return undefined;
    throw error; // a fault, and no answer
  }
  return key === null ? undefined : keccak_256(key.subarray(1)).subarray(12);
}
