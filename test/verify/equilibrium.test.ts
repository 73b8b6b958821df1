import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { openChain } from "../../sim/chain/open.ts";
import { FaultsError } from "../../sim/core/errors/errors.ts";
import { evaluate } from "../../sim/evaluation/evaluate.ts";
import { aimsOf } from "../../sim/explore/aims.ts";
import { atMost, goalFaults, minimize, type Goal } from "../../sim/goals/index.ts";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import { specSheet } from "../../sim/report/verify/spec-sheet.ts";
import { standardDeviations } from "../../sim/verify/strategies.ts";
import { choice, real } from "../../sim/index.ts";
import { benchOn } from "../../sim/verify/runner.ts";
import { deviations, gainVerdict } from "../../sim/verify/equilibrium.ts";
import { readCases } from "../../sim/verify/failing-cases.ts";
import { planOf } from "../../sim/verify/plan.ts";
import { verifyDesign } from "../../sim/verify/verification.ts";
import { CIRCUMSTANCES, command, localPool } from "./support.ts";
import { verifyReport } from "../../sim/report/verify/report.ts";

const scenarioFile = fileURLToPath(new URL("./scenarios/contest-goal.ts", import.meta.url));

describe("a goal on the gain of a deviation, over the contest among four", () => {
  const folder = mkdtempSync(join(tmpdir(), "deviation-"));
  after(() => rmSync(folder, { recursive: true }));

  async function signedOff(basis: "own" | "rivals", generations: number, search: number, runs?: number) {
    const subject = {
      scenario: scenarioFile,
      engine: "fast",
      agents: 4,
      blocks: 1,
      generations,
      set: { basis },
    } as const;
    const loaded = await loadScenario(scenarioFile);
    const { design } = prepare(loaded, { ...subject, seed: "1" });
    // the goals beside it are shown with few runs
    const plan = planOf("quick", { search, runs, share: 0.5 });
    return verifyDesign(loaded.scenario, subject, { plan, seed: "1", design, folder, pool: localPool });
  }

  it("is met where learners have come to the Nash point", async () => {
    const { verdict, signOff, equilibrium } = await signedOff("own", 300, 10);
    const row = signOff.spec.find(({ measure }) => measure === "deviation.miner");
    expect(row).to.include({
      measure: "deviation.miner",
      goal: "the mean deviation.miner at most 0.001",
      verdict: "met",
    });
    expect(row!.nominal).to.be.within(0, 1e-3);
    expect(row!.yield).to.include({ n: 6, failures: 0, interval: "fixed n" });
    expect(equilibrium!.deviations.map(({ species }) => species)).to.deep.equal(["miner"]);
    expect(verdict).to.equal("met");
  });

  it("is not met where imitators burn the prize, by the known amount of 0.01795", async () => {
    const found = await signedOff("rivals", 120, 30);
    const row = found.signOff.spec.find(({ measure }) => measure === "deviation.miner");
    expect(found.verdict).to.equal("not met");
    expect(found.decidedBy).to.deep.equal(["the spec sheet"]);
    expect(verifyReport(found, CIRCUMSTANCES)).to.include("% confidence, by the spec sheet");
    expect(row!.verdict).to.equal("not met");
    expect(row!.nominal).to.be.closeTo(0.01795, 5e-4);
    expect(row!.margin).to.be.closeTo(0.001 - row!.nominal, 1e-12);
    expect(specSheet(found, [])).to.match(/FAIL +the mean deviation\.miner at most 0\.001/);
  });

  it("is kept as a case when it fails, measured alone by one command and first of all in the next run", async () => {
    const [kept] = readCases(folder, "contest").filter(({ measure }) => measure === "deviation.miner");
    expect(kept).to.include({ name: "deviation-miner-1", origin: "search" });
    expect(kept!.value).to.be.closeTo(0.01795, 5e-4);
    const alone = { SCENARIO: scenarioFile, CASE: kept!.name, OUT: folder };
    const { status, said, err } = await command(alone);
    expect(status, err).to.equal(2);
    const outcome = JSON.parse(said) as { value: number; holds: boolean; report: string };
    expect(outcome).to.include({ value: kept!.value, holds: false });
    expect(existsSync(outcome.report)).to.equal(true);

    const again = await signedOff("rivals", 1, 10, 1);
    expect(again.signOff.regressions).to.deep.include({
      name: kept!.name,
      goal: kept!.goal,
      measure: kept!.measure,
      value: kept!.value,
      holds: false,
    });
  });

  it("stands unmeasured in a single run, and is refused where only single runs are made", async () => {
    const loaded = await loadScenario(scenarioFile);
    const inputs = prepare(loaded, { engine: "fast", agents: 4, blocks: 1, generations: 1 });
    const { goals } = await evaluate(inputs, { openChain });
    const unmeasured = goals.filter(({ measured }) => Number.isNaN(measured));
    expect(unmeasured).to.have.length(1);
    expect(unmeasured[0]).to.include({ text: "the mean deviation.miner at most 0.001", met: undefined });
    const refused = (): unknown => aimsOf("contest", loaded.scenario.goals, Object.keys(loaded.scenario.measures));
    expect(refused).to.throw(FaultsError).with.nested.property("faults[0].code", "GOAL_DEVIATION");
    const named = (goal: Goal): string[] => goalFaults([goal], [], ["miner"]).map(({ code }) => code);
    expect(named(atMost("deviation.miner", 1))).to.deep.equal([]);
    expect(named(atMost("deviation.minner", 1))).to.deep.equal(["GOAL_DEVIATION"]);
    expect(named(minimize("deviation.miner"))).to.deep.equal(["GOAL_DEVIATION"]);
  });
});

