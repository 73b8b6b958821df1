import { expect } from "chai";
import { RewardscapeError } from "../../sim/core/errors/errors.ts";
import { normalDraw } from "../../sim/core/normal.ts";
import { Random } from "../../sim/core/random.ts";
import type { Estimate } from "../../sim/stats/estimate.ts";

/** Independent normal draws of standard deviation 1. */
export function normals(random: Random, n: number, centre = 0): Float64Array {
  return Float64Array.from({ length: n }, () => centre + normalDraw(random.unit()));
}

/** The code of the error that the function throws; undefined if it throws none. */
export function codeOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof RewardscapeError) return error.code;
    throw error;
  }
  return undefined;
}

/** Share of repetitions whose interval covers the truth. */
export function coverage(repetitions: number, interval: (random: Random) => Estimate, truth: number): number {
  let covered = 0;
  for (let r = 0; r < repetitions; r++) {
    const { low, high } = interval(Random.of(r, "coverage"));
    if (low <= truth && truth <= high) covered++;
  }
  return covered / repetitions;
}

/** Fails unless the intervals cover within 3 standard errors of what they claim (`at least`: not more seldom). */
export function expectCoverage(
  repetitions: number,
  confidence: number,
  interval: (random: Random) => Estimate,
  truth: number,
  sense: "about" | "at least" = "about",
): void {
  const share = coverage(repetitions, interval, truth);
  const error = 3 * Math.sqrt((confidence * (1 - confidence)) / repetitions);
  expect(share, "coverage").to.be.at.least(confidence - error);
  if (sense === "about") expect(share, "coverage").to.be.at.most(confidence + error);
}
