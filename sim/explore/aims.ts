import {
  type Assessment,
  assess,
  compareAssessments,
  type Goal,
  goalFaults,
  isConstraint,
  measuresOf,
  type Replicate,
  statementsOf,
} from "../goals/index.ts";
import { objectiveName } from "../goals/statement.ts";
import { InputError, refuse } from "../core/errors/errors.ts";
import type { RaceGoal } from "../stats/racing.ts";

/**
 * What kind of search the goals ask for. `satisfy`: constraints only, any design that meets them; `one`: a single
 * objective or weighted sum; `order`: objectives by priority; `trade`: a front.
 */
export type Aim = "satisfy" | "one" | "order" | "trade";

/** The goals of a scenario as a search sees them. */
export interface Aims {
  readonly goals: readonly Goal[];
  readonly kind: Aim;
  /** Names of the objectives, in order; empty for `satisfy`. */
  readonly objectives: readonly string[];
  /** +1 where less is better, -1 where more is. */
  readonly signs: readonly number[];
  /** For the race over seeds: what each column of `raceRow` is for. Undefined when a goal is taken over a tail. */
  readonly race: readonly RaceGoal[] | undefined;
  /** A replicate's numbers in the race, one for each race goal. */
  raceRow(replicate: Replicate): number[];
  assess(replicates: readonly Replicate[]): Assessment;
  /** Negative if the first is better; 0 between designs that only a trade-off decides. */
  compare(a: Assessment, b: Assessment): number;
}

/** Throws InputError EXPLORE_NO_GOALS, FaultsError with the goals' own faults: a goal that nothing measures among them. */
export function aimsOf(scenario: string, goals: readonly Goal[], measures: readonly string[]): Aims {
  if (goals.length === 0) throw InputError.of("EXPLORE_NO_GOALS", { where: `scenario ${scenario}`, found: "none" });
  refuse(goalFaults(goals, measures));
  const free = goals.flatMap((goal) => (isConstraint(goal) ? [] : goal.kind === "inOrder" ? goal.objectives : [goal]));
  const ordered = goals.some(({ kind }) => kind === "inOrder");
  const columns = raceColumns(goals);
  return {
    goals,
    kind: free.length === 0 ? "satisfy" : ordered && free.length > 1 ? "order" : free.length === 1 ? "one" : "trade",
    objectives: free.map(objectiveName),
    signs: free.map(({ kind }) => (kind === "minimize" ? 1 : -1)),
    race: columns?.map(({ goal }) => goal),
    raceRow: (replicate) => (columns ?? []).map(({ read }) => read(replicate)),
    assess: (replicates) => assess(goals, replicates),
    compare: (a, b) => compareAssessments(goals, a, b),
  };
}

interface Column {
  readonly goal: RaceGoal;
  read(replicate: Replicate): number;
}

/**
 * Means can be told apart by a few seeds, and be right however often one looks. For a quantile, a worst case, or a
 * probability a handful of seeds says nothing, and an order of priorities has no paired difference: those get all
 * seeds at once.
 */
function raceColumns(goals: readonly Goal[]): readonly Column[] | undefined {
  const columns: Column[] = [];
  for (const goal of goals) {
    if (goal.kind === "inOrder" || goal.over.kind !== "mean") return undefined;
    const [measure = ""] = measuresOf(goal);
    const read = (replicate: Replicate): number => replicate[measure] ?? NaN;
    switch (goal.kind) {
      case "weighted": {
        const sum = (replicate: Replicate): number =>
          goal.measures.reduce((total, name, i) => total + goal.weights[i]! * (replicate[name] ?? NaN), 0);
        columns.push({ goal: { kind: "maximize" }, read: sum });
        break;
      }
      case "within":
        columns.push({ goal: { kind: "at least", bound: goal.low }, read });
        columns.push({ goal: { kind: "at most", bound: goal.high }, read });
        break;
      case "atLeast":
      case "atMost":
        columns.push({ goal: { kind: goal.kind === "atLeast" ? "at least" : "at most", bound: goal.bound }, read });
        break;
      default:
        columns.push({ goal: { kind: goal.kind }, read });
    }
  }
  return columns;
}

/** The constraints as people read them, each with its place among the outcomes of an assessment. */
export function constraintTexts(goals: readonly Goal[]): readonly { readonly place: number; readonly text: string }[] {
  return statementsOf(goals).flatMap(({ kind, text }, place) =>
    kind === "maximize" || kind === "minimize" ? [] : [{ place, text }],
  );
}
