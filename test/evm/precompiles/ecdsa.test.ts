import { keccak_256 } from "@noble/hashes/sha3.js";
import { p256 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { expect } from "chai";
import { P256_FILE, SECP256K1_FILE } from "../../../scripts/build-evm.mjs";
import { p256Verify } from "../../../sim/evm/precompiles/p256.ts";
import { recoverAddress } from "../../../sim/evm/precompiles/secp256k1.ts";
import { drawn, fieldAt } from "./field-bounds.ts";

const Point = p256.Point;
const { Fp, Fn } = Point;
const [p, n] = [Fp.ORDER, Fn.ORDER];
const word = (value: bigint): string => value.toString(16).padStart(64, "0");
const verify = (...words: readonly bigint[]): boolean => {
  const output = p256Verify(Uint8Array.from(Buffer.from(words.map(word).join(""), "hex")));
  expect(output.length === 0 || Buffer.from(output).toString("hex") === word(1n)).to.equal(true);
  return output.length > 0;
};

interface Signed {
  readonly hash: bigint;
  readonly r: bigint;
  readonly s: bigint;
  readonly x: bigint;
  readonly y: bigint;
}

function signed(name: string): Signed {
  const [key, k, hash] = ["key", "k", "hash"].map((what) => drawn(`${name} ${what}`)) as [bigint, bigint, bigint];
  const r = Fn.create(Point.BASE.multiply(k % n).toAffine().x);
  const s = Fn.mul(Fn.inv(k % n), Fn.create(hash + r * (key % n)));
  return { hash, r, s, ...Point.BASE.multiply(key % n).toAffine() };
}

/** A signature whose point is a given one: its key is found from it. */
function signedWith(point: InstanceType<typeof Point>, hash: bigint, s: bigint): Signed {
  const r = Fn.create(point.toAffine().x);
  const ofGenerator = Point.BASE.multiplyUnsafe(Fn.div(Fn.create(hash), s));
  const key = point.subtract(ofGenerator).multiplyUnsafe(Fn.div(s, r));
  return { hash, r, s, ...key.toAffine() };
}

describe("P256VERIFY, against another library's points", () => {
  it("takes valid signatures and none that is changed in one number", () => {
    for (let i = 0; i < 12; i++) {
      const { hash, r, s, x, y } = signed(`signature ${i}`);
      expect(verify(hash, r, s, x, y)).to.equal(true);
      expect(verify(hash, r, n - s, x, y)).to.equal(true);
      expect(verify(hash ^ 1n, r, s, x, y)).to.equal(false);
      expect(verify(hash, r ^ 1n, s, x, y)).to.equal(false);
      expect(verify(hash, r, s ^ 1n, x, y)).to.equal(false);
      expect(verify(hash, r, s, x, p - y)).to.equal(false);
    }
  });

  it("takes the x-coordinate modulo the order", () => {
    let x = n;
    for (; ; x++) {
      try {
        const point = Point.fromAffine({ x, y: Fp.sqrt(Fp.create(x ** 3n - 3n * x + Point.CURVE().b)) });
        const one = signedWith(point, drawn("large"), drawn("large s") % n);
        expect(one.r).to.equal(x - n);
        expect(verify(one.hash, one.r, one.s, one.x, one.y)).to.equal(true);
        break;
      } catch (error) {
        if ((error as Error).message !== "Cannot find square root") throw error;
      }
    }
  });

  it("adds equal and opposite points on its way", () => {
    const s = drawn("s") % n;
    for (const key of [1n, 2n, 3n, n - 1n, n - 2n]) {
      const { x, y } = Point.BASE.multiply(key).toAffine();
      for (const k of [1n, 2n, 5n, n - 3n]) {
        const r = Fn.create(Point.BASE.multiply(k).toAffine().x);
        const hash = Fn.create(k * s - r * key); // the sum is k times the generator
        expect(verify(hash, r, s, x, y), `${key} ${k}`).to.equal(true);
      }
      const r = Fn.create(x);
      expect(verify(Fn.create(-r * key), r, s, x, y), "infinity").to.equal(false);
      expect(verify(0n, r, Fn.mul(r, Fn.div(key, 7n)), x, y)).to.equal(
        r === Fn.create(Point.BASE.multiply(7n).toAffine().x),
      );
    }
  });

  it("refuses numbers out of range, keys beside the curve, and infinity", () => {
    const { hash, r, s, x, y } = signed("range");
    for (const wrong of [
      [hash, 0n, s, x, y],
      [hash, r, 0n, x, y],
      [hash, n, s, x, y],
      [hash, r, n, x, y],
      [hash, r + n, s, x, y],
      [hash, r, s, x, y ^ 1n],
      [hash, r, s, 0n, 0n],
      [hash, r, s, p, y],
      [hash, r, s, x, p],
    ])
      expect(verify(...wrong.map((one) => one % 2n ** 256n)), String(wrong)).to.equal(false);
    expect(p256Verify(new Uint8Array(159)).length + p256Verify(new Uint8Array(161)).length).to.equal(0);
  });
});

describe("the arithmetic of curves for signatures at its bounds", () => {
  const TO = 65_000 - (65_000 % 8);
  const [A, B] = [TO - 1024, TO - 2048];
  for (const { name, file, prime, one, products, squares, over } of [
    {
      ...{ name: "secp256k1", file: SECP256K1_FILE, prime: secp256k1.Point.Fp.ORDER, one: 1n, over: 1n },
      products: [
        [13n, 1n],
        [1n, 13n],
        [3n, 4n],
      ],
      squares: 3n,
    },
    {
      ...{ name: "secp256r1", file: P256_FILE, prime: p, one: 2n ** 261n, over: 0n },
      products: [
        [8n, 1n],
        [1n, 8n],
        [2n, 4n],
      ],
      squares: 2n,
    },
  ] as const)
    it(`multiplies, squares and settles in the field of ${name}`, () => {
      const { exports, mod, put, get, extremes } = fieldAt(file, prime, over);
      for (const [most, least] of products)
        for (const x of extremes(most, "x"))
          for (const y of extremes(least, "y")) {
            const product = put(A, x) * put(B, y);
            exports.multiply!(TO, A, B);
            expect(mod(get(TO) * one)).to.equal(mod(product));
          }
      for (const x of extremes(squares, "x")) {
        const value = put(A, x);
        exports.square!(TO, A);
        expect(mod(get(TO) * one)).to.equal(mod(value * value));
      }
      for (const x of extremes(16n, "x")) {
        const value = put(A, x);
        exports.settle!(TO, A);
        expect(get(TO)).to.equal(mod(value));
      }
    });
});

describe("recovery of a key", () => {
  it("finds the signer of many hashes", () => {
    for (let i = 0; i < 40; i++) {
      const key = Uint8Array.from(Buffer.from(word(drawn(`secret ${i}`) % secp256k1.Point.Fn.ORDER), "hex"));
      const hash = Uint8Array.from(Buffer.from(word(drawn(`message ${i}`)), "hex"));
      const options = { prehash: false, format: "recovered", lowS: false } as const;
      const bytes = secp256k1.sign(hash, key, options);
      const expected = secp256k1.getPublicKey(key, false).subarray(1);
      expect(recoverAddress(hash, bytes.subarray(1), bytes[0] as 0 | 1)).to.deep.equal(addressOf(expected));
    }
  });
});

function addressOf(key: Uint8Array): Uint8Array {
  return keccak_256(key).subarray(12);
}
