import { InputError } from "../core/errors/errors.ts";
import { Random } from "../core/random.ts";
import { drive, type Problem } from "./ask-tell.ts";
import type { Optimiser } from "./optimiser.ts";
import { DIRECTIONS } from "./sobol-directions.ts";

/**
 * Most variables that a Sobol sequence is known for here.
 *
 * @example
 * const fits = 12 <= SOBOL_DIMENSIONS;
 */
export const SOBOL_DIMENSIONS = DIRECTIONS.length + 1;

/** Points a generation: only the granularity in which they are made. */
const CHUNK = 64;

/**
 * Scrambled Sobol sequence (direction numbers of Joe & Kuo 2008, nested uniform scrambling of Owen 1995): spreads points
 * more evenly than chance in every projection. Best used 2^k points at a time. Takes any number of objectives and
 * learns nothing; ends after 2^32 points.
 * @throws {InputError} VARIABLE_COUNT beyond SOBOL_DIMENSIONS variables.
 *
 * @example
 * const variables = [{ kind: "real", name: "x", low: 0, high: 1 }] as const;
 * const sampler = sobol({ variables, objectives: ["minimize"], seed: 1 });
 */
export function sobol(problem: Problem): Optimiser {
  return drive(problem, { min: 0, max: Infinity }, (box) => {
    const points = sobolPoints(box.variables.length, Random.of(problem.seed, "sobol"));
    let next = 0;
    return {
      propose() {
        const count = Math.min(CHUNK, 2 ** 32 - next);
        next += count;
        return Array.from({ length: count }, (_, i) => points(next - count + i));
      },
    };
  });
}

/**
 * The point of a given index, 0 <= index < 2^32, of the Sobol sequence in the unit cube, in Gray-code order. Scrambled
 * when a stream is given; the plain sequence, which begins at the origin, when not.
 * @throws {InputError} VARIABLE_COUNT
 *
 * @example
 * const point = sobolPoints(2);
 * const third = point(2);
 */
export function sobolPoints(dimensions: number, random?: Random): (index: number) => number[] {
  if (!(dimensions >= 1 && dimensions <= SOBOL_DIMENSIONS))
    throw InputError.of("VARIABLE_COUNT", { found: String(dimensions), max: SOBOL_DIMENSIONS });
  const columns = Array.from({ length: dimensions }, (_, d) => directionNumbers(d));
  const keys = random && columns.map((_, d) => random.at(d).bits());
  return (index) => {
    const gray = (index ^ (index >>> 1)) >>> 0;
    return columns.map((column, d) => {
      let bits = 0;
      for (let k = 0, rest = gray; rest !== 0; k++, rest >>>= 1) if (rest & 1) bits ^= column[k]!;
      // Half a unit keeps the point inside the cell whose digits it has, and away from 0.
      return keys ? ((scramble(bits, keys[d]!) >>> 0) + 0.5) / 2 ** 32 : (bits >>> 0) / 2 ** 32;
    });
  };
}

/** The 32 direction numbers of one dimension, most significant bit first (Bratley & Fox 1988). */
function directionNumbers(dimension: number): Int32Array {
  const v = new Int32Array(32);
  if (dimension === 0) {
    for (let i = 0; i < 32; i++) v[i] = 1 << (31 - i);
    return v;
  }
  const [polynomial, ...m] = DIRECTIONS[dimension - 1]!;
  const degree = m.length;
  for (let i = 0; i < 32; i++) {
    if (i < degree) {
      v[i] = m[i]! << (31 - i);
      continue;
    }
    let value = v[i - degree]! ^ (v[i - degree]! >>> degree);
    for (let k = 1; k < degree; k++) if ((polynomial! >>> (degree - k)) & 1) value ^= v[i - k]!;
    v[i] = value;
  }
  return v;
}

/** Owen's scrambling: each bit is flipped or not by a hash of the key and of all bits above it. */
function scramble(bits: number, key: number): number {
  let result = 0;
  for (let bit = 31; bit >= 0; bit--) {
    const above = bit === 31 ? 0 : bits >>> (bit + 1);
    const flip = mix(mix(above ^ Math.imul(bit + 1, 0x9e3779b9)) ^ key) & 1;
    result |= (((bits >>> bit) & 1) ^ flip) << bit;
  }
  return result;
}

/** The finaliser of murmur3. */
function mix(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
