import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { evolve } from "../../sim/commands/evolve.ts";
import { severalSeeds } from "../../sim/evaluation/several-seeds.ts";
import { measureUnits } from "../../sim/scenario/measures.ts";
import { seedsSections } from "../../sim/report/run/seeds-report.ts";
import { severalSeedsSummary } from "../../sim/report/run/several-seeds.ts";
import type { Cell, Chart, Table } from "../../sim/report/section.ts";
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
    const units = measureUnits(founders.definition.measures);
    const text = severalSeedsSummary({ title: "founders", seeds, found, units, where: [] });
    expect(text).to.match(/SEEDS DISAGREE: settler\.place ended at [\d.]+ \(1 of 4, share \[/);
    expect(text).not.to.match(/DISAGREE: settler\.trade/);
    expect(text).to.contain("less than 52.7 % of the seeds may have been missed");

    const views = runs.map(({ seed, records }) => ({ seed, records, report: `run-${seed}.html` }));
    const sections = seedsSections({ title: "founders", command: "evolve founders", found, units, runs: views });
    const blocks = sections.flatMap((section) => section.blocks);
    expect(JSON.stringify(blocks)).to.include('"value":"disagree"').and.to.include("less than 52.7 % of them");
    const basins = blocks.find((block) => block.kind === "table" && block.title === "Basins");
    const places = (basins as Table).rows.filter(([gene]) => gene === "settler.place");
    expect(places).to.have.length(place!.between.basins.length);
    expect(places.map(([, , , share]) => Number((share as Cell).text)).reduce((a, b) => a + b, 0)).to.be.closeTo(
      1,
      0.01,
    );
    const curves = blocks.filter((block): block is Chart => block.kind === "chart");
    expect(curves.map(({ title }) => title)).to.deep.equal(["settler.place", "settler.trade"]);
    const drawn = curves[0]!.option["series"] as {
      readonly name: string;
      readonly color: string;
      readonly data: number[];
    }[];
    expect(drawn.map(({ name }) => name)).to.deep.equal(seeds.map((seed) => `seed ${seed}`));
    // seeds of one basin have one colour, and others another
    for (const [b, { runs: members, level }] of place!.between.basins.entries())
      for (const run of members) {
        expect(drawn[run]!.color).to.equal(`@${b}`);
        expect(drawn[run]!.data.at(-1)).to.be.closeTo(level, 0.01);
      }
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
    const pages = first.filter((name) => name.endsWith(".html"));
    expect(pages).to.have.length(3);
    const page = readFileSync(
      join(
        folder(),
        pages.find((name) => name.startsWith("seeds-"))!,
      ),
      "utf8",
    );
    for (const report of pages.filter((name) => !name.startsWith("seeds-")))
      expect(page).to.include(`href="${report}"`);
    expect(await files()).to.deep.equal(first);
  });
});
