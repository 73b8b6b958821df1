import { bn254 } from "@noble/curves/bn254.js";
import { expect } from "chai";
import { BN254_FILE } from "../../../scripts/build-evm.mjs";
import { ecAdd, ecMul, pairing } from "../../../sim/evm/precompiles/bn254.ts";
import { drawn as random, ELEMENT as FP, fieldAt } from "./field-bounds.ts";

const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;
const { Fp, Fp2 } = bn254.fields;
const p = Fp.ORDER;
const r = bn254.fields.Fr.ORDER;
type Point1 = InstanceType<typeof G1>;
type Point2 = InstanceType<typeof G2>;

const word = (value: bigint): string => value.toString(16).padStart(64, "0");
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));
const hex = (data: Uint8Array | undefined): string | undefined => data && Buffer.from(data).toString("hex");

function g1(point: Point1): string {
  const { x, y } = point.is0() ? { x: 0n, y: 0n } : point.toAffine();
  return word(x) + word(y);
}

function g2(point: Point2): string {
  const { x, y } = point.is0() ? { x: Fp2.ZERO, y: Fp2.ZERO } : point.toAffine();
  return [x.c1, x.c0, y.c1, y.c0].map(word).join("");
}

const times1 = (n: bigint): Point1 => G1.BASE.multiplyUnsafe(((n % r) + r) % r);
const times2 = (n: bigint): Point2 => G2.BASE.multiplyUnsafe(((n % r) + r) % r);
const ZERO_1 = g1(G1.ZERO);
const ZERO_2 = g2(G2.ZERO);

/** A point of the twist of whatever order. */
function twistPoint(name: string): Point2 {
  for (let i = 0; ; i++) {
    const x = Fp2.create({ c0: random(`${name} ${i} a`) % p, c1: random(`${name} ${i} b`) % p });
    try {
      return G2.fromAffine({ x, y: Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), G2.CURVE().b)) });
    } catch {
      // No square: the next one.
    }
  }
}

const answer = (input: string): string | undefined => hex(pairing(bytes(input)));
const ONE = word(1n);
const NOT_ONE = word(0n);

describe("the contracts of alt_bn128, against another library", () => {
  const scalars = [0n, 1n, 2n, 15n, 16n, r - 1n, r, r + 1n, 2n ** 255n, 2n ** 256n - 1n, random("a"), random("b")];
  const points = [0n, 1n, 2n, r - 1n, r - 2n, random("c"), random("d"), random("e")].map(times1);

  it("add points, equal, opposite and infinite ones too", () => {
    for (const a of points) for (const b of points) expect(hex(ecAdd(bytes(g1(a) + g1(b))))).to.equal(g1(a.add(b)));
  });

  it("multiply points by any number of 256 bits", () => {
    for (const [i, scalar] of scalars.entries()) {
      const point = points[i % points.length]!;
      expect(hex(ecMul(bytes(g1(point) + word(scalar))))).to.equal(g1(point.multiplyUnsafe(scalar % r)));
      expect(hex(ecMul(bytes(g1(points[5]!) + word(scalar))))).to.equal(g1(points[5]!.multiplyUnsafe(scalar % r)));
    }
  });

  it("take no point beside the curve and no coordinate from p on", () => {
    const { x, y } = points[6]!.toAffine();
    const bad = [
      word(x) + word(y ^ 1n),
      word(0n) + word(1n),
      word(x + p) + word(y),
      word(x) + word(y + p),
      word(p) + word(p),
    ];
    for (const one of bad) {
      expect(ecAdd(bytes(one + ZERO_1)), one).to.equal(undefined);
      expect(ecAdd(bytes(ZERO_1 + one)), one).to.equal(undefined);
      expect(ecMul(bytes(one + word(0n))), one).to.equal(undefined);
      expect(answer(one + ZERO_2), one).to.equal(undefined);
    }
  });

  it("find products of pairings one when the exponents say so", () => {
    for (let count = 1; count <= 5; count++) {
      const a = Array.from({ length: count }, (_, i) => random(`a ${count} ${i}`) % r);
      const b = Array.from({ length: count }, (_, i) => random(`b ${count} ${i}`) % r);
      const total = a.reduce((sum, one, i) => sum + one * b[i]!, 0n) % r;
      const pairs = a.map((one, i) => g1(times1(one)) + g2(times2(b[i]!))).join("");
      expect(answer(pairs), `${count}`).to.equal(NOT_ONE);
      expect(answer(pairs + g1(times1(-total)) + g2(G2.BASE)), `${count}`).to.equal(ONE);
      expect(answer(g1(G1.BASE) + g2(times2(-total)) + pairs), `${count}`).to.equal(ONE);
    }
  });

  it("pair as the other library does", () => {
    const pairs = [1n, 2n, 3n].map((i) => ({ g1: times1(random(`g1 ${i}`)), g2: times2(random(`g2 ${i}`)) }));
    const isOne = bn254.fields.Fp12.eql(bn254.pairingBatch(pairs), bn254.fields.Fp12.ONE);
    expect(answer(pairs.map((one) => g1(one.g1) + g2(one.g2)).join(""))).to.equal(isOne ? ONE : NOT_ONE);
  });

  it("pair more points than go through the loop together", () => {
    const pair = g1(G1.BASE) + g2(times2(7n));
    const opposite = g1(G1.BASE.negate()) + g2(times2(7n));
    expect(answer(pair.repeat(33) + opposite.repeat(33))).to.equal(ONE);
    expect(answer(pair.repeat(34) + opposite.repeat(33))).to.equal(NOT_ONE);
    expect(answer(pair.repeat(33) + g1(G1.BASE) + g2(twistPoint("late")))).to.equal(undefined);
  });

  it("take infinity for one", () => {
    expect(answer("")).to.equal(ONE);
    expect(answer(ZERO_1 + ZERO_2)).to.equal(ONE);
    expect(answer(ZERO_1 + g2(times2(5n)))).to.equal(ONE);
    expect(answer(g1(points[6]!) + ZERO_2)).to.equal(ONE);
    expect(answer(ZERO_1 + g2(times2(5n)) + g1(G1.BASE) + g2(times2(5n)))).to.equal(NOT_ONE);
  });

  it("refuse points of the twist that are not of order r, whatever they are paired with", () => {
    const cofactor = 2n * p - r;
    const any = [1, 2, 3].map((i) => twistPoint(`any ${i}`));
    const small = 10_069n; // the only small factor of the cofactor: such a point meets its own multiples in the loop
    const multiply = (point: Point2, n: bigint): Point2 => {
      let sum = G2.ZERO;
      for (const bit of n.toString(2)) {
        sum = sum.double();
        if (bit === "1") sum = sum.add(point);
      }
      return sum;
    };
    const outside = [
      ...any,
      any[0]!.add(G2.BASE),
      multiply(any[0]!, r),
      multiply(any[1]!, (r * cofactor) / small),
      multiply(any[1]!, (r * cofactor) / small).add(times2(3n)),
    ];
    for (const point of outside) {
      expect(point.is0()).to.equal(false);
      expect(point.isTorsionFree()).to.equal(false);
      for (const partner of [ZERO_1, g1(G1.BASE)]) expect(answer(partner + g2(point))).to.equal(undefined);
    }
    const inside = multiply(any[2]!, cofactor);
    expect(inside.isTorsionFree()).to.equal(true);
    expect(answer(g1(G1.BASE) + g2(inside))).to.equal(NOT_ONE);
  });

  it("refuse coordinates from p on and points beside the twist", () => {
    const { x, y } = times2(9n).toAffine();
    const [a, b, c, d] = [x.c1, x.c0, y.c1, y.c0];
    for (const wrong of [
      [a + p, b, c, d],
      [a, b + p, c, d],
      [a, b, c + p, d],
      [a, b, c, d + p],
      [b, a, d, c],
      [a, b, d, c],
      [0n, 0n, 0n, 1n],
      [p, 0n, 0n, 0n],
    ])
      expect(answer(ZERO_1 + wrong.map((one) => word(one)).join(""))).to.equal(undefined);
  });
});

