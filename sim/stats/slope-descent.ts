import type { Inquiry } from "./inquiry.ts";

/** Where a descent stands: its lowest point and the distance at which it last looked around. */
export interface Descent {
  readonly point: readonly number[];
  readonly value: number;
  readonly radius: number;
}

const WORTHWHILE = 0.95;

/**
 * Goes down a slope of [0, 1]^d in few evaluations and wide batches: d points around the best give the slope, then
 * steps towards where the slope says the value reaches zero (B. Polyak's step length, 1969) and to shares of it. The
 * radius follows the distance moved. Ends when twice running the value fell by less than a twentieth, as it does where the
 * slope leads to no zero, or when a value below zero is found.
 */
export function* slopeDescent(start: Descent): Inquiry<readonly number[], number, Descent> {
  let { point, value, radius } = start;
  for (let misses = 0; misses < 2 && value >= 0 && radius > 1e-9;) {
    const probes = point.map((x, i) => replaced(point, i, x + radius <= 1 ? x + radius : x - radius));
    const around = yield probes;
    const slope = point.map((x, i) => (around[i]! - value) / (probes[i]![i]! - x));
    const steepness = slope.reduce((sum, s) => sum + s * s, 0);
    const origin = point;
    const before = value;
    for (const [i, probe] of probes.entries()) if (around[i]! < value) [point, value] = [probe, around[i]!];
    if (value >= 0 && steepness > 0) {
      // where the slope is gentle zero is far off: no further than eight radii at once
      const full = Math.min(before / steepness, (8 * radius) / Math.sqrt(steepness));
      const trials = [1, 0.5, 0.2].map((share) => origin.map((x, i) => clamp(x - share * full * slope[i]!)));
      const lower = yield trials;
      for (const [i, trial] of trials.entries()) if (lower[i]! < value) [point, value] = [trial, lower[i]!];
    }
    misses = value < WORTHWHILE * before ? 0 : misses + 1;
    radius = value < before ? Math.min(2 * radius, Math.max(distance(origin, point) / 4, radius / 16)) : radius / 4;
  }
  return { point, value, radius };
}

function replaced(point: readonly number[], i: number, value: number): number[] {
  return point.map((x, j) => (j === i ? value : x));
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) * (value - b[i]!), 0));
}
