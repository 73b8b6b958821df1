import type { Random } from "../../../sim/core/random.ts";

const WORD = 1n << 256n;
const LIMBS = [0n, 0n, 1n, (1n << 64n) - 1n, 1n << 63n, (1n << 63n) - 1n];

/** True with probability p. */
export function chance(random: Random, p: number): boolean {
  return random.unit() < p;
}

/** One of the items, as likely as its weight says. */
export function weighted<T>(random: Random, items: readonly (readonly [weight: number, item: T])[]): T {
  let draw = random.unit() * items.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, item] of items) {
    draw -= weight;
    if (draw < 0) return item;
  }
  return items[items.length - 1]![1];
}

/** `length` uniform bytes. */
export function randomBytes(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.integer(256));
}

/** A 256-bit word of the kinds on which arithmetic goes wrong: small, near powers of two, negative, odd limbs. */
export function interestingWord(random: Random): bigint {
  switch (random.integer(8)) {
    case 0:
    case 1:
      return BigInt(random.integer(40));
    case 2:
      return BigInt(random.integer(1200));
    case 3: {
      const power = 1n << BigInt(random.integer(256));
      return (power + BigInt(random.integer(3)) - 1n) % WORD;
    }
    case 4:
      return WORD - 1n - BigInt(random.integer(300));
    case 5: {
      const bytes = randomBytes(random, 1 + random.integer(32));
      return BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
    }
    case 6: {
      let word = 0n;
      for (let i = 0; i < 4; i++) word = (word << 64n) | random.pick(LIMBS);
      return word;
    }
    default:
      return random.pick([0n, 1n, 2n, 31n, 32n, 255n, 256n, 1n << 255n, WORD - 1n, (1n << 128n) - 1n, 1n << 64n]);
  }
}

const BOUNDARIES = [
  ...[0n, 1n, 2n, WORD - 1n, WORD - 2n, 1n << 255n, (1n << 255n) - 1n, (1n << 255n) + 1n],
  ...[32n, 64n, 128n, 192n].flatMap((bits) => [(1n << bits) - 1n, 1n << bits, WORD - (1n << bits)]),
  ...[31n, 32n, 255n, 256n, 257n],
];

const EXTREMES = [0n, 1n, WORD - 1n, 1n << 255n, (1n << 255n) - 1n];

/**
 * Words where arithmetic has its exceptions: mostly all of them among 0, 1, -1, the least and the largest signed word,
 * because exceptions are of pairs; else ends of limbs and of shifts too.
 */
export function boundaryWords(random: Random, count: number): bigint[] {
  const from = chance(random, 0.6) ? EXTREMES : BOUNDARIES;
  return Array.from({ length: count }, () => random.pick(from));
}

/** An offset into memory or data: mostly small, at times far out, rarely beyond any gas. */
export function interestingOffset(random: Random): bigint {
  return weighted<() => bigint>(random, [
    [60, () => BigInt(32 * random.integer(8))],
    [30, () => BigInt(random.integer(260))],
    [4, () => BigInt(random.integer(5_000))],
    [1, () => BigInt(random.integer(200_000))],
    [0.3, () => random.pick([1n << 32n, (1n << 32n) - 1n, 1n << 64n, (1n << 64n) - 32n, WORD - 1n, WORD - 32n])],
  ])();
}

/** A length to copy, hash, log or return. */
export function interestingLength(random: Random): bigint {
  return weighted<() => bigint>(random, [
    [15, () => 0n],
    [40, () => random.pick([32n, 64n])],
    [12, () => random.pick([1n, 4n, 31n, 33n, 36n, 63n, 65n, 68n])],
    [40, () => BigInt(random.integer(100))],
    [3, () => BigInt(random.integer(1_500))],
    [0.3, () => random.pick([1n << 32n, 1n << 40n, 1n << 64n, WORD - 1n])],
  ])();
}
