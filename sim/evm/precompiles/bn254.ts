/** The contracts on alt_bn128 (EIP-196, EIP-197), whose arithmetic is WebAssembly (sim/evm/curves). */
import { CURVES_FILE } from "../../../scripts/build-evm.mjs";
import { builtModule } from "../built.ts";
import { GAS_BN254_PAIRING, GAS_BN254_PAIRING_PAIR } from "../gas.ts";
import { slice, toBytes, wordAt } from "./words.ts";

const POINT_BYTES = 64;
const PAIR_BYTES = 192;

/** What sim/evm/curves/index.ts exports. Answers are 0 for points that are not valid. */
interface CurveExports {
  readonly memory: WebAssembly.Memory;
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

interface Curve {
  readonly exports: CurveExports;
  /** The memory that input is written to and output read from. */
  readonly bytes: Uint8Array;
}
let loaded: Curve | undefined;

/** Loaded when a contract first asks: compiling it takes a few milliseconds, and few contracts do. */
function curve(): Curve {
  if (loaded) return loaded;
  const exports = new WebAssembly.Instance(builtModule(CURVES_FILE), {}).exports as unknown as CurveExports;
  loaded = { exports, bytes: new Uint8Array(exports.memory.buffer).subarray(exports.place()) };
  return loaded;
}

/** 0x06: sum of two points of alt_bn128 (EIP-196); undefined when one is not on the curve. */
export function ecAdd(input: Uint8Array): Uint8Array | undefined {
  const { exports, bytes } = curve();
  bytes.set(slice(input, 0, 2 * POINT_BYTES));
  return exports.addPoints() ? bytes.slice(0, POINT_BYTES) : undefined;
}

/** What the order and the short vectors below are polynomials of. */
const X = 4965661367192848881n;
const ORDER = 36n * X ** 4n + 36n * X ** 3n + 18n * X ** 2n + 6n * X + 1n;
/**
 * (A1, B1) and (A2, B2) are short vectors with A + B times the image's factor divisible by the order, that factor being
 * 36x^3 + 18x^2 + 6x + 1; A1 B2 - A2 B1 is the order.
 */
const A1 = 2n * X + 1n;
const B1 = -(6n * X ** 2n + 2n * X);
const A2 = 6n * X ** 2n + 4n * X + 1n;
const B2 = 2n * X + 1n;

/** 0x07: a point times a scalar of any size below 2^256 (EIP-196). */
export function ecMul(input: Uint8Array): Uint8Array | undefined {
  const { exports, bytes } = curve();
  const scalar = wordAt(input, POINT_BYTES) % ORDER;
  const c1 = nearest(B2 * scalar);
  const c2 = nearest(-B1 * scalar);
  const first = scalar - c1 * A1 - c2 * A2;
  const second = -c1 * B1 - c2 * B2;
  bytes.set(slice(input, 0, POINT_BYTES));
  bytes.set(toBytes(first < 0n ? -first : first, 16), POINT_BYTES);
  bytes.set(toBytes(second < 0n ? -second : second, 16), POINT_BYTES + 16);
  return exports.multiplyPoint(first < 0n, second < 0n) ? bytes.slice(0, POINT_BYTES) : undefined;
}

/** The integer nearest to the quotient of a positive number and the order. */
function nearest(number: bigint): bigint {
  return (2n * number + ORDER) / (2n * ORDER);
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
