import { keccak_256 } from "@noble/hashes/sha3.js";
import { SECP256K1_FILE } from "../../../scripts/build-evm.mjs";
import { type Halving, lazyCurve, writeHalves } from "./curve.ts";
import { toBigInt } from "./words.ts";

/** Order of the group of secp256k1 (SEC 2, section 2.4.1). */
export const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** The image's factor is 0x5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72. */
const HALVING: Halving = {
  order: SECP256K1_ORDER,
  vectors: [
    [0x3086d221a7d46bcde86c90e49284eb15n, -0xe4437ed6010e88286f547fa90abfe4c3n],
    [0x114ca50f7a8e2f3f657c1108d9d44cfd8n, 0x3086d221a7d46bcde86c90e49284eb15n],
  ],
};

const COORDINATE_BYTES = 32;
const KEY_BYTES = 64;

/** What sim/evm/curves/ecdsa.ts exports. */
interface RecoveryExports {
  place(): number;
  /** Inverts a number modulo the order. */
  invertScalar(): void;
  /** 1, and a key at `place`, where one fits. */
  recover(odd: boolean, negative: number): number;
}

const curve = lazyCurve<RecoveryExports>(SECP256K1_FILE);

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
  const { exports, bytes } = curve();
  const n = SECP256K1_ORDER;
  bytes.set(signature.subarray(0, COORDINATE_BYTES));
  exports.invertScalar();
  const ofGenerator = toBigInt(bytes.subarray(0, COORDINATE_BYTES));
  const ofPoint = (toBigInt(signature.subarray(COORDINATE_BYTES)) * ofGenerator) % n;
  bytes.set(signature.subarray(0, COORDINATE_BYTES));
  const factors = [n - ((toBigInt(hash) * ofGenerator) % n), ofPoint];
  let negative = 0;
  for (const [i, factor] of factors.entries()) {
    const [first, second] = writeHalves(bytes, COORDINATE_BYTES * (1 + i), factor, HALVING);
    negative |= (Number(first) | (Number(second) << 1)) << (2 * i);
  }
  return exports.recover(parity === 1, negative) ? keccak_256(bytes.subarray(0, KEY_BYTES)).subarray(12) : undefined;
}
