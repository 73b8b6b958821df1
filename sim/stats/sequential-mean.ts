import { exp, log } from "../core/math.ts";
import { requireConfidence, requireSample, requireThat, type Estimate } from "./estimate.ts";
import { mean, variance } from "./mean.ts";

/** An interval that covers the mean at every n at once: the sample may be looked at after each observation. */
export type AnytimeInterval = (sample: ArrayLike<number>, confidence: number) => Estimate;

/**
 * Mean of observations that lie in [min, max], by betting: two gamblers wager that the mean is above or below a
 * guess m, with stakes fixed before each outcome, and m is out of the interval once half the capital of either exceeds
 * 1/alpha. No other assumption. Errors: `STATS_ARGUMENT` for an observation outside the range.
 * Source: I. Waudby-Smith, A. Ramdas, "Estimating means of bounded random variables by betting", JRSS B 86 (2024).
 */
export function bettingMean(min: number, max: number): AnytimeInterval {
  return (sample, confidence) => {
    requireSample(sample, 1, "bettingMean");
    requireConfidence(confidence, "bettingMean");
    const n = sample.length;
    const x = Float64Array.from(sample, (value, i) => {
      requireThat(value >= min && value <= max, `observations in [${min}, ${max}]`, value, `observation ${i}`);
      return (value - min) / (max - min);
    });
    const stakes = bets(x, 1 - confidence);
    const mirrored = x.map((value) => 1 - value);
    const value = mean(sample);
    const scaled = (u: number): number => min + u * (max - min);
    const low = scaled(ruledOutBelow(x, stakes, 1 - confidence));
    const high = scaled(1 - ruledOutBelow(mirrored, stakes, 1 - confidence));
    return { value, low: Math.min(low, value), high: Math.max(high, value), n, confidence };
  };
}

/**
 * Whether the mean of observations in [min, max] is shown to be above a threshold, looking after every observation:
 * false with probability at most 1 - confidence over all looks together, whatever the observations' distribution.
 */
export function shownAbove(
  sample: ArrayLike<number>,
  threshold: number,
  { min, max }: { readonly min: number; readonly max: number },
  confidence: number,
): boolean {
  requireConfidence(confidence, "shownAbove");
  const x = Float64Array.from(sample, (value, i) => {
    requireThat(value >= min && value <= max, `observations in [${min}, ${max}]`, value, `observation ${i}`);
    return (value - min) / (max - min);
  });
  const alpha = 1 - confidence;
  return highestCapital(x, bets(x, alpha), (threshold - min) / (max - min)) >= -log(alpha);
}

/** Stake of each bet, from the outcomes before it only: near the growth-optimal one for a variance of that size. */
function bets(x: Float64Array, alpha: number): Float64Array {
  let sum = 0.5;
  let squares = 0.25;
  return x.map((value, i) => {
    const n = i + 1;
    const bet = Math.sqrt((2 * log(2 / alpha)) / (squares * log(n + 1)));
    sum += value;
    const deviation = value - sum / (n + 1);
    squares += deviation * deviation;
    return bet;
  });
}

/** The largest m at which the gambler on "the mean is above m" has broken the bank; her capital falls with m. */
function ruledOutBelow(x: Float64Array, stakes: Float64Array, alpha: number): number {
  const goal = log(2 / alpha);
  let low = 0;
  let high = 1;
  for (let step = 0; step < 40; step++) {
    const m = (low + high) / 2;
    if (highestCapital(x, stakes, m) >= goal) low = m;
    else high = m;
  }
  return low;
}

/** Logarithm of the most that the gambler on "the mean is above m" has ever held. */
function highestCapital(x: Float64Array, stakes: Float64Array, m: number): number {
  let capital = 0;
  let product = 1;
  let best = 0;
  for (let i = 0; i < x.length; i++) {
    product *= 1 + Math.min(stakes[i]!, 0.5 / m) * (x[i]! - m);
    if (product > 1e100 || product < 1e-100) {
      capital += log(product);
      product = 1;
    }
    if (product > 1) best = Math.max(best, capital + log(product));
  }
  return best;
}

/**
 * Mean of observations whose deviations are sub-Gaussian with a known scale (their standard deviation if normal, half
 * the range if bounded). Source: Robbins' normal mixture; S. Howard et al., Annals of Statistics 49 (2021), 1055-1080.
 * `focus` is the n at which the interval is about tightest; default 30.
 */
export function subGaussianMean(scale: number, focus = 30): AnytimeInterval {
  return (sample, confidence) => {
    requireSample(sample, 1, "subGaussianMean");
    requireConfidence(confidence, "subGaussianMean");
    const n = sample.length;
    const value = mean(sample);
    // tightest at n when the mixture's variance solves this to first order (Howard et al., section 3.5)
    const prior = (-2 * log(1 - confidence) + log(1 - 2 * log(1 - confidence))) / focus;
    const spread = n * prior + 1;
    const half = (scale / n) * Math.sqrt((2 * spread * (0.5 * log(spread) - log(1 - confidence))) / prior);
    return { value, low: value - half, high: value + half, n, confidence };
  };
}

/**
 * Mean of normal observations of unknown variance: the t-test's Bayes factor with a normal prior on the effect size,
 * a martingale under every variance. Infinite until n suffices. `effect` is the standardised effect that it is tuned to.
 * Source: T. L. Lai, Annals of Statistics 4 (1976), 265-280; H. Wang, A. Ramdas, "Anytime-valid t-tests", 2025.
 */
export function studentMean(effect = 1): AnytimeInterval {
  return (sample, confidence) => {
    requireSample(sample, 1, "studentMean");
    requireConfidence(confidence, "studentMean");
    const n = sample.length;
    const value = mean(sample);
    if (n < 2) return { value, low: -Infinity, high: Infinity, n, confidence };
    const freedom = n - 1;
    const spread = 1 + n * effect * effect;
    // the factor (1 + t^2/v)/(1 + t^2/(v spread)) at which the Bayes factor reaches 1/alpha
    const ratio = exp((2 / n) * (0.5 * log(spread) - log(1 - confidence)));
    if (ratio >= spread) return { value, low: -Infinity, high: Infinity, n, confidence };
    const t = Math.sqrt((freedom * (ratio - 1)) / (1 - ratio / spread));
    const half = t * Math.sqrt(variance(sample) / n);
    return { value, low: value - half, high: value + half, n, confidence };
  };
}
