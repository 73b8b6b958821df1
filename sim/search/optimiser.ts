/** Whether more or less of an objective is better. */
export type Direction = "minimize" | "maximize";

/**
 * Objectives as the optimisers, indicators and fronts of this folder see them: less is better.
 *
 * @example
 * const objectives = minimised([1, 2], ["minimize", "maximize"]); // [1, -2]
 */
export function minimised(objectives: readonly number[], directions: readonly Direction[]): number[] {
  return objectives.map((value, i) => (directions[i] === "maximize" ? -value : value));
}

/** A design that an optimiser wants evaluated: one value a variable (for a choice the option's index). */
export interface Proposal {
  /** 0, 1, 2, ... in the order of proposal. */
  readonly id: number;
  readonly values: readonly number[];
}

/**
 * What an evaluation found. Violations are >= 0 and 0 when the constraint holds; they are added up, so give them in
 * comparable units (say relative to the bound). A result that failed, or that holds a number that is not finite, counts
 * as worse than every other one.
 */
export type Result = MeasuredResult | FailedResult;

/** What was measured of a proposal: its objectives, and by how much it breaks constraints. */
export interface MeasuredResult {
  readonly id: number;
  /** In the order and the direction of the problem's objectives. */
  readonly objectives: readonly number[];
  readonly violations?: readonly number[];
}

/** A proposal that could not be measured. */
export interface FailedResult {
  readonly id: number;
  readonly failed: true;
}

/**
 * Searches a box by ask and tell. Proposals depend on the problem, the options, the seed and the results only: neither
 * on how asks are cut into batches nor on the order in which results arrive.
 */
export interface Optimiser {
  /**
   * Up to n new proposals. Fewer, down to none, at the end of a generation: then the rest of its results must be told
   * first.
   * @throws {InputError} ASK_COUNT
   */
  ask(n: number): Proposal[];
  /**
   * Takes results of proposals asked for, in any order and number; all of them or, with a fault, none.
   * @throws {FaultsError} RESULT_UNKNOWN, RESULT_REPEATED, OBJECTIVE_COUNT, VIOLATION_NEGATIVE
   */
  tell(results: readonly Result[]): void;
  /** Proposals handed out whose results have not been told, in order of id. */
  readonly pending: readonly Proposal[];
  /** Ids of the designs that the search now builds on, ascending; none when it keeps no population. */
  readonly survivors: readonly number[];
  /** True when no further proposal will ever come. */
  readonly finished: boolean;
}
