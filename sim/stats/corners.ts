import type { Random } from "../core/random.ts";
import { coveringArray } from "./covering-array.ts";
import { requireThat } from "./estimate.ts";
import { latinSampler } from "./sampler.ts";

/** A point of [0, 1]^d to verify at, each coordinate a share of a variable's range or a quantile of its distribution. */
export interface Corner {
  /** `nominal`, `extreme` (every coordinate at one of its levels) or `inside` (Latin hypercube). */
  readonly kind: "nominal" | "extreme" | "inside";
  readonly point: readonly number[];
}

export interface CornerOptions {
  /** Levels of each variable: a range [0, 1]; a distribution its tail quantiles, such as [0.001, 0.999]. */
  readonly levels: readonly (readonly number[])[];
  /** Default 0.5 in every coordinate. */
  readonly nominal?: readonly number[];
  /** Most extreme corners of a full factorial; beyond it pairs of levels are covered instead. Default 64. */
  readonly max?: number;
  /** Points inside when pairs only are covered; default 2 a variable. */
  readonly inside?: number;
  readonly random: Random;
}

/**
 * The corners of a verification: the nominal point, then every combination of levels where these are few; where they
 * are many, rows in which any two variables meet in all their combinations, and a Latin hypercube for the inside.
 */
export function corners(options: CornerOptions): Corner[] {
  const { levels, max = 64, random } = options;
  const { nominal = levels.map(() => 0.5), inside = 2 * levels.length } = options;
  for (const list of levels) {
    requireThat(list.length >= 1 && list.every((u) => u >= 0 && u <= 1), "levels within [0, 1]", list, "corners");
  }
  requireThat(nominal.length === levels.length, `${levels.length} nominal coordinates`, nominal.length, "corners");
  const centre: Corner = { kind: "nominal", point: nominal };
  if (levels.length === 0) return [centre];
  const few = levels.reduce((product, list) => product * list.length, 1) <= max;
  const rows = few
    ? fullFactorial(levels.map((list) => list.length))
    : coveringArray(levels.map((list) => list.length));
  const extremes = rows.map((row): Corner => ({ kind: "extreme", point: row.map((level, j) => levels[j]![level]!) }));
  const filling = few ? [] : latinSampler(random)(inside, levels.length);
  return [centre, ...extremes, ...filling.map((point): Corner => ({ kind: "inside", point }))];
}

/** Every combination of levels, the last factor changing fastest. */
export function fullFactorial(levels: readonly number[]): number[][] {
  return levels.reduce<number[][]>(
    (rows, count) => rows.flatMap((row) => Array.from({ length: count }, (_, level) => [...row, level])),
    [[]],
  );
}

/** One run of a statistical corner: which corner, and which replicate of the randomness. */
export interface CornerRun {
  readonly corner: number;
  readonly replicate: number;
}

/**
 * Monte Carlo within each corner, replicate by replicate across all corners: a run that is stopped early has looked at
 * every corner equally often, and the same replicate takes the same seed in every corner, so that corners compare
 * paired.
 */
export function cornerRuns(corners: number, replicates: number): CornerRun[] {
  return Array.from({ length: corners * replicates }, (_, i) => ({
    corner: i % corners,
    replicate: Math.floor(i / corners),
  }));
}
