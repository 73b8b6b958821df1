import { BLS_DISCOUNT_DIVISOR, GAS_BLS_G1_MUL, GAS_BLS_G2_MUL, GAS_BLS_PAIRING, GAS_BLS_PAIRING_PAIR } from "../gas.ts";
import { G1_DISCOUNTS, G2_DISCOUNTS } from "./bls-discounts.ts";
import { bls } from "./bls-library.ts";
import { concat, toBigInt, toBytes } from "./words.ts";

type Curve = ReturnType<typeof bls>;
type G1Point = InstanceType<Curve["G1"]["Point"]>;
type G2Point = InstanceType<Curve["G2"]["Point"]>;

/** An element of the field is 48 bytes, in 64 with zeros before them. */
const FIELD_BYTES = 64;
const G1_BYTES = 2 * FIELD_BYTES;
const G2_BYTES = 4 * FIELD_BYTES;
const SCALAR_BYTES = 32;
const PAIR_BYTES = G1_BYTES + G2_BYTES;

/** What the contracts of EIP-2537 have in common: undefined when the input is not valid. */
type Run = (input: Uint8Array) => Uint8Array | undefined;

/** A group by what its points need: where they are read, and how they are written. */
interface Group<Point> {
  readonly bytes: number;
  readonly read: (input: Uint8Array, at: number) => Point;
  readonly write: (point: Point) => Uint8Array;
}

const g1: Group<G1Point> = { bytes: G1_BYTES, read: readG1, write: writeG1 };
const g2: Group<G2Point> = { bytes: G2_BYTES, read: readG2, write: writeG2 };

interface PointLike<P> {
  add(other: P): P;
  multiplyUnsafe(scalar: bigint): P;
  isTorsionFree(): boolean;
}

/** Malformed input throws within; nothing else does. */
const failing =
  (run: (input: Uint8Array) => Uint8Array): Run =>
  (input) => {
    bls(); // that the library is not there would be no fault of the input
    try {
      return run(input);
    } catch {
      return undefined;
    }
  };

/** 0x0b, 0x0d: a sum of two points of the curve, in the subgroup or not. */
const adder = <P extends PointLike<P>>(group: Group<P>): Run =>
  failing((input) => {
    requireLength(input, 2 * group.bytes);
    return group.write(group.read(input, 0).add(group.read(input, group.bytes)));
  });

/** 0x0c, 0x0e: a sum of points of the subgroup, each times a scalar. */
const multiplier = <P extends PointLike<P>>(group: Group<P>): Run =>
  failing((input) => {
    const size = group.bytes + SCALAR_BYTES;
    const { Fr } = bls().fields;
    if (input.length === 0) throw malformed();
    requireLength(input, Math.ceil(input.length / size) * size);
    let sum: P | undefined;
    for (let at = 0; at < input.length; at += size) {
      const point = subgroupPoint(group.read(input, at));
      const product = point.multiplyUnsafe(Fr.create(toBigInt(input.subarray(at + group.bytes, at + size))));
      sum = sum === undefined ? product : sum.add(product);
    }
    return group.write(sum!);
  });

export const g1Add = adder(g1);
export const g2Add = adder(g2);
export const g1Msm = multiplier(g1);
export const g2Msm = multiplier(g2);

const msmGas = (pairBytes: number, price: number, discounts: readonly number[]) => (input: Uint8Array) => {
  const pairs = Math.floor(input.length / pairBytes);
  const discount = discounts[Math.min(pairs, discounts.length) - 1] ?? 0;
  return BigInt(Math.floor((pairs * price * discount) / BLS_DISCOUNT_DIVISOR));
};

export const g1MsmGas = msmGas(G1_BYTES + SCALAR_BYTES, GAS_BLS_G1_MUL, G1_DISCOUNTS);
export const g2MsmGas = msmGas(G2_BYTES + SCALAR_BYTES, GAS_BLS_G2_MUL, G2_DISCOUNTS);

export function blsPairingGas(input: Uint8Array): bigint {
  return BigInt(GAS_BLS_PAIRING + GAS_BLS_PAIRING_PAIR * Math.floor(input.length / PAIR_BYTES));
}

