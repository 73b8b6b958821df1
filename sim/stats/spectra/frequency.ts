import { exp, log, sin } from "../../core/math.ts";
import { requireThat } from "../estimate.ts";

/** A frequency of `periods` whole periods in `samples` steps: omega = 2 pi periods / samples radians a step. */
export interface Frequency {
  readonly periods: number;
  readonly samples: number;
}

/** Radians a step. */
export function omega(frequency: Frequency): number {
  return (2 * Math.PI * frequency.periods) / frequency.samples;
}

/** The shortest window in (longest/2, longest] whose whole periods come closest to omega, 0 < omega <= pi. */
export function nearestFrequency(target: number, longest: number): Frequency {
  requireThat(target > 0 && target <= Math.PI, "a frequency in (0, pi]", target, "nearestFrequency");
  let best = { periods: 1, samples: longest };
  for (let samples = Math.floor(longest / 2) + 1; samples <= longest; samples++) {
    const periods = Math.min(Math.max(1, Math.round((target * samples) / (2 * Math.PI))), Math.floor(samples / 2));
    if (Math.abs(omega({ periods, samples }) - target) < Math.abs(omega(best) - target)) best = { periods, samples };
  }
  return best;
}

/** `count` frequencies, log-spaced from one period in `longestPeriod` steps up to pi, ascending, without repeats. */
export function frequencyGrid(count: number, longestPeriod: number, longest: number): Frequency[] {
  requireThat(count >= 2, "2 frequencies or more", count, "frequencyGrid");
  const lowest = (2 * Math.PI) / longestPeriod;
  requireThat(
    longestPeriod > 2 && longestPeriod <= longest,
    `a longest period in (2, ${longest}]`,
    longestPeriod,
    "grid",
  );
  const step = log(Math.PI / lowest) / (count - 1);
  return distinct(
    Array.from({ length: count }, (_, i) => nearestFrequency(Math.min(Math.PI, lowest * exp(step * i)), longest)),
  );
}

/** Ascending, each frequency once. */
export function distinct(frequencies: readonly Frequency[]): Frequency[] {
  const ascending = [...frequencies].sort((a, b) => a.periods * b.samples - b.periods * a.samples);
  return ascending.filter(
    (f, i) => i === 0 || f.periods * ascending[i - 1]!.samples !== ascending[i - 1]!.periods * f.samples,
  );
}

/** sin(harmonic * (omega t + phase of the forcing) + quarter turns), reduced to one period before it is taken. */
export function wave(frequency: Frequency, t: number, harmonic = 1, quarter = 0): number {
  const { periods, samples } = frequency;
  const turn = (harmonic * ((periods * t) % samples)) / samples + harmonic * forcingPhase(frequency) + quarter / 4;
  return sin(2 * Math.PI * (turn - Math.floor(turn)));
}

/** Phase of the forcing in turns. At two steps a period a sine from phase 0 would be zero at every step. */
export function forcingPhase({ periods, samples }: Frequency): number {
  return 2 * periods === samples ? 0.25 : 0;
}
