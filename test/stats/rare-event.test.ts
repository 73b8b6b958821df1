import { expect } from "chai";
import { normalCdf, normalDensity } from "../../sim/core/normal.ts";
import { Random } from "../../sim/core/random.ts";
import { importanceSampling } from "../../sim/stats/importance-sampling.ts";
import { answerEach } from "../../sim/stats/inquiry.ts";
import type { RareEvent } from "../../sim/stats/rare-event.ts";
import { refinedRareEvent, type RefinedRareEvent } from "../../sim/stats/refined-rare-event.ts";
import { subsetSimulation } from "../../sim/stats/subset-simulation.ts";
import { codeOf } from "./support.ts";

type Margin = (point: readonly number[]) => number;

/** Fails beyond a plane at distance beta from the origin of normal space: probability Phi(-beta) in any dimension. */
const plane =
  (beta: number): Margin =>
  (z) =>
    beta - z.reduce((sum, value) => sum + value, 0) / Math.sqrt(z.length);

const normal = (
  method: typeof subsetSimulation | typeof importanceSampling,
  dimension: number,
  margin: Margin,
  seed = 1,
) => answerEach(method({ dimension, random: Random.of(seed, "rare"), space: "normal" }), margin);

const MILLIONTH = 4.753424308822899; // Phi(-4.7534...) = 1e-6

const covers = ({ probability }: RareEvent, truth: number): boolean =>
  probability.low <= truth && truth <= probability.high;

describe("rare failures", () => {
  for (const method of [importanceSampling, subsetSimulation]) {
    it(`${method.name} finds 1e-6 in 2 and 20 dimensions, and what plain Monte Carlo would have cost`, () => {
      for (const dimension of [2, 20]) {
        const found = normal(method, dimension, plane(MILLIONTH));
        expect(covers(found, 1e-6), `${dimension} dimensions`).to.equal(true);
        expect(found.probability.high / found.probability.low).to.be.below(method === importanceSampling ? 1.6 : 10);
        expect(found.evaluations).to.be.below(25_000);
        expect(found.plainRuns).to.be.above(50 * found.evaluations);
        expect(found.levels.length).to.be.at.least(5);
      }
    });

    it(`${method.name} covers the truth as often as it says`, () => {
      const repetitions = 100;
      let covered = 0;
      for (let r = 0; r < repetitions; r++) {
        if (covers(normal(method, 3, plane(3.5), r), normalCdf(-3.5))) covered++;
      }
      expect(covered / repetitions).to.be.at.least(0.95 - 3 * Math.sqrt((0.95 * 0.05) / repetitions));
    });
  }

  it("meet the closed form in the innovations that conditions carry, [0, 1)", () => {
    // the sum of five exponential variables exceeds c with probability e^-c sum c^k/k!
    const c = 25;
    let exact = 0;
    for (let k = 0, term = Math.exp(-c); k < 5; term *= c / ++k) exact += term;
    expect(exact).to.be.within(1e-7, 1e-6);
    const margin: Margin = (u) => {
      for (const value of u) expect(value).to.be.within(0, 1 - Number.EPSILON / 2);
      return c + u.reduce((sum, value) => sum + Math.log(1 - value), 0);
    };
    for (const method of [importanceSampling, subsetSimulation]) {
      const found = answerEach(method({ dimension: 5, random: Random.of(2, "sum") }), margin);
      expect(covers(found, exact), method.name).to.equal(true);
    }
  });

  it("see both of two opposite failures by subset simulation", () => {
    const margin: Margin = ([x]) => 4 - Math.abs(x!);
    const found = normal(subsetSimulation, 2, margin, 3);
    expect(covers(found, 2 * normalCdf(-4))).to.equal(true);
    // the single shift of importance sampling sees one of the two: its documented limit
    const half = normal(importanceSampling, 2, margin, 3).probability.value / normalCdf(-4);
    expect(half).to.be.below(1.5);
  });

  it("give an upper bound, not zero, when no failure is met", () => {
    for (const method of [importanceSampling, subsetSimulation]) {
      const never = normal(method, 2, ([x]) => 1 + 1 / (1 + x! * x!), 4);
      expect(never.probability.value).to.equal(0);
      expect(never.probability.high).to.be.above(0);
      expect(never.plainRuns).to.equal(Infinity);
      const flat = normal(method, 2, () => 1, 5);
      expect(flat.probability).to.include({ value: 0, low: 0 });
      expect(flat.probability.high, "nothing is known").to.be.within(0.95, 1);
    }
  });

  it("refuse a margin that is not a number", () => {
    for (const method of [importanceSampling, subsetSimulation]) {
      expect(codeOf(() => normal(method, 2, () => NaN))).to.equal("STATS_SAMPLE");
    }
  });

  it("repeat themselves for the same key only", () => {
    for (const method of [importanceSampling, subsetSimulation]) {
      expect(normal(method, 2, plane(3), 6)).to.deep.equal(normal(method, 2, plane(3), 6));
      expect(normal(method, 2, plane(3), 6)).to.not.deep.equal(normal(method, 2, plane(3), 7));
    }
  });

  it("find a failure that is not rare, too", () => {
    for (const method of [importanceSampling, subsetSimulation]) {
      expect(covers(normal(method, 1, plane(0.5), 8), normalCdf(-0.5)), method.name).to.equal(true);
    }
  });
});

