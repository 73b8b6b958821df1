import { expect } from "chai";
import { imitate } from "../../../sim/population/adaptations/imitate.ts";
import { learn } from "../../../sim/population/adaptations/learn.ts";
import {
  gaussian,
  geometricDecrease,
  type Grouping,
  imitateBest,
  randomGroups,
  roundRobin,
  trialAndError,
} from "../../../sim/population/operators/index.ts";
import { type Estimate, within } from "../../../sim/stats/estimate.ts";
import { meanInterval } from "../../../sim/stats/mean.ts";
import { type ContestModel, playContest } from "./contest-model.ts";

/** Population mean of the effort, pooled over seeds 1..n, with its 99 % interval. */
function pooled(model: Omit<ContestModel, "seed">, seeds: number): Estimate {
  const means = Array.from({ length: seeds }, (_, i) => {
    const efforts = playContest({ ...model, seed: i + 1 });
    return efforts.reduce((sum, x) => sum + x, 0) / efforts.length;
  });
  return meanInterval(means, 0.99);
}

function imitators(agents: number, rounds: number, generations: number, shrinking: number, seeds: number): Estimate {
  const mutate = gaussian(geometricDecrease(0.1, 0.001, shrinking));
  const adaptation = imitate({ rule: imitateBest(), mutate, of: "population" });
  return pooled({ agents, grouping: roundRobin(4), rounds, generations, adaptation, burnIn: 0.6 }, seeds);
}

const fixedFours: Grouping = {
  name: "fixed",
  settings: { of: 4 },
  cycle: () => 1,
  assign: (agents) => Array.from({ length: agents }, (_, i) => Math.floor(i / 4)),
};

const learners = {
  agents: 4,
  grouping: fixedFours,
  rounds: 1,
  generations: 1000,
  adaptation: learn(trialAndError({ size: 0.05 })),
  burnIn: 0.9,
};

describe("the contest of Hehenkamp, Leininger and Possajennikov, four rivals, prize and unit cost 1", () => {
  const points = {} as Record<"four" | "sixteen" | "sixtyFour" | "own", Estimate>;
  before(() => {
    points.four = imitators(4, 1, 200, 40, 5);
    points.sixteen = imitators(16, 5, 40, 15, 5);
    points.sixtyFour = imitators(64, 21, 24, 10, 4);
    points.own = pooled(learners, 5);
  });

  for (const [who, point, theory] of [
    ["imitators in one contest burn the whole prize", "four", 0.25],
    ["imitators among 16 stop between", "sixteen", 0.2],
    ["imitators among 64 come near the Nash equilibrium", "sixtyFour", (0.1875 * 64) / 63],
    ["learners from their own payoff find it", "own", 0.1875],
  ] as const)
    it(`${who}: ${theory.toFixed(4)}, to 0.4 %`, () => {
      const { value, low, high } = points[point];
      const inside = within(points[point], theory, 0.004 * theory);
      expect(inside, `${value} [${low}, ${high}], expected ${theory}`).to.equal(true);
    });

  it("the four points are apart beyond doubt", () => {
    const { own, sixtyFour, sixteen, four } = points;
    for (const [less, more] of [
      [own, sixtyFour],
      [sixtyFour, sixteen],
      [sixteen, four],
    ] as const)
      expect(less.high).to.be.lessThan(more.low);
  });

  it("whom one looks at decides, not how many there are: 64 who only see their rivals burn the prize too", () => {
    const mutate = gaussian(geometricDecrease(0.1, 0.001, 40));
    const adaptation = imitate({ rule: imitateBest(), mutate, of: "group" });
    const estimate = pooled(
      { agents: 64, grouping: randomGroups(4), rounds: 1, generations: 150, adaptation, burnIn: 0.6 },
      4,
    );
    expect(within(estimate, 0.25, 0.001), JSON.stringify(estimate)).to.equal(true);
  });

  it("learners with unequal costs all find their own equilibrium effort, to 3 %", () => {
    const costs = [0.8, 1, 1.1, 1.2];
    const total = costs.reduce((sum, c) => sum + c, 0);
    const runs = [1, 2, 3, 4, 5].map((seed) => playContest({ ...learners, generations: 1200, costs, seed }));
    costs.forEach((cost, i) => {
      const theory = (3 / total) * (1 - (3 * cost) / total);
      const estimate = meanInterval(
        runs.map((efforts) => efforts[i]!),
        0.99,
      );
      expect(within(estimate, theory, 0.03 * theory), `cost ${cost}: ${JSON.stringify(estimate)}`).to.equal(true);
    });
  });
});
