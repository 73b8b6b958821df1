import { betaQuantile, binomialDensity } from "./distributions.ts";
import { requireConfidence, requireSample, requireThat, type Estimate } from "./estimate.ts";

/**
 * Quantile 0 <= q <= 1 of an ascending sample, linear between the observations (Hyndman and Fan 1996, type 7).
 *
 * @example
 * const median = sortedQuantile([1, 2, 3], 0.5); // 2
 */
export function sortedQuantile(ascending: ArrayLike<number>, q: number): number {
  const position = Math.min(Math.max(q, 0), 1) * (ascending.length - 1);
  const below = Math.floor(position);
  const low = ascending[below]!;
  const fraction = position - below;
  return fraction === 0 ? low : low + fraction * (ascending[below + 1]! - low);
}

/**
 * A quantile of the distribution that the sample came from, between two of its order statistics: covers with at least
 * the confidence stated whatever the distribution. A side on which the sample is too small for that is infinite.
 * Source: H. A. David, H. N. Nagaraja, "Order Statistics", 3rd ed. 2003, section 7.1.
 *
 * @example
 * const { low, high } = quantileInterval([1, 2, 3, 4, 5], 0.5);
 */
export function quantileInterval(sample: ArrayLike<number>, q: number, confidence = 0.95): Estimate {
  requireSample(sample, 1, "quantileInterval");
  requireConfidence(confidence, "quantileInterval");
  requireThat(q > 0 && q < 1, "a quantile strictly between 0 and 1", q, "quantileInterval");
  const n = sample.length;
  const ascending = Float64Array.from(sample).sort();
  const tail = (1 - confidence) / 2;
  // low = X(k) fails when fewer than k observations lie below the quantile: the largest k with P(B <= k - 1) <= tail
  const low = countWithin(n, q, tail);
  const high = countWithin(n, 1 - q, tail);
  return {
    value: sortedQuantile(ascending, q),
    low: low === 0 ? -Infinity : ascending[low - 1]!,
    high: high === 0 ? Infinity : ascending[n - high]!,
    n,
    confidence,
  };
}

/** The largest k with P(Binomial(n, p) <= k - 1) <= tail. */
function countWithin(n: number, p: number, tail: number): number {
  let sum = 0;
  for (let k = 0; k <= n; k++) {
    sum += binomialDensity(k, n, p);
    if (sum > tail) return k;
  }
  return n;
}

/** The worst of n observations, and how likely a worse one still is. */
export interface Worst {
  /** The worst seen. The worst possible lies somewhere between it and infinity on the bad side. */
  readonly worst: Estimate;
  /** Probability that the next independent observation is worse: at most `high`, with the confidence stated. */
  readonly beyond: Estimate;
}

/** The worst of n independent observations; `bad` says which end is worse. */
export function worstOf(sample: ArrayLike<number>, bad: "low" | "high", confidence = 0.95): Worst {
  requireSample(sample, 1, "worstOf");
  requireConfidence(confidence, "worstOf");
  const n = sample.length;
  let value = sample[0]!;
  for (let i = 1; i < n; i++) value = bad === "low" ? Math.min(value, sample[i]!) : Math.max(value, sample[i]!);
  const worst = { value, low: bad === "low" ? -Infinity : value, high: bad === "low" ? value : Infinity };
  // P(all n stay on this side of the tail of mass t) = (1 - t)^n = 1 - confidence
  const beyond = { value: 0, low: 0, high: betaQuantile(confidence, 1, n) };
  return { worst: { ...worst, n, confidence }, beyond: { ...beyond, n, confidence } };
}
