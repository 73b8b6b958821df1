import { log } from "../core/math.ts";
import { betaCdf } from "./distributions.ts";
import { requireConfidence, requireThat, type Verdict } from "./estimate.ts";
import { logBeta } from "./gamma.ts";

/**
 * Logarithm of the evidence that a success probability is above a limit: the likelihood averaged evenly over all
 * probabilities above it, over the likelihood at it. Wherever the truth is at the limit or below, this is a
 * supermartingale that starts at 1, so that it ever reaches 1/alpha with probability at most alpha (Ville 1939).
 */
export function logEvidenceAbove(successes: number, n: number, limit: number): number {
  const failures = n - successes;
  const tail = betaCdf(1 - limit, failures + 1, successes + 1);
  const average = logBeta(successes + 1, failures + 1) + log(tail) - log(1 - limit);
  return average - successes * log(limit) - failures * log(1 - limit);
}

/** The same for a probability below the limit. */
export function logEvidenceBelow(successes: number, n: number, limit: number): number {
  return logEvidenceAbove(n - successes, n, 1 - limit);
}

export interface CornerStanding {
  /** `met`: the required share is shown. `not met`: too small a share is shown. */
  readonly verdict: Verdict;
  /** Runs up to the verdict, or all so far. */
  readonly n: number;
}

export interface RequirementVerdict {
  /** Of all corners together. */
  readonly verdict: Verdict;
  readonly corners: readonly CornerStanding[];
}

export interface Requirement {
  /** Least share of runs that must succeed in every corner, strictly between 0 and 1. */
  readonly limit: number;
  /** Default 0.95: the whole verdict is false with probability at most 0.05. */
  readonly confidence?: number;
  /** Into how many parts the error of "not met" is split: one for each thing that can say so. Default: the corners. */
  readonly parts?: number;
}

/**
 * Whether every corner keeps a goal in at least the required share of runs, from the outcomes so far, in their order.
 * Valid at whatever run one stops and in whatever order corners get their runs, by what they have shown included: "met"
 * or "not met" of the whole is false with probability at most 1 - confidence for every truth.
 *
 * "Met" says so of every corner, so it is false only if the one worst corner is met falsely, and each may have the
 * whole error. "Not met" is said of any, so each has its share of the error. A corner's verdict, once it has fallen,
 * stays.
 */
export function decideRequirement(
  outcomes: readonly (readonly boolean[])[],
  { limit, confidence = 0.95, parts = outcomes.length }: Requirement,
): RequirementVerdict {
  requireConfidence(confidence, "decideRequirement");
  requireThat(limit > 0 && limit < 1, "a limit strictly between 0 and 1", limit, "decideRequirement");
  const shown = -log(1 - confidence);
  const refuted = shown + log(Math.max(1, parts));
  const corners = outcomes.map((list) => standing(list, limit, { shown, refuted }));
  const has = (verdict: Verdict): boolean => corners.some((corner) => corner.verdict === verdict);
  return {
    verdict: has("not met") ? "not met" : has("undecided") || corners.length === 0 ? "undecided" : "met",
    corners,
  };
}

function standing(
  outcomes: readonly boolean[],
  limit: number,
  { shown, refuted }: { shown: number; refuted: number },
): CornerStanding {
  let successes = 0;
  let fallen: { verdict: Verdict; n: number } | undefined;
  outcomes.forEach((success, i) => {
    if (success) successes++;
    if (fallen) return;
    const n = i + 1;
    if (successes > limit * n) {
      if (mayReach(shown, successes, n, limit) && logEvidenceAbove(successes, n, limit) >= shown)
        fallen = { verdict: "met", n };
    } else if (mayReach(refuted, successes, n, limit) && logEvidenceBelow(successes, n, limit) >= refuted)
      fallen = { verdict: "not met", n };
  });
  return fallen ?? { verdict: "undecided", n: outcomes.length };
}

/** No average of likelihoods is above the greatest one, which costs two logarithms and settles most looks. */
function mayReach(threshold: number, successes: number, n: number, limit: number): boolean {
  const failures = n - successes;
  const part = (count: number, p: number): number => (count > 0 ? count * log(count / n / p) : 0);
  return part(successes, limit) + part(failures, 1 - limit) >= threshold;
}

/** How many runs without a failure a corner needs before the required share is shown. */
export function runsToShow(limit: number, confidence = 0.95): number {
  let n = 1;
  while (logEvidenceAbove(n, n, limit) < -log(1 - confidence)) n++;
  return n;
}
