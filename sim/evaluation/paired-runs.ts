import { rangesOf } from "../scenario/measures.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { shapedMean, type ShapedMean } from "../stats/skewed-mean.ts";
import type { SeedRun } from "./several-seeds.ts";

/** What a part of a scenario causes in one measure: the mean of the differences, seed by seed. */
export interface PairedMeasure {
  readonly measure: string;
  /** Means over the seeds. */
  readonly as: number;
  readonly rival: number;
  /** As asked minus the rival. Intervals hold together over all measures. */
  readonly difference: ShapedMean;
  /** Whether the interval leaves 0 out. */
  readonly differs: boolean;
}

export interface PairedRuns {
  readonly measures: readonly PairedMeasure[];
  /** Measures that some run could not tell, as those of a species that was left out. */
  readonly untold: readonly string[];
}

/**
 * Two ways to run a scenario, on the same seeds: with a part and without it, or with two designs. What is drawn is keyed
 * by seed and purpose, so the difference of a pair is not blurred by draws that have nothing to do with the part. Where a
 * measure declares its range the intervals hold on every noise. Pure; runs pair by their place.
 */
export function pairedRuns(
  scenario: Scenario,
  as: readonly SeedRun[],
  rival: readonly SeedRun[],
  confidence = 0.95,
): PairedRuns {
  const ranges = rangesOf(scenario.measures);
  const names = Object.keys(scenario.measures);
  const pairs = new Map(
    names.map((name) => [
      name,
      as.map((run, i) => [run.measurement.measures[name] ?? NaN, rival[i]!.measurement.measures[name] ?? NaN] as const),
    ]),
  );
  const told = names.filter((name) => pairs.get(name)!.every((pair) => pair.every(Number.isFinite)));
  const each = 1 - (1 - confidence) / Math.max(1, told.length);
  const measures = told.map((measure): PairedMeasure => {
    const values = pairs.get(measure)!;
    const range = ranges[measure];
    const width = range && range[1] - range[0];
    const difference = shapedMean(
      values.map(([with_, without]) => with_ - without),
      { confidence: each, ...(width !== undefined && { range: [-width, width] as const }) },
    );
    const average = (side: 0 | 1): number => values.reduce((sum, pair) => sum + pair[side], 0) / values.length;
    const differs = difference.guarantee !== "none" && (difference.estimate.low > 0 || difference.estimate.high < 0);
    return { measure, as: average(0), rival: average(1), difference, differs };
  });
  return { measures, untold: names.filter((name) => !told.includes(name)) };
}
