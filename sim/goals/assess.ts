import { maxOf, minOf } from "../core/many.ts";
import { InputError } from "../core/errors/errors.ts";
import type { GoalStatement } from "../core/history.ts";
import type { Estimate, Verdict } from "../stats/estimate.ts";
import { shapedMean } from "../stats/skewed-mean.ts";
import { sumOf } from "../core/sum.ts";
import { clopperPearson } from "../stats/proportion.ts";
import { quantileInterval, worstOf } from "../stats/quantile.ts";
import { type Constraint, type Goal, type InOrder, isConstraint, type Objective, type Weighted } from "./goals.ts";
import { resolutionOf, TERMS } from "./resolution.ts";
import { statementsOf } from "./statement.ts";
import type { Statistic } from "./statistics.ts";

/** The measures of one run (one seed). NaN and infinities mean that the run could not be measured. */
export type Replicate = { readonly [measure: string]: number };

/** A goal held against what was measured. */
export interface GoalOutcome {
  readonly statement: GoalStatement;
  /**
   * The statistic over replicates, in the unit of the measure; for `probability` the share of runs that meet the bound.
   * From one run the interval of mean and quantile is all numbers: it says nothing of other seeds. For `worst` it is
   * open on the bad side. Where a replicate could not be measured the value is NaN and the interval all numbers.
   */
  readonly estimate: Estimate;
  /** What the interval is worth. */
  readonly interval: IntervalWorth;
  /** Whether the estimated value itself meets the bound, interval aside; undefined for objectives. */
  readonly holds: boolean | undefined;
  /** Whether the interval decides; for `worst` it speaks of the runs that were made. Undefined for objectives. */
  readonly verdict: Verdict | undefined;
  /**
   * How far the value is beyond its bound, 0 if it holds, in units of the greater magnitude of its bounds (of the
   * measure, where the bounds are 0); for `probability` the missing probability. Infinity if it could not be measured.
   */
  readonly violation: number;
  /** Where the value is no farther from its limit than rounding could move it: by how much it could. */
  readonly resolution: number | undefined;
  /** For `worst`, when every run met the bound: the probability that another fails is below this, at the confidence. */
  readonly failuresBelow: number | undefined;
  /** Objectives only: to be minimized, so negative of what is maximized; Infinity if it could not be measured. */
  readonly cost: number | undefined;
}

/**
 * What an interval is worth: `valid` on every noise; `approximate`: of a mean whose measure declares no range, right
 * unless an event too rare to be seen matters; `none`: there is none, and why.
 */
export interface IntervalWorth {
  readonly guarantee: "valid" | "approximate" | "none";
  readonly because?: string;
}

/** Least and greatest value that measures can have, by their names. */
export interface MeasureRanges {
  readonly [measure: string]: readonly [min: number, max: number];
}

/** All goals of a scenario held against replicates of one design under one set of conditions. */
export interface Assessment {
  /** In the order of the goals; `inOrder` gives one outcome for each of its objectives. */
  readonly outcomes: readonly GoalOutcome[];
  /** All to be minimized, in the order of the goals: the vector for an optimiser. Empty without objectives. */
  readonly objectives: readonly number[];
  /** Sum of violations, for Deb's feasibility rules; 0 if and only if every constraint holds. */
  readonly violation: number;
  /** Of all constraints together: not met if one is not met, undecided if one is undecided; met without constraints. */
  readonly verdict: Verdict;
}

/**
 * Holds goals against replicates. `confidence` is that of each interval; `terms` is how many numbers a replicate's value
 * was made of, which bounds what rounding may have done to it: a margin smaller than that decides nothing. `ranges` are
 * those that measures declare: without one the interval of a mean is approximate. The goals must be free of faults.
 * Throws InputError GOAL_NO_REPLICATES, and GOAL_NOT_MEASURED where a replicate lacks a measure.
 */
