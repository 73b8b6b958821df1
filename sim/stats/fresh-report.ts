import { verdictOf, requireThat, type Estimate, type Verdict } from "./estimate.ts";
import { mean } from "./mean.ts";
import { shapedMean, type ShapedMean, type ShapedMeanOptions } from "./skewed-mean.ts";

/** A value of a design that was chosen for this value: what it looked like, and what it is. */
export interface FreshReport {
  /** Mean on the seeds that chose the design: flattered by the choice. Never to be shown as a result. */
  readonly selected: number;
  /** The result: from seeds that had no part in the choice. */
  readonly fresh: ShapedMean;
  /** By how much the choosing seeds flattered it, selected minus fresh, with the error of the fresh mean. */
  readonly curse: Estimate | undefined;
}

/** The observations of one measure of a chosen design, by seed. */
export interface Observed {
  readonly seeds: readonly string[];
  readonly values: ArrayLike<number>;
}

/**
 * What to report of a design that was chosen as the best of many: its mean on fresh seeds. The best of m equal designs
 * looks better than it is by the expected largest of m errors, whatever interval stands beside it; fresh seeds know
 * nothing of the choice, so their interval holds as if the design had been the only one.
 * Throws `STATS_ARGUMENT` if a seed is on both sides.
 * Source: A. Capen, R. Clapp, W. Campbell, Journal of Petroleum Technology 23 (1971), 641-653 (winner's curse).
 */
export function freshReport(selection: Observed, fresh: Observed, options: ShapedMeanOptions = {}): FreshReport {
  const chose = new Set(selection.seeds);
  const both = fresh.seeds.find((seed) => chose.has(seed));
  requireThat(both === undefined, "seeds that had no part in the choice", both, "freshReport");
  const selected = mean(selection.values);
  const answer = shapedMean(fresh.values, options);
  if (answer.guarantee === "none") return { selected, fresh: answer, curse: undefined };
  const { value, low, high, n, confidence } = answer.estimate;
  return {
    selected,
    fresh: answer,
    curse: { value: selected - value, low: selected - high, high: selected - low, n, confidence },
  };
}

/** Whether a mean meets a limit, by its confidence bound on fresh seeds; undecided where it has none. */
export function feasibility(fresh: ShapedMean, sense: "at least" | "at most", limit: number): Verdict {
  return fresh.guarantee === "none" ? "undecided" : verdictOf(fresh.estimate, sense, limit);
}
