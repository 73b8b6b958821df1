import { expect } from "chai";
import { Random } from "../../sim/core/random.ts";
import { anytimeMean } from "../../sim/stats/anytime-mean.ts";
import { anytimeQuantile } from "../../sim/stats/anytime-quantile.ts";
import { dependenceOf } from "../../sim/stats/autocorrelation.ts";
import { betweenSeeds } from "../../sim/stats/between-seeds.ts";
import { feasibility, freshReport } from "../../sim/stats/fresh-report.ts";
import { luckSeed, luckSensitivity } from "../../sim/stats/luck-sensitivity.ts";
import { decideRequirement, logEvidenceAbove, logEvidenceBelow, runsToShow } from "../../sim/stats/requirement.ts";
import { geneRest, restOf } from "../../sim/stats/rest.ts";
import { seriesMean } from "../../sim/stats/series-mean.ts";
import { shapedMean } from "../../sim/stats/skewed-mean.ts";
import { saltelliPoints } from "../../sim/stats/sobol-indices.ts";
import { uniformSampler } from "../../sim/stats/sampler.ts";
import { replicatedResponse } from "../../sim/stats/spectra/replicated-response.ts";
import { validRace } from "../../sim/stats/valid-race.ts";
import { autoregression, drifting, lognormal, normal, sampleOf } from "../../sim/validation/statistics/samplers.ts";
import { codeOf } from "./support.ts";

const random = Random.of(1, "known");

describe("effective sample size", () => {
  it("is near the closed form (1 - rho)/(1 + rho) n, from below, and n for what does not vary", () => {
    for (const rho of [0, 0.5, 0.8, 0.9]) {
      const { effective } = dependenceOf(autoregression(rho, 20_000, random.at(1)));
      const exact = ((1 - rho) / (1 + rho)) * 20_000;
      expect(effective / exact, `rho ${rho}`).to.be.within(0.75, 1.1);
    }
    expect(dependenceOf(new Float64Array(50))).to.deep.equal({ time: 1, effective: 50 });
    const alternating = Float64Array.from({ length: 100 }, (_, i) => (i % 2 ? 1 : -1));
    expect(dependenceOf(alternating).effective).to.be.at.most(100);
  });
});

describe("convergence", () => {
  it("says why it cannot tell: memory too long, or a drift neither here nor there", () => {
    const long = restOf(autoregression(0.97, 100, random.at(2)), { tolerance: 1 });
    expect(long.verdict).to.equal("cannot tell");
    expect(long.because).to.match(/worth .* independent/);
    expect([long.drift.high, long.level.high]).to.deep.equal([Infinity, Infinity]);
    const noisy = restOf(autoregression(0, 100, random.at(3)), { tolerance: 0.2 });
    expect(noisy.verdict).to.equal("cannot tell");
    expect(noisy.because).to.match(/drift/);
  });

  it("tells rest and drift apart, and the level", () => {
    const still = autoregression(0.3, 400, random.at(4)).map((x) => 7 + 0.01 * x);
    const rest = restOf(still, { tolerance: 0.1 });
    expect(rest.verdict).to.equal("converged");
    expect(rest.level.value).to.be.closeTo(7, 0.01);
    expect(restOf(drifting(still, 1), { tolerance: 0.1 }).verdict).to.equal("drifting");
    expect(codeOf(() => restOf([1, 2, 3], { tolerance: 1 }))).to.equal("STATS_SAMPLE");
    expect(codeOf(() => restOf(still, { tolerance: 0 }))).to.equal("STATS_ARGUMENT");
  });

  it("judges logarithms where the gene has a log scale", () => {
    // 0.002 to 20: a small part of the range on a linear scale, all of a decade on the gene's own.
    const falling = Float64Array.from({ length: 200 }, (_, i) => 0.5 * Math.exp(-i / 40 + 0.01 * Math.sin(i * i)));
    expect(Math.abs(restOf(falling, { tolerance: 0.02 * 20 }).drift.value)).to.be.lessThan(0.02 * 20);
    expect(geneRest(falling, "log", { tolerance: 0.02 * Math.log(1e4) }).verdict).to.equal("drifting");
    const flat = Float64Array.from({ length: 200 }, (_, i) => 0.5 * Math.exp(0.01 * Math.sin(i * i)));
    const { verdict, level } = geneRest(flat, "log", { tolerance: 0.02 * Math.log(1e4) });
    expect(verdict).to.equal("converged");
    expect(level.value).to.be.closeTo(0.5, 0.01);
    expect(level.low).to.be.lessThan(level.value);
  });
});

