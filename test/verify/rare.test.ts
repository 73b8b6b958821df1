import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { rareFailure } from "../../sim/verify/rare.ts";
import { benchOn, type Trial } from "../../sim/verify/runner.ts";
import { limitsOf } from "../../sim/verify/limits.ts";
import { localPool } from "./support.ts";

const scenarioFile = fileURLToPath(new URL("./scenarios/doubtful.ts", import.meta.url));

/** The first miner's mean share of two blocks' prizes is above this. */
const LIMIT = 0.447;

/** By the rule of midpoints over the strength and the luck of two blocks. */
function truth(): number {
  const steps = 60;
  const middle = (i: number): number => (i + 0.5) / steps;
  const share = (strength: number): number => (4 * strength) / (4 * strength + 6);
  let failing = 0;
  for (let i = 0; i < steps; i++)
    for (let j = 0; j < steps; j++)
      for (let k = 0; k < steps; k++) {
        const strength = 0.8 + 0.4 * middle(i);
        const [first, second] = [j, k].map((index) => share(strength * (0.9 + 0.2 * middle(index))));
        if ((first! + second!) / 2 > LIMIT) failing++;
      }
  return failing / steps ** 3;
}

describe("rare failures on the chain", () => {
  it("are those of the world and of the agents' own luck together", async () => {
    const { scenario } = await loadScenario(scenarioFile);
    const asked: Trial[] = [];
    const bench = benchOn({ scenario: scenarioFile, engine: "fast" }, { pool: localPool });
    const [goal] = limitsOf(scenario.goals, 0.8);
    const found = await rareFailure(
      (trials, stage) => {
        asked.push(...trials);
        return bench(trials, stage);
      },
      {
        limits: [{ ...goal!, high: LIMIT }],
        environment: scenario.base.environment,
        blocks: 2,
        seed: "1",
        points: 30,
        repeats: 3,
        confidence: 0.99,
      },
    );
    const exact = truth();
    expect(exact).to.be.within(0.01, 0.06);
    expect(found!.probability.low).to.be.below(exact);
    expect(found!.probability.high).to.be.above(exact);
    expect(found!.probability.value).to.be.above(0);
    expect(found!.ceiling).to.include({ n: 90 });
    expect(found!.ceiling.value).to.be.above(exact);
    expect(found!.untrusted).to.equal("3 repeats tell no more than an order of magnitude");
    // with one seed for all runs, luck would be a constant of the probability
    expect(new Set(asked.map(({ seed }) => seed)).size).to.be.above(asked.length / 2);
  });
});
