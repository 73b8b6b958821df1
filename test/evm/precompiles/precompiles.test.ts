import { expect } from "chai";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { createHash } from "node:crypto";
import { precompileAddresses, runPrecompile } from "../../../sim/evm/precompiles/index.ts";
import { MALFORMED, VECTORS } from "./vectors.ts";

const PLENTY = 1n << 40n;
const run = (address: number, input: Uint8Array): Uint8Array | undefined =>
  runPrecompile("cancun", address, input, PLENTY).output;
const price = (address: number, input: Uint8Array): bigint => runPrecompile("cancun", address, input, 0n).gas;
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));
const hex = (data: Uint8Array | undefined): string | undefined => data && Buffer.from(data).toString("hex");
const word = (value: bigint | number): string => value.toString(16).padStart(64, "0");
const modexpInput = (base: string, exponent: string, modulus: string): Uint8Array =>
  bytes(word(base.length / 2) + word(exponent.length / 2) + word(modulus.length / 2) + base + exponent + modulus);

describe("precompiles", () => {
  for (const { name, address, input, gas, output } of VECTORS) {
    it(`0x0${address.toString(16)} ${name}`, () => {
      expect(price(address, bytes(input))).to.equal(gas);
      expect(hex(run(address, bytes(input)))).to.equal(output);
    });
  }

  for (const { name, address, input } of MALFORMED) {
    it(`0x0${address.toString(16)} fails on ${name}`, () => {
      expect(run(address, bytes(input))).to.equal(undefined);
    });
  }

  it("hash like the platform's own library, whatever the length", () => {
    for (const length of [0, 1, 31, 32, 33, 64, 200]) {
      const input = new Uint8Array(length).map((_, i) => 7 * i + length);
      const padded = new Uint8Array(32);
      padded.set(createHash("ripemd160").update(input).digest(), 12);
      expect(hex(run(2, input))).to.equal(createHash("sha256").update(input).digest("hex"));
      expect(hex(run(3, input))).to.equal(hex(padded));
      expect(hex(run(4, input))).to.equal(hex(input));
    }
  });

  it("recover whom another library recovers, and nobody where no key fits", () => {
    const { n, p } = secp256k1.Point.CURVE();
    const expected = (hash: bigint, v: bigint, r: bigint, s: bigint): string => {
      try {
        const signature = new secp256k1.Signature(r, s, Number(v) - 27);
        const key = signature.recoverPublicKey(bytes(word(hash))).toBytes(false);
        return `${"0".repeat(24)}${Buffer.from(keccak_256(key.subarray(1)).subarray(12)).toString("hex")}`;
      } catch {
        return "";
      }
    };
    const random = (i: number): bigint => BigInt(`0x${createHash("sha256").update(`recover ${i}`).digest("hex")}`);
    const edges = [1n, 2n, n / 2n, n / 2n + 1n, n - 1n, p - n, p - n - 1n];
    const hashes = [0n, 1n, n - 1n, n, n + 1n, 2n ** 256n - 1n];
    const k = 12_345n;
    const { x, y } = secp256k1.Point.BASE.multiply(k).toAffine();
    const infinite = (secp256k1.Point.Fn.inv(k) * 77n) % n; // s R = z G, so the key is the point at infinity
    const cases: [bigint, bigint, bigint, bigint][] = [[77n, 27n + (y & 1n), x, infinite]];
    for (const [i, r] of edges.entries())
      for (const s of edges) cases.push([hashes[i % hashes.length]!, i % 2 ? 27n : 28n, r, s]);
    for (let i = 0; i < 60; i += 3) cases.push([random(i), 27n + BigInt(i % 2), random(i + 1) % n, random(i + 2) % n]);
    const found = cases.map((one) => expected(...one));
    expect(found[0]).to.equal("");
    expect(new Set(found).size).to.be.above(30);
    for (const [i, [hash, v, r, s]] of cases.entries())
      expect(hex(run(1, bytes(word(hash) + word(v) + word(r) + word(s))))).to.equal(found[i]);
  });

  it("charge the copying ones by the word", () => {
    const lengths = [0, 1, 32, 33, 64];
    expect(lengths.map((n) => price(2, new Uint8Array(n)))).to.deep.equal([60n, 72n, 72n, 84n, 84n]);
    expect(lengths.map((n) => price(3, new Uint8Array(n)))).to.deep.equal([600n, 720n, 720n, 840n, 840n]);
    expect(lengths.map((n) => price(4, new Uint8Array(n)))).to.deep.equal([15n, 18n, 18n, 21n, 21n]);
  });

  it("copy what identity returns, so that the caller's memory may change", () => {
    const input = Uint8Array.of(1, 2, 3);
    const output = run(4, input)!;
    input[0] = 9;
    expect([...output]).to.deep.equal([1, 2, 3]);
  });

  it("give every caller an output of its own, and the same one when asked again", () => {
    const { address, input, output } = VECTORS.find(({ name }) => name === "recovers a valid key")!;
    run(address, bytes(input))!.fill(0);
    expect(hex(run(address, bytes(input)))).to.equal(output);
  });

  it("read an input that starts inside a larger buffer", () => {
    for (const { address, input, output } of VECTORS) {
      const inner = new Uint8Array(input.length / 2 + 40).fill(0xee).subarray(13, 13 + input.length / 2);
      inner.set(bytes(input));
      expect(hex(run(address, inner))).to.equal(output);
    }
  });

  it("take modexp's exponent as zeros where the input ends before it", () => {
    const cut = modexpInput("03", "05", "07").subarray(0, 97); // lengths and base only: 3^0 mod 0
    expect(hex(run(5, cut))).to.equal("00");
    const input = bytes(word(1) + word(2) + word(1) + "02" + "0001" + "fb"); // 2^1 mod 251
    expect(hex(run(5, input))).to.equal("02");
  });

  it("agree with repeated multiplication in modexp", () => {
    for (const [base, exponent, modulus] of [
      [3n, 1000n, 997n],
      [0n, 0n, 5n],
      [7n, 0n, 1n],
      [255n, 4096n, 256n],
      [12345678901234567890n, 65537n, 98765432109876543211n],
    ] as const) {
      let expected = 1n % modulus;
      for (let i = 0n; i < exponent; i++) expected = (expected * base) % modulus;
      const input = modexpInput(word(base), word(exponent), word(modulus));
      expect(hex(run(5, input))).to.equal(word(expected));
    }
  });

  it("price modexp beyond any gas before doing any work", () => {
    const huge = "f".repeat(64);
    expect(price(5, bytes(huge + huge + huge)) > 2n ** 500n).to.equal(true);
    expect(price(5, bytes(word(0) + huge + word(0)))).to.equal(200n);
    expect(run(5, bytes(word(0) + huge + word(0)))).to.have.length(0);
  });

  it("refuse what is not paid for, to the gas", () => {
    const { address, input, gas, output } = VECTORS.find(({ name }) => name === "doubles the generator")!;
    expect(runPrecompile("cancun", address, bytes(input), gas - 1n)).to.deep.equal({ gas, output: undefined });
    expect(hex(runPrecompile("cancun", address, bytes(input), gas).output)).to.equal(output);
  });

  it("are ten in cancun, and more later", () => {
    expect(precompileAddresses("cancun")).to.have.length(10);
    expect(precompileAddresses("prague")).to.have.length(17);
    expect(precompileAddresses("osaka")).to.have.length(18);
  });
});