describe("what does not vary but by the last bits of floating-point sums", () => {
  it("is at rest, and has a mean", () => {
    const still = Float64Array.from({ length: 60 }, (_, i) => Math.log(0.1) + (i % 7) * 2e-16);
    expect(restOf(still, { tolerance: 0.01 }).verdict).to.equal("converged");
    expect(seriesMean(still).known).to.equal(true);
    expect(restOf(new Float64Array(60), { tolerance: 0.01 }).verdict).to.equal("converged");
  });
});

describe("the mean of one run", () => {
  it("has no interval where memory is too long, and says so", () => {
    const found = seriesMean(autoregression(0.95, 100, random.at(5)));
    expect(found.known).to.equal(false);
    expect(!found.known && found.because).to.match(/independent/);
    const short = seriesMean(autoregression(0, 100, random.at(6)));
    expect(short.known && short.estimate.n).to.be.within(40, 100);
  });
});

describe("several seeds", () => {
  it("finds basins with their shares, and says that seeds disagree", () => {
    const levels = [5, 0, 5, 0, 0, 5, 0, 0];
    const runs = levels.map((level, i) => autoregression(0.5, 200, random.at(7, i)).map((x) => level + 0.1 * x));
    const { basins, disagree, reduction } = betweenSeeds(runs, { tolerance: 0.1 });
    expect(disagree).to.equal(true);
    expect(reduction).to.be.greaterThan(10);
    expect(basins.map((basin) => basin.runs)).to.deep.equal([
      [1, 3, 4, 6, 7],
      [0, 2, 5],
    ]);
    expect(basins[0]!.share.value).to.equal(5 / 8);
    expect(betweenSeeds(runs.slice(3, 5), { tolerance: 0.1 }).disagree).to.equal(false);
    expect(codeOf(() => betweenSeeds(runs.slice(1, 2), { tolerance: 0.1 }))).to.equal("STATS_ARGUMENT");
  });
});

describe("corners", () => {
  it("have evidence that is a martingale at the limit and a supermartingale below", () => {
    for (const limit of [0.5, 0.9])
      for (const [k, n] of [
        [0, 0],
        [3, 4],
        [17, 20],
      ] as const) {
        const after = (truth: number) =>
          truth * Math.exp(logEvidenceAbove(k + 1, n + 1, limit)) +
          (1 - truth) * Math.exp(logEvidenceAbove(k, n + 1, limit));
        const now = Math.exp(logEvidenceAbove(k, n, limit));
        expect(after(limit) / now).to.be.closeTo(1, 1e-9);
        expect(after(limit - 0.1) / now).to.be.lessThan(1);
        expect(logEvidenceBelow(n - k, n, 1 - limit)).to.be.closeTo(logEvidenceAbove(k, n, limit), 1e-9);
      }
    expect(logEvidenceAbove(0, 0, 0.9)).to.be.closeTo(0, 1e-12);
  });

  it("are not shown by a few good runs, and a verdict stays", () => {
    const all = (n: number) => new Array<boolean>(n).fill(true);
    const enough = runsToShow(0.9);
    expect(enough).to.be.within(30, 60);
    expect(decideRequirement([all(enough - 1)], { limit: 0.9 }).verdict).to.equal("undecided");
    expect(decideRequirement([all(enough)], { limit: 0.9 }).verdict).to.equal("met");
    const later = decideRequirement([[...all(enough), ...all(30).map(() => false)]], { limit: 0.9 });
    expect([later.verdict, later.corners[0]!.n]).to.deep.equal(["met", enough]);
    expect(decideRequirement([all(enough), all(3)], { limit: 0.9 }).verdict).to.equal("undecided");
    const bad = decideRequirement([all(enough), all(40).map(() => false)], { limit: 0.9 });
    expect(bad.corners.map(({ verdict }) => verdict)).to.deep.equal(["met", "not met"]);
    expect(bad.verdict).to.equal("not met");
    expect(decideRequirement([], { limit: 0.9 }).verdict).to.equal("undecided");
  });
});