/** 0x0f: one when the product of the pairings is one. */
export const blsPairing: Run = failing((input) => {
  if (input.length === 0) throw malformed();
  requireLength(input, Math.ceil(input.length / PAIR_BYTES) * PAIR_BYTES);
  const pairs: { g1: G1Point; g2: G2Point }[] = [];
  for (let at = 0; at < input.length; at += PAIR_BYTES) {
    const pair = { g1: subgroupPoint(readG1(input, at)), g2: subgroupPoint(readG2(input, at + G1_BYTES)) };
    if (!pair.g1.is0() && !pair.g2.is0()) pairs.push(pair); // a pairing with infinity is one
  }
  const { Fp12 } = bls().fields;
  const isOne = pairs.length === 0 || Fp12.eql(bls().pairingBatch(pairs), Fp12.ONE);
  return toBytes(isOne ? 1n : 0n, 32);
});

/** The library takes a number here where it declares a list of one. */
type MapToG1 = (element: bigint) => { x: bigint; y: bigint };

/** 0x10, 0x11: an element of the field, or of its extension, to a point of the subgroup. */
export const mapFpToG1: Run = failing((input) => {
  requireLength(input, FIELD_BYTES);
  const { Point, mapToCurve } = bls().G1;
  const { x, y } = (mapToCurve as unknown as MapToG1)(readField(input, 0));
  return writeG1(Point.fromAffine({ x, y }));
});
export const mapFp2ToG2: Run = failing((input) => {
  requireLength(input, 2 * FIELD_BYTES);
  const { Point, mapToCurve } = bls().G2;
  const { x, y } = mapToCurve([readField(input, 0), readField(input, FIELD_BYTES)]);
  return writeG2(Point.fromAffine({ x, y }));
});

function malformed(): RangeError {
  return new RangeError("malformed input of a BLS12-381 contract");
}

function requireLength(input: Uint8Array, length: number): void {
  if (input.length !== length) throw malformed();
}

function subgroupPoint<P extends PointLike<P>>(point: P): P {
  if (!point.isTorsionFree()) throw malformed();
  return point;
}

function readField(input: Uint8Array, at: number): bigint {
  const value = toBigInt(input.subarray(at, at + FIELD_BYTES));
  if (value >= bls().fields.Fp.ORDER) throw malformed();
  return value;
}

/** A point of the curve; zeros are the point at infinity. */
function readG1(input: Uint8Array, at: number): G1Point {
  const { fields, G1 } = bls();
  const { Fp } = fields;
  const [x, y] = [readField(input, at), readField(input, at + FIELD_BYTES)];
  if (x === 0n && y === 0n) return G1.Point.ZERO;
  if (!Fp.eql(Fp.sqr(y), Fp.add(Fp.mul(Fp.sqr(x), x), G1.Point.CURVE().b))) throw malformed();
  return G1.Point.fromAffine({ x, y });
}

function readG2(input: Uint8Array, at: number): G2Point {
  const [a, b, c, d] = [0, 1, 2, 3].map((i) => readField(input, at + i * FIELD_BYTES)) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const { Point } = bls().G2;
  if (a === 0n && b === 0n && c === 0n && d === 0n) return Point.ZERO;
  const { Fp2 } = bls().fields;
  const [x, y] = [Fp2.fromBigTuple([a, b]), Fp2.fromBigTuple([c, d])];
  if (!Fp2.eql(Fp2.sqr(y), Fp2.add(Fp2.mul(Fp2.sqr(x), x), Point.CURVE().b))) throw malformed();
  return Point.fromAffine({ x, y });
}

function writeG1(point: G1Point): Uint8Array {
  if (point.is0()) return new Uint8Array(G1_BYTES);
  const { x, y } = point.toAffine();
  return concat(toBytes(x, FIELD_BYTES), toBytes(y, FIELD_BYTES));
}

function writeG2(point: G2Point): Uint8Array {
  if (point.is0()) return new Uint8Array(G2_BYTES);
  const { x, y } = point.toAffine();
  return concat(...[x.c0, x.c1, y.c0, y.c1].map((part) => toBytes(part, FIELD_BYTES)));
}
