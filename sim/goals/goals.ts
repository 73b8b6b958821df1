import { fromFixed18 } from "../core/fixed.ts";
import { over, type Probability, type Statistic } from "./statistics.ts";

/** Statistic of an objective: there is no bound that it could meet with a probability. */
export type ObjectiveStatistic = Exclude<Statistic, Probability>;

/** Make a measure as great or as small as can be. */
export interface Objective<M extends string = string> {
  readonly kind: "maximize" | "minimize";
  readonly measure: M;
  readonly over: ObjectiveStatistic;
}

/** Hold a measure against a bound, in the unit of the measure. */
export interface Bound<M extends string = string> {
  readonly kind: "atMost" | "atLeast";
  readonly measure: M;
  readonly bound: number;
  readonly over: Statistic;
}

/** Keep a measure between two bounds, both included. */
export interface Within<M extends string = string> {
  readonly kind: "within";
  readonly measure: M;
  readonly low: number;
  readonly high: number;
  readonly over: Statistic;
}

/** Maximize a weighted sum of measures, formed seed by seed before the statistic is taken. */
export interface Weighted<M extends string = string> {
  readonly kind: "weighted";
  readonly measures: readonly M[];
  /** One for each measure. */
  readonly weights: readonly number[];
  readonly over: ObjectiveStatistic;
}

/** Objectives by priority: a later one only decides between designs that are equal in all earlier ones. */
export interface InOrder<M extends string = string> {
  readonly kind: "inOrder";
  readonly objectives: readonly (Objective<M> | Weighted<M>)[];
  /** Objective values within one step of a grid of this width count as equal; one for each objective, 0 is exact. */
  readonly tolerances: readonly number[];
}

/** A goal that is met or not. */
export type Constraint<M extends string = string> = Bound<M> | Within<M>;
/** What a design is for: constraints that it must keep, and objectives that it is chosen by. */
export type Goal<M extends string = string> = Objective<M> | Weighted<M> | InOrder<M> | Constraint<M>;

/**
 * An objective: the larger the measure, the better.
 *
 * @example
 * const goal = maximize("security");
 */
export function maximize<M extends string>(measure: M, statistic: ObjectiveStatistic = over.mean()): Objective<M> {
  return { kind: "maximize", measure, over: statistic };
}

/**
 * An objective: the smaller the measure, the better.
 *
 * @example
 * const goal = minimize("issued");
 */
export function minimize<M extends string>(measure: M, statistic: ObjectiveStatistic = over.mean()): Objective<M> {
  return { kind: "minimize", measure, over: statistic };
}

/**
 * A constraint: the measure is at most this.
 * @param bound a number in the measure's unit, or wei as a bigint, which is taken as whole units (wei / 1e18).
 *
 * @example
 * const goal = atMost("issued", 1_000);
 */
export function atMost<M extends string>(
  measure: M,
  bound: number | bigint,
  statistic: Statistic = over.mean(),
): Bound<M> {
  return { kind: "atMost", measure, bound: toNumber(bound), over: statistic };
}

/**
 * A constraint: the measure is at least this.
 * @param bound a number in the measure's unit, or wei as a bigint, which is taken as whole units (wei / 1e18).
 *
 * @example
 * const goal = atLeast("participation", 0.9, over.quantile(0.05));
 */
export function atLeast<M extends string>(
  measure: M,
  bound: number | bigint,
  statistic: Statistic = over.mean(),
): Bound<M> {
  return { kind: "atLeast", measure, bound: toNumber(bound), over: statistic };
}

/**
 * A constraint: the measure lies between two bounds, both included.
 * @param low and `high`: numbers in the measure's unit, or wei as bigints, taken as whole units (wei / 1e18).
 *
 * @example
 * const goal = within("price", 0.9, 1.1);
 */
export function within<M extends string>(
  measure: M,
  low: number | bigint,
  high: number | bigint,
  statistic: Statistic = over.mean(),
): Within<M> {
  return { kind: "within", measure, low: toNumber(low), high: toNumber(high), over: statistic };
}

/**
 * Maximizes the sum of weight times measure. Measures have units, so weights are prices: what one unit of the measure is
 * worth.
 *
 * @example weighted({ hashRate: 1, gini: -2 })
 */
export function weighted<M extends string>(
  weights: { readonly [measure in M]: number },
  statistic: ObjectiveStatistic = over.mean(),
): Weighted<M> {
  const measures = Object.keys(weights) as M[];
  return { kind: "weighted", measures, weights: measures.map((measure) => weights[measure]), over: statistic };
}

/**
 * Lexicographic: the first objective decides, the second among designs equal in the first, and so on.
 *
 * @param tolerances how much of each objective counts as equal, in its unit; missing ones are 0.
 *
 * @example
 * const goal = inOrder([maximize("security"), minimize("issued")]);
 */
export function inOrder<const O extends readonly (Objective | Weighted)[]>(
  objectives: O,
  tolerances: readonly number[] = [],
): InOrder<MeasureOf<O[number]>> {
  return {
    kind: "inOrder",
    objectives: objectives as readonly (Objective | Weighted)[] as InOrder<never>["objectives"],
    tolerances: objectives.map((_, i) => tolerances[i] ?? 0),
  };
}

type MeasureOf<G extends Objective | Weighted> = G extends Objective<infer M> | Weighted<infer M> ? M : never;

/** Names of the measures that a goal reads. */
export function measuresOf<M extends string>(goal: Goal<M>): M[] {
  if (goal.kind === "inOrder") return goal.objectives.flatMap(measuresOf);
  return goal.kind === "weighted" ? [...goal.measures] : [goal.measure];
}

export function isConstraint<M extends string>(goal: Goal<M>): goal is Constraint<M> {
  return goal.kind === "atMost" || goal.kind === "atLeast" || goal.kind === "within";
}

function toNumber(bound: number | bigint): number {
  return typeof bound === "bigint" ? fromFixed18(bound) : bound;
}