describe("means of few runs", () => {
  it("have no interval where the sample is too skew or too small, and say how many would do", () => {
    const skew = shapedMean([1, 1.1, 0.9, 1, 1.2, 0.8, 1, 30]);
    expect(skew.guarantee === "none" && skew.because).to.match(/too few for this skew.*needed/);
    const one = shapedMean([1]);
    expect(one).to.include({ guarantee: "none", because: "1 observation does not show its skew, 8 do" });
    const few = shapedMean([1, 2, 3]);
    expect(few.guarantee === "none" && few.because).to.match(/3 observations/);
  });

  it("are approximate without a range, and tell what may be unseen; valid with one", () => {
    const sample = sampleOf(normal, 8, random.at(8)).map((x) => 0.5 + 0.01 * x);
    const found = shapedMean(sample);
    expect(found.guarantee === "approximate" && found.unseen).to.be.closeTo(1 - 0.05 ** (1 / 8), 1e-12);
    const valid = shapedMean(sample, { range: [0, 1] });
    expect(valid.guarantee).to.equal("valid");
    expect(codeOf(() => shapedMean(sample, { range: [0, 0.4] }))).to.equal("STATS_ARGUMENT");
    expect(anytimeMean(sample, 0.95).guarantee).to.equal("approximate");
    expect(anytimeMean(sample, 0.95, [0, 1]).guarantee).to.equal("valid");
  });

  it("of a chosen design come from fresh seeds, with the winner's curse", () => {
    const seeds = (from: number) => Array.from({ length: 16 }, (_, i) => String(from + i));
    const designs = Array.from({ length: 100 }, (_, d) => sampleOf(normal, 16, random.at(9, d)));
    const sums = designs.map((values) => values.reduce((sum, x) => sum + x, 0));
    const best = designs[sums.indexOf(Math.max(...sums))]!;
    const fresh = { seeds: seeds(100), values: sampleOf(normal, 16, random.at(10)) };
    const report = freshReport({ seeds: seeds(0), values: best }, fresh);
    expect(report.selected).to.be.greaterThan(0.4); // the largest of 100 errors of a quarter
    expect(report.curse!.low).to.be.greaterThan(0);
    expect(feasibility(report.fresh, "at least", 0.3)).to.not.equal("met");
    expect(feasibility(shapedMean(sampleOf(lognormal(2), 16, random.at(11))), "at least", 0)).to.equal("undecided");
    expect(codeOf(() => freshReport({ seeds: seeds(0), values: best }, { ...fresh, seeds: seeds(15) }))).to.equal(
      "STATS_ARGUMENT",
    );
  });
});

describe("racing on any noise", () => {
  const rounds = [8, 16, 32, 64];
  const designs = [0.2, 0.9].map((level, d) => ({
    results: Array.from({ length: 64 }, (_, s) => [level + 0.1 * random.at(12, d, s).unit()]),
  }));

  it("drops what is shown to be worse on a declared range, and nothing on means without one", () => {
    const by = (range?: readonly [number, number]) =>
      validRace(designs, {
        goals: [{ kind: "maximize", statistic: { of: "mean", ...(range && { range }) } }],
        rounds,
        designs: 2,
      });
    expect(by([0, 1]).standings.map(({ state }) => state)).to.deep.equal(["dominated", "complete"]);
    expect(by([0, 1]).guarantee).to.equal("valid");
    expect(by().standings.map(({ state }) => state)).to.deep.equal(["complete", "complete"]);
    expect(by().guarantee).to.equal("approximate");
  });

  it("drops by ranks on quantiles, whichever way is better, and by constraints", () => {
    const states = (kind: "maximize" | "minimize") =>
      validRace(designs, {
        goals: [{ kind, statistic: { of: "quantile", q: 0.5 } }],
        rounds,
        designs: 2,
      }).standings.map(({ state }) => state);
    expect(states("maximize")).to.deep.equal(["dominated", "complete"]);
    expect(states("minimize")).to.deep.equal(["complete", "dominated"]);
    for (const [kind, bound, expected] of [
      ["at least", 0.6, ["infeasible", "complete"]],
      ["at most", 0.6, ["complete", "infeasible"]],
      ["at least", 2, ["infeasible", "infeasible"]],
      ["at most", 2, ["complete", "complete"]],
    ] as const) {
      const goals = [{ kind, bound, statistic: { of: "mean", range: [0, 1] } }] as const;
      expect(validRace(designs, { goals, rounds, designs: 2 }).standings.map(({ state }) => state)).to.deep.equal(
        expected,
      );
    }
    for (const [kind, expected] of [
      ["at least", ["infeasible", "complete"]],
      ["at most", ["complete", "infeasible"]],
    ] as const) {
      const goals = [{ kind, bound: 0.6, statistic: { of: "quantile", q: 0.5 } }] as const;
      expect(validRace(designs, { goals, rounds, designs: 2 }).standings.map(({ state }) => state)).to.deep.equal(
        expected,
      );
    }
  });

  it("shares the error among all designs that the search may ever hold", () => {
    const goals = [{ kind: "maximize", statistic: { of: "mean", range: [0, 1] } }] as const;
    const short = designs.map(({ results }) => ({ results: results.slice(0, 24) }));
    expect(validRace(short, { goals, rounds, designs: 2 }).standings[0]!.state).to.equal("dominated");
    expect(validRace(short, { goals, rounds, designs: 20_000 }).standings[0]!.state).to.equal("continues");
    expect(codeOf(() => validRace(short, { goals, rounds, designs: 1 }))).to.equal("STATS_ARGUMENT");
  });

  it("has quantiles that are infinite until there are enough observations", () => {
    const { low, high } = anytimeQuantile([1, 2, 3], 0.5);
    expect([low, high]).to.deep.equal([-Infinity, Infinity]);
    const of100 = anytimeQuantile(
      Float64Array.from({ length: 101 }, (_, i) => i),
      0.5,
    );
    expect(of100.value).to.equal(50);
    expect(of100.low).to.be.within(25, 45);
    expect(100 - of100.high).to.equal(of100.low);
  });
});

