/** A point of the unit cube with what its evaluation found, all objectives to be minimised. */
export interface Evaluated {
  readonly id: number;
  readonly point: readonly number[];
  readonly objectives: readonly number[];
  /** Sum of the violations; Infinity for a failed evaluation, whose objectives are meaningless zeros. */
  readonly violation: number;
}

/** The heart of an optimiser: whole generations in the unit cube. Ids, batches and checks are the driver's business. */
export interface Strategy {
  /** Points of the next generation; none when the strategy is finished. */
  propose(): readonly (readonly number[])[];
  /** The results of the generation proposed last, in its order. Absent when proposals do not depend on results. */
  learn?(generation: readonly Evaluated[]): void;
  /** The population that the next generation comes from, where there is one. */
  survivors?(): readonly Evaluated[];
}

/**
 * Order of merit of one objective under constraints (Deb 2000): feasible before infeasible, feasible ones by their first
 * objective, infeasible ones by violation, and the earlier one at a tie. Negative when a is better.
 */
export function compareMerit(a: Evaluated, b: Evaluated): number {
  if (a.violation !== b.violation) return a.violation < b.violation ? -1 : 1;
  if (a.violation === 0 && a.objectives.length > 0 && a.objectives[0] !== b.objectives[0])
    return a.objectives[0]! < b.objectives[0]! ? -1 : 1;
  return a.id - b.id;
}
