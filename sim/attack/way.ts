import type { PackedSequence, SequencePoint } from "./call-sequence.ts";
import type { Mark, Place } from "./machine.ts";
import type { Step } from "./program.ts";

/** What a step came to. */
export interface StepResult {
  readonly ok: boolean;
  /** Observables that changed. */
  readonly changed: readonly number[];
}

/** Where a session is in the window: what a way back has to remember besides the state. */
export interface Position {
  /** Block of the window, from 0. */
  readonly block: number;
  /** Honest calls of that block that have been played. */
  readonly played: number;
  /** Honest calls played in all. */
  readonly total: number;
  /** Money put in times the blocks that it was in for, in the numeraire: what time has to be paid for. */
  readonly exposure: bigint;
  /** Blocks in which something was in. */
  readonly open: bigint;
  /** The most that was gained and out at the end of a block: what is put in again counts as put in. */
  readonly peak: bigint;
  /** The block that began after the last pause; 0 where there was none. */
  readonly paused: number;
  /** Honest agents whose last call was refused, though it is accepted without the attack. */
  readonly refused: readonly number[];
}

/** Where a session was after a step. */
export interface Stop {
  readonly step: Step;
  readonly place: Place;
  readonly point: SequencePoint;
  readonly position: Position;
  readonly values: readonly (bigint | undefined)[];
}

/** A way back to now, for as long as the state is not gone back further. */
export interface Saved {
  readonly mark: Mark;
  readonly position: Position;
  readonly values: readonly (bigint | undefined)[];
  readonly stops: number;
}

/** Steps as they were executed, to be gone again without working anything out; `sequence` is absent where that would be long. */
export interface Way {
  readonly stops: readonly Stop[];
  readonly sequence: PackedSequence | undefined;
}

/** The way to where nothing was done yet. */
export const BEGIN: Way = { stops: [], sequence: undefined };

export const stepsOf = ({ stops }: Way): Step[] => stops.map(({ step }) => step);

/** How many steps a way begins with are those that steps begin with. */
export function sharedBy({ stops }: Way, steps: readonly Step[]): number {
  let shared = 0;
  while (shared < stops.length && shared < steps.length && stops[shared]!.step === steps[shared]) shared++;
  return shared;
}
