import { bls12_381 } from "@noble/curves/bls12-381.js";
import { p256 } from "@noble/curves/nist.js";
import type { Random } from "../../../sim/core/random.ts";
import { P256_VERIFY } from "../../../sim/evm/limits.ts";
import { randomBytes } from "./values.ts";

const FIELD = 64;
const field = (value: bigint): string => value.toString(16).padStart(2 * FIELD, "0");
const scalar = (random: Random): string => Buffer.from(randomBytes(random, 32)).toString("hex");

/** Points that are small multiples of the generators, infinity among them. */
function g1(random: Random): string {
  const n = random.integer(5);
  if (n === 0) return "0".repeat(4 * FIELD);
  const { x, y } = bls12_381.G1.Point.BASE.multiply(BigInt(n)).toAffine();
  return field(x) + field(y);
}

function g2(random: Random): string {
  const n = random.integer(5);
  if (n === 0) return "0".repeat(8 * FIELD);
  const { x, y } = bls12_381.G2.Point.BASE.multiply(BigInt(n)).toAffine();
  return [x.c0, x.c1, y.c0, y.c1].map(field).join("");
}

function repeated(random: Random, most: number, part: () => string): string {
  return Array.from({ length: 1 + random.integer(most) }, part).join("");
}

function signature(random: Random): string {
  const key = randomBytes(random, 32);
  key[0]! &= 0x7f; // below the order
  key[31]! |= 1;
  const hash = randomBytes(random, 32);
  const signed = p256.sign(hash, key, { prehash: false, lowS: false });
  return Buffer.concat([hash, signed, p256.getPublicKey(key, false).subarray(1)]).toString("hex");
}

const INPUTS: Readonly<Record<number, (random: Random) => string>> = {
  0x0b: (random) => g1(random) + g1(random),
  0x0c: (random) => repeated(random, 4, () => g1(random) + scalar(random)),
  0x0d: (random) => g2(random) + g2(random),
  0x0e: (random) => repeated(random, 3, () => g2(random) + scalar(random)),
  0x0f: (random) => repeated(random, 2, () => g1(random) + g2(random)),
  0x10: (random) => "0".repeat(32) + scalar(random) + scalar(random).slice(32),
  0x11: (random) => repeated(random, 1, () => ("0".repeat(32) + scalar(random) + scalar(random).slice(32)).repeat(2)),
  [P256_VERIFY]: signature,
};

/** Valid input of a contract on BLS12-381 (EIP-2537) or secp256r1 (EIP-7951); undefined for other addresses. */
export function curveInput(random: Random, address: number): Uint8Array | undefined {
  const make = INPUTS[address];
  return make && Uint8Array.from(Buffer.from(make(random), "hex"));
}
