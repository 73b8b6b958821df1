import { exp, log } from "../core/math.ts";
import { normalDraw, normalQuantile } from "../core/normal.ts";

/** Known within limits only: a run takes `nominal`, corners take the limits, sampling is uniform between them. */
export interface Range {
  readonly kind: "range";
  readonly nominal: number;
  readonly min: number;
  readonly max: number;
}

export interface Uniform {
  readonly kind: "uniform";
  readonly min: number;
  readonly max: number;
}

export interface Normal {
  readonly kind: "normal";
  readonly mean: number;
  readonly deviation: number;
}

export interface Lognormal {
  readonly kind: "lognormal";
  readonly median: number;
  /** Standard deviation of the natural logarithm. */
  readonly deviation: number;
}

/** A number that nobody controls and that may not be known: a plain number is known. */
export type Uncertain = number | Range | Uniform | Normal | Lognormal;

/**
 * Anywhere between two limits. `nominal` is what a run without a corner takes.
 *
 * @example
 * const fee = constant(range(0.003, 0.001, 0.01));
 */
export function range(nominal: number, min: number, max: number): Range {
  return { kind: "range", nominal, min, max };
}

/**
 * Uniformly distributed on [min, max]; nominal is the middle.
 *
 * @example
 * const fee = constant(uniform(0.001, 0.01));
 */
export function uniform(min: number, max: number): Uniform {
  return { kind: "uniform", min, max };
}

/**
 * Normally distributed; nominal is the mean.
 *
 * @example
 * const demand = constant(normal(100, 10));
 */
export function normal(mean: number, deviation: number): Normal {
  return { kind: "normal", mean, deviation };
}

/**
 * `median` times e^(deviation Z) for a standard normal Z; nominal is the median.
 *
 * @example
 * const demand = constant(lognormal(100, 0.3));
 */
export function lognormal(median: number, deviation: number): Lognormal {
  return { kind: "lognormal", median, deviation };
}

/** Probability left outside each corner of a distribution: the three-sigma point of a normal variable. */
export const CORNER_TAIL = 0.0013498980316300946;

/** The value that a run takes when nothing pins the variable. */
export function nominalOf(uncertain: Uncertain): number {
  if (typeof uncertain === "number") return uncertain;
  switch (uncertain.kind) {
    case "range":
      return uncertain.nominal;
    case "uniform":
      return uncertain.min + (uncertain.max - uncertain.min) / 2;
    case "normal":
      return uncertain.mean;
    case "lognormal":
      return uncertain.median;
  }
}

/** The two corners: the limits of a range or uniform variable, the three-sigma points of a distribution. */
export function cornersOf(uncertain: Uncertain): readonly [low: number, high: number] {
  if (typeof uncertain === "number") return [uncertain, uncertain];
  if (uncertain.kind === "range" || uncertain.kind === "uniform") return [uncertain.min, uncertain.max];
  return [quantileOf(uncertain, CORNER_TAIL), quantileOf(uncertain, 1 - CORNER_TAIL)];
}

/** The value that an innovation u in [0, 1) stands for: the inverse of the distribution function. */
export function sampleOf(uncertain: Uncertain, u: number): number {
  if (typeof uncertain === "number") return uncertain;
  if (uncertain.kind === "range" || uncertain.kind === "uniform")
    return uncertain.min + u * (uncertain.max - uncertain.min);
  return place(uncertain, normalDraw(u));
}

/** What is wrong with the numbers of a declaration, as (expected, found) pairs; empty when nothing is. */
export function uncertainFaults(uncertain: Uncertain): { expected: string; found: string }[] {
  const faults: { expected: string; found: string }[] = [];
  const numbers = typeof uncertain === "number" ? { value: uncertain } : uncertain;
  for (const [name, value] of Object.entries(numbers))
    if (name !== "kind" && !Number.isFinite(value)) faults.push({ expected: `a finite ${name}`, found: String(value) });
  if (faults.length > 0 || typeof uncertain === "number") return faults;
  if ("min" in uncertain && !(uncertain.min <= uncertain.max))
    faults.push({ expected: "min <= max", found: `min ${uncertain.min} > max ${uncertain.max}` });
  else if (uncertain.kind === "range" && !(uncertain.min <= uncertain.nominal && uncertain.nominal <= uncertain.max))
    faults.push({
      expected: `a nominal value within [${uncertain.min}, ${uncertain.max}]`,
      found: String(uncertain.nominal),
    });
  if ("deviation" in uncertain && !(uncertain.deviation >= 0))
    faults.push({ expected: "a standard deviation of at least 0", found: String(uncertain.deviation) });
  if (uncertain.kind === "lognormal" && !(uncertain.median > 0))
    faults.push({ expected: "a median above 0", found: String(uncertain.median) });
  return faults;
}

function quantileOf(uncertain: Normal | Lognormal, p: number): number {
  return place(uncertain, normalQuantile(p));
}

function place(uncertain: Normal | Lognormal, z: number): number {
  return uncertain.kind === "normal"
    ? uncertain.mean + uncertain.deviation * z
    : exp(log(uncertain.median) + uncertain.deviation * z);
}
