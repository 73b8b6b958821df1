import { expect } from "chai";
import { attackAsked } from "../../sim/attack/asked.ts";
import { attackProfit } from "../../sim/attack/attack-profit.ts";
import type { Kept } from "../../sim/attack/ledger.ts";
import { openChain } from "../../sim/chain/open.ts";
import type { Json } from "../../sim/core/history.ts";
import { evaluate } from "../../sim/evaluation/evaluate.ts";
import type { EvaluationRequest } from "../../sim/evaluation/evaluation-job.ts";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import doExploration from "../../sim/explore/attacked-evaluation.ts";
import { explorationDocument } from "../../sim/explore/document.ts";
import { explore } from "../../sim/explore/explore.ts";
import { isFeasible } from "../../sim/explore/record.ts";
import { atMost, goalFaults } from "../../sim/goals/index.ts";
import { jobHash, type Job, type JobPool } from "../../sim/jobs/job.ts";
import { freshNotes } from "../../sim/report/explore/fresh-text.ts";
import doVerification from "../../sim/verify/attacked-verify-job.ts";
import { evaluationJobs } from "../../sim/evaluation/evaluation-job.ts";
import { verificationOf } from "../../sim/verify/verify-job.ts";

const SCENARIO = "test/fixtures/scenarios/guarded-snapshot.ts";
const GOALS = [atMost("attack.profit", 1)];

/** Does jobs here. */
class Here implements JobPool {
  readonly done: Job[] = [];
  async run(jobs: readonly Job[]): Promise<Json[]> {
    this.done.push(...jobs);
    return Promise.all(jobs.map(({ inputs }) => doExploration(inputs)));
  }
  async close(): Promise<void> {}
}

describe("what an outsider gains, as a measure of goals", function () {
  this.timeout(60_000);

  it("is what explore seeks designs by, with the budget beside it", async () => {
    const pool = new Here();
    const found = await explore({
      ...{ loaded: await loadScenario(SCENARIO), scenario: SCENARIO, engine: "fast", seed: "1", replicates: 2, pool },
      ...{ fresh: 1, budget: { evaluations: 6 }, attack: { evaluations: 2_000, findings: [] } },
    });
    const [sound, faulty] = ["sound", "faulty"].map((twin) =>
      found.records.find(({ design }) => design["twin"] === twin),
    );
    if (sound) expect(sound.replicates[0]!["attack.profit"]).to.equal(0);
    if (faulty) expect(faulty.replicates[0]!["attack.profit"]).to.be.above(30);
    expect(found.best.filter(isFeasible).map(({ design }) => design["twin"])).to.deep.equal(["sound"]);
    expect(freshNotes(found).join("\n")).to.include(
      "attack.profit: the most that 0 known findings and a search of 2,000 calls",
    );
    expect(explorationDocument(found, "snapshot", (id) => id)).to.deep.include({
      attack: { evaluations: 2_000, findings: 0 },
    });
    // What was tried is part of what the result is stored under.
    const [job] = pool.done;
    expect(job).to.deep.include({ handler: "attacked-exploration" });
    const { attack: _attack, ...less } = job!.inputs as { readonly [name: string]: Json };
    const other = { evaluations: 2_001, findings: [] };
    expect(jobHash({ ...job!, inputs: { ...less, attack: other } as unknown as Json })).not.to.equal(jobHash(job!));
  });

  it("counts what known findings take, whatever a search finds", async () => {
    const withdraw = { by: "attacker", call: "bank.withdraw", args: [] };
    const deposit = { by: "attacker", call: "bank.deposit", args: [], value: { number: "5000000000000000000" } };
    const theft: Kept = {
      ...{ id: "1a2b3c4d", kind: "theft", profit: "0", command: "", status: "open" },
      steps: [deposit, { wait: 10 }, { ...withdraw, within: [withdraw] }],
    };
    const attack = { evaluations: 1, findings: [theft as unknown as Json] };
    const of = (twin: string, tried: EvaluationRequest["attack"]): Promise<number> =>
      attackProfit({
        ...{ scenario: "test/fixtures/attacks/reentrancy.ts", engine: "fast", seed: "1", set: { twin } },
        ...(tried && { attack: tried }),
      });
    expect(await of("faulty", attack)).to.be.closeTo(5, 0.1);
    expect(await of("faulty", { ...attack, findings: [] })).to.equal(0);
    expect(await of("sound", attack)).to.equal(0);
  });

  it("is told by each run of verify", async () => {
    const request = { scenario: SCENARIO, engine: "fast", seed: "1", set: { twin: "faulty" } } as const;
    const asked = verificationOf({ ...request, attack: { evaluations: 2_000, findings: [] } }, "nominal");
    const [job] = await evaluationJobs([asked]);
    expect(job!.handler).to.equal("attacked-verification");
    const { measures } = (await doVerification(job!.inputs)) as {
      readonly measures: { readonly [name: string]: number };
    };
    expect(measures["attack.profit"]).to.be.above(30);
  });

  it("is stated and not measured by a single run, and tried only where a goal asks", async () => {
    const loaded = await loadScenario(SCENARIO);
    const { goals } = await evaluate(prepare(loaded, { engine: "fast" }), { openChain });
    expect(goals.map(({ met, verdict }) => [met, verdict])).to.deep.equal([[undefined, "undecided"]]);
    expect(goalFaults(GOALS, [], [])).to.deep.equal([]);
    expect(goalFaults(GOALS, []).map(({ code }) => code)).to.deep.equal(["GOAL_UNKNOWN_MEASURE"]);
    expect(attackAsked([atMost("other", 1)])).to.equal(undefined);
    expect(attackAsked(GOALS)).to.deep.equal({ evaluations: 2_000, findings: [] });
  });
});
