import { ripemd160 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { recoverAddress, SECP256K1_ORDER } from "./secp256k1.ts";
import { slice, wordAt } from "./words.ts";

const NOTHING = new Uint8Array(0);

/** 0x01: the address that signed a hash, left-padded to 32 bytes; no bytes at all when no key fits. */
export function ecRecover(input: Uint8Array): Uint8Array {
  const v = wordAt(input, 32);
  const r = wordAt(input, 64);
  const s = wordAt(input, 96);
  if ((v !== 27n && v !== 28n) || r === 0n || s === 0n || r >= SECP256K1_ORDER || s >= SECP256K1_ORDER) return NOTHING;
  const address = recoverAddress(slice(input, 0, 32), slice(input, 64, 64), v === 28n ? 1 : 0);
  if (!address) return NOTHING;
  const output = new Uint8Array(32);
  output.set(address, 12);
  return output;
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
