import { bn254 } from "@noble/curves/bn254.js";
import { GAS_BN254_PAIRING, GAS_BN254_PAIRING_PAIR } from "../gas.ts";
import { concat, toBytes, wordAt } from "./words.ts";

const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;
const { Fp12, Fr } = bn254.fields;
type G1Point = InstanceType<typeof G1>;
type G2Point = InstanceType<typeof G2>;

const PAIR_BYTES = 192;

/** 0x06: sum of two points of alt_bn128 (EIP-196); undefined when one is not on the curve. */
export function ecAdd(input: Uint8Array): Uint8Array | undefined {
  const a = readG1(input, 0);
  const b = readG1(input, 64);
  return a && b && writeG1(a.add(b));
}

/** 0x07: a point times a scalar of any size below 2^256 (EIP-196). */
export function ecMul(input: Uint8Array): Uint8Array | undefined {
  const point = readG1(input, 0);
  return point && writeG1(point.multiplyUnsafe(Fr.create(wordAt(input, 64))));
}

/** 0x08: price of a pairing check. */
export function pairingGas(input: Uint8Array): bigint {
  return BigInt(GAS_BN254_PAIRING + GAS_BN254_PAIRING_PAIR * Math.floor(input.length / PAIR_BYTES));
}

/** 0x08: one when the product of the pairings is one (EIP-197); undefined for bad points or a broken length. */
export function pairing(input: Uint8Array): Uint8Array | undefined {
  if (input.length % PAIR_BYTES !== 0) return undefined;
  const pairs: { g1: G1Point; g2: G2Point }[] = [];
  for (let at = 0; at < input.length; at += PAIR_BYTES) {
    const g1 = readG1(input, at);
    const g2 = g1 && readG2(input, at + 64);
    if (!g1 || !g2) return undefined;
    if (!g1.is0() && !g2.is0()) pairs.push({ g1, g2 }); // a pairing with infinity is one
  }
  const isOne = pairs.length === 0 || Fp12.eql(bn254.pairingBatch(pairs), Fp12.ONE);
  return toBytes(isOne ? 1n : 0n, 32);
}

function readG1(input: Uint8Array, offset: number): G1Point | undefined {
  try {
    const point = G1.fromAffine({ x: wordAt(input, offset), y: wordAt(input, offset + 32) });
    point.assertValidity();
    return point;
  } catch {
    return undefined;
  }
}

/** EIP-197 writes a * i + b as a before b. */
function readG2(input: Uint8Array, offset: number): G2Point | undefined {
  try {
    const point = G2.fromAffine({
      x: { c0: wordAt(input, offset + 32), c1: wordAt(input, offset) },
      y: { c0: wordAt(input, offset + 96), c1: wordAt(input, offset + 64) },
    });
    point.assertValidity(); // on the twist, and in the subgroup of order r
    return point;
  } catch {
    return undefined;
  }
}

function writeG1(point: G1Point): Uint8Array {
  const { x, y } = point.toAffine();
  return concat(toBytes(x, 32), toBytes(y, 32));
}
