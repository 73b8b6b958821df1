import { expect } from "chai";
import { Random } from "../../../sim/core/random.ts";
import {
  evolve,
  fermi,
  imitate,
  imitateBest,
  imitateBetter,
  learn,
  lineCrossover,
  real,
  roulette,
  tournament,
  trialAndError,
  truncation,
  type Adaptation,
} from "../../../sim/index.ts";

const AGENTS = 200_000;
/** Of processor time, in seconds: work that grows as the square of the agents takes minutes. */
const MOST = 10;

const ADAPTATIONS: { readonly [name: string]: Adaptation } = {
  "evolve()": evolve(),
  "evolve, tournament": evolve({ select: tournament(3) }),
  "evolve, truncation and crossover": evolve({ select: truncation(0.3), cross: lineCrossover(1.5), elites: 10 }),
  "evolve, steady": evolve({ select: roulette(), clock: "steady", replace: "worst" }),
  "evolve, within groups": evolve({ select: tournament(2), within: "group" }),
  ...Object.fromEntries(
    [fermi(1), imitateBetter(), imitateBest()].flatMap((rule) =>
      (["generational", "steady"] as const).map((clock) => [
        `imitate, ${rule.name}, ${clock}`,
        imitate({ rule, clock, of: "population" }),
      ]),
    ),
  ),
  "imitate, in its group": imitate(),
  learn: learn(trialAndError()),
};

function adapted(adaptation: Adaptation, groups: number): number {
  const random = Random.of(1, "many");
  const agents = Array.from({ length: AGENTS }, (_, i) => i);
  const before = process.cpuUsage();
  const born = adaptation.next({
    genes: { share: real(0, 1) },
    genomes: agents.map((i) => [random.at(i).unit()]),
    // nearly all are the best: what is drawn among equals is dear too
    fitness: agents.map((i) => (i % 1000 === 0 ? 0 : 1)),
    groups: agents.map((i) => i % groups),
    bankrupt: agents.map(() => false),
    states: agents.map(() => null),
    generation: 1,
    generations: 10,
    random,
  });
  const { user, system } = process.cpuUsage(before);
  expect(born.length).to.equal(AGENTS);
  return (user + system) / 1e6;
}

describe("200,000 agents", function () {
  this.timeout(600_000);

  for (const [name, adaptation] of Object.entries(ADAPTATIONS))
    it(`adapt in time that grows as they do: ${name}`, () => {
      expect(adapted(adaptation, 1), "in one group").to.be.below(MOST);
      expect(adapted(adaptation, AGENTS / 4), "in groups of four").to.be.below(MOST);
    });
});
