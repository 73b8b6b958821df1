import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import { genomeObject, type Genes, type Program } from "../../sim/scenario/genes.ts";
import { planOf } from "../../sim/verify/plan.ts";
import { verifyDesign } from "../../sim/verify/verification.ts";
import { temporaryFolder } from "../runs/folder.ts";
import { localPool, memoryResults } from "./support.ts";

const SCENARIO = fileURLToPath(new URL("../fixtures/scenarios/bred.ts", import.meta.url));

describe("a verification of a species whose strategy is a program", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  it("searches whole strategies for the worst case, from agents that do nothing of use", async () => {
    const loaded = await loadScenario(SCENARIO);
    const subject = { scenario: SCENARIO, engine: "fast" as const, agents: { stranger: 2 }, generations: 1 };
    const found = await verifyDesign(loaded.scenario, subject, {
      plan: { ...planOf("quick", { runs: 4 }), search: 300 },
      seed: "1",
      design: prepare(loaded, { ...subject, seed: "1" }).design,
      questions: { worst: "strategies" },
      folder: folder(),
      pool: localPool,
      results: memoryResults(),
    });
    expect(found.worst!.variables.filter((name) => name.startsWith("stranger.plan."))).to.have.length(20);
    expect(found.worst!.failed).to.equal(true);
    expect(found.worst!.value).to.be.greaterThan(1);
    const { genome } = loaded.scenario.species.get("stranger")!;
    const worst = genomeObject(genome as Genes, found.worst!.genomes["stranger"]!)["plan"] as Program;
    const calls = worst.map(({ call }) => call);
    expect(calls).to.include.members(["curve.buy", "curve.sell"]);
  });
});
