import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { expect } from "chai";
import type { Recorder } from "../../sim/core/history.ts";
import { runPicture, svgToPng } from "../../sim/report/run/picture.ts";
import { runReport, runSections } from "../../sim/report/run/report.ts";
import { runView } from "../../sim/report/run/view.ts";
import type { Chart } from "../../sim/report/section.ts";
import { chartSvg } from "../../sim/report/charts/svg.ts";
import { DARK } from "../../sim/report/charts/theme.ts";
import { writeReport, writeRunReport } from "../../sim/report/html/write.ts";
import { openRun, type StoredRun } from "../../sim/runs/read.ts";
import { createRun } from "../../sim/runs/store.ts";
import { expectFault, temporaryFolder } from "../runs/folder.ts";
import { manifestOf, measurementOf, play, type FixtureOptions } from "./fixture.ts";

describe("the report of a run", () => {
  const folder = temporaryFolder();

  function withRun<T>(record: (store: Recorder) => void, look: (run: StoredRun) => T): T {
    const store = createRun(folder());
    record(store);
    store.close();
    const run = openRun(folder(), store.id);
    try {
      return look(run);
    } finally {
      run.close();
    }
  }
  const played = <T>(options: FixtureOptions, look: (run: StoredRun) => T): T =>
    withRun((store) => play(store, options), look);
  const chartsOf = (run: StoredRun): Chart[] =>
    runSections(runView(run)).flatMap(({ blocks }) => blocks.filter((block) => block.kind === "chart"));

  it("has what one looks for in it", () => {
    played({ generations: 20 }, (run) => {
      const sections = runSections(runView(run));
      expect(sections.map(({ id }) => id)).to.deep.equal([
        "result",
        "fitness",
        "genome",
        "measures",
        "theory",
        "population",
        "provenance",
      ]);
      const html = runReport(run);
      for (const said of [
        run.inputHash,
        run.measurement!.eventLogHash,
        "gini at most 0.2",
        "not met",
        "Tullock contest",
      ]) {
        expect(html).to.include(said);
      }
    });
  });

  it("shows the numbers that are in the store", () => {
    played({ generations: 20 }, (run) => {
      const view = runView(run);
      const work = view.genes[0]!;
      const agents = run.agents(19).filter(({ species }) => species === "miner");
      const sorted = agents.map(({ genome }) => genome[0]!).sort((a, b) => a - b);
      const middle = (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
      expect(work.median[19]).to.be.closeTo(middle, 1e-12);
      expect(work.shares[19]!.reduce((a, b) => a + b, 0)).to.be.closeTo(1, 1e-12);
      const all = run.agents(19);
      const balances = all.reduce((sum, { parts }) => sum + Number(parts.balances) / 1e18, 0) / all.length;
      expect(view.parts[19]!.balances).to.be.closeTo(balances, 1e-9);
    });
  });

  it("is made of options without functions, so that they can be stored and drawn anywhere", () => {
    played({ generations: 10 }, (run) => {
      for (const { option } of chartsOf(run)) expect(JSON.parse(JSON.stringify(option))).to.deep.equal(option);
    });
  });

  it("draws every chart as SVG that others can read, in light and in dark", () => {
    played({ generations: 10, hostile: `"<&'\u0001` }, (run) => {
      for (const { option } of chartsOf(run)) {
        for (const palette of [undefined, DARK]) {
          const svg = chartSvg(option, { width: 500, height: 300, ...(palette && { palette }) });
          expect(svg).not.to.match(/@(text|muted|contrast|heat|\d)/);
          expect(() => new Resvg(svg)).not.to.throw();
        }
      }
    });
  });

  it("thins a long run to what a picture can show, its last generation kept", () => {
    played({ generations: 500, miners: 4, freeriders: 2, blocks: 1 }, (run) => {
      const { generations, finished } = runView(run);
      expect(finished).to.equal(500);
      expect(generations.length).to.be.at.most(161);
      expect(generations.at(-1)).to.equal(499);
    });
  });

  it("is made of a run that is not finished, was interrupted, or has just begun", () => {
    const manifest = manifestOf({ generations: 10 });
    withRun(
      (store) => play(store, { generations: 10 }, 0, 4),
      (run) => {
        expect(runReport(run)).to.include("not finished").and.include("4 of 10");
      },
    );
    withRun(
      (store) => {
        play(store, { generations: 10 }, 0, 4);
        store.end({ ...measurementOf(manifest, true), generations: 4 });
      },
      (run) => expect(runReport(run)).to.include("4 of 10"),
    );
    withRun(
      (store) => store.begin(manifest),
      (run) => expect(runReport(run)).to.include("not finished"),
    );
  });

  it("is written beside the run, and again", () => {
    const id = played({ generations: 4 }, (run) => run.id);
    for (let i = 0; i < 2; i++) {
      const file = writeRunReport(folder(), id);
      expect(file).to.equal(join(folder(), `${id}.html`));
      expect(readFileSync(file, "utf8")).to.match(/^<!doctype html>[^]*<\/html>\n$/);
    }
    expect(readdirSync(folder()).sort()).to.deep.equal([`${id}.html`, `${id}.sqlite`]);
    expectFault("STORE_UNKNOWN_RUN", () => writeRunReport(folder(), "none-1"));
    expectFault("STORE_READ_ONLY", () => writeReport(join(folder(), `${id}.html`, "x.html"), ""));
  });

  it("becomes a picture of the size asked for", async () => {
    const svg = played({ generations: 10 }, (run) => runPicture(runView(run)));
    const png = Buffer.from(await svgToPng(svg, 800));
    expect(png.subarray(1, 4).toString()).to.equal("PNG");
    expect(png.readUInt32BE(16)).to.equal(800);
  });
});
