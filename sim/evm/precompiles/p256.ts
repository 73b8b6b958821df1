import { P256_FILE } from "../../../scripts/build-evm.mjs";
import { lazyCurve } from "./curve.ts";
import { toBigInt, toBytes } from "./words.ts";

const INPUT_BYTES = 160;
const WORD_BYTES = 32;
const NOTHING = new Uint8Array(0);

/** Order of the group of secp256r1, and the prime of its field (SEC 2, section 2.4.2). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const PRIME = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;

/** What sim/evm/curves/ecdsa.ts exports. Each reads at `place`, and answers 1 or 0. */
interface VerificationExports {
  place(): number;
  readKey(): number;
  /** Inverts a number modulo the order. */
  invertScalar(): void;
  /** Adds the generator times the first number and the key times the second; whether the sum is not infinity. */
  add(): number;
  /** Whether the sum has an x-coordinate. */
  hasX(): number;
}

const curve = lazyCurve<VerificationExports>(P256_FILE);

/**
 * 0x100: whether a signature on secp256r1 is valid (EIP-7951). Input: hash, r, s, and the key's coordinates. One when it
 * is, no bytes at all when it is not, or when the input is malformed.
 */
export function p256Verify(input: Uint8Array): Uint8Array {
  if (input.length !== INPUT_BYTES) return NOTHING;
  const at = (index: number): Uint8Array => input.subarray(WORD_BYTES * index, WORD_BYTES * (index + 1));
  const [hash, r, s] = [toBigInt(at(0)), toBigInt(at(1)), toBigInt(at(2))];
  if (r === 0n || s === 0n || r >= ORDER || s >= ORDER) return NOTHING;
  const { exports, bytes } = curve();
  bytes.set(input.subarray(3 * WORD_BYTES));
  if (!exports.readKey()) return NOTHING;
  bytes.set(at(2));
  exports.invertScalar();
  const inverse = toBigInt(bytes.subarray(0, WORD_BYTES));
  bytes.set(toBytes((hash * inverse) % ORDER, WORD_BYTES));
  bytes.set(toBytes((r * inverse) % ORDER, WORD_BYTES), WORD_BYTES);
  if (!exports.add()) return NOTHING;
  // The x-coordinate counts modulo the order: r + order may be it as well.
  const valid = [r, r + ORDER].some((x) => x < PRIME && (bytes.set(toBytes(x, WORD_BYTES)), exports.hasX() === 1));
  return valid ? toBytes(1n, WORD_BYTES) : NOTHING;
}
