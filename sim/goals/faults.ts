import { pushAll } from "../core/many.ts";
import { Fault } from "../core/errors/errors.ts";
import { suggest } from "../core/did-you-mean.ts";
import { ATTACK_PROFIT } from "./attack-profit.ts";
import { deviatingSpecies, DEVIATION } from "./deviation.ts";
import { type Constraint, type Goal, isConstraint, measuresOf, type Objective, type Weighted } from "./goals.ts";
import { statementsOf } from "./statement.ts";

/**
 * All that is wrong with goals, given the measures there are and the species whose deviation can be measured. Codes:
 * GOAL_ON_NOTHING, GOAL_UNKNOWN_MEASURE (nearest names offered), GOAL_DEVIATION (of a species that is not there, where a
 * single run must tell it, or not a limit), GOAL_BOUND, GOAL_STATISTIC, GOAL_WEIGHT, GOAL_TOLERANCE, GOAL_OBJECTIVES
 * (priorities beside other objectives, or a measure to be both maximized and minimized). Constraints that exclude each
 * other are not faults of the input but `clashes`.
 */
export function goalFaults(
  goals: readonly Goal[],
  measures: readonly string[],
  species: readonly string[] | undefined = undefined,
): Fault[] {
  const known = new Set(measures);
  const faults: Fault[] = [];
  goals.forEach((goal, index) => {
    const where = `goal ${index + 1}`;
    const names = measuresOf(goal);
    if (names.length === 0 || names.some((name) => name === "")) faults.push(nothing(where, measures));
    for (const name of new Set(names)) {
      if (name === "" || known.has(name)) continue;
      // A scenario may name it; whoever judges goals says among the measures whether it tells it.
      if (name === ATTACK_PROFIT && species !== undefined) continue;
      if (deviatingSpecies(name) !== undefined) {
        pushAll(faults, deviationFaults(goal, name, species, where));
        continue;
      }
      faults.push(
        Fault.of("GOAL_UNKNOWN_MEASURE", { found: JSON.stringify(name), where, remedy: suggest(name, measures) }),
      );
    }
    if (isConstraint(goal)) pushAll(faults, constraintFaults(goal, where));
    else if (goal.kind === "inOrder") {
      goal.objectives.forEach((objective, i) =>
        pushAll(faults, objectiveFaults(objective, `${where}, priority ${i + 1}`)),
      );
      for (const tolerance of goal.tolerances)
        if (!(tolerance >= 0 && tolerance < Infinity))
          faults.push(Fault.of("GOAL_TOLERANCE", { found: String(tolerance), where }));
    } else pushAll(faults, objectiveFaults(goal, where));
  });
  return [...faults, ...objectiveClashes(goals)];
}

function deviationFaults(goal: Goal, name: string, species: readonly string[] | undefined, where: string): Fault[] {
  if (species === undefined)
    return [
      Fault.of("GOAL_DEVIATION", {
        where,
        expected: "goals on measures that every run tells",
        found: JSON.stringify(name),
        remedy: "only verify-design searches for deviations: leave this goal to it",
      }),
    ];
  if (!isConstraint(goal))
    return [
      Fault.of("GOAL_DEVIATION", {
        where,
        expected: "a limit on a deviation: atMost, atLeast or within",
        found: goal.kind,
      }),
    ];
  if (species.includes(deviatingSpecies(name)!)) return [];
  const names = species.map((one) => `${DEVIATION}${one}`);
  return [
    Fault.of("GOAL_DEVIATION", {
      where,
      expected: "a species of the scenario",
      found: JSON.stringify(name),
      remedy: suggest(name, names),
    }),
  ];
}

function nothing(where: string, measures: readonly string[]): Fault {
  return Fault.of("GOAL_ON_NOTHING", { found: "a goal on nothing", where, remedy: suggest("", measures) });
}

function constraintFaults(goal: Constraint, where: string): Fault[] {
  const faults: Fault[] = statisticFaults(goal, where);
  const bounds = goal.kind === "within" ? [goal.low, goal.high] : [goal.bound];
  const bad = bounds.filter((bound) => !Number.isFinite(bound));
  for (const bound of bad)
    faults.push(
      Fault.of("GOAL_BOUND", {
        expected: "a finite bound",
        found: String(bound),
        where: `${where} on ${goal.measure}`,
      }),
    );
  if (bad.length === 0 && goal.kind === "within" && goal.low > goal.high)
    faults.push(
      Fault.of("GOAL_BOUND", {
        expected: "a lower bound that is not above the upper one",
        found: `within ${goal.low} and ${goal.high}`,
        where: `${where} on ${goal.measure}`,
        remedy: "swap the bounds",
      }),
    );
  return faults;
}

