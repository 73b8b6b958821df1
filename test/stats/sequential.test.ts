import { expect } from "chai";
import { Random } from "../../sim/core/random.ts";
import { bettingMean, studentMean, subGaussianMean, type AnytimeInterval } from "../../sim/stats/sequential-mean.ts";
import { anytimeProportion, decideYield, logEvidence } from "../../sim/stats/sequential-proportion.ts";
import { variance } from "../../sim/stats/mean.ts";
import { codeOf, normals } from "./support.ts";

function trials(seed: number, n: number, p: number): boolean[] {
  const random = Random.of(seed, "trials");
  return Array.from({ length: n }, () => random.unit() < p);
}

describe("deciding a yield before all runs are made", () => {
  it("is wrong in at most 5 % of 2,000 repetitions with the true yield at the limit, looking after every run", () => {
    for (const limit of [0.9, 0.5]) {
      let falsely = 0;
      for (let r = 0; r < 2000; r++) {
        if (decideYield(trials(r, 1000, limit), { limit, planned: 1000 }).verdict !== "undecided") falsely++;
      }
      expect(falsely / 2000, `limit ${limit}`).to.be.at.most(0.05);
      // not by never deciding: the same question off the limit is decided nearly always
      let right = 0;
      for (let r = 0; r < 200; r++) {
        if (decideYield(trials(r, 1000, limit - 0.1), { limit, planned: 1000 }).verdict === "not met") right++;
      }
      expect(right, `below ${limit}`).to.be.at.least(195);
    }
  });

  it("saves most of the runs where the answer is clear, and says how many", () => {
    const good = decideYield(trials(1, 1000, 0.99), { limit: 0.9, planned: 1000 });
    expect(good.verdict).to.equal("met");
    expect(good.n + good.saved).to.equal(1000);
    expect(good.saved).to.be.above(700);
    expect(good.estimate.low).to.be.at.least(0.9);
    const bad = decideYield(trials(1, 1000, 0.6), { limit: 0.9, planned: 1000 });
    expect(bad.verdict).to.equal("not met");
    expect(bad.saved).to.be.above(900);
  });

  it("keeps its verdict whatever is observed later", () => {
    const outcomes = trials(2, 400, 0.99);
    const decided = decideYield(outcomes, { limit: 0.9, planned: 1000 });
    const later = [...outcomes, ...new Array<boolean>(300).fill(false)];
    expect(decideYield(later, { limit: 0.9, planned: 1000 })).to.deep.equal(decided);
  });

  it("is undecided, not met or failed, where n is too small", () => {
    const few = decideYield([true, true, true], { limit: 0.9, planned: 1000 });
    expect(few).to.include({ verdict: "undecided", n: 3, saved: 0 });
    expect(few.estimate.high).to.equal(1);
    expect(few.estimate.low).to.be.below(0.9);
    expect(codeOf(() => decideYield([], { limit: 1, planned: 9 }))).to.equal("STATS_ARGUMENT");
  });

  it("agrees with its own interval", () => {
    for (const [k, n] of [
      [0, 12],
      [12, 12],
      [70, 100],
    ] as const) {
      const { low, high } = anytimeProportion(k, n);
      if (k > 0) expect(logEvidence(k, n, low)).to.be.closeTo(Math.log(20), 1e-6);
      if (k < n) expect(logEvidence(k, n, high)).to.be.closeTo(Math.log(20), 1e-6);
    }
  });
});

describe("means that may be looked at after every run", () => {
  const everLost = (
    interval: AnytimeInterval,
    draw: (random: Random, n: number) => ArrayLike<number>,
    truth: number,
  ) => {
    let lost = 0;
    for (let r = 0; r < 200; r++) {
      const sample = Array.from(draw(Random.of(r, "looks"), 120));
      for (let n = 2; n <= 120; n += n < 20 ? 2 : 20) {
        const { low, high } = interval(sample.slice(0, n), 0.9);
        if (low <= truth && truth <= high) continue;
        lost++;
        break;
      }
    }
    return lost / 200;
  };
  const uniforms = (random: Random, n: number) => Float64Array.from({ length: n }, () => random.unit());

  it("lose the truth at any look in no more repetitions than they admit", () => {
    // 10 % admitted, and 3 standard errors of 200 repetitions
    const max = 0.1 + 3 * Math.sqrt(0.09 / 200);
    expect(
      everLost(studentMean(), (random, n) => normals(random, n, 7), 7),
      "normal",
    ).to.be.at.most(max);
    expect(
      everLost(subGaussianMean(1), (random, n) => normals(random, n, 7), 7),
      "sub-Gaussian",
    ).to.be.at.most(max);
    expect(everLost(bettingMean(0, 1), uniforms, 0.5), "bounded").to.be.at.most(max);
    const rare = (random: Random, n: number) => Float64Array.from({ length: n }, () => (random.unit() < 0.03 ? 1 : 0));
    expect(everLost(bettingMean(0, 1), rare, 0.03), "rare").to.be.at.most(max);
  });

  it("would lose it far more often with an interval made for one look", () => {
    const once: AnytimeInterval = (sample, confidence) => {
      const { value, n } = subGaussianMean(1)(sample, confidence);
      const half = 1.6448536269514722 / Math.sqrt(n);
      return { value, low: value - half, high: value + half, n, confidence };
    };
    expect(everLost(once, (random, n) => normals(random, n, 7), 7)).to.be.above(0.25);
  });

  it("close in on the mean", () => {
    const sample = uniforms(Random.of(1, "close"), 2000);
    for (const interval of [bettingMean(0, 1), subGaussianMean(0.5), studentMean()]) {
      const { low, high } = interval(sample, 0.95);
      expect(low).to.be.below(0.5);
      expect(high).to.be.above(0.5);
      expect(high - low).to.be.below(0.12);
    }
    // betting learns the variance, which the sub-Gaussian bound cannot
    const calm = sample.map((value) => 0.5 + 0.05 * (value - 0.5));
    const width = ({ low, high }: { low: number; high: number }): number => high - low;
    expect(width(bettingMean(0, 1)(calm, 0.95))).to.be.below(width(subGaussianMean(0.5)(calm, 0.95)) / 4);
  });

  it("scale with the unit of the observations", () => {
    const sample = uniforms(Random.of(2, "unit"), 50);
    const unit = bettingMean(0, 1)(sample, 0.95);
    const scaled = bettingMean(-100, 300)(
      sample.map((value) => 400 * value - 100),
      0.95,
    );
    expect(scaled.low).to.be.closeTo(400 * unit.low - 100, 1e-6);
    expect(scaled.high).to.be.closeTo(400 * unit.high - 100, 1e-6);
    expect(codeOf(() => bettingMean(0, 1)([0.5, 1.5], 0.95))).to.equal("STATS_ARGUMENT");
  });

  it("end where the Bayes factor of the t-test reaches 1/alpha", () => {
    const sample = normals(Random.of(3, "factor"), 25, 1);
    const { value, high } = studentMean(0.8)(sample, 0.95);
    const squared = (25 * (high - value) ** 2) / variance(sample);
    const spread = 1 + 25 * 0.64;
    const factor = ((1 + squared / 24) / (1 + squared / (24 * spread))) ** 12.5 / Math.sqrt(spread);
    expect(factor).to.be.closeTo(20, 1e-6);
  });

  it("know nothing before the evidence can suffice", () => {
    expect(studentMean()([1, 2], 0.99)).to.include({ low: -Infinity, high: Infinity, n: 2 });
  });
});
