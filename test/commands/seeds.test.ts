import { readdirSync } from "node:fs";
import { expect } from "chai";
import { evolve } from "../../sim/commands/evolve.ts";
import { severalSeeds } from "../../sim/evaluation/several-seeds.ts";
import { severalSeedsSummary } from "../../sim/report/run/several-seeds.ts";
import founders from "../fixtures/scenarios/founders.ts";
import { live, refused } from "../fixtures/run.ts";
import { temporaryFolder } from "../runs/folder.ts";

describe("evolve --seeds", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  it("says that seeds disagree where the founders decide, with the share of each basin and what may be unseen", async () => {
    const seeds = ["1.1", "1.2", "1.3", "1.4"];
    const runs = await Promise.all(
      seeds.map(async (seed) => {
        const { measurement, records } = await live(founders, { seed, engine: "fast" });
        return { seed, measurement, records };
      }),
    );
    const found = severalSeeds(founders.definition, runs);
    expect(found.disagree).to.equal(true);
    const [place, trade] = found.genes;
    expect(place!.between.basins.length).to.be.within(2, 4);
    expect(place!.between.basins.flatMap((basin) => basin.runs).sort()).to.deep.equal([0, 1, 2, 3]);
    expect(place!.between.reduction).to.equal(Infinity);
    expect(trade!.between.basins).to.have.length(1);
    expect(found.measures["place"]!.guarantee).to.equal("valid");
    expect(found.unseen).to.be.closeTo(1 - 0.05 ** 0.25, 1e-12);
    const text = severalSeedsSummary({ title: "founders", seeds, found, where: [] });
    expect(text).to.match(/SEEDS DISAGREE: settler\.place ended at [\d.]+ \(1 of 4, share \[/);
    expect(text).not.to.match(/DISAGREE: settler\.trade/);
    expect(text).to.contain("less than 52.7 % of the seeds may have been missed");
  });

  it("is refused for less than two seeds, before any run", async () => {
    const asked = evolve({ scenario: "contest", seeds: 1, out: folder(), quiet: true }, new AbortController().signal);
    await refused("OPTION_VALUE", asked);
    expect(readdirSync(folder())).to.deep.equal([]);
  });

  it("stores each run with its report, and runs nothing twice", async () => {
    const asked = { scenario: "test/fixtures/scenarios/founders.ts", seeds: 2, workers: 1, out: folder(), quiet: true };
    const files = async (): Promise<string[]> => {
      expect(await evolve({ ...asked, json: true }, new AbortController().signal)).to.equal(0);
      return readdirSync(folder()).sort();
    };
    const first = await files();
    expect(first.filter((name) => name.endsWith(".html"))).to.have.length(2);
    expect(await files()).to.deep.equal(first);
  });
});
