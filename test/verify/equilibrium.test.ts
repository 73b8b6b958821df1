import { expect } from "chai";
import { loadScenario } from "../../sim/load.ts";
import { benchOn } from "../../sim/verify/bench.ts";
import { deviations, gainVerdict } from "../../sim/verify/equilibrium.ts";
import { localPool } from "./support.ts";

describe("equilibrium of the contest among four (prize 1, cost 1)", () => {
  async function gainAt(effort: number) {
    const { scenario } = await loadScenario("contest");
    const bench = benchOn({ scenario: "contest", engine: "fast", agents: 4, blocks: 1 }, { pool: localPool });
    const genomes = { miner: [[effort], [effort], [effort], [effort]] };
    const input = { scenario, seed: "1", budget: 50, searchSeeds: 1, freshSeeds: 2, confidence: 0.95, genomes };
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
});