/** More of them take a minute and more: RARE_REPETITIONS=500. */
const REPETITIONS = Number(process.env.RARE_REPETITIONS ?? 4);

describe("rare failures in two stages", () => {
  const refine = (dimension: number, margin: Margin, seed: number, sizes: object = {}): RefinedRareEvent => {
    const random = Random.of(seed, "refined");
    const options = {
      dimension,
      random,
      space: "normal",
      points: 100,
      draws: 1000,
      confidence: 0.99,
      ...sizes,
    } as const;
    return answerEach(refinedRareEvent(options), margin);
  };
  /** P(x > beta + curve y^2) for independent standard normal x and y, by the rule of rectangles. */
  const parabola = (beta: number, curve: number): number => {
    let sum = 0;
    for (let y = -12; y <= 12; y += 1e-3) sum += 1e-3 * normalDensity(y) * normalCdf(-(beta + curve * y * y));
    return sum;
  };
  const shapes: readonly (readonly [string, number, Margin, number])[] = [
    ["one region", 2, plane(MILLIONTH), 1e-6],
    ["two opposite regions", 2, ([x]) => MILLIONTH - Math.abs(x!), 2e-6],
    ["a boundary that curves away", 2, ([x, y]) => 4.3 + 0.3 * y! * y! - x!, parabola(4.3, 0.3)],
    ["a boundary that curves round", 2, ([x, y]) => 5 - 0.06 * y! * y! - x!, parabola(5, -0.06)],
  ];
  for (const [name, dimension, margin, truth] of shapes)
    it(`keep within half a decade, and cover the truth as often as they say: ${name}`, () => {
      let [covered, near, refined] = [0, 0, 0];
      for (let seed = 0; seed < REPETITIONS; seed++) {
        const found = refine(dimension, margin, seed);
        if (covers(found, truth)) covered++;
        if (found.method === "subset simulation") continue;
        refined++;
        const { value, low, high } = found.probability;
        if (Math.abs(Math.log10(value / truth)) < 0.5 && high < 2.5 * low) near++;
      }
      expect(covered / REPETITIONS).to.be.at.least(0.99 - 3 * Math.sqrt((0.99 * 0.01) / REPETITIONS));
      expect(near).to.equal(refined);
      expect(refined / REPETITIONS).to.be.above(0.7);
    }).timeout(300_000);

  it("sample about both of two regions, and tell how many failures the weighted ones are worth", () => {
    const found = refine(2, ([x]) => MILLIONTH - Math.abs(x!), 1);
    expect(found).to.include({ method: "importance sampling", regions: 2 });
    expect(found.effective).to.be.within(50, 500);
    expect(found.explored.high / found.explored.low).to.be.above(2 * (found.probability.high / found.probability.low));
  });

  it("leave it to subset simulation where failures lie all around, or too few repeats looked for them", () => {
    const options = refine(6, (z) => 6.3 - Math.hypot(...z), 1);
    expect(options.method).to.equal("subset simulation");
    expect(options.probability.value).to.equal(options.explored.value);
    expect(options.probability.low).to.be.at.most(options.explored.low);
    expect(options.probability.high).to.be.at.least(options.explored.high);
    const few = refine(2, plane(MILLIONTH), 1, { repeats: 3 });
    expect(few).to.include({ method: "subset simulation", regions: 0, effective: 0 });
    expect(few.probability).to.deep.equal(few.explored);
  });
});
