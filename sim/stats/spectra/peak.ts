import { exp, log } from "../../core/math.ts";
import type { Estimate } from "../estimate.ts";
import type { Inquiry } from "../inquiry.ts";
import { distinct, nearestFrequency, omega, type Frequency } from "./frequency.ts";
import type { LockIn } from "./lock-in.ts";

/** The highest gain over frequency. */
export interface Peak {
  /** Where the highest gain was measured, and that in radians a step. */
  readonly frequency: Frequency;
  readonly omega: number;
  readonly gain: Estimate;
  /** Relative width of the frequencies between which the maximum lies; 0 at an end of the grid. */
  readonly bracket: number;
}

const WIDTH = 0.002;
const INTERIOR = 6; // frequencies added a round: the bracket shrinks by 3.5 each time

/** Closes in on the maximum of a sweep until its neighbours are 0.2 % apart, or no whole period lies between them. */
export function* refinePeak<Point, Value>(
  sweep: readonly LockIn[],
  longest: number,
  measure: (frequencies: readonly Frequency[]) => Inquiry<Point, Value, LockIn[]>,
): Inquiry<Point, Value, Peak> {
  let known = [...sweep];
  for (;;) {
    const best = known.reduce((top, each, i) => (each.gain.value > known[top]!.gain.value ? i : top), 0);
    const { frequency, gain } = known[best]!;
    const low = known[best - 1];
    const high = known[best + 1];
    if (low === undefined || high === undefined) return { frequency, omega: omega(frequency), gain, bracket: 0 };
    const from = omega(low.frequency);
    const to = omega(high.frequency);
    const bracket = to / from - 1;
    const ratio = log(to / from) / (INTERIOR + 1);
    const added = distinct(
      Array.from({ length: INTERIOR }, (_, i) => nearestFrequency(from * exp(ratio * (i + 1)), longest)),
    ).filter((f) => known.every((each) => omega(each.frequency) !== omega(f)));
    if (bracket <= WIDTH || added.length === 0) return { frequency, omega: omega(frequency), gain, bracket };
    known = [...known, ...(yield* measure(added))].sort((a, b) => omega(a.frequency) - omega(b.frequency));
  }
}
