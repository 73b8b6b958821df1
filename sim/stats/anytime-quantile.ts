import { log } from "../core/math.ts";
import { requireConfidence, requireSample, requireThat, type Estimate } from "./estimate.ts";
import { sortedQuantile } from "./quantile.ts";
import { logEvidenceAbove, logEvidenceBelow } from "./requirement.ts";

/**
 * A quantile between two order statistics, valid at whatever observation one stops, for every distribution: a value is
 * left out where the observations below it, counted as a yes-or-no sequence, are evidence against it. Infinite on a
 * side for which there are too few observations.
 * Source: S. Howard, A. Ramdas, "Sequential estimation of quantiles", Bernoulli 28 (2022), 1704-1728.
 *
 * @example
 * const median = anytimeQuantile([1, 2, 3, 4], 0.5);
 */
export function anytimeQuantile(sample: ArrayLike<number>, q: number, confidence = 0.95): Estimate {
  requireSample(sample, 1, "anytimeQuantile");
  requireConfidence(confidence, "anytimeQuantile");
  requireThat(q > 0 && q < 1, "a quantile strictly between 0 and 1", q, "anytimeQuantile");
  const n = sample.length;
  const ascending = Float64Array.from(sample).sort();
  const threshold = log(2 / (1 - confidence));
  const least = reaches(n, (k) => k >= q * n || logEvidenceBelow(k, n, q) < threshold);
  const most = reaches(n, (k) => k > q * n && logEvidenceAbove(k, n, q) >= threshold);
  return {
    value: sortedQuantile(ascending, q),
    low: least === 0 ? -Infinity : ascending[least - 1]!,
    high: most > n ? Infinity : ascending[most - 1]!,
    n,
    confidence,
  };
}

/** The smallest count from 0 to n for which a property holds that holds of all larger ones; n + 1 if of none. */
function reaches(n: number, holds: (count: number) => boolean): number {
  let [low, high] = [0, n + 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (middle > n || holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
