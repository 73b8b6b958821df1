import {
  type Assessment,
  assess,
  compareAssessments,
  type Constraint,
  type Goal,
  goalFaults,
  goalRange,
  isConstraint,
  type MeasureRanges,
  type Replicate,
  statementsOf,
  TERMS,
} from "../goals/index.ts";
import { objectiveName } from "../goals/statement.ts";
import { InputError, refuse } from "../core/errors/errors.ts";
import type { ValidRaceGoal } from "../stats/valid-race.ts";

/**
 * What kind of search the goals ask for. `satisfy`: constraints only, any design that meets them; `one`: a single
 * objective or weighted sum; `order`: objectives by priority; `trade`: a front.
 */
export type Aim = "satisfy" | "one" | "order" | "trade";

/** Of every interval that a search shows. */
export const CONFIDENCE = 0.95;

/** The goals of a scenario as a search sees them. */
export interface Aims {
  readonly goals: readonly Goal[];
  readonly kind: Aim;
  /** Names of the objectives, in order; empty for `satisfy`. */
  readonly objectives: readonly string[];
  /** +1 where less is better, -1 where more is. */
  readonly signs: readonly number[];
  /** Of measures that declare one. */
  readonly ranges: MeasureRanges;
  /** For the race over seeds: what each column of `raceRow` is for. Undefined where no design can be dropped early. */
  readonly race: readonly ValidRaceGoal[] | undefined;
  /** A replicate's numbers in the race, one for each race goal. */
  raceRow(replicate: Replicate): number[];
  assess(replicates: readonly Replicate[]): Assessment;
  /** Negative if the first is better; 0 between designs that only a trade-off decides. */
  compare(a: Assessment, b: Assessment): number;
}

/** Throws InputError EXPLORE_NO_GOALS, FaultsError with the goals' own faults: a goal that nothing measures among them. */
export function aimsOf(
  scenario: string,
  goals: readonly Goal[],
  measures: readonly string[],
  ranges: MeasureRanges = {},
): Aims {
  if (goals.length === 0) throw InputError.of("EXPLORE_NO_GOALS", { where: `scenario ${scenario}`, found: "none" });
  refuse(goalFaults(goals, measures));
  const free = goals.flatMap((goal) => (isConstraint(goal) ? [] : goal.kind === "inOrder" ? goal.objectives : [goal]));
  const ordered = goals.some(({ kind }) => kind === "inOrder");
  const columns = raceColumns(goals, ranges);
  return {
    goals,
    kind: free.length === 0 ? "satisfy" : ordered && free.length > 1 ? "order" : free.length === 1 ? "one" : "trade",
    objectives: free.map(objectiveName),
    signs: free.map(({ kind }) => (kind === "minimize" ? 1 : -1)),
    ranges,
    race: columns?.map(({ goal }) => goal),
    raceRow: (replicate) => (columns ?? []).map(({ read }) => read(replicate)),
    assess: (replicates) => assess(goals, replicates, CONFIDENCE, TERMS, ranges),
    compare: (a, b) => compareAssessments(goals, a, b),
  };
}

interface Column {
  readonly goal: ValidRaceGoal;
  read(replicate: Replicate): number;
}

/**
 * Nothing is dropped by a mean whose measure declares no range, for no run shows what a rare event would do to it; nor by
 * a worst case, of which seeds that were not run say nothing. An order of priorities has no paired difference. A
 * probability is the mean of 0 and 1.
 */
function raceColumns(goals: readonly Goal[], ranges: MeasureRanges): readonly Column[] | undefined {
  const columns: Column[] = [];
  for (const goal of goals) {
    if (goal.kind === "inOrder" || goal.over.kind === "worst") return undefined;
    const value = (replicate: Replicate): number =>
      goal.kind === "weighted"
        ? goal.measures.reduce((total, name, i) => total + goal.weights[i]! * (replicate[name] ?? NaN), 0)
        : (replicate[goal.measure] ?? NaN);
    if (isConstraint(goal) && goal.over.kind === "probability") {
      const [low, high] = boundsOf(goal);
      const statistic = { of: "mean", range: [0, 1] } as const;
      const read = (replicate: Replicate): number => (value(replicate) >= low && value(replicate) <= high ? 1 : 0);
      columns.push({ goal: { kind: "at least", bound: goal.over.p, statistic }, read });
      continue;
    }
    const range = goalRange(goal, ranges);
    const statistic =
      goal.over.kind === "quantile"
        ? ({ of: "quantile", q: goal.over.q } as const)
        : ({ of: "mean", ...(range && { range }) } as const);
    if (isConstraint(goal)) {
      const [low, high] = boundsOf(goal);
      if (low > -Infinity) columns.push({ goal: { kind: "at least", bound: low, statistic }, read: value });
      if (high < Infinity) columns.push({ goal: { kind: "at most", bound: high, statistic }, read: value });
    } else columns.push({ goal: { kind: goal.kind === "minimize" ? "minimize" : "maximize", statistic }, read: value });
  }
  const drops = ({ goal: { statistic } }: Column): boolean =>
    statistic.of === "quantile" || statistic.range !== undefined;
  const isObjective = ({ goal }: Column): boolean => !("bound" in goal);
  const objectives = columns.filter(isObjective);
  const byObjectives = objectives.length > 0 && objectives.every(drops);
  return byObjectives || columns.some((column) => !isObjective(column) && drops(column)) ? columns : undefined;
}

function boundsOf(goal: Constraint): readonly [low: number, high: number] {
  if (goal.kind === "within") return [goal.low, goal.high];
  return goal.kind === "atLeast" ? [goal.bound, Infinity] : [-Infinity, goal.bound];
}

/** The constraints as people read them, each with its place among the outcomes of an assessment. */
export function constraintTexts(goals: readonly Goal[]): readonly { readonly place: number; readonly text: string }[] {
  return statementsOf(goals).flatMap(({ kind, text }, place) =>
    kind === "maximize" || kind === "minimize" ? [] : [{ place, text }],
  );
}