describe("equilibrium of the contest among four (prize 1, cost 1)", () => {
  async function gainAt(effort: number) {
    const { scenario } = await loadScenario("contest");
    const bench = benchOn({ scenario: "contest", engine: "fast", agents: 4, blocks: 1 }, { pool: localPool });
    const genomes = { miner: [[effort], [effort], [effort], [effort]] };
    const input = { scenario, seed: "1", budget: 20, searchSeeds: 1, freshSeeds: 2, confidence: 0.95, genomes };
    return (await deviations(bench, input))[0]!;
  }

  it("nobody gains by deviating from the Nash point x = 3/16", async () => {
    const found = await gainAt(3 / 16);
    expect(found.gain.value).to.be.within(-1e-4, 1e-12);
    expect(gainVerdict([found], 1e-9)).to.equal("met");
  });

  it("at full dissipation x = 1/4 the best reply sqrt(S) - S, S = 3/4, gains 0.01795", async () => {
    const others = 0.75;
    const reply = Math.sqrt(others) - others;
    const { gain, genome } = await gainAt(1 / 4);
    expect(gain.value).to.be.closeTo(reply / (reply + others) - reply, 1e-4);
    expect(genome[0]).to.be.closeTo(reply, 0.02);
  });

  it("tells the regret of each slot: with unequal costs the best reply of each of the four is another", async () => {
    const { scenario } = await loadScenario("contest");
    const set = { costs: "unequal" } as const;
    const bench = benchOn({ scenario: "contest", engine: "fast", agents: 4, blocks: 1, set }, { pool: localPool });
    const effort = 3 / 16;
    const genomes = { miner: [[effort], [effort], [effort], [effort]] };
    const input = { scenario, seed: "1", budget: 20, searchSeeds: 1, freshSeeds: 2, confidence: 0.95, genomes };
    const [found] = await deviations(bench, input);
    const others = 3 * effort;
    const regrets = [0.8, 1, 1.1, 1.2].map((cost) => {
      const payoff = (x: number): number => x / (x + others) - cost * x;
      return payoff(Math.sqrt(others / cost) - others) - payoff(effort);
    });
    expect(found!.slots.map(({ slot }) => slot)).to.deep.equal([0, 1, 2, 3]);
    for (const [slot, { gain }] of found!.slots.entries())
      expect(gain.value, `slot ${slot}`).to.be.within(regrets[slot]! - 2e-4, regrets[slot]! + 1e-9);
    // the cheapest gains most, and the goal is judged by it
    expect(found!.slot).to.equal(0);
    expect(found!.gain.high).to.be.at.least(found!.slots[0]!.gain.high);
    expect(gainVerdict([found!], 0.8 * regrets[0]!)).to.equal("not met");
    expect(gainVerdict([found!], regrets[0]! + 1e-6)).to.equal("met");
  });

  it("always tries what the others play, the bounds and the neighbourhood, and leaves where playing loses", async () => {
    const { scenario } = await loadScenario("contest");
    const bench = benchOn({ scenario: "contest", engine: "fast", agents: 4, blocks: 1 }, { pool: localPool });
    // the others' effort of 4 costs more than the prize: the best reply is the least effort of the box, 0.002
    const genomes = { miner: [[1], [4], [4], [4]] };
    const input = { scenario, seed: "1", budget: 10, searchSeeds: 1, freshSeeds: 2, confidence: 0.95, genomes };
    const [found] = await deviations(bench, input);
    expect(found!.slots[0]!.genome).to.deep.equal([0.002]);
    expect(found!.slots[0]!.gain.value).to.be.closeTo(0.002 / 12.002 - 0.002 - (1 / 13 - 1), 1e-6);
    // who plays 4 loses most, and the others still play 9
    expect(found!.slot).to.be.above(0);
    expect(found!.gain.value).to.be.closeTo(0.002 / 9.002 - 0.002 - (4 / 13 - 4), 1e-6);
    const genes = { work: real(0.1, 10), way: choice("a", "b", "c") };
    expect(
      standardDeviations(
        genes,
        [1, 0],
        [
          [1, 0],
          [3, 1],
          [3, 1],
        ],
      ),
    ).to.deep.include.members([
      [3, 1],
      [0.1, 0],
      [10, 2],
      [1, 1],
      [1, 2],
      [1.198, 0],
    ]);
  });
});
