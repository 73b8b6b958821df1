import { meanOf, sumOf } from "../core/sum.ts";
import { studentQuantile } from "./distributions.ts";
import { requireConfidence, requireSample, requireThat, type Estimate } from "./estimate.ts";

/**
 * Arithmetic mean of a sample of any size but zero.
 *
 * @example
 * const average = mean([1, 2, 3]); // 2
 */
export function mean(sample: ArrayLike<number>): number {
  return meanOf(sample);
}

/**
 * Unbiased variance (divisor n - 1), by the two-pass formula.
 *
 * @example
 * const spread = variance([1, 2, 3]); // 1
 */
export function variance(sample: ArrayLike<number>): number {
  const centre = mean(sample);
  return sumOf(Float64Array.from(sample, (value) => (value - centre) * (value - centre))) / (sample.length - 1);
}

/**
 * The mean with Student's t interval: exact for normal observations, by the central limit theorem near it for others.
 *
 * @example
 * const { low, high } = meanInterval([1, 2, 3, 4], 0.95);
 */
export function meanInterval(sample: ArrayLike<number>, confidence = 0.95): Estimate {
  requireSample(sample, 2, "meanInterval");
  requireConfidence(confidence, "meanInterval");
  const n = sample.length;
  const value = mean(sample);
  const half = studentFactor(confidence, n) * Math.sqrt(variance(sample) / n);
  return { value, low: value - half, high: value + half, n, confidence };
}

/** By confidence, then by n: a search asks for the same few thousands of times, and each takes a root by iteration. */
const factors = new Map<number, Map<number, number>>();

export function studentFactor(confidence: number, n: number): number {
  let known = factors.get(confidence);
  if (!known) factors.set(confidence, (known = new Map()));
  let factor = known.get(n);
  if (factor === undefined) known.set(n, (factor = studentQuantile((1 + confidence) / 2, n - 1)));
  return factor;
}

/**
 * The mean of after - before for observations that share their seed: common random numbers cancel, so the interval is
 * that of the difference and not of either. Throws `STATS_ARGUMENT` if the two differ in length.
 *
 * @example
 * const change = pairedDifference([1, 2, 3], [2, 3, 5]);
 */
export function pairedDifference(before: ArrayLike<number>, after: ArrayLike<number>, confidence = 0.95): Estimate {
  requireThat(before.length === after.length, `${before.length} paired observations`, after.length, "pairedDifference");
  return meanInterval(
    Array.from(after, (value, i) => value - before[i]!),
    confidence,
  );
}

/**
 * One estimate from several seeds, each with its own series of observations. Observations within a seed may depend on
 * each other, seeds do not: each seed counts as one observation, its mean. `n` is the number of seeds.
 */
export function pooledMean(bySeed: readonly ArrayLike<number>[], confidence = 0.99): Estimate {
  for (const series of bySeed) requireSample(series, 1, "pooledMean");
  return meanInterval(bySeed.map(mean), confidence);
}
