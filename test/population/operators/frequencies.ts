import { expect } from "chai";

/** Asserts counts against expected ones by Pearson's chi-square, to about four deviations of its distribution. */
export function expectFrequencies(counts: readonly number[], expected: readonly number[]): void {
  const chi = counts.reduce((sum, count, i) => sum + (count - expected[i]!) ** 2 / expected[i]!, 0);
  const freedom = counts.length - 1;
  // Wilson and Hilferty 1931: the cube root of chi-square over its freedom is nearly normal.
  const z = (Math.cbrt(chi / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));
  expect(z, `chi-square ${chi} with ${freedom} degrees of freedom: ${counts.join(", ")}`).to.be.lessThan(4);
}

/** Asserts the mean of a sample to four standard errors. */
export function expectMean(sample: readonly number[], expected: number): void {
  const n = sample.length;
  const mean = sample.reduce((sum, x) => sum + x, 0) / n;
  const error = Math.sqrt(sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1) / n);
  expect(error, "the sample must vary, or the test says nothing").to.be.greaterThan(0);
  expect(Math.abs(mean - expected) / error, `mean ${mean} +- ${error}, expected ${expected}`).to.be.lessThan(4);
}

export function countsOf(draws: readonly number[], kinds: number): number[] {
  const counts = new Array<number>(kinds).fill(0);
  for (const draw of draws) counts[draw]!++;
  return counts;
}