describe("answers of several replicates", () => {
  const of = (gain: (f: number) => number, noise: number, replicates = 6) =>
    Array.from({ length: replicates }, (_, r) =>
      Array.from({ length: 10 }, (_value, f) => ({
        re: gain(f) + noise * normal.draw(random.at(13, r, f, 0)),
        im: noise * normal.draw(random.at(13, r, f, 1)),
      })),
    );

  it("tell resonance from noise, with the noise floor beside the gain", () => {
    const found = replicatedResponse(of((f) => (f === 4 ? 6 : 1), 0.1));
    expect([found.verdict, found.peak]).to.deep.equal(["resonant", 4]);
    expect(found.gains[4]!.noiseFloor).to.be.within(0.05, 1);
    expect(found.gains[4]!.gain.low).to.be.greaterThan(2 * found.plain.high);
    const drowned = replicatedResponse(of(() => 0, 1));
    expect(drowned.verdict).to.equal("cannot tell");
    expect(drowned.gains.every(({ gain, noiseFloor }) => gain.value < noiseFloor)).to.equal(true);
    expect(replicatedResponse(of(() => 1, 0.01)).verdict).to.equal("damped");
    expect(codeOf(() => replicatedResponse(of(() => 1, 1, 1)))).to.equal("STATS_ARGUMENT");
  });
});

describe("sensitivity with luck", () => {
  const of = (value: (x: readonly number[]) => number, rows: number) =>
    luckSensitivity(2, saltelliPoints(3, rows, uniformSampler(random.at(14))).map(value), {
      random: random.at(15),
      resamples: 200,
    });

  it("charges luck to luck, and shows no inert factor", () => {
    const { factors, luck, undersampled } = of(([a, , l]) => a! + 2 * l!, 256);
    expect(undersampled).to.equal(undefined);
    expect(factors.map(({ verdict }) => verdict)).to.deep.equal(["shown", "not shown"]);
    expect(luck.total.value).to.be.closeTo(0.8, 0.15);
    expect(factors[0]!.total.value).to.be.closeTo(0.2, 0.1);
  });

  it("says undersampling", () => {
    expect(of(([a]) => a!, 32).undersampled).to.match(/32 rows/);
    expect(of(([a, b]) => (a! < 0.02 ? 50 : 0) + b!, 128).undersampled).to.match(/rows needed|not sampled/);
  });

  it("turns a coordinate into a seed, one for each", () => {
    expect(luckSeed("7", 0.25)).to.equal(luckSeed("7", 0.25));
    expect(luckSeed("7", 0.25)).to.not.equal(luckSeed("7", 0.25 + 1e-9));
  });
});
