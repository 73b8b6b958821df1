import { expect } from "chai";
import {
  constant,
  geometricBrownian,
  jumps,
  meanReverting,
  poissonArrivals,
  type Process,
} from "../../sim/environment/index.ts";
import { poissonCount } from "../../sim/environment/poisson.ts";
import { endsOf, expectMean, expectVariance } from "./moments.ts";

const N = 4000;

describe("random processes against their closed forms", () => {
  it("a constant stays", () => {
    expect(endsOf(constant(3.5), 4, 2, "constant")).to.deep.equal([3.5, 3.5]);
  });

  it("geometric Brownian motion: mean, and mean and variance of the logarithm", () => {
    const ends = endsOf(geometricBrownian({ initial: 50, drift: 0.02, volatility: 0.1 }), 10, N, "gbm");
    expectMean(ends, 50 * Math.exp(0.2));
    const logs = ends.map(Math.log);
    const mean = Math.log(50) + 10 * (0.02 - 0.005);
    expectMean(logs, mean);
    expectVariance(logs, mean, 10 * 0.01);
  });

  it("geometric Brownian motion: many small steps are as one long one", () => {
    const yearly = { initial: 1, drift: 0.3, volatility: 0.5 };
    const logs = endsOf(geometricBrownian({ ...yearly, blocksPerUnit: 20 }), 20, N, "gbm steps").map(Math.log);
    expectMean(logs, 0.3 - 0.125);
    expectVariance(logs, 0.3 - 0.125, 0.25);
  });

  it("Ornstein-Uhlenbeck: mean and variance on the way, exact for steps of any length", () => {
    const options = { initial: 5, mean: 1, rate: 0.7, volatility: 0.4 };
    const mean = 1 + 4 * Math.exp(-0.7 * 3);
    const variance = (0.16 * (1 - Math.exp(-2 * 0.7 * 3))) / 1.4;
    for (const blocksPerUnit of [1, 8]) {
      const ends = endsOf(meanReverting({ ...options, blocksPerUnit }), 3 * blocksPerUnit, N, `ou ${blocksPerUnit}`);
      expectMean(ends, mean);
      expectVariance(ends, mean, variance);
    }
  });

  it("Ornstein-Uhlenbeck without a rate is a Brownian motion", () => {
    const ends = endsOf(meanReverting({ initial: 2, mean: 9, rate: 0, volatility: 0.3 }), 4, N, "brownian");
    expectMean(ends, 2);
    expectVariance(ends, 2, 4 * 0.09);
  });

  it("mean reversion on the log scale is stationary about its median", () => {
    const process = meanReverting({ mean: 20, rate: 0.5, volatility: 0.2, scale: "log" });
    const logs = endsOf(process, 30, N, "schwartz").map(Math.log);
    expectMean(logs, Math.log(20));
    expectVariance(logs, Math.log(20), 0.04);
  });

  it("compensated jumps leave the mean of Merton's jump diffusion to the drift", () => {
    const below = geometricBrownian({ initial: 1, drift: 0.03, volatility: 0.1 });
    const options = { rate: 0.4, mean: -0.1, deviation: 0.2 };
    const ends = endsOf(jumps(below, options), 6, N, "merton");
    expectMean(ends, Math.exp(0.18));
    const growth = 0.4 * (Math.exp(-0.1 + 0.02) - 1);
    expectMean(
      endsOf(jumps(below, { ...options, compensated: false }), 6, N, "merton raw"),
      Math.exp(0.18 + 6 * growth),
    );
    const logs = ends.map(Math.log);
    const mean = 6 * (0.03 - 0.005 + 0.4 * -0.1 - growth);
    expectMean(logs, mean);
    expectVariance(logs, mean, 6 * (0.01 + 0.4 * (0.01 + 0.04)));
  });

  it("added jumps are a compound Poisson process", () => {
    const process = jumps(constant(10), { rate: 0.5, mean: 2, deviation: 1, effect: "add", compensated: false });
    const ends = endsOf(process, 8, N, "compound");
    expectMean(ends, 10 + 8 * 0.5 * 2);
    expectVariance(ends, 18, 8 * 0.5 * (4 + 1));
  });

  it("arrivals are Poisson: mean and variance are the rate, few or many", () => {
    for (const rate of [0.3, 4, 900, 20_000]) {
      const counts = endsOf(poissonArrivals({ rate }), 1, N, `poisson ${rate}`);
      expectMean(counts, rate);
      expectVariance(counts, rate, rate);
    }
  });

  it("arrivals invert the distribution function: the count steps up exactly where the sum of probabilities does", () => {
    const total = Math.exp(-2) * (1 + 2 + 2);
    expect(poissonCount(2, total - 1e-12)).to.equal(2);
    expect(poissonCount(2, total + 1e-12)).to.equal(3);
    expect(poissonCount(0, 0.999)).to.equal(0);
    expect(poissonCount(5, 0)).to.equal(0);
    expect(poissonCount(5, 1 - 2 ** -53)).to.be.within(25, 40);
    expect(poissonCount(1e6, 0.5)).to.be.within(999_999, 1_000_001);
  });

  it("every process goes on from a saved state as if it had not stopped", () => {
    const processes: Process[] = [
      constant(1),
      geometricBrownian({ initial: 1, volatility: 0.1 }),
      meanReverting({ mean: 1, rate: 0.1, volatility: 0.1 }),
      jumps(meanReverting({ mean: 1, rate: 0.1, volatility: 0.1, scale: "log" }), { rate: 1, deviation: 0.1 }),
      poissonArrivals({ rate: 2 }),
    ];
    for (const process of processes) {
      const parameters = Object.fromEntries(Object.entries(process.parameters).map(([name, p]) => [name, p as number]));
      const innovations = Array.from({ length: 6 }, (_, b) =>
        Array.from({ length: process.innovations }, (_, i) => ((b * 7 + i * 3 + 1) % 11) / 11),
      );
      const whole = process.path(parameters);
      const expected = innovations.map((u) => whole.next(u));
      const first = process.path(parameters);
      innovations.slice(0, 3).forEach((u) => first.next(u));
      const second = process.path(parameters);
      second.restore(JSON.parse(JSON.stringify(first.save())) as number[]);
      expect(
        innovations.slice(3).map((u) => second.next(u)),
        process.kind,
      ).to.deep.equal(expected.slice(3));
    }
  });
});