export function assess(
  goals: readonly Goal[],
  replicates: readonly Replicate[],
  confidence = 0.95,
  terms = TERMS,
  ranges: MeasureRanges = {},
): Assessment {
  if (replicates.length === 0) throw InputError.of("GOAL_NO_REPLICATES", { found: "none", where: "goals" });
  const flat = goals.flatMap((goal): readonly (Objective | Weighted | Constraint)[] =>
    goal.kind === "inOrder" ? goal.objectives : [goal],
  );
  const statements = statementsOf(goals);
  const outcomes = flat.map((goal, i) => {
    const values = replicates.map((replicate) => valueOf(goal, replicate));
    const statement = statements[i]!;
    return isConstraint(goal)
      ? constraintOutcome(goal, statement, values, { confidence, terms, range: goalRange(goal, ranges) })
      : objectiveOutcome(goal, statement, values, { confidence, range: goalRange(goal, ranges) });
  });
  const verdicts = outcomes.map((outcome) => outcome.verdict);
  return {
    outcomes,
    objectives: outcomes.flatMap((outcome) => (outcome.cost === undefined ? [] : [outcome.cost])),
    violation: outcomes.reduce((sum, outcome) => sum + outcome.violation, 0),
    verdict: verdicts.includes("not met") ? "not met" : verdicts.includes("undecided") ? "undecided" : "met",
  };
}

/**
 * Order of two designs under goals with `inOrder`, or with one objective: negative if a is better, 0 if neither. First
 * by violation (less is better), then objective by objective; tolerances compare cells of a fixed grid, because "within a
 * tolerance" alone would not be transitive. Goals with several free objectives are left to Pareto: 0 when both hold.
 */
