import type { Fault } from "../core/errors/errors.ts";
import type { Assessment, Replicate } from "../goals/index.ts";
import type { Design } from "../scenario/parameters.ts";

/**
 * What became of a design. `complete` has all seeds; `dominated` and `infeasible` were shown to be so by fewer;
 * `failed` cannot be deployed or breaks the scenario's own rules; `unmeasured` left a measure of a goal without a value.
 */
export type RecordState = "complete" | "dominated" | "infeasible" | "failed" | "unmeasured";

/** A design that was tried. */
export interface DesignRecord {
  readonly id: string;
  readonly design: Design;
  /** The proposal's values, one for each variable of the space. */
  readonly values: readonly number[];
  /** Batch in which it was tried, from 0. */
  readonly batch: number;
  /** By seed: the first of the common seeds, in their order. */
  readonly replicates: readonly Replicate[];
  readonly state: RecordState;
  /** Why it failed. */
  readonly fault?: Fault;
  /** What attackers left untried under any seed: that the constraints hold then shows nothing. */
  readonly untested?: readonly string[];
  /** Undefined when it failed. */
  readonly assessment?: Assessment;
  /** All to be minimized; for goals in order of priority its one number is the place among all designs. */
  readonly objectives: readonly number[];
  /** Sum over the constraints; Infinity when it failed or could not be measured. */
  readonly violation: number;
}

/** Feasible, and its attackers were there to say otherwise. */
export function isShown(record: Pick<DesignRecord, "violation" | "untested">): boolean {
  return isFeasible(record) && record.untested === undefined;
}

export function isFeasible({ violation }: Pick<DesignRecord, "violation">): boolean {
  return violation === 0;
}
