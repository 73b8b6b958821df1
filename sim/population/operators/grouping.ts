import { InputError } from "../../core/errors/errors.ts";
import type { Random } from "../../core/random.ts";
import type { Operator } from "./operator.ts";
import { requireWhole } from "./selection.ts";

/** Who meets whom. */
export interface Grouping extends Operator {
  /** Rounds after which the pattern begins anew, with names drawn again; 1 where every round is drawn on its own. */
  cycle(agents: number): number;
  /**
   * The group of each agent in a round, numbers from 0. Pure in (agents, round, stream).
   * @param round counts from 0. @param stream one stream for all rounds, not advanced by the caller
   */
  assign(agents: number, round: number, stream: Random): number[];
}

/**
 * A fresh shuffle every round. What does not fill a group of `of` is a smaller one.
 *
 * @example
 * const grouping = randomGroups(4); // rivals are drawn anew, four at a time
 */
export function randomGroups(of: number): Grouping {
  requireWhole("randomGroups", of, 1);
  return {
    name: "randomGroups",
    settings: { of },
    cycle: () => 1,
    assign: (agents, round, stream) => placesOf(agents, stream.at(round)).map((place) => Math.floor(place / of)),
  };
}

/**
 * A tournament in which every two agents meet exactly once in (agents - 1)/(of - 1) rounds, after which names are drawn
 * anew. Each round on its own is a uniformly random grouping, but over a whole tournament everyone has met the same
 * rivals, so that what the rivals do cancels, to first order, out of every comparison. Random regrouping needs hundreds
 * of rounds for the same precision.
 *
 * The rounds are the classes of parallel lines of the affine geometry over the field with `of` elements, so agents must
 * be a power of `of`, and `of` a prime or 4, 8 or 16. Throws InputError GROUPING_DESIGN otherwise.
 *
 * @example
 * const grouping = roundRobin(2); // everybody meets everybody
 */
export function roundRobin(of: number): Grouping {
  const multiply = fieldProduct(of);
  const binary = isPowerOfTwo(of);
  const minus = (a: number, b: number) => (binary ? a ^ b : (a - b + of) % of);
  const known = new Map<number, readonly (readonly number[])[]>();
  const dimensionOf = (agents: number) => {
    let dimension = 0;
    let size = 1;
    for (; size < agents; size *= of) dimension++;
    if (size === agents && dimension > 0) return dimension;
    throw InputError.of("GROUPING_DESIGN", {
      expected: `a power of ${of} agents`,
      found: String(agents),
      where: "roundRobin",
      remedy: `use ${Math.max(of, size / of)} or ${Math.max(of, size)} agents, or randomGroups`,
    });
  };
  return {
    name: "roundRobin",
    settings: { of },
    cycle: (agents) => (of ** dimensionOf(agents) - 1) / (of - 1),
    assign(agents, round, stream) {
      const dimension = dimensionOf(agents);
      const cycle = (agents - 1) / (of - 1);
      let lines = known.get(dimension);
      if (!lines) known.set(dimension, (lines = directions(of, dimension)));
      const direction = lines[round % cycle]!;
      const pivot = direction.indexOf(1);
      const places = placesOf(agents, stream.at(Math.floor(round / cycle)));
      return places.map((place) => {
        // A line is named by its point whose pivot coordinate is 0: go back along the direction as often as needed.
        const point = digitsOf(place, of, dimension);
        const back = point[pivot]!;
        const name = (sum: number, digit: number, i: number) =>
          i === pivot ? sum : sum * of + minus(digit, multiply(back, direction[i]!));
        return point.reduce(name, 0);
      });
    },
  };
}

function placesOf(agents: number, random: Random): number[] {
  return random.shuffle(Array.from({ length: agents }, (_, i) => i));
}

/** One direction of each class of parallel lines: first coordinate other than 0 is 1. */
function directions(of: number, dimension: number): number[][] {
  const all = Array.from({ length: of ** dimension }, (_, i) => digitsOf(i, of, dimension));
  return all.filter((digits) => digits.find((digit) => digit !== 0) === 1);
}

function digitsOf(value: number, base: number, count: number): number[] {
  const digits = new Array<number>(count);
  for (let i = count - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / base)) digits[i] = rest % base;
  return digits;
}

/** Irreducible polynomials over the field with two elements, by size of the field that they make; bits are coefficients. */
const POLYNOMIALS: { readonly [size: number]: number } = { 4: 0b111, 8: 0b1011, 16: 0b10011 };

function fieldProduct(of: number): (a: number, b: number) => number {
  const polynomial = POLYNOMIALS[of];
  if (polynomial !== undefined) {
    return (a, b) => {
      let product = 0;
      for (let x = a, y = b; y > 0; y >>= 1) {
        if (y & 1) product ^= x;
        x <<= 1;
        if (x & of) x ^= polynomial;
      }
      return product;
    };
  }
  if (isPrime(of)) return (a, b) => (a * b) % of;
  throw InputError.of("GROUPING_DESIGN", {
    expected: "groups of a prime number, or of 4, 8 or 16",
    found: String(of),
    where: "roundRobin",
    remedy: "use randomGroups",
  });
}

function isPowerOfTwo(n: number): boolean {
  return (n & (n - 1)) === 0;
}

function isPrime(n: number): boolean {
  if (!Number.isInteger(n) || n < 2) return false;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}
