import { maxOf, minOf } from "../core/many.ts";
import type { Estimate } from "../stats/estimate.ts";

/** What a run without chance came to; of several such runs the extremes. There is nothing to estimate, so it is certain. */
export function exactly(...values: readonly number[]): Estimate {
  const value = values.reduce((sum, one) => sum + one, 0) / values.length;
  return { value, low: minOf(values), high: maxOf(values), n: values.length, confidence: 1 };
}
