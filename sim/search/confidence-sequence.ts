import { log, pow } from "../core/math.ts";

/** Bounds on a mean that hold at all sample sizes at once: looking again, or stopping when one likes, costs nothing. */
export interface MeanBounds {
  readonly low: number;
  readonly high: number;
}

const NOTHING_KNOWN: MeanBounds = { low: -Infinity, high: Infinity };

/** Precision of the normal prior on the effect size, in observations: effects of about one deviation are awaited. */
const PRIOR_OBSERVATIONS = 1;

/**
 * Confidence sequence for the mean of independent normal values of unknown variance: with probability 1 - alpha the
 * mean lies inside the bounds of every prefix of the values. Inversion of the mixture t-test of Wang & Ramdas (2025,
 * "Anytime-valid t-tests and confidence sequences for Gaussian means with unknown variance"): with n values of
 * variance s^2 (divided by n) and prior precision c, half the width is s sqrt(q (n + c) / (n - q (n + c))), where
 * q = 1 - (alpha^2 c / (n + c))^(1/n). For differences of means over seeds this is an approximation as good as the
 * normal one; for outcomes that are mostly equal (met or not met) use boundedMeanBounds.
 */
export function normalMeanBounds(values: readonly number[], alpha: number): MeanBounds {
  const n = values.length;
  const mean = meanOf(values);
  if (n < 2 || !Number.isFinite(mean)) return NOTHING_KNOWN;
  const variance = meanOf(values.map((value) => (value - mean) ** 2));
  const weight = n + PRIOR_OBSERVATIONS;
  const q = 1 - pow((alpha * alpha * PRIOR_OBSERVATIONS) / weight, 1 / n);
  const room = n - q * weight;
  if (room <= 0) return NOTHING_KNOWN;
  const half = Math.sqrt((variance * q * weight) / room);
  return { low: mean - half, high: mean + half };
}

/** The number of values for which the bounded sequence is tightest. */
const TIGHTEST_AT = 20;

/**
 * Confidence sequence for the mean of independent values that lie within [least, most], whatever their distribution: the
 * normal-mixture bound of Howard, Ramdas, McAuliffe & Sekhon (2021, proposition 5) with Hoeffding's variance
 * (most - least)^2 / 4.
 */
export function boundedMeanBounds(values: readonly number[], alpha: number, least: number, most: number): MeanBounds {
  const n = values.length;
  const mean = meanOf(values);
  if (n === 0 || !Number.isFinite(mean)) return NOTHING_KNOWN;
  const rho = TIGHTEST_AT / (2 * log(1 / alpha) + log(1 + 2 * log(1 / alpha)));
  const half = (((most - least) / 2) * Math.sqrt((n + rho) * (log((n + rho) / rho) + 2 * log(1 / alpha)))) / n;
  return { low: Math.max(least, mean - half), high: Math.min(most, mean + half) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
