import { expect } from "chai";
import fc from "../properties.ts";
import { normalDraw } from "../../sim/core/normal.ts";
import { Random } from "../../sim/core/random.ts";
import { convergence, scaleReduction } from "../../sim/stats/convergence.ts";
import { gini, herfindahl, lorenz, ratio } from "../../sim/stats/inequality.ts";
import { codeOf } from "./support.ts";

const ETHER = 10n ** 18n;
const wei = fc.bigInt({ min: 0n, max: 10n ** 30n });

describe("inequality", () => {
  it("knows equality, monopoly and a distribution worked by hand", () => {
    expect(gini([ETHER, ETHER, ETHER])).to.equal(0);
    expect(gini([0n, 0n, 0n, 5n * ETHER])).to.equal(0.75);
    expect(gini([1n, 2n, 3n, 4n])).to.equal(0.25);
    expect(herfindahl([ETHER, ETHER, ETHER, ETHER])).to.equal(0.25);
    expect(herfindahl([0n, ETHER])).to.equal(1);
    expect([gini([]), gini([0n]), herfindahl([])]).to.deep.equal([0, 0, 0]);
    expect(lorenz([3n, 1n])).to.deep.equal([
      { population: 0, wealth: 0 },
      { population: 0.5, wealth: 0.25 },
      { population: 1, wealth: 1 },
    ]);
  });

  it("tells holdings apart that differ by one wei beyond the digits of a float", () => {
    const rich = 10n ** 40n;
    expect(gini([rich, rich])).to.equal(0);
    expect(gini([rich, rich + 1n])).to.be.closeTo(0.25e-40, 1e-55);
  });

  it("depends on shares alone: neither on order nor on the unit", () => {
    fc.assert(
      fc.property(fc.array(wei, { minLength: 1, maxLength: 20 }), (holdings) => {
        const value = gini(holdings);
        expect(value).to.be.within(0, 1 - 1 / holdings.length);
        expect(gini([...holdings].reverse())).to.equal(value);
        expect(gini(holdings.map((holding) => 7n * holding))).to.equal(value);
        expect(herfindahl(holdings)).to.be.within(0, 1);
      }),
    );
  });

  it("is twice the area between the Lorenz curve and the diagonal", () => {
    fc.assert(
      fc.property(fc.array(wei, { minLength: 1, maxLength: 20 }), (holdings) => {
        const curve = lorenz(holdings);
        let area = 0;
        curve.slice(1).forEach((point, i) => (area += (point.wealth + curve[i]!.wealth) / 2 / holdings.length));
        expect(1 - 2 * area).to.be.closeTo(gini(holdings), 1e-12);
        curve.slice(1).forEach((point, i) => expect(point.wealth).to.be.at.least(curve[i]!.wealth));
      }),
    );
  });

  it("divides integers of any size to the last digits of a float", () => {
    expect(ratio(10n ** 400n, 10n ** 400n * 3n)).to.be.closeTo(1 / 3, 1e-16);
    expect(ratio(-1n, 4n)).to.equal(-0.25);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 52 }), fc.integer({ min: 1, max: 2 ** 52 }), (a, b) => {
        expect(ratio(BigInt(a), BigInt(b)) / (a / b) - 1).to.be.closeTo(0, 3e-16);
      }),
    );
    expect(codeOf(() => gini([-1n, 2n]))).to.equal("STATS_ARGUMENT");
  });
});

/** A gene's mean by generation: first-order autoregressive noise around a trend. */
function series(seed: number, n: number, trend: (t: number) => number, correlation = 0.5, scale = 0.02): Float64Array {
  const random = Random.of(seed, "gene");
  let noise = 0;
  return Float64Array.from({ length: n }, (_, t) => {
    noise = correlation * noise + scale * normalDraw(random.unit());
    return trend(t) + noise;
  });
}

describe("convergence of a population", () => {
  const options = { tolerance: 0.03 };

  it("is found for a series that has come to rest, with the level it came to", () => {
    const settled = convergence(
      series(1, 600, (t) => 0.25 + Math.exp(-t / 40)),
      options,
    );
    expect(settled.verdict).to.equal("converged");
    expect(settled.level.low).to.be.below(0.25);
    expect(settled.level.high).to.be.above(0.25);
    expect(settled.resolution).to.be.below(options.tolerance);
  });

  it("is denied for a series that drifts, and not claimed for one too short or noisy to tell", () => {
    expect(
      convergence(
        series(2, 600, (t) => t / 1000),
        options,
      ).verdict,
    ).to.equal("drifting");
    const noisy = convergence(
      series(3, 60, () => 0.25, 0.5, 0.3),
      options,
    );
    expect(noisy.verdict).to.equal("undecided");
    expect(noisy.resolution).to.be.above(options.tolerance);
  });

  it("is claimed falsely in at most 2.5 % of series that moved by just the tolerance", () => {
    // 600 generations: the window is the last 300, and the move falls between its halves, where it adds no variance
    let falsely = 0;
    for (let seed = 0; seed < 1000; seed++) {
      const drifting = series(seed, 600, (t) => (t < 450 ? 0 : options.tolerance), 0.3, 0.02);
      if (convergence(drifting, options).verdict === "converged") falsely++;
    }
    expect(falsely / 1000).to.be.at.most(0.025 + 3 * Math.sqrt((0.025 * 0.975) / 1000));
  });

  it("has the power that its resolution states", () => {
    // the tolerance put at the typical resolution: four series at rest out of five are found converged
    const trials = Array.from({ length: 400 }, (_, seed) => series(seed, 600, () => 0.5, 0.3));
    const resolutions = trials.map((each) => convergence(each, options).resolution).sort((a, b) => a - b);
    const tolerance = resolutions[200]!;
    const converged = trials.filter((each) => convergence(each, { tolerance }).verdict === "converged").length;
    expect(converged / 400).to.be.within(0.7, 0.9);
  });

  it("needs twenty observations in its window", () => {
    expect(codeOf(() => convergence(new Array<number>(39).fill(1), options))).to.equal("STATS_SAMPLE");
    expect(convergence(new Array<number>(40).fill(1), options).verdict).to.equal("converged");
  });

  it("forgets the start in runs that agree, and remembers it in runs that do not", () => {
    const agreeing = [1, 2, 3, 4].map((seed) => series(seed, 400, (t) => 0.5 + seed * Math.exp(-t / 20)));
    const apart = [1, 2, 3, 4].map((seed) => series(seed, 400, () => 0.1 * seed));
    expect(scaleReduction(agreeing)).to.be.within(0.99, 1.1);
    expect(scaleReduction(apart)).to.be.above(2);
    expect(scaleReduction([new Array<number>(10).fill(1), new Array<number>(10).fill(1)])).to.equal(1);
    expect(codeOf(() => scaleReduction([[1, 2, 3]]))).to.equal("STATS_ARGUMENT");
  });
});
