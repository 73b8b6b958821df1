import { expect } from "chai";
import type { Process } from "../../sim/environment/index.ts";
import { nominalOf } from "../../sim/environment/uncertain.ts";
import { Random } from "../../sim/core/random.ts";

/** The value of a process after a number of blocks, in `n` independent paths. */
export function endsOf(process: Process, blocks: number, n: number, key: string): number[] {
  const parameters = Object.fromEntries(Object.entries(process.parameters).map(([name, p]) => [name, nominalOf(p)]));
  const random = Random.of(1, key);
  return Array.from({ length: n }, (_, i) => {
    const path = process.path(parameters);
    const draws = random.at(i);
    let value = NaN;
    for (let block = 0; block < blocks; block++)
      value = path.next(Array.from({ length: process.innovations }, () => draws.unit()));
    return value;
  });
}

/** Asserts a mean to four standard errors, and says by how much it is off. */
export function expectMean(sample: readonly number[], expected: number): void {
  const n = sample.length;
  const mean = sample.reduce((sum, x) => sum + x, 0) / n;
  const error = Math.sqrt(sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1) / n);
  expect(error, "the sample must vary, or the test says nothing").to.be.greaterThan(0);
  expect(Math.abs(mean - expected) / error, `mean ${mean} +- ${error}, expected ${expected}`).to.be.lessThan(4);
}

/** Asserts a variance to four standard errors, those of the squared distances from the mean that theory gives. */
export function expectVariance(sample: readonly number[], mean: number, variance: number): void {
  const squares = sample.map((x) => (x - mean) ** 2);
  expectMean(squares, variance);
}
