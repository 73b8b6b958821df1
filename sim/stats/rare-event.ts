import { log } from "../core/math.ts";
import { normalCdf, normalQuantile } from "../core/normal.ts";
import type { Estimate } from "./estimate.ts";

const BELOW_ONE = 1 - Number.EPSILON / 2;

/** The probability of a failure (margin below zero) too rare to wait for. */
export interface RareEvent {
  /** When no failure was met: value 0, and `high` the upper bound of the rarest level that was reached. */
  readonly probability: Estimate;
  /** Evaluations spent. */
  readonly evaluations: number;
  /** Runs of plain Monte Carlo that would give an interval as narrow; Infinity when no failure was met. */
  readonly plainRuns: number;
  /** Margins of the levels passed on the way, descending to 0. */
  readonly levels: readonly number[];
}

/** Where points live: independent standard normal innovations, or innovations in [0, 1) as conditions carry them. */
export type InnovationSpace = "normal" | "unit";

/** A point of standard normal space as the evaluator wants it. */
export function innovations(z: readonly number[], space: InnovationSpace): number[] {
  return z.map((value) => (space === "normal" ? value : Math.min(normalCdf(value), BELOW_ONE)));
}

/** Puts the parts together and compares with plain Monte Carlo of the same interval width. */
export function rareEvent(probability: Estimate, evaluations: number, levels: readonly number[]): RareEvent {
  const { value, low, high, confidence } = probability;
  // relative half width, by the ratio of the ends: those of a rare event's interval lie lopsided about it
  const half = low > 0 ? log(high / low) / 2 : (high - low) / (2 * value);
  const error = half / normalQuantile((1 + confidence) / 2);
  const plainRuns = value > 0 ? (1 - value) / value / (error * error) : Infinity;
  return { probability, evaluations, plainRuns, levels };
}
