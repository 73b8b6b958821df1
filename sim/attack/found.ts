import { shapeOf, type Step } from "./program.ts";
import type { Way } from "./way.ts";

/** A program and what it takes. */
export interface FoundProgram {
  readonly steps: readonly Step[];
  /** Wei in the numeraire. */
  readonly profit: bigint;
  /** Calls that had been executed when it was found. */
  readonly calls: number;
}

/** The same where it can be gone on from. */
export interface Candidate extends FoundProgram {
  /** How to get there again. */
  readonly way: Way;
}

const KEPT = 8;

/** Keeps the best of each shape, best first, a shorter one before a longer one that takes as much. */
export function insert<T extends FoundProgram>(list: T[], one: T): boolean {
  const shape = shapeOf(one);
  const known = list.findIndex((other) => shapeOf(other) === shape);
  if (known >= 0) {
    if (list[known]!.profit >= one.profit) return false;
    list.splice(known, 1);
  }
  list.push(one);
  list.sort((a, b) => (a.profit === b.profit ? a.steps.length - b.steps.length : a.profit > b.profit ? -1 : 1));
  list.length = Math.min(list.length, KEPT);
  return list.includes(one);
}

/** Whether so many programs are kept that one has to give place to another. */
export const isFull = (list: readonly FoundProgram[]): boolean => list.length >= KEPT;
