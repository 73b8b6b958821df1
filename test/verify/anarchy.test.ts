import { expect } from "chai";
import { loadScenario } from "../../sim/evaluation/load.ts";
import type { Subject } from "../../sim/verify/runner.ts";
import { anarchyRemark, anarchyRows } from "../../sim/report/verify/anarchy-rows.ts";
import { choice, integer, real } from "../../sim/index.ts";
import { priceOfAnarchy, type Anarchy } from "../../sim/verify/anarchy.ts";
import { benchOn } from "../../sim/verify/runner.ts";
import { genomeAt, pointAt } from "../../sim/verify/strategies.ts";
import { refused } from "../fixtures/run.ts";
import { localPool } from "./support.ts";

type Genomes = Readonly<Record<string, readonly (readonly number[])[]>>;

async function priced(
  subject: Pick<Subject, "agents" | "blocks" | "set"> & { readonly scenario: string },
  genomes: Genomes,
  budget = 60,
): Promise<Anarchy> {
  const { scenario } = await loadScenario(subject.scenario);
  const bench = benchOn({ engine: "fast", ...subject }, { pool: localPool });
  const seeds = { searchSeeds: 1, freshSeeds: 2 };
  return priceOfAnarchy(bench, { scenario, seed: "1", budget, confidence: 0.95, genomes, ...seeds });
}

/** Four rivals for a prize of 1, cost 1 a unit. */
const contestAt = (effort: number) =>
  priced({ scenario: "contest", agents: 4, blocks: 1 }, { miner: [[effort], [effort], [effort], [effort]] }, 20);

describe("the price of anarchy", () => {
  it("of the contest among four is (R - n c x) over R/n: at the Nash point effort burns 3/4 of the prize", async () => {
    const found = await contestAt(3 / 16);
    // together they would spend as little as the genome allows
    const most = 1 - 4 * 0.002;
    expect(found.evolved.value).to.be.closeTo(0.25, 1e-12);
    expect(found.best.value).to.be.closeTo(most, 1e-9);
    expect(found.loss.value).to.be.closeTo(most - 0.25, 1e-9);
    expect(found.ratio!.value).to.be.closeTo(4 * most, 1e-9);
    expect(found.genomes["miner"]).to.deep.equal([[0.002], [0.002], [0.002], [0.002]]);
    expect(found.bySlot).to.equal(true);
  });

  it("has no ratio where what evolved earns nothing, as at full dissipation, and says so", async () => {
    const found = await contestAt(1 / 4);
    expect(found.evolved.value).to.equal(0);
    expect(found.ratio).to.equal(undefined);
    expect(found.loss.value).to.be.closeTo(1 - 4 * 0.002, 1e-9);
    expect(anarchyRows(found).map(([name]) => name)).to.not.include("price of anarchy, at least");
    expect(anarchyRemark(found)).to.match(/^What evolved is not shown to earn anything/);
    expect(anarchyRemark(found)).to.include("miner: 4 at 0.002");
  });

  it("of private provision is (V ln V - V) / (V ln max v - max v): gifts of 16 instead of 6", async () => {
    const set = { match: "none" };
    const genomes = { supporter: [[0], [0], [0], [0], [6]], fraud: [[1]] };
    const { evolved, best, ratio } = await priced({ scenario: "quadratic-funding", set }, genomes, 100);
    const [alone, together] = [16 * Math.log(6) - 6, 16 * Math.log(16) - 16];
    expect(evolved.value).to.be.closeTo(alone, 1e-9);
    // no joint strategy earns more
    expect(best.value).to.be.within(together - 0.01, together + 1e-9);
    expect(ratio!.value).to.be.closeTo(together / alone, 1e-3);
    expect(ratio!.low).to.be.at.most(ratio!.value);
    expect(ratio!.high).to.be.at.least(ratio!.value);
  });

  it("is refused where nobody could play anything else", async () => {
    await refused("VERIFY_ANARCHY", priced({ scenario: "moran" }, { keeper: [[]] }));
  });

  it("goes from genomes to points and back", () => {
    const genes = {
      work: real(0.1, 10, { scale: "log" }),
      share: real(-1, 3),
      count: integer(2, 9),
      way: choice("a", "b"),
    };
    for (const genome of [
      [0.1, -1, 2, 0],
      [1, 0.5, 7, 1],
      [10, 3, 9, 1],
    ])
      genomeAt(genes, pointAt(genes, genome)).forEach((value, i) => expect(value).to.be.closeTo(genome[i]!, 1e-12));
  });
});
