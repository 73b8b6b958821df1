import { createHash } from "node:crypto";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { InputError } from "./errors/errors.ts";

/**
 * A stream of random draws named by its key. Streams with different keys are independent, and a draw from one never
 * moves another: a new agent, worker or design changes nobody else's draws.
 *
 * @example
 * const births = Random.of(seed, "births");          // purpose: strings, hashed once
 * const own = births.at(species, slot, generation);  // integers, mixed cheaply on the hot path
 * own.unit();                                        // a number in [0, 1)
 */
export class Random {
  // Four words and no array of them: streams are made for every agent and block, most never to be drawn from.
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #generator: RandomGenerator | undefined;

  private constructor(a: number, b: number, c: number, d: number) {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
  }

  /** The stream of a seed and a purpose. */
  static of(seed: number | bigint | string, ...purpose: readonly (string | number)[]): Random {
    const digest = createHash("sha256")
      .update(JSON.stringify([String(seed), ...purpose]))
      .digest();
    return new Random(digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8), digest.readInt32LE(12));
  }

  /** A child stream for integer coordinates, each taken modulo 2^32. Costs nothing until it is drawn from. */
  at(...coordinates: readonly number[]): Random {
    this.#derive(coordinates);
    return new Random(key[0]!, key[1]!, key[2]!, key[3]!);
  }

  /** Becomes the child of another stream, from its beginning: for an object that is kept while what it draws changes. */
  become(parent: Random, ...coordinates: readonly number[]): void {
    parent.#derive(coordinates);
    this.#a = key[0]!;
    this.#b = key[1]!;
    this.#c = key[2]!;
    this.#d = key[3]!;
    this.#generator = undefined;
  }

  /** Leaves a child's words in `key`. */
  #derive(coordinates: readonly number[]): void {
    key[0] = this.#a;
    key[1] = this.#b;
    key[2] = this.#c;
    key[3] = this.#d;
    for (let i = 0; i < coordinates.length; i++) absorb(coordinates[i]! | 0);
    absorb(coordinates.length);
  }

  /** The same stream from its beginning. */
  again(): Random {
    return new Random(this.#a, this.#b, this.#c, this.#d);
  }

  /** 32 random bits as a signed integer. */
  bits(): number {
    return (this.#generator ??= start(this.#a, this.#b, this.#c, this.#d)).next();
  }

  /** Uniform in [0, 1) with 53 random bits. */
  unit(): number {
    const high = this.bits() >>> 5;
    return (high * 67_108_864 + (this.bits() >>> 6)) / 9_007_199_254_740_992;
  }

  /** Uniform integer in [0, n), without bias; 0 < n <= 2^32. Throws InputError RANDOM_BOUND. */
  integer(n: number): number {
    if (!(n >= 1 && n <= 4_294_967_296 && Number.isInteger(n)))
      throw InputError.of("RANDOM_BOUND", { where: "Random.integer", found: String(n) });
    const limit = 4_294_967_296 - (4_294_967_296 % n);
    for (;;) {
      const draw = this.bits() >>> 0;
      if (draw < limit) return draw % n;
    }
  }

  /** One of the items, each equally likely. Throws InputError RANDOM_BOUND where there are none. */
  pick<T>(items: readonly T[]): T {
    return items[this.integer(items.length)]!;
  }

  /** Fisher-Yates, in place. */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const item = items[i]!;
      items[i] = items[j]!;
      items[j] = item;
    }
    return items;
  }
}

/** The key at work while a child's is made. */
const key = new Int32Array(4);

/** Mixes one word into the key: every word of the key meets it, with murmur3's finaliser as the mixing step. */
function absorb(word: number): void {
  let carry = word;
  for (let i = 0; i < 4; i++) {
    carry = finalise((key[i]! ^ carry) + Math.imul(i + 1, 0x9e3779b9));
    key[i] = carry;
  }
  key[0] = finalise(key[0]! ^ key[3]!);
}

function finalise(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function start(a: number, b: number, c: number, d: number): RandomGenerator {
  // The all-zero state is the generator's fixed point; no other state is special.
  return xoroshiro128plusFromState([a, b, c, (a | b | c | d) === 0 ? 1 : d]);
}
