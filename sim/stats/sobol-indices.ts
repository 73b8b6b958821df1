import type { Random } from "../core/random.ts";
import { requireSample, requireThat, type Estimate } from "./estimate.ts";
import { sortedQuantile } from "./quantile.ts";
import type { Sampler } from "./sampler.ts";

/**
 * Points for variance-based sensitivity: rows x (d + 2), row by row: the row of A, that of B, then A with coordinate i
 * taken from B for each i. Row r needs nothing but itself, so more rows can be added later.
 * Source: A. Saltelli et al., Computer Physics Communications 181 (2010), 259-270.
 *
 * @example
 * const random = Random.of(1, "saltelli");
 * const points = saltelliPoints(2, 8, (rows, columns) => latinPoints(rows, columns, random));
 */
export function saltelliPoints(dimension: number, rows: number, sample: Sampler): number[][] {
  return sample(rows, 2 * dimension).flatMap((row) => {
    const a = row.slice(0, dimension);
    const b = row.slice(dimension);
    return [a, b, ...a.map((_, i) => a.map((value, j) => (i === j ? b[j]! : value)))];
  });
}

/** Shares of the measure's variance, between 0 and 1 but for the error of estimation. */
export interface SobolIndices {
  /** Variance explained by the factor alone. */
  readonly first: Estimate;
  /** Variance that would be left if all but this factor were known: the factor with all its interactions. */
  readonly total: Estimate;
}

/** Confidence and resamples of Sobol's indices. */
export interface SobolOptions {
  /** Keys the bootstrap. */
  readonly random: Random;
  /** Default 0.95. */
  readonly confidence?: number;
  /** Default 1,000. */
  readonly resamples?: number;
}

/**
 * First-order (Saltelli 2010) and total (Jansen 1999) indices from the values at `saltelliPoints`, in the same order,
 * with percentile bootstrap intervals over rows; n is the number of rows. A measure that never varies has indices 0.
 * Errors: `STATS_SAMPLE` for values that are not finite, `STATS_ARGUMENT` for a number of values that fits no rows.
 *
 * @example
 * const points = 4 * (2 + 2); // rows times the parameters and two
 * const indices = sobolIndices(2, new Float64Array(points), { random: Random.of(1, "sobol") });
 */
export function sobolIndices(dimension: number, values: ArrayLike<number>, options: SobolOptions): SobolIndices[] {
  const { random, confidence = 0.95, resamples = 1000 } = options;
  const width = dimension + 2;
  requireSample(values, 2 * width, "sobolIndices");
  requireThat(values.length % width === 0, `a multiple of ${width} values`, values.length, "sobolIndices");
  const n = values.length / width;
  const terms = rowTerms(values, dimension, n);
  const all = Array.from({ length: n }, (_, r) => r);
  const value = indices(terms, dimension, all);
  const resampled = Array.from({ length: resamples }, (_, b) => {
    const stream = random.at(b);
    return indices(
      terms,
      dimension,
      all.map(() => stream.integer(n)),
    );
  });
  const estimate = (k: number): Estimate => {
    const sorted = Float64Array.from(resampled, (list) => list[k]!).sort();
    const low = sortedQuantile(sorted, (1 - confidence) / 2);
    const high = sortedQuantile(sorted, (1 + confidence) / 2);
    return { value: value[k]!, low, high, n, confidence };
  };
  return Array.from({ length: dimension }, (_, i) => ({ first: estimate(2 * i), total: estimate(2 * i + 1) }));
}

/** Per row: f(A) and f(B), then for each factor the terms whose means are its two partial variances. */
function rowTerms(values: ArrayLike<number>, dimension: number, n: number): Float64Array[] {
  const width = dimension + 2;
  let centre = 0;
  for (let r = 0; r < n; r++) centre += (values[r * width]! + values[r * width + 1]!) / (2 * n);
  return Array.from({ length: n }, (_, r) => {
    const a = values[r * width]! - centre;
    const b = values[r * width + 1]! - centre;
    const row = new Float64Array(2 + 2 * dimension);
    row[0] = a;
    row[1] = b;
    for (let i = 0; i < dimension; i++) {
      const mixed = values[r * width + 2 + i]! - centre;
      row[2 + 2 * i] = b * (mixed - a);
      row[3 + 2 * i] = ((a - mixed) * (a - mixed)) / 2;
    }
    return row;
  });
}

function indices(terms: readonly Float64Array[], dimension: number, rows: readonly number[]): Float64Array {
  const sums = new Float64Array(2 * dimension);
  let sum = 0;
  let squares = 0;
  for (const r of rows) {
    const row = terms[r]!;
    sum += row[0]! + row[1]!;
    squares += row[0]! * row[0]! + row[1]! * row[1]!;
    for (let k = 0; k < sums.length; k++) sums[k]! += row[2 + k]!;
  }
  const n = rows.length;
  const centre = sum / (2 * n);
  const spread = squares / (2 * n) - centre * centre;
  return sums.map((value) => (spread > 0 ? value / n / spread : 0));
}
