import { isConstraint, statementsOf, type Constraint, type Goal } from "../goals/index.ts";
import type { Observation } from "./bench.ts";

/** A constraint as a verification takes it: which share of the runs must keep it. */
export interface Limit {
  /** As people read it. */
  readonly text: string;
  readonly measure: string;
  readonly low: number;
  readonly high: number;
  /** Share of runs that must keep within the limit. */
  readonly required: number;
  /** One failing run decides: the goal is stated over every run. */
  readonly everyRun: boolean;
  /** The goal names a share of its own: `probability` or `quantile`. */
  readonly statesShare: boolean;
}

/**
 * The limits of a scenario. `probability(p)` requires the share p, `quantile(q)` the share that lies on the good side of
 * it, which is the same statement; a goal over the mean or the worst says nothing of a share and requires `share`.
 */
export function limitsOf(goals: readonly Goal[], share: number): Limit[] {
  const statements = statementsOf(goals.filter(isConstraint));
  return goals.filter(isConstraint).map((goal, i) => ({
    text: statements[i]!.text,
    measure: goal.measure,
    low: goal.kind === "within" ? goal.low : goal.kind === "atLeast" ? goal.bound : -Infinity,
    high: goal.kind === "within" ? goal.high : goal.kind === "atMost" ? goal.bound : Infinity,
    required: requiredShare(goal, share),
    everyRun: goal.over.kind === "worst",
    statesShare: goal.over.kind === "probability" || goal.over.kind === "quantile",
  }));
}

function requiredShare(goal: Constraint, share: number): number {
  switch (goal.over.kind) {
    case "probability":
      return goal.over.p;
    case "quantile":
      if (goal.kind === "within") return Math.max(goal.over.q, 1 - goal.over.q);
      return goal.kind === "atMost" ? goal.over.q : 1 - goal.over.q;
    default:
      return share;
  }
}

/** How far a value lies inside its limit, in the unit of the measure; negative outside, -Infinity if not measured. */
export function marginOf(limit: Limit, value: number): number {
  return Number.isNaN(value) ? -Infinity : Math.min(value - limit.low, limit.high - value);
}

/** The same in units of the limit's size, so that margins of different measures compare. */
export function relativeMargin(limit: Limit, value: number): number {
  const sizes = [limit.low, limit.high].filter(Number.isFinite).map(Math.abs);
  return marginOf(limit, value) / (Math.max(0, ...sizes) || 1);
}

/** The value of a limit's measure in a run; NaN after a breach. */
export function valueIn(limit: Limit, observation: Observation): number {
  return observation.measures[limit.measure] ?? NaN;
}

export function keeps(limit: Limit, observation: Observation): boolean {
  return marginOf(limit, valueIn(limit, observation)) >= 0;
}

/** The limits that a measure is held to now: a goal that is tightened has another text, and is the same promise. */
export function limitsOn(limits: readonly Limit[], measure: string): readonly Limit[] {
  return limits.filter((limit) => limit.measure === measure);
}

/** The goal of a kept case as it reads now; a breach has no goal but its code, and one whose goal is gone says so. */
export function goalNow(
  { goal, measure }: { readonly goal: string; readonly measure: string },
  limits: readonly Limit[],
): string {
  if (limits.length > 0) return limits.map(({ text }) => text).join(", ");
  return goal === measure ? goal : `${goal} (no goal any more)`;
}
