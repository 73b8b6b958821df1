import { maxOf } from "../core/many.ts";
import { InputError } from "../core/errors/errors.ts";
import type { GoalStatement } from "../core/history.ts";
import type { Estimate, Verdict } from "../stats/estimate.ts";
import { meanInterval } from "../stats/mean.ts";
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
 * was made of, which bounds what rounding may have done to it: a margin smaller than that decides nothing. The goals must
 * be free of faults.
 * Throws InputError GOAL_NO_REPLICATES, and GOAL_NOT_MEASURED where a replicate lacks a measure.
 */
export function assess(
  goals: readonly Goal[],
  replicates: readonly Replicate[],
  confidence = 0.95,
  terms = TERMS,
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
      ? constraintOutcome(goal, statement, values, confidence, terms)
      : objectiveOutcome(goal, statement, values, confidence);
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
  confidence: number,
): GoalOutcome {
  const sign = goal.kind === "minimize" ? 1 : -1;
  const estimate = estimateOf(goal.over, values, goal.kind === "minimize" ? "high" : "low", confidence);
  const cost = Number.isFinite(estimate.value) ? sign * estimate.value + 0 : Infinity; // + 0: no negative zero
  const undecided = { holds: undefined, verdict: undefined, resolution: undefined, failuresBelow: undefined };
  return { statement, estimate, cost, violation: 0, ...undecided };
}

function constraintOutcome(
  goal: Constraint,
  statement: GoalStatement,
  values: readonly number[],
  confidence: number,
  terms: number,
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
    return { ...outcome, estimate, holds: missing <= 0, verdict, resolution, violation: Math.max(0, missing) };
  }

  let bad: "low" | "high" = goal.kind === "atMost" ? "high" : "low";
  if (goal.kind === "within") {
    const farthest = values.reduce((worst, value) => (excess(value) > excess(worst) ? value : worst));
    bad = low - farthest > farthest - high ? "low" : "high";
  }
  const estimate = estimateOf(goal.over, values, bad, confidence);
  if (!Number.isFinite(estimate.value))
    return { ...outcome, estimate, holds: false, verdict: "not met", violation: Infinity };
  const beyond = excess(estimate.value);
  const open = isOpen(estimate.value);
  const holds = open || beyond <= 0;
  const violation = holds ? 0 : beyond / scaleOf(goal);
  if (open) {
    const resolution = rounding(estimate.value);
    return { ...outcome, estimate, holds, verdict: "undecided", resolution, violation };
  }
  if (goal.over.kind === "worst") {
    const failuresBelow = holds ? worstOf(values, bad, confidence).beyond.high : undefined;
    return { ...outcome, estimate, holds, verdict: holds ? "met" : "not met", violation, failuresBelow };
  }
  const inside = estimate.low >= low && estimate.high <= high;
  const outside = estimate.high < low || estimate.low > high;
  return { ...outcome, estimate, holds, verdict: inside ? "met" : outside ? "not met" : "undecided", violation };
}

/** The bound that a value is nearest to. */
export function nearestBound(value: number, low: number, high: number): number {
  return Math.abs(value - low) <= Math.abs(high - value) ? low : high;
}

function estimateOf(
  statistic: Exclude<Statistic, { kind: "probability" }>,
  values: readonly number[],
  bad: "low" | "high",
  confidence: number,
): Estimate {
  const n = values.length;
  if (!values.every(Number.isFinite)) return { value: NaN, low: -Infinity, high: Infinity, n, confidence };
  switch (statistic.kind) {
    case "mean":
      if (n === 1) return { value: values[0]!, low: -Infinity, high: Infinity, n, confidence };
      return meanInterval(values, confidence);
    case "quantile":
      return quantileInterval(values, statistic.q, confidence);
    case "worst":
      return worstOf(values, bad, confidence).worst;
  }
}

function scaleOf(goal: Constraint): number {
  const scale = goal.kind === "within" ? Math.max(Math.abs(goal.low), Math.abs(goal.high)) : Math.abs(goal.bound);
  return scale > 0 ? scale : 1;
}
