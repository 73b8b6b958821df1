/** A recommended point of a front, and why. */
export interface Knee {
  /** Index into the front. */
  readonly index: number;
  readonly rule: "only" | "bulge" | "ideal";
  /** For bulge: how far below the plane; for ideal: distance to the ideal point. In units of the front's ranges. */
  readonly distance: number;
  /** One for each objective that could still be better: what its best value would cost in the others at most. */
  readonly trades: readonly Trade[];
}

/** Going to the front's best value of one objective. Shares of the front's range. */
export interface Trade {
  readonly objective: number;
  readonly gain: number;
  /** The other objective that then suffers most, and by how much. */
  readonly cost: number;
  readonly costObjective: number;
}

/**
 * The knee of a front: of the points scaled to [0, 1] in each objective, the one that bulges furthest below the plane on
 * which the scaled objectives add up to 1, through the ends of a two-objective front (Das 1999); for a front that
 * nowhere bulges, the one nearest to the ideal point. Ties go to the earlier point. All objectives minimised.
 *
 * @param front non-dominated points; undefined is returned for none.
 *
 * @example
 * const found = knee([[0, 2], [0.5, 0.5], [2, 0]]);
 */
export function knee(front: readonly (readonly number[])[]): Knee | undefined {
  if (front.length === 0) return undefined;
  const axes = [...front[0]!.keys()];
  const low = axes.map((m) => front.reduce((min, point) => Math.min(min, point[m]!), Infinity));
  const high = axes.map((m) => front.reduce((max, point) => Math.max(max, point[m]!), -Infinity));
  const scaled = front.map((point) =>
    axes.map((m) => (high[m]! > low[m]! ? (point[m]! - low[m]!) / (high[m]! - low[m]!) : 0)),
  );
  const spread = axes.filter((m) => high[m]! > low[m]!);
  if (spread.length < 2) return { index: 0, rule: "only", distance: 0, trades: [] };
  const depths = scaled.map((point) => (1 - sum(point)) / Math.sqrt(spread.length));
  const deepest = indexOfMin(depths.map((depth) => -depth));
  if (depths[deepest]! > 1e-9) {
    return { index: deepest, rule: "bulge", distance: depths[deepest]!, trades: tradesOf(deepest, scaled, spread) };
  }
  const distances = scaled.map((point) => Math.sqrt(sum(point.map((x) => x * x))));
  const nearest = indexOfMin(distances);
  return { index: nearest, rule: "ideal", distance: distances[nearest]!, trades: tradesOf(nearest, scaled, spread) };
}

/**
 * The reason in a sentence, with the objectives' names.
 *
 * @example
 * const found = knee([[0, 2], [0.5, 0.5], [2, 0]]);
 * const why = found && explainKnee(found, ["cost", "risk"]);
 */
export function explainKnee({ rule, distance, trades }: Knee, names: readonly string[]): string {
  if (rule === "only") return "no other design of the front differs from it in more than one objective";
  const why =
    rule === "bulge"
      ? `it bulges furthest (${share(distance)} of the front's ranges) below the plane between the objectives' ends`
      : `the front does not bulge, and it is nearest to the best of all objectives (${share(distance)} of their ranges away)`;
  const costs = trades.map(
    ({ objective, gain, cost, costObjective }) =>
      `${names[objective]} could gain ${share(gain)} of its range, for ${share(cost)} of that of ${names[costObjective]}`,
  );
  return [why, ...costs].join("; ");
}

function tradesOf(index: number, scaled: readonly (readonly number[])[], spread: readonly number[]): Trade[] {
  const own = scaled[index]!;
  return spread
    .filter((m) => own[m]! > 0)
    .map((objective) => {
      const best = scaled[indexOfMin(scaled.map((point) => point[objective]!))]!;
      const rivals = spread.filter((m) => m !== objective);
      const costObjective = rivals[indexOfMin(rivals.map((m) => own[m]! - best[m]!))]!;
      return { objective, gain: own[objective]!, cost: best[costObjective]! - own[costObjective]!, costObjective };
    });
}

function indexOfMin(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value < values[best]! ? i : best), 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function share(x: number): string {
  return `${(100 * x).toFixed(0)} %`;
}
