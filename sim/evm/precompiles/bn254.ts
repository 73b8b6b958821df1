/** The contracts on alt_bn128 (EIP-196, EIP-197), whose arithmetic is WebAssembly (sim/evm/curves). */
import { BN254_FILE } from "../../../scripts/build-evm.mjs";
import { GAS_BN254_PAIRING, GAS_BN254_PAIRING_PAIR } from "../gas.ts";
import { type Halving, lazyCurve, writeHalves } from "./curve.ts";
import { slice, toBytes, wordAt } from "./words.ts";

const POINT_BYTES = 64;
const PAIR_BYTES = 192;

/** What sim/evm/curves/index.ts exports. Answers are 0 for points that are not valid. */
interface CurveExports {
  /** Where input and output stand. */
  place(): number;
  /** Pairs that there is room for. */
  mostPairs(): number;
  addPoints(): number;
  multiplyPoint(negative1: boolean, negative2: boolean): number;
  /** Begins a product of pairings. */
  begin(): void;
  includePairs(count: number): number;
  /** Whether the product is one. */
  isOne(): number;
}

const curve = lazyCurve<CurveExports>(BN254_FILE);

/** 0x06: sum of two points of alt_bn128 (EIP-196); undefined when one is not on the curve. */
export function ecAdd(input: Uint8Array): Uint8Array | undefined {
  const { exports, bytes } = curve();
  bytes.set(slice(input, 0, 2 * POINT_BYTES));
  return exports.addPoints() ? bytes.slice(0, POINT_BYTES) : undefined;
}

/** What the order and the short vectors below are polynomials of. */
const X = 4965661367192848881n;
/** The image's factor is 36x^3 + 18x^2 + 6x + 1. */
const HALVING: Halving = {
  order: 36n * X ** 4n + 36n * X ** 3n + 18n * X ** 2n + 6n * X + 1n,
  vectors: [
    [2n * X + 1n, -(6n * X ** 2n + 2n * X)],
    [6n * X ** 2n + 4n * X + 1n, 2n * X + 1n],
  ],
};

/** 0x07: a point times a scalar of any size below 2^256 (EIP-196). */
export function ecMul(input: Uint8Array): Uint8Array | undefined {
  const { exports, bytes } = curve();
  bytes.set(slice(input, 0, POINT_BYTES));
  const signs = writeHalves(bytes, POINT_BYTES, wordAt(input, POINT_BYTES) % HALVING.order, HALVING);
  return exports.multiplyPoint(...signs) ? bytes.slice(0, POINT_BYTES) : undefined;
}

/** 0x08: price of a pairing check. */
export function pairingGas(input: Uint8Array): bigint {
  return BigInt(GAS_BN254_PAIRING + GAS_BN254_PAIRING_PAIR * Math.floor(input.length / PAIR_BYTES));
}

/** 0x08: one when the product of the pairings is one (EIP-197); undefined for bad points or a broken length. */
export function pairing(input: Uint8Array): Uint8Array | undefined {
  if (input.length % PAIR_BYTES !== 0) return undefined;
  const { exports, bytes } = curve();
  const room = exports.mostPairs() * PAIR_BYTES;
  exports.begin();
  for (let at = 0; at < input.length; at += room) {
    const pairs = input.subarray(at, at + room);
    bytes.set(pairs);
    if (!exports.includePairs(pairs.length / PAIR_BYTES)) return undefined;
  }
  return toBytes(exports.isOne() ? 1n : 0n, 32);
}
