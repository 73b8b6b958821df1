import { secp256k1 } from "@noble/curves/secp256k1.js";
import { ripemd160 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { slice, wordAt } from "./words.ts";

const NOTHING = new Uint8Array(0);

/** 0x01: the address that signed a hash, left-padded to 32 bytes; no bytes at all when no key fits. */
export function ecRecover(input: Uint8Array): Uint8Array {
  const v = wordAt(input, 32);
  const r = wordAt(input, 64);
  const s = wordAt(input, 96);
  const { n } = secp256k1.Point.CURVE();
  if ((v !== 27n && v !== 28n) || r === 0n || s === 0n || r >= n || s >= n) return NOTHING;
  try {
    const key = new secp256k1.Signature(r, s, Number(v) - 27).recoverPublicKey(slice(input, 0, 32)).toBytes(false);
    const output = new Uint8Array(32);
    output.set(keccak_256(key.subarray(1)).subarray(12), 12);
    return output;
  } catch {
    return NOTHING; // r is no x-coordinate of the curve, or the key is the point at infinity
  }
}

/** 0x02. */
export function sha256Hash(input: Uint8Array): Uint8Array {
  return sha256(input);
}

/** 0x03: left-padded to 32 bytes. */
export function ripemd160Hash(input: Uint8Array): Uint8Array {
  const output = new Uint8Array(32);
  output.set(ripemd160(input), 12);
  return output;
}

/** 0x04. */
export function identity(input: Uint8Array): Uint8Array {
  return input.slice();
}
