import type { Aims } from "./aims.ts";
import type { Step } from "./exploration.ts";
import type { Budget } from "./budget.ts";
import { withUnit, type MeasureUnits } from "../scenario/measures.ts";

/** What a live line shows of a search. */
export interface ExploreProgress {
  readonly evaluations: number;
  readonly budget: Budget;
  readonly designs: number;
  readonly feasible: number;
  readonly batches: number;
  /** Best objective in its own sense and unit, size of the front, or least violation. */
  readonly best: string;
  readonly seconds: number;
  /** Evaluations a second since the first was done: workers boot before it, and what is stored comes with it. */
  readonly rate: number;
}

/** Tells how fast evaluations come, from the first that is done. */
export class RateEstimate {
  #first: { readonly done: number; readonly seconds: number } | undefined;

  rate(done: number, seconds: number): number {
    const first = (this.#first ??= { done, seconds });
    return seconds > first.seconds ? (done - first.done) / (seconds - first.seconds) : 0;
  }
}

/** The best so far as people read it; empty before there is any. */
export function bestText({ kind, objectives, signs }: Aims, last: Step | undefined, units: MeasureUnits): string {
  if (!last) return "";
  if (last.front.length === 0) return `least violation ${Number(last.violation.toPrecision(3))} of the bounds`;
  if (kind !== "one") return `${last.front.length} designs in the front`;
  const value = last.front[0]![0]! * signs[0]!;
  const [objective] = objectives as readonly [string];
  return withUnit(`best ${objective} ${Number(value.toPrecision(4))}`, objective, units);
}
