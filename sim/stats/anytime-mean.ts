import type { Estimate } from "./estimate.ts";
import { bettingMean, studentMean } from "./sequential-mean.ts";

/** A mean that may be looked at after every observation. */
export interface AnytimeMean {
  /** `valid` on every noise, because the range is declared; `approximate` where it is not: right for normal noise only. */
  readonly guarantee: "valid" | "approximate";
  readonly estimate: Estimate;
}

/**
 * The mean of a sample that grows until one has seen enough. No finite interval holds for the mean of observations that
 * can be anything, however it is made; with a declared range betting holds for all.
 *
 * @example
 * const { guarantee, estimate } = anytimeMean([0.2, 0.4, 0.3], 0.95, [0, 1]);
 */
export function anytimeMean(
  sample: ArrayLike<number>,
  confidence: number,
  range?: readonly [number, number],
): AnytimeMean {
  if (range) return { guarantee: "valid", estimate: bettingMean(range[0], range[1])(sample, confidence) };
  return { guarantee: "approximate", estimate: studentMean()(sample, confidence) };
}
