import { p256 } from "@noble/curves/nist.js";
import { toBigInt, toBytes } from "./words.ts";

const INPUT_BYTES = 160;
const NOTHING = new Uint8Array(0);

/**
 * 0x100: whether a signature on secp256r1 is valid (EIP-7951). Input: hash, r, s, and the key's coordinates. One when it
 * is, no bytes at all when it is not, or when the input is malformed.
 */
export function p256Verify(input: Uint8Array): Uint8Array {
  if (input.length !== INPUT_BYTES) return NOTHING;
  const [r, s, x, y] = [32, 64, 96, 128].map((at) => toBigInt(input.subarray(at, at + 32))) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const { n } = p256.Point.CURVE();
  if (r === 0n || s === 0n || r >= n || s >= n) return NOTHING;
  try {
    const key = p256.Point.fromAffine({ x, y });
    key.assertValidity(); // on the curve, and not the point at infinity
    const signature = new p256.Signature(r, s).toBytes();
    const valid = p256.verify(signature, input.slice(0, 32), key.toBytes(), { prehash: false, lowS: false });
    return valid ? toBytes(1n, 32) : NOTHING;
  } catch {
    return NOTHING;
  }
}
