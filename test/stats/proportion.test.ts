import { expect } from "chai";
import { Random } from "../../sim/core/random.ts";
import { binomialDensity } from "../../sim/stats/distributions.ts";
import { verdictOf } from "../../sim/stats/estimate.ts";
import { clopperPearson, trialsToShow, upperBound, wilson } from "../../sim/stats/proportion.ts";
import { codeOf } from "./support.ts";

/** Probability that Clopper and Pearson's interval covers p: the sum over all outcomes that lead to one that does. */
function exactCoverage(n: number, p: number): number {
  let sum = 0;
  for (let k = 0; k <= n; k++) {
    const { low, high } = clopperPearson(k, n);
    if (low <= p && p <= high) sum += binomialDensity(k, n, p);
  }
  return sum;
}

describe("proportions", () => {
  it("give published intervals", () => {
    // Clopper-Pearson of 1 in 10, and Wilson of 10 in 100: standard tables
    expect(clopperPearson(1, 10).low).to.be.closeTo(0.0025286, 1e-7);
    expect(clopperPearson(1, 10).high).to.be.closeTo(0.445016, 1e-6);
    expect(wilson(10, 100).low).to.be.closeTo(0.05522914, 1e-7);
    expect(wilson(10, 100).high).to.be.closeTo(0.17436566, 1e-7);
  });

  it("cover in 10,000 repetitions as often as the exact binomial sum says, and never too seldom", () => {
    const repetitions = 10_000;
    for (const [n, p] of [
      [40, 0.9],
      [25, 0.5],
    ] as const) {
      const intervals = Array.from({ length: n + 1 }, (_, k) => clopperPearson(k, n));
      let covered = 0;
      for (let r = 0; r < repetitions; r++) {
        const random = Random.of(r, "coverage", n);
        let successes = 0;
        for (let i = 0; i < n; i++) if (random.unit() < p) successes++;
        if (intervals[successes]!.low <= p && p <= intervals[successes]!.high) covered++;
      }
      const share = covered / repetitions;
      const exact = exactCoverage(n, p);
      const error = Math.sqrt((exact * (1 - exact)) / repetitions);
      expect(share).to.be.at.least(0.95 - 3 * Math.sqrt((0.95 * 0.05) / repetitions));
      expect(share).to.be.closeTo(exact, 3 * error);
    }
  });

  it("cover at least as promised for every true value", () => {
    for (let p = 0.01; p < 1; p += 0.033) expect(exactCoverage(30, p), `p = ${p}`).to.be.at.least(0.95);
  });

  it("turn no failure into an upper bound, never into certainty", () => {
    for (const n of [1, 30, 1000]) {
      const yields = clopperPearson(n, n);
      expect(yields.low).to.be.below(1);
      expect(yields.low).to.be.closeTo(0.025 ** (1 / n), 1e-12);
      expect(verdictOf(yields, "at least", 1)).to.equal("undecided");
      expect(upperBound(0, n).high).to.be.closeTo(1 - 0.05 ** (1 / n), 1e-12);
    }
    // the rule of three
    expect(upperBound(0, 1000).high * 1000).to.be.within(2.98, 3);
    expect(upperBound(5, 5).high).to.equal(1);
  });

  it("say how many runs a claim takes", () => {
    // 59 runs without failure show 5 % at 95 %, 93 with one failure: published for non-parametric tolerance limits
    expect(trialsToShow(0.05)).to.equal(59);
    expect(trialsToShow(0.05, 0.95, 1)).to.equal(93);
    for (const failures of [0, 3]) {
      const n = trialsToShow(0.01, 0.99, failures);
      expect(upperBound(failures, n, 0.99).high).to.be.at.most(0.01);
      expect(upperBound(failures, n - 1, 0.99).high).to.be.above(0.01);
    }
  });

  it("refuse counts that cannot be", () => {
    for (const [k, n] of [
      [-1, 5],
      [6, 5],
      [1.5, 5],
      [0, 0],
    ] as const) {
      expect(codeOf(() => clopperPearson(k, n))).to.equal("STATS_ARGUMENT");
    }
  });
});
