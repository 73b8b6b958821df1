import type { Random } from "../core/random.ts";
import { requireThat, type Estimate } from "./estimate.ts";
import { meanInterval, variance } from "./mean.ts";

/** One trajectory: d + 1 points of [0, 1]^d, each differing from the one before in one coordinate. */
export interface Trajectory {
  readonly points: readonly (readonly number[])[];
  /** `order[k]` is the coordinate that changes between points k and k + 1. */
  readonly order: readonly number[];
}

/**
 * Trajectories for screening many factors with few runs: `count` x (d + 1) points on a grid of `levels` (even) values
 * an axis, steps of levels/(2 (levels - 1)). Trajectory t comes from `random.at(t)`.
 * Source: M. Morris, "Factorial sampling plans for preliminary computational experiments", Technometrics 33 (1991).
 *
 * @example
 * const trajectories = morrisTrajectories(3, 10, Random.of(1, "morris"));
 */
export function morrisTrajectories(dimension: number, count: number, random: Random, levels = 4): Trajectory[] {
  const where = "morrisTrajectories";
  requireThat(dimension >= 1 && count >= 2, "a dimension and at least 2 trajectories", `${dimension}, ${count}`, where);
  requireThat(levels >= 2 && levels % 2 === 0, "an even number of levels", levels, where);
  const half = levels / 2;
  return Array.from({ length: count }, (_, t) => {
    const stream = random.at(t);
    const level = Array.from({ length: dimension }, () => stream.integer(levels));
    const order = stream.shuffle(Array.from({ length: dimension }, (_value, j) => j));
    const points = [level.map((value) => value / (levels - 1))];
    for (const j of order) {
      // from every level exactly one of the two steps stays on the grid, so levels stay equally likely
      level[j] = level[j]! < half ? level[j]! + half : level[j]! - half;
      points.push(level.map((value) => value / (levels - 1)));
    }
    return { points, order };
  });
}

/** What screening says of one factor. Effects are changes of the measure per full range of the factor. */
export interface ElementaryEffects {
  /** Mean effect: its sign says up or down; near zero for a factor whose effects cancel. */
  readonly mu: Estimate;
  /** Mean absolute effect (Campolongo, Cariboni, Saltelli 2007): how much the factor matters. */
  readonly muStar: Estimate;
  /** Standard deviation of the effects: zero for a linear factor without interactions. */
  readonly sigma: number;
}

/**
 * Effects of each factor; `values[t][k]` is the measure at point k of trajectory t. Intervals: Student's t.
 *
 * @example
 * const trajectories = morrisTrajectories(2, 4, Random.of(1, "morris"));
 * const values = trajectories.map(({ points }) => points.map(([x = 0, y = 0]) => x + 2 * y));
 * const effects = elementaryEffects(trajectories, values);
 */
export function elementaryEffects(
  trajectories: readonly Trajectory[],
  values: readonly (readonly number[])[],
  confidence = 0.95,
): ElementaryEffects[] {
  const dimension = trajectories[0]?.order.length ?? 0;
  const effects = Array.from({ length: dimension }, () => new Array<number>());
  trajectories.forEach(({ points, order }, t) => {
    order.forEach((j, k) => {
      const step = points[k + 1]![j]! - points[k]![j]!;
      effects[j]!.push((values[t]![k + 1]! - values[t]![k]!) / step);
    });
  });
  return effects.map((list) => ({
    mu: meanInterval(list, confidence),
    muStar: meanInterval(list.map(Math.abs), confidence),
    sigma: Math.sqrt(variance(list)),
  }));
}
