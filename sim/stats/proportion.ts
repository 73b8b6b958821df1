import { normalQuantile } from "../core/normal.ts";
import { betaCdf, betaQuantile } from "./distributions.ts";
import { requireConfidence, requireThat, type Estimate } from "./estimate.ts";

/**
 * A probability from k successes in n independent trials, with the exact interval: covers with at least the confidence
 * stated for every true value. With no failure at all its low end is the exact form of the "rule of three".
 * Source: C. Clopper, E. Pearson, Biometrika 26 (1934), 404-413.
 *
 * @example
 * const { low, high } = clopperPearson(19, 20, 0.95);
 */
export function clopperPearson(successes: number, n: number, confidence = 0.95): Estimate {
  requireCounts(successes, n, confidence, "clopperPearson");
  const tail = (1 - confidence) / 2;
  return {
    value: successes / n,
    low: successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1),
    high: successes === n ? 1 : betaQuantile(1 - tail, successes + 1, n - successes),
    n,
    confidence,
  };
}

/**
 * The same by Wilson's score: narrower, and covers only on average. For pictures, never for a verdict.
 * Source: E. B. Wilson, JASA 22 (1927), 209-212.
 *
 * @example
 * const { low, high } = wilson(19, 20);
 */
export function wilson(successes: number, n: number, confidence = 0.95): Estimate {
  requireCounts(successes, n, confidence, "wilson");
  const z = normalQuantile((1 + confidence) / 2);
  const p = successes / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return { value: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half), n, confidence };
}

/**
 * One-sided exact upper bound of a probability from k events in n trials: low is 0. No event in n trials gives about
 * 3/n at 95 %, never zero.
 *
 * @example
 * const { high } = upperBound(0, 59, 0.95);
 */
export function upperBound(events: number, n: number, confidence = 0.95): Estimate {
  requireCounts(events, n, confidence, "upperBound");
  const high = events === n ? 1 : betaQuantile(confidence, events + 1, n - events);
  return { value: events / n, low: 0, high, n, confidence };
}

/**
 * How many trials, of which at most `failures` fail, show that the failure probability is below `limit`.
 *
 * @example
 * const n = trialsToShow(0.05); // without a failure: 59
 */
export function trialsToShow(limit: number, confidence = 0.95, failures = 0): number {
  requireConfidence(confidence, "trialsToShow");
  requireThat(limit > 0 && limit < 1, "a limit strictly between 0 and 1", limit, "trialsToShow");
  const shown = (n: number): boolean => n > failures && betaCdf(limit, failures + 1, n - failures) >= confidence;
  let high = failures + 1;
  while (!shown(high)) high *= 2;
  let low = Math.floor(high / 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (shown(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function requireCounts(k: number, n: number, confidence: number, where: string): void {
  requireConfidence(confidence, where);
  const whole = Number.isInteger(k) && Number.isInteger(n) && k >= 0 && k <= n && n >= 1;
  requireThat(whole, "whole counts with 0 <= k <= n and n >= 1", `${k} of ${n}`, where);
}
