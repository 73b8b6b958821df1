import { expect } from "chai";
import { Random } from "../../sim/core/random.ts";
import { answerEach } from "../../sim/stats/inquiry.ts";
import { latinSampler } from "../../sim/stats/sampler.ts";
import { worstCase } from "../../sim/stats/worst-case.ts";
import { codeOf } from "./support.ts";

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((value, i) => value - b[i]!));

/**
 * A failure at a random interior place, 1e-4 of the range wide, to which the margin slopes over 20 % of the range; two
 * decoys slope likewise to margins that stay above zero; elsewhere the margin is flat.
 */
function planted(seed: number, dimension: number): (point: readonly number[]) => number {
  const random = Random.of(seed, "planted", dimension);
  const place = (): number[] => Array.from({ length: dimension }, () => 0.1 + 0.8 * random.unit());
  const failure = place();
  const decoy = (): number[] => {
    const candidate = place();
    return distance(candidate, failure) > 0.15 ? candidate : decoy();
  };
  const decoys = [decoy(), decoy()];
  const slope = (point: readonly number[], centre: readonly number[], bottom: number): number =>
    bottom + (1 - bottom) * Math.min(1, distance(point, centre) / 0.2);
  return (point) => {
    if (distance(point, failure) < 0.5e-4) return -1;
    return Math.min(slope(point, failure, 1e-9), slope(point, decoys[0]!, 0.05), slope(point, decoys[1]!, 0.1));
  };
}

describe("worst-case search", () => {
  for (const dimension of [1, 2, 3, 4]) {
    it(`finds a planted failure in ${dimension} dimensions within 1,000 evaluations in at least 38 of 40 seeds`, () => {
      let found = 0;
      for (let seed = 1; seed <= 40; seed++) {
        let counted = 0;
        const margin = planted(seed, dimension);
        const worst = answerEach(worstCase({ dimension, random: Random.of(seed, "search") }), (point) => {
          counted++;
          for (const value of point) expect(value).to.be.within(0, 1);
          return margin(point);
        });
        expect(worst.evaluations).to.equal(counted);
        expect(counted).to.be.at.most(1000);
        if (!worst.failed) continue;
        expect(margin(worst.point)).to.equal(worst.margin).and.to.be.below(0);
        found++;
      }
      expect(found).to.be.at.least(38);
    });
  }

  it("goes on to the deepest failure when asked to", () => {
    const margin = ([x, y]: readonly number[]): number => (x! - 0.3) ** 2 + 25 * (y! - 0.8 * x!) ** 2 - 0.5;
    const first = answerEach(worstCase({ dimension: 2, random: Random.of(1, "deep") }), margin);
    const deepest = answerEach(worstCase({ dimension: 2, random: Random.of(1, "deep"), stopAtFailure: false }), margin);
    expect(first.evaluations).to.be.below(20);
    expect(deepest.evaluations).to.equal(1000);
    expect(deepest.margin).to.be.closeTo(-0.5, 1e-4);
    expect(deepest.point[0]).to.be.closeTo(0.3, 0.02);
  });

  it("reports its progress, and no failure where there is none", () => {
    const worst = answerEach(
      worstCase({ dimension: 3, budget: 120, random: Random.of(2, "none") }),
      (point) => 1 + distance(point, [0.2, 0.9, 0.5]),
    );
    expect(worst).to.include({ failed: false, evaluations: 120 });
    expect(worst.margin).to.be.within(1, 1.1);
    expect(worst.progress.at(-1)!.margin).to.equal(worst.margin);
    worst.progress.slice(1).forEach(({ evaluation, margin }, i) => {
      expect(evaluation).to.be.above(worst.progress[i]!.evaluation);
      expect(margin).to.be.below(worst.progress[i]!.margin);
    });
  });

  it("refuses a margin that is not a number", () => {
    const search = worstCase({ dimension: 2, random: Random.of(4, "nan") });
    expect(codeOf(() => answerEach(search, () => NaN))).to.equal("STATS_SAMPLE");
  });

  it("spends its budget on a margin without any slope, too", () => {
    const flat = answerEach(worstCase({ dimension: 2, budget: 300, random: Random.of(3, "flat") }), () => 1);
    expect(flat).to.include({ failed: false, evaluations: 300, margin: 1 });
  });

  it("proposes the same for the same key, and takes its filling from the sampler given", () => {
    const run = (seed: number, sampled = false) => {
      const random = Random.of(seed, "key");
      const asked: (readonly number[])[] = [];
      const sampler = sampled ? latinSampler(random) : undefined;
      answerEach(worstCase({ dimension: 2, budget: 150, random, sampler }), (point) => {
        asked.push(point);
        return distance(point, [0.5, 0.5]);
      });
      return asked;
    };
    expect(run(1)).to.deep.equal(run(1));
    expect(run(1)).to.not.deep.equal(run(2));
    expect(run(1, true)[0]).to.deep.equal(latinSampler(Random.of(1, "key"))(150, 2)[0]);
    expect(codeOf(() => worstCase({ dimension: 0, random: Random.of(1, "x") }).next())).to.equal("STATS_ARGUMENT");
  });
});
