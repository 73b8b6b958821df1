import { expect } from "chai";
import { createHash } from "node:crypto";
import { builtModule } from "../../../sim/evm/built.ts";

const BITS = 29n;
const DIGIT = 2n ** (BITS - 1n);
const DIGITS = 9;
/** Bytes of an element. */
export const ELEMENT = 8 * DIGITS;

export const drawn = (name: string): bigint => BigInt(`0x${createHash("sha256").update(name).digest("hex")}`);

/**
 * The arithmetic of a field's WebAssembly, on elements as large as it promises to take.
 *
 * @param over How far a digit of a result may lie beyond those of a settled element.
 */
export function fieldAt(file: string, p: bigint, over = 0n) {
  const instance = new WebAssembly.Instance(builtModule(file), {});
  const exports = instance.exports as unknown as Record<string, (...places: number[]) => void> & {
    memory: WebAssembly.Memory;
  };
  const words = new BigInt64Array(exports.memory.buffer);
  const mod = (n: bigint): bigint => ((n % p) + p) % p;
  const value = (digits: readonly bigint[]): bigint => digits.reduceRight((sum, digit) => sum * 2n ** BITS + digit, 0n);
  return {
    exports,
    words,
    mod,
    put(at: number, digits: readonly bigint[]): bigint {
      words.set(digits, at / 8);
      return value(digits);
    },
    /** The value of a result, which must be settled. */
    get(at: number): bigint {
      const digits = [...words.subarray(at / 8, at / 8 + DIGITS)];
      for (const digit of digits.slice(0, -1)) expect(digit >= -DIGIT - over && digit < DIGIT + over).to.equal(true);
      const result = value(digits);
      expect(5n * result < 3n * p && 5n * result > -3n * p, `${result}`).to.equal(true);
      return mod(result);
    },
    /** Digits as large as those of a sum of `terms`: of one sign, of changing signs, and drawn; a last one that the value allows. */
    extremes(terms: bigint, name: string): bigint[][] {
      const low = -terms * DIGIT;
      const last = (terms * 6n * p) / 10n / 2n ** (BITS * BigInt(DIGITS - 1));
      const draw = (i: number): bigint => (drawn(`${name} ${i}`) % (2n * terms * DIGIT)) + low;
      return [
        [...Array<bigint>(8).fill(low), -last],
        [...Array<bigint>(8).fill(-low), last],
        [...Array.from({ length: 8 }, (_, i) => (i % 2 ? low : -low)), last],
        [...Array.from({ length: 8 }, (_, i) => draw(i)), -last],
      ];
    },
  };
}
