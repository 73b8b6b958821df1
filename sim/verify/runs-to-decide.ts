import type { Estimate } from "../stats/estimate.ts";
import { clopperPearson } from "../stats/proportion.ts";
import { anytimeProportion } from "../stats/sequential-proportion.ts";

/** More than anybody makes. */
const MAX_RUNS = 1_000_000;

/**
 * About how many runs it takes until the interval of a share leaves the required one out, if the share stays what it is:
 * an estimate for planning, from the data that did not decide. Infinity where the share is the required one itself.
 */
export function runsToDecide(share: Estimate, required: number, fixed: boolean): number {
  const decides = (n: number): boolean => {
    const successes = Math.round(share.value * n);
    const { low, high } = (fixed ? clopperPearson : anytimeProportion)(successes, n, share.confidence);
    return low >= required || high < required;
  };
  let high = Math.max(2, share.n);
  while (!decides(high)) if ((high *= 2) > MAX_RUNS) return Infinity;
  let low = high / 2;
  while (high - low > Math.max(1, high / 100)) {
    const middle = Math.floor((low + high) / 2);
    if (decides(middle)) high = middle;
    else low = middle;
  }
  return Math.ceil(high);
}

/** The same for a mean: its interval narrows with the root of n. */
export function runsToDecideMean({ value, low, high, n }: Estimate, limit: { low: number; high: number }): number {
  const half = (high - low) / 2;
  const away = Math.min(Math.abs(value - limit.low), Math.abs(limit.high - value));
  if (!(half > 0) || !Number.isFinite(half)) return Infinity;
  const runs = Math.ceil(n * (half / away) ** 2);
  return away > 0 && runs <= MAX_RUNS ? runs : Infinity;
}