describe("the arithmetic of alt_bn128 at its bounds", () => {
  const R = 2n ** 261n;
  const TO = 32_768;
  const [A, B] = [TO + 1024, TO + 2048];
  const { exports, words, mod, put, get, extremes } = fieldAt(BN254_FILE, p);
  const inverse = Fp.inv(R % p);
  const both = (terms: bigint, name: string): bigint[][] =>
    extremes(terms, name).flatMap((a) => extremes(terms, `${name} 2`).map((b) => [...a, ...b]));
  const split = (digits: readonly bigint[], at: number): [bigint, bigint] => [
    put(at, digits.slice(0, digits.length / 2)),
    put(at + FP, digits.slice(digits.length / 2)),
  ];

  it("multiplies and squares", () => {
    for (const [m, n] of [
      [13n, 1n],
      [1n, 13n],
      [3n, 4n],
    ] as const)
      for (const x of extremes(m, "x"))
        for (const y of extremes(n, "y")) {
          const product = put(A, x) * put(B, y);
          exports.multiply!(TO, A, B);
          expect(get(TO)).to.equal(mod(product * inverse));
        }
    for (const x of extremes(3n, "x")) {
      const value = put(A, x);
      exports.square!(TO, A);
      expect(get(TO)).to.equal(mod(value * value * inverse));
    }
  });

  it("multiplies and squares in the extension", () => {
    for (const [m, n] of [
      [6n, 1n],
      [2n, 3n],
    ] as const)
      for (const x of both(m, "x"))
        for (const y of both(n, "y")) {
          const [a, b] = split(x, A);
          const [c, d] = split(y, B);
          exports.multiply2!(TO, A, B);
          expect(get(TO)).to.equal(mod((a * c - b * d) * inverse));
          expect(get(TO + FP)).to.equal(mod((a * d + b * c) * inverse));
        }
    for (const x of both(2n, "x")) {
      const [a, b] = split(x, A);
      exports.square2!(TO, A);
      expect(get(TO)).to.equal(mod((a * a - b * b) * inverse));
      expect(get(TO + FP)).to.equal(mod(2n * a * b * inverse));
    }
  });

  it("reduces sums of six products at once", () => {
    const SUM = TO + 4096;
    for (const x of both(1n, "x"))
      for (const y of both(1n, "y")) {
        words.fill(0n, SUM / 8, SUM / 8 + 34);
        const [a, b] = split(x, A);
        const [c, d] = split(y, B);
        for (let i = 0; i < 5; i++) exports.collect!(SUM, A, B);
        exports.collectSquare!(SUM, A);
        exports.reduce!(TO, SUM);
        expect(get(TO)).to.equal(mod((5n * (a * c - b * d) + a * a - b * b) * inverse));
        expect(get(TO + FP)).to.equal(mod((5n * (a * d + b * c) + 2n * a * b) * inverse));
      }
  });

  it("settles", () => {
    for (const x of both(16n, "x")) {
      const [a, b] = split(x, A);
      exports.settle!(TO, A);
      expect(get(TO)).to.equal(mod(a));
      exports.timesXi!(TO, A);
      expect(get(TO)).to.equal(mod(9n * a - b));
      expect(get(TO + FP)).to.equal(mod(9n * b + a));
    }
  });
});
