import { expect } from "chai";
import evaluate from "../../sim/evaluation/evaluation-job.ts";
import type { EvaluationRequest, EvaluationResult } from "../../sim/evaluation/evaluation-job.ts";
import compounding from "../../sim/scenarios/compounding.ts";
import { live } from "../fixtures/run.ts";

async function run(request: Omit<EvaluationRequest, "engine" | "seed" | "keep">): Promise<EvaluationResult> {
  const whole: EvaluationRequest = { ...request, engine: "fast", seed: "1", keep: ["series"] };
  return (await evaluate(JSON.parse(JSON.stringify(whole)))) as unknown as EvaluationResult;
}

describe("what scenarios say of the beginning, of extremes and of who lives", () => {
  it("founders begin with the genomes that the scenario names", async () => {
    const { series } = await run({ scenario: "inspection", generations: 1, set: { offset: 0.05 } });
    expect(series!.cheatRate![0]).to.be.closeTo(0.3, 1e-12);
    expect(series!.checkRate![0]).to.be.closeTo(0.25, 1e-12);
  });

  it("least and most of a generation are the extremes of its blocks", async () => {
    const single = await run({
      scenario: "fee-market",
      generations: 30,
      blocks: 1,
      set: { elasticity: 20, start: 1.01 },
    });
    const whole = await run({
      scenario: "fee-market",
      generations: 1,
      blocks: 30,
      set: { elasticity: 20, start: 1.01 },
    });
    const fees = single.series!.fee!;
    expect(Math.max(...fees)).to.be.greaterThan(Math.min(...fees));
    expect(whole.series!.most![0]).to.equal(Math.max(...fees));
    expect(whole.series!.least![0]).to.equal(Math.min(...fees));
  });

  it("what only an attacker needs is deployed only where it lives", async () => {
    const first = async (agents: { readonly [species: string]: number }): Promise<number> => {
      const { records } = await live(compounding, { engine: "fast", seed: "1", agents, set: { rewards: 1 } });
      return records[0]!.firstBlock;
    };
    // a deployment has a block of its own
    expect(await first({ staker: 2, grinder: 1 })).to.equal((await first({ staker: 2 })) + 1);
    expect(await first({ staker: 2, grinder: 0 })).to.equal(await first({ staker: 2 }));
  });
});