export function compareAssessments(goals: readonly Goal[], a: Assessment, b: Assessment): number {
  if (a.violation !== b.violation) return a.violation < b.violation ? -1 : 1;
  const order = goals.find((goal): goal is InOrder => goal.kind === "inOrder");
  if (!order && a.objectives.length !== 1) return 0;
  for (let i = 0; i < a.objectives.length; i++) {
    const tolerance = order?.tolerances[i] ?? 0;
    const [left, right] = [cell(a.objectives[i]!, tolerance), cell(b.objectives[i]!, tolerance)];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

function cell(value: number, width: number): number {
  return width > 0 ? Math.round(value / width) : value;
}

function valueOf(goal: Constraint | Objective | Weighted, replicate: Replicate): number {
  if (goal.kind !== "weighted") return read(replicate, goal.measure);
  return sumOf(goal.measures.map((measure, i) => goal.weights[i]! * read(replicate, measure)));
}

function read(replicate: Replicate, measure: string): number {
  const value = replicate[measure];
  if (value !== undefined) return value;
  const found = `only ${Object.keys(replicate).join(", ") || "nothing"}`;
  throw InputError.of("GOAL_NOT_MEASURED", { found, where: "goals", measure });
}

function objectiveOutcome(
  goal: Objective | Weighted,
  statement: GoalStatement,
  values: readonly number[],
  given: Pick<Given, "confidence" | "range">,
): GoalOutcome {
  const sign = goal.kind === "minimize" ? 1 : -1;
  const { estimate, interval } = estimateOf(goal.over, values, goal.kind === "minimize" ? "high" : "low", given);
  const cost = Number.isFinite(estimate.value) ? sign * estimate.value + 0 : Infinity; // + 0: no negative zero
  const undecided = { holds: undefined, verdict: undefined, resolution: undefined, failuresBelow: undefined };
  return { statement, estimate, interval, cost, violation: 0, ...undecided };
}

function constraintOutcome(
  goal: Constraint,
  statement: GoalStatement,
  values: readonly number[],
  { confidence, terms, range }: Given,
): GoalOutcome {
  const { low, high } =
    goal.kind === "within"
      ? goal
      : { low: goal.kind === "atLeast" ? goal.bound : -Infinity, high: goal.kind === "atMost" ? goal.bound : Infinity };
  const excess = (value: number): number => Math.max(low - value, value - high);
  const rounding = (value: number): number => resolutionOf(value, nearestBound(value, low, high), terms);
  const isOpen = (value: number): boolean => Math.abs(excess(value)) <= rounding(value) && rounding(value) > 0;
  const outcome = { statement, cost: undefined, failuresBelow: undefined, resolution: undefined };

  if (goal.over.kind === "probability") {
    const { p } = goal.over;
    const n = values.length;
    const sure = values.filter((value) => excess(value) <= 0 && !isOpen(value)).length;
    const open = values.filter(isOpen);
    const estimate = clopperPearson(sure + open.length, n, confidence);
    const missing = p - estimate.value;
    const met = clopperPearson(sure, n, confidence).low >= p;
    const verdict = met ? "met" : estimate.high < p ? "not met" : "undecided";
    const resolution = open.length > 0 && !met ? maxOf(open.map(rounding)) : undefined;
    const violation = Math.max(0, missing);
    return { ...outcome, estimate, interval: VALID, holds: missing <= 0, verdict, resolution, violation };
  }

  let bad: "low" | "high" = goal.kind === "atMost" ? "high" : "low";
  if (goal.kind === "within") {
    const farthest = values.reduce((worst, value) => (excess(value) > excess(worst) ? value : worst));
    bad = low - farthest > farthest - high ? "low" : "high";
  }
  const { estimate, interval } = estimateOf(goal.over, values, bad, { confidence, range });
  if (!Number.isFinite(estimate.value))
    return { ...outcome, estimate, interval, holds: false, verdict: "not met", violation: Infinity };
  const beyond = excess(estimate.value);
  const open = isOpen(estimate.value);
  const holds = open || beyond <= 0;
  const violation = holds ? 0 : beyond / scaleOf(goal);
  if (open) {
    const resolution = rounding(estimate.value);
    return { ...outcome, estimate, interval, holds, verdict: "undecided", resolution, violation };
  }
  if (goal.over.kind === "worst") {
    const failuresBelow = holds ? worstOf(values, bad, confidence).beyond.high : undefined;
    return { ...outcome, estimate, interval, holds, verdict: holds ? "met" : "not met", violation, failuresBelow };
  }
  const inside = estimate.low >= low && estimate.high <= high;
  const outside = estimate.high < low || estimate.low > high;
  const verdict = inside ? "met" : outside ? "not met" : "undecided";
  return { ...outcome, estimate, interval, holds, verdict, violation };
}

/** The bound that a value is nearest to. */
export function nearestBound(value: number, low: number, high: number): number {
  return Math.abs(value - low) <= Math.abs(high - value) ? low : high;
}

interface Given {
  readonly confidence: number;
  readonly terms: number;
  readonly range: readonly [number, number] | undefined;
}

const VALID: IntervalWorth = { guarantee: "valid" };

function estimateOf(
  statistic: Exclude<Statistic, { kind: "probability" }>,
  values: readonly number[],
  bad: "low" | "high",
  { confidence, range }: Pick<Given, "confidence" | "range">,
): { readonly estimate: Estimate; readonly interval: IntervalWorth } {
  const n = values.length;
  const all = { low: -Infinity, high: Infinity, n, confidence };
  if (!values.every(Number.isFinite))
    return {
      estimate: { value: NaN, ...all },
      interval: { guarantee: "none", because: "a run could not be measured" },
    };
  switch (statistic.kind) {
    case "mean": {
      const shaped = shapedMean(values, { confidence, ...(range && { range }) });
      const { guarantee } = shaped;
      if (guarantee !== "none") return { estimate: shaped.estimate, interval: { guarantee } };
      return { estimate: { value: shaped.value, ...all }, interval: { guarantee, because: shaped.because } };
    }
    case "quantile":
      return { estimate: quantileInterval(values, statistic.q, confidence), interval: VALID };
    case "worst":
      return { estimate: worstOf(values, bad, confidence).worst, interval: VALID };
  }
}

/** The range of what a goal reads of a run: that of its measure, or of the sum where all of its measures have one. */
export function goalRange(
  goal: Constraint | Objective | Weighted,
  ranges: MeasureRanges,
): readonly [min: number, max: number] | undefined {
  if (goal.kind !== "weighted") return ranges[goal.measure];
  let [min, max] = [0, 0];
  for (const [i, measure] of goal.measures.entries()) {
    const range = ranges[measure];
    if (!range) return undefined;
    const ends = range.map((end) => end * goal.weights[i]!);
    min += minOf(ends);
    max += maxOf(ends);
  }
  return min < max ? [min, max] : undefined;
}

function scaleOf(goal: Constraint): number {
  const scale = goal.kind === "within" ? Math.max(Math.abs(goal.low), Math.abs(goal.high)) : Math.abs(goal.bound);
  return scale > 0 ? scale : 1;
}
