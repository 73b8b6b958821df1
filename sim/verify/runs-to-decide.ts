import type { Estimate } from "../stats/estimate.ts";
import { clopperPearson } from "../stats/proportion.ts";
import { logEvidenceAbove, logEvidenceBelow, type Requirement } from "../stats/requirement.ts";
import { anytimeProportion } from "../stats/sequential-proportion.ts";

/** More than anybody makes. */
const MAX_RUNS = 1_000_000;

/**
 * About how many runs it takes until the interval of a share leaves the required one out, if the share stays what it is:
 * an estimate for planning, from the data that did not decide. Infinity where the share is the required one itself.
 */
export function runsToDecide(share: Estimate, required: number, fixed: boolean): number {
  return leastDeciding(share.n, (n) => {
    const successes = Math.round(share.value * n);
    const { low, high } = (fixed ? clopperPearson : anytimeProportion)(successes, n, share.confidence);
    return low >= required || high < required;
  });
}

/** The same for a corner, by the rule that judges it. */
export function cornerRunsToDecide(
  kept: number,
  n: number,
  { limit, confidence, parts }: Required<Requirement>,
): number {
  const shown = -Math.log(1 - confidence);
  return leastDeciding(n, (runs) => {
    const successes = Math.round((kept / n) * runs);
    return (
      logEvidenceAbove(successes, runs, limit) >= shown ||
      logEvidenceBelow(successes, runs, limit) >= shown + Math.log(parts)
    );
  });
}

function leastDeciding(from: number, decides: (n: number) => boolean): number {
  let high = Math.max(2, from);
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
