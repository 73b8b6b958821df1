import { hypervolume } from "../search/index.ts";
import type { Aims } from "./aims.ts";
import type { Step } from "./exploration.ts";
import { type DesignRecord, isFeasible } from "./record.ts";

/** The corner behind the worst feasible objectives, so that the ends of a front count too. */
const BEHIND = 1.1;

/** Objectives scaled to what the feasible designs of a search span: 0 the best of each, 1 the worst. */
export interface Frame {
  readonly ideal: readonly number[];
  readonly worst: readonly number[];
}

/** Undefined without a feasible design. */
export function frameOf(records: readonly DesignRecord[]): Frame | undefined {
  const feasible = records.filter((record) => isFeasible(record) && record.objectives.every(Number.isFinite));
  const first = feasible[0];
  if (!first) return undefined;
  const extreme = (pick: (a: number, b: number) => number) =>
    first.objectives.map((_, m) =>
      feasible.reduce((end, { objectives }) => pick(end, objectives[m]!), first.objectives[m]!),
    );
  return { ideal: extreme(Math.min), worst: extreme(Math.max) };
}

/**
 * How good a search was after each step, larger is better: the hypervolume of the front as a share of the box between
 * the best and 1.1 times the range of what feasible designs showed, all steps by the same frame; for constraints only
 * 1 once they are met. 0 before there is a feasible design.
 */
export function goodness(aims: Aims, records: readonly DesignRecord[], steps: readonly Step[]): number[] {
  const frame = frameOf(records);
  if (!frame || aims.kind === "satisfy") return steps.map(({ feasible }) => (feasible > 0 ? 1 : 0));
  const reference = frame.ideal.map(() => BEHIND);
  const whole = BEHIND ** reference.length;
  return steps.map(
    ({ front }) =>
      hypervolume(
        front.map((point) => scaled(point, frame)),
        reference,
      ) / whole,
  );
}

export function scaled(point: readonly number[], { ideal, worst }: Frame): number[] {
  return point.map((value, m) => (worst[m]! > ideal[m]! ? (value - ideal[m]!) / (worst[m]! - ideal[m]!) : 0));
}