function objectiveFaults(goal: Objective | Weighted, where: string): Fault[] {
  const faults: Fault[] = statisticFaults(goal, where);
  if (goal.kind !== "weighted") return faults;
  for (const [i, weight] of goal.weights.entries())
    if (!Number.isFinite(weight) || weight === 0)
      faults.push(Fault.of("GOAL_WEIGHT", { found: String(weight), where: `${where}, weight of ${goal.measures[i]}` }));
  return faults;
}

function statisticFaults(goal: Constraint | Objective | Weighted, where: string): Fault[] {
  const statistic = goal.over;
  const share = statistic.kind === "quantile" ? statistic.q : statistic.kind === "probability" ? statistic.p : 0.5;
  if (!(share > 0 && share < 1))
    return [
      Fault.of("GOAL_STATISTIC", {
        where,
        expected: `a ${statistic.kind} strictly between 0 and 1`,
        found: String(share),
        remedy: "no number of runs shows that something always holds; use over.worst() for every run that is made",
      }),
    ];
  if (statistic.kind === "probability" && !isConstraint(goal))
    return [
      Fault.of("GOAL_STATISTIC", {
        where,
        expected: "an objective over mean, quantile or worst",
        found: "probability",
      }),
    ];
  return [];
}

function objectiveClashes(goals: readonly Goal[]): Fault[] {
  const faults: Fault[] = [];
  const objectives = goals.filter((goal) => !isConstraint(goal));
  if (objectives.length > 1 && objectives.some((goal) => goal.kind === "inOrder"))
    faults.push(
      Fault.of("GOAL_OBJECTIVES", {
        expected: "all objectives inside one inOrder, or none",
        found: `inOrder beside ${objectives.length - 1} other objectives`,
        where: "goals",
        remedy: "put every objective into the order, or trade them off freely without it",
      }),
    );
  const maximized = new Set(objectives.flatMap((goal) => (goal.kind === "maximize" ? [goal.measure] : [])));
  for (const goal of objectives)
    if (goal.kind === "minimize" && maximized.has(goal.measure))
      faults.push(
        Fault.of("GOAL_OBJECTIVES", {
          expected: "one direction for a measure",
          found: `${goal.measure} both maximized and minimized`,
          where: "goals",
        }),
      );
  return faults;
}

/** Two constraints that no run can meet together. */
export interface Clash {
  /** Positions in the list of goals. */
  readonly goals: readonly [number, number];
  /** Both statements. */
  readonly text: string;
}

/**
 * Pairs of constraints on one measure that exclude each other whatever the design: a lower bound above an upper one, over
 * the same statistic, or where one of the two must hold in every run. Constraints on different measures may clash as
 * well; that only a search shows.
 */
export function clashesOf(goals: readonly Goal[]): Clash[] {
  const clashes: Clash[] = [];
  const constraints = goals.flatMap((goal, index) => (isConstraint(goal) ? [{ goal, index }] : []));
  for (let i = 0; i < constraints.length; i++) {
    for (let j = i + 1; j < constraints.length; j++) {
      const [a, b] = [constraints[i]!, constraints[j]!];
      if (a.goal.measure !== b.goal.measure || !comparable(a.goal, b.goal)) continue;
      const [first, second] = [intervalOf(a.goal), intervalOf(b.goal)];
      if (first.low <= second.high && second.low <= first.high) continue;
      const text = statementsOf([a.goal, b.goal]).map((statement) => statement.text);
      clashes.push({ goals: [a.index, b.index], text: text.join(" / ") });
    }
  }
  return clashes;
}

function comparable(a: Constraint, b: Constraint): boolean {
  if (a.over.kind === "worst" || b.over.kind === "worst") return true;
  if (a.over.kind === "probability" && b.over.kind === "probability") return a.over.p + b.over.p > 1;
  return JSON.stringify(a.over) === JSON.stringify(b.over);
}

function intervalOf(goal: Constraint): { low: number; high: number } {
  if (goal.kind === "within") return goal;
  return goal.kind === "atLeast" ? { low: goal.bound, high: Infinity } : { low: -Infinity, high: goal.bound };
}
