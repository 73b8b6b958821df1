import { log } from "../core/math.ts";
import { logBeta } from "./gamma.ts";
import { requireConfidence, requireThat, type Estimate, type Verdict } from "./estimate.ts";

// Jeffreys' prior: the mixture's shape decides how soon, never whether, the guarantee holds
const PRIOR = 0.5;

/**
 * Logarithm of the evidence against success probability p: the beta mixture of likelihood ratios. Under the true p it
 * is a martingale that starts at 1, so it ever reaches 1/alpha with probability at most alpha (Ville), however often
 * one looks. Source: H. Robbins, "Statistical methods related to the law of the iterated logarithm", 1970.
 */
export function logEvidence(successes: number, n: number, p: number): number {
  const failures = n - successes;
  const mixture = logBeta(PRIOR + successes, PRIOR + failures) - logBeta(PRIOR, PRIOR);
  const likelihood = (successes > 0 ? successes * log(p) : 0) + (failures > 0 ? failures * log(1 - p) : 0);
  return mixture - likelihood;
}

/**
 * Interval of a probability, valid at every n at once and so whenever one chooses to stop.
 *
 * @example
 * const { low, high } = anytimeProportion(19, 20);
 */
export function anytimeProportion(successes: number, n: number, confidence = 0.95): Estimate {
  requireConfidence(confidence, "anytimeProportion");
  requireThat(successes >= 0 && successes <= n, "0 <= successes <= n", `${successes} of ${n}`, "anytimeProportion");
  const threshold = -log(1 - confidence);
  const value = n === 0 ? 0.5 : successes / n;
  // the evidence falls up to the observed share and rises after it: one root on each side
  const root = (from: number, to: number): number => {
    let inside = from;
    let outside = to;
    for (let i = 0; i < 60; i++) {
      const p = (inside + outside) / 2;
      if (logEvidence(successes, n, p) < threshold) inside = p;
      else outside = p;
    }
    return outside;
  };
  return {
    value,
    low: successes === 0 ? 0 : root(value, 0),
    high: successes === n ? 1 : root(value, 1),
    n,
    confidence,
  };
}

/** How a sequence of trials stands against its limit. */
export interface SequentialDecision {
  readonly verdict: Verdict;
  /** Trials used: where the verdict fell, or all so far. */
  readonly n: number;
  /** Trials of the plan that need not be run; 0 while undecided. */
  readonly saved: number;
  /** Interval at n, valid for stopping there. */
  readonly estimate: Estimate;
}

/** The question that `decideYield` answers. */
export interface YieldQuestion {
  /** "Probability of success at least `limit`", 0 < limit < 1. */
  readonly limit: number;
  /** Default 0.95: a verdict is false with probability at most 0.05, whatever the truth, over all looks together. */
  readonly confidence?: number;
  /** Trials that would be run without stopping early. */
  readonly planned: number;
}

/**
 * Decides "success probability >= limit" from the outcomes so far, in their order. A pure function: the verdict falls
 * at the first trial whose evidence suffices, and later outcomes never change it. Undecided after `planned` trials is
 * an answer, too.
 */
export function decideYield(outcomes: readonly boolean[], question: YieldQuestion): SequentialDecision {
  const { limit, confidence = 0.95, planned } = question;
  requireConfidence(confidence, "decideYield");
  requireThat(limit > 0 && limit < 1, "a limit strictly between 0 and 1", limit, "decideYield");
  const threshold = 1 / (1 - confidence);
  let evidence = 1;
  let successes = 0;
  for (let i = 0; i < outcomes.length; i++) {
    // the mixture's forecast of this outcome, over the limit's: the factor between successive evidences
    const forecast = (PRIOR + successes) / (2 * PRIOR + i);
    evidence *= outcomes[i] ? forecast / limit : (1 - forecast) / (1 - limit);
    if (outcomes[i]) successes++;
    if (evidence < threshold) continue;
    const n = i + 1;
    const verdict = successes / n > limit ? "met" : "not met";
    const estimate = anytimeProportion(successes, n, confidence);
    return { verdict, n, saved: Math.max(0, planned - n), estimate };
  }
  const n = outcomes.length;
  return { verdict: "undecided", n, saved: 0, estimate: anytimeProportion(successes, n, confidence) };
}
