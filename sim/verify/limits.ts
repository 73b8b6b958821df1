import { maxOf } from "../core/many.ts";
import { isConstraint, resolutionOf, statementsOf, type Constraint, type Goal } from "../goals/index.ts";
import { nearestBound } from "../goals/assess.ts";
import { type Tried, untestedOf } from "../scenario/effort.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Observation } from "./runner.ts";

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
  return marginOf(limit, value) / (Math.max(0, maxOf(sizes)) || 1);
}

/** The value of a limit's measure in a run; NaN after a breach. */
export function valueIn(limit: Limit, observation: Observation): number {
  return observation.measures[limit.measure] ?? NaN;
}

/** How a run stands against a limit. */
export interface Standing {
  /** Whether its value keeps it; where nothing is known, whether it may. */
  readonly kept: boolean;
  /** Why its keeping shows nothing: what its attackers left untried. */
  readonly untested: readonly string[];
  /** By how much rounding could move the value, where that is not less than its margin; 0 elsewhere. */
  readonly resolution: number;
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

/** Holds runs of a scenario against limits. */
export type Stander = (limit: Limit, observation: Observation) => Standing;

/**
 * Runs against limits; `terms` is how many numbers a measure is made of. An action counts as tested once it succeeded in
 * any of the runs that were seen before, which is told with `see`.
 */
export function standings(
  scenario: Scenario,
  terms: number,
): { readonly stand: Stander; see(observation: Observation): void } {
  const seen = new Set<string>();
  const see = ({ result }: Observation): void => {
    for (const { species, actions } of result?.effort ?? [])
      for (const action of actions) if (action.succeeded > 0) seen.add(`${species} ${action.function}`);
  };
  const effortIn = ({ result }: Observation): Tried => ({
    functionOutcomes: result?.functionOutcomes,
    effort: result?.effort?.map(({ species, actions, untested }) => {
      const known = actions.filter((action) => seen.has(`${species} ${action.function}`));
      const isKnown = (why: string): boolean => known.some((action) => why.startsWith(`${action.function} never `));
      return { species, untested: untested.filter((why) => !isKnown(why)) };
    }),
  });
  const stand: Stander = (limit, observation) => {
    const value = valueIn(limit, observation);
    const margin = marginOf(limit, value);
    const resolution = resolutionOf(value, nearestBound(value, limit.low, limit.high), terms);
    const open = resolution > 0 && Math.abs(margin) <= resolution;
    const kept = open || margin >= 0;
    return {
      kept,
      untested: kept ? untestedOf([limit.measure], scenario, effortIn(observation)) : [],
      resolution: open ? resolution : 0,
    };
  };
  return { stand, see };
}

/** Whether a run shows that it keeps the limit. */
export const isSure = ({ kept, untested, resolution }: Standing): boolean =>
  kept && untested.length === 0 && resolution === 0;
