import type { Estimate } from "../stats/estimate.ts";

/** What a run without chance came to; of several such runs the extremes. There is nothing to estimate, so it is certain. */
export function exactly(...values: readonly number[]): Estimate {
  const value = values.reduce((sum, one) => sum + one, 0) / values.length;
  return { value, low: Math.min(...values), high: Math.max(...values), n: values.length, confidence: 1 };
}
