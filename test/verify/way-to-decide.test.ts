import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import { specSheet } from "../../sim/report/verify/spec-sheet.ts";
import { wayToDecide } from "../../sim/report/verify/way-to-decide.ts";
import { planOf, type Plan } from "../../sim/verify/plan.ts";
import { verifyDesign, type Verification } from "../../sim/verify/verification.ts";
import { temporaryFolder } from "../runs/folder.ts";
import { localPool, memoryResults } from "./support.ts";

const DOUBTFUL = fileURLToPath(new URL("scenarios/doubtful.ts", import.meta.url));
const COMMAND = "npx hardhat verify-design";

describe("the way to decide what is undecided", function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  const results = memoryResults();

  async function check(plan: Plan): Promise<Verification> {
    const subject = { scenario: DOUBTFUL, engine: "fast", set: { rule: "linear" } } as const;
    const loaded = await loadScenario(DOUBTFUL);
    const { design } = prepare(loaded, { ...subject, seed: "1" });
    return verifyDesign(loaded.scenario, subject, {
      plan,
      seed: "1",
      design,
      folder: folder(),
      pool: localPool,
      results,
    });
  }

  it("is, where a corner is in doubt, the effort that adds runs to corners, and that effort decides", async () => {
    const found = await check(planOf("quick", { replicates: 2, mostReplicates: 8 }));
    const row = found.signOff.spec[1]!;
    expect(row).to.include({ verdict: "undecided" }).and.not.to.have.property("runsToDecide");
    expect(row.reason).to.match(/^not shown in corner strength=1.2, which keeps it in \d of 8 runs/);
    expect(row.cornerRunsToDecide).to.be.within(9, 200);
    const way = wayToDecide(row, found);
    expect(way).to.match(/^about \d+ runs of a corner would decide: /);
    expect(way).to.contain(`${COMMAND} ${DOUBTFUL} --set rule=linear --confidence 0.9`);
    expect(specSheet(found, [])).to.contain(way);

    const decided = await check(planOf("thorough", { confidence: 0.9 }));
    expect(decided.signOff.spec[1]).to.include({ verdict: "not met" });
  });

  it("asks the same of the same design, and says so where nothing that can be asked for decides", () => {
    const subject = {
      scenario: "a b.ts",
      engine: "batched",
      set: { rule: "linear", size: 2 },
      agents: { miner: 8 },
      generations: 3,
      blocks: 2,
    } as const;
    const asked = { subject, seed: "7", plan: planOf("quick", { share: 0.8, fixed: true }) };
    const way = (row: object, plan = asked.plan): string => wayToDecide({ measure: "x", ...row }, { ...asked, plan });
    const same = `${COMMAND} 'a b.ts' --set rule=linear,size=2 --agents miner=8 --generations 3 --blocks 2 --engine batched --seed 7`;
    expect(way({})).to.equal("");
    expect(way({ runsToDecide: 400 })).to.equal(
      `about 400 runs would decide: ${same} --runs 400 --share 0.8 --quick --fixed`,
    );
    expect(way({ cornerRunsToDecide: 90 })).to.equal(
      `about 90 runs of a corner would decide: ${same} --confidence 0.9 --share 0.8 --fixed`,
    );
    expect(way({ runsToDecide: 5000, cornerRunsToDecide: 190 }, planOf("standard"))).to.equal(
      `about 5,000 runs and 190 runs of a corner would decide: ${same} --runs 5000 --confidence 0.95 --thorough`,
    );
    expect(way({ cornerRunsToDecide: 801 })).to.equal(
      "about 801 runs of a corner would decide, and no effort makes more than 800",
    );
    const deviation = { measure: "deviation.miner" };
    expect(way({ ...deviation, runsToDecide: 40 }, planOf("quick"))).to.equal(
      `about 40 seeds would decide: ${same} --confidence 0.9 --thorough`,
    );
    expect(way({ ...deviation, runsToDecide: 65 })).to.contain("no effort makes more than 64");
    expect(way({ runsToDecide: Infinity })).to.equal("no number of runs decides while it stays at its limit");
  });
});
