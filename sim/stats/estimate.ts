import { InputError } from "../core/errors/errors.ts";

/**
 * A number that was measured, never bare: with its interval [low, high], how many independent observations n it rests
 * on, and the probability (before looking) that such an interval covers the truth. In the unit of the observations.
 */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
  readonly confidence: number;
}

/** What an estimate says about a limit: the whole interval on the good side, on the bad side, or neither. */
export type Verdict = "met" | "not met" | "undecided";

/** Holds an estimate against a lower limit ("at least") or an upper limit ("at most"). */
export function verdictOf(estimate: Estimate, sense: "at least" | "at most", limit: number): Verdict {
  const { low, high } = sense === "at least" ? estimate : { low: -estimate.high, high: -estimate.low };
  const bound = sense === "at least" ? limit : -limit;
  if (low >= bound) return "met";
  return high < bound ? "not met" : "undecided";
}

/** True if and only if the whole interval lies inside target +- tolerance (both in the estimate's unit). */
export function within(estimate: Estimate, target: number, tolerance: number): boolean {
  return estimate.low >= target - tolerance && estimate.high <= target + tolerance;
}

/** Throws `STATS_SAMPLE` unless there are at least `least` observations, all of them finite. */
export function requireSample(sample: ArrayLike<number>, min: number, where: string): void {
  if (sample.length < min) {
    throw InputError.of("STATS_SAMPLE", {
      expected: `at least ${min} observations`,
      found: String(sample.length),
      where,
      remedy: "measure more seeds",
    });
  }
  for (let i = 0; i < sample.length; i++) {
    if (!Number.isFinite(sample[i])) {
      throw InputError.of("STATS_SAMPLE", {
        expected: "finite observations",
        found: `${sample[i]} as observation ${i}`,
        where,
      });
    }
  }
}

/** Throws `STATS_CONFIDENCE` unless 0 < confidence < 1. */
export function requireConfidence(confidence: number, where: string): void {
  if (!(confidence > 0 && confidence < 1)) {
    throw InputError.of("STATS_CONFIDENCE", { found: String(confidence), where });
  }
}

/** Throws `STATS_ARGUMENT` with the sentence given unless the condition holds. */
export function requireThat(condition: boolean, expected: string, found: unknown, where: string): void {
  if (!condition) throw InputError.of("STATS_ARGUMENT", { expected, found: String(found), where });
}
