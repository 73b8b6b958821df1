import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import type { Exploration } from "../../sim/explore/exploration.ts";
import { NOTHING_FRESH } from "../../sim/explore/fresh.ts";
import { importance } from "../../sim/explore/importance.ts";
import { recommend } from "../../sim/explore/recommend.ts";
import { atLeast, atMost, maximize, minimize } from "../../sim/goals/index.ts";
import { feasibleRegion } from "../../sim/report/explore/charts.ts";
import { exploreReport, exploreSections } from "../../sim/report/explore/report.ts";
import { exploreLine, exploreSummary } from "../../sim/report/explore/summary.ts";
import { designsTable } from "../../sim/report/explore/table.ts";
import { toCsv, toJson } from "../../sim/report/export.ts";
import { parameter } from "../../sim/scenario/parameters.ts";
import { startBrowser, until } from "../report/html/browser.ts";
import { loadedWith, model, modelPool, search } from "./support.ts";

const GOALS = [maximize("work"), minimize("issuance"), atLeast("work", 0.3)];
const { scenario } = loadedWith(GOALS);
const command = (id: string): string => `npx hardhat evolve planted --design ${id}`;

describe("what a search of designs shows", function () {
  this.timeout(60_000);
  let found: Exploration;
  before(async () => {
    found = await search(GOALS, { replicates: 8, budget: { evaluations: 800 }, pool: modelPool(model(0.05)) });
  });

  it("prints the front with intervals, the recommended design with its reason, and how to run it", () => {
    const text = exploreSummary(found, "planted", scenario, [["report", "x.html"]], command);
    expect(text).to.match(/Front, \d+ designs/);
    expect(text).to.match(/\d \[[\d.]+, [\d.]+\]/);
    expect(text).to.match(/measured anew on 8 fresh seeds, common to all \(\d+ evaluations beyond the search\)/);
    expect(text).to.match(/the seeds that chose them flattered work by -?[\d.]+ \[/);
    expect(text).to.match(
      /intervals of the mean of issuance, work are approximate: no range is declared, .* up to 31.2 % of the runs/,
    );
    expect(text).to.match(/Recommended: [0-9a-f]{12}\n {2}because it is the knee/);
    expect(text).to.match(/run it: npx hardhat evolve planted --design [0-9a-f]{12}/);
  });

  it("shows a long front from end to end, the recommended design in it", () => {
    const many = Array.from({ length: 90 }, (_, i) => ({ ...found.best[0]!, id: `row${i}`, objectives: [i, 90 - i] }));
    const text = exploreSummary({ ...found, best: many, fresh: NOTHING_FRESH }, "planted", scenario, [], command);
    const rows = [...text.matchAll(/^ {2}(row\d+) /gm)].map(([, id]) => id);
    expect(rows).to.have.length(24);
    expect(text).to.contain("on the seeds that chose these designs, which flatter them: no intervals");
    expect(rows).to.include.members(["row0", "row89", /Recommended: (\S+)/.exec(text)![1]]);
    expect(text).to.contain("24 of 90");
  });

  it("draws designs over the names of a choice, not over their numbers", () => {
    const choices = Object.fromEntries(
      found.space.names.map((name) => [name, parameter.choice("low", ["low", "high"])] as const),
    );
    const of0 = {
      ...found,
      records: found.records.map((record) => ({ ...record, values: record.values.map(() => 1) })),
    };
    const { option } = feasibleRegion(of0, choices, { command, stored: new Map() })[0]!;
    expect(option["xAxis"]).to.include({ type: "category" }).and.have.property("data").deep.equal(["low", "high"]);
    const places = (option["series"] as { data: { value: unknown }[] }[]).flatMap(({ data }) => data);
    expect(places.map(({ value }) => value)).to.deep.include(["high", "high"]);
  });

  it("says which goals clash, and names the least violated design, when nothing is feasible", async () => {
    const none = await search([atLeast("work", 2), atMost("issuance", 3)]);
    const text = exploreSummary(none, "planted", scenario, [], command);
    expect(text).to.contain("No design meets every constraint. The least violated");
    expect(text).to.contain(
      "each was met, but never together: the mean work at least 2, and the mean issuance at most 3",
    );
    const [result, front] = exploreSections(none, scenario, command);
    expect(front!.title).to.equal("Least violated designs");
    expect(JSON.stringify(result)).to.contain("Goals that clash");
  });

  it("keeps the live line within the terminal", () => {
    const progress = {
      evaluations: 120,
      budget: { evaluations: 800 },
      designs: 15,
      feasible: 9,
      batches: 2,
      best: "7 in the front",
      seconds: 13,
      rate: 12,
    };
    const line = exploreLine(progress, 200);
    expect(line).to.equal("evaluation 120/800  60 % of 15 designs feasible  7 in the front  12/s  57 s left");
    const begun = { ...progress, evaluations: 1, designs: 0, best: "", rate: 0 };
    expect(exploreLine(begun, 200)).to.equal("evaluation 1/800");
    for (const columns of [20, 40, 80]) expect(exploreLine(progress, columns).length).to.be.lessThan(columns);
  });

  it("exports every design that was tried, those of the front marked", () => {
    const rows = JSON.parse(toJson(designsTable(found))) as Record<string, unknown>[];
    expect(rows).to.have.length(found.records.length);
    expect(rows.filter(({ front }) => front)).to.have.length(found.best.length);
    const [row] = rows.filter(({ id }) => id === found.best[0]!.id);
    const anew = found.fresh.designs.get(found.best[0]!.id);
    expect(row!["work"]).to.be.closeTo(-(anew?.assessment ?? found.best[0]!).objectives[0]!, 1e-12);
    expect(rows.filter((each) => each["measured anew"])).to.have.length(found.fresh.designs.size);
    expect(BigInt(row!["parameter prize"] as string)).to.equal(found.best[0]!.design["prize"]);
    expect(toCsv(designsTable(found)).split("\r\n")).to.have.length(found.records.length + 2);
  });

  it("finds the parameter that decides a goal, and none in what is constant", async () => {
    const spread = await search(GOALS, {
      optimiser: "sobol",
      budget: { evaluations: 400 },
      held: { difficulty: "0.35" },
    });
    const byName = new Map(importance(spread).map(({ parameter, shares }) => [parameter, shares]));
    const issuance = 1;
    expect(byName.get("prize")![issuance]).to.be.greaterThan(0.95);
    expect(byName.get("tempo")![issuance]).to.be.lessThan(0.1);
    // Work is greatest in the middle of the tempo's range: no correlation would see that.
    expect(byName.get("tempo")![0]).to.be.greaterThan(0.1);
  });

  describe("in a browser", () => {
    let browser: Browser | undefined;
    let folder = "";
    before(async function () {
      folder = mkdtempSync(join(tmpdir(), "rewardscape-"));
      browser = await startBrowser(this);
    });
    after(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it("draws every chart and complains of nothing", async () => {
      const file = join(folder, "explore.html");
      writeFileSync(file, exploreReport(found, scenario, command));
      const page = await browser!.newPage({ viewport: { width: 1200, height: 900 } });
      const complaints: string[] = [];
      page.on("console", (message) => complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      await page.goto(pathToFileURL(file).href);
      await until(page, `[...document.querySelectorAll(".chart")].every((place) => place.dataset.drawn === "yes")`);
      if (process.env["SHOT"]) await page.screenshot({ path: process.env["SHOT"], fullPage: true });
      expect(complaints).to.deep.equal([]);
      const titles = await page.evaluate(
        `[...document.querySelectorAll("figure h3")].map((title) => title.textContent)`,
      );
      expect(titles).to.include.members([
        "Pareto front",
        "The front in parallel coordinates",
        "Feasible region",
        "Importance of the parameters",
        "Hypervolume over evaluations",
      ]);

      expect(await told(page, "recommended")).to.equal(command(recommend(found)!.record.id));
      expect(await told(page, "feasible")).to.match(/^npx hardhat evolve planted --design [0-9a-f]{12}$/);
    });

    it("leads from a design of the front to its history where that is stored, and others to their command", async () => {
      const file = join(folder, "linked.html");
      const { id } = recommend(found)!.record;
      writeFileSync(join(folder, "history-1.html"), "<title>the history</title>");
      writeFileSync(file, exploreReport(found, scenario, command, new Map([[id, "history-1.html"]])));
      const page = await browser!.newPage({ viewport: { width: 1200, height: 900 } });
      await page.goto(pathToFileURL(file).href);
      await until(page, `[...document.querySelectorAll(".chart")].every((place) => place.dataset.drawn === "yes")`);
      expect(await page.locator(`a[href="history-1.html"]`).allTextContents()).to.deep.equal([id, id]);
      expect(await told(page, "feasible")).to.match(/^npx hardhat evolve planted/);
      await click(page, "recommended");
      await page.waitForURL(/history-1\.html$/);
      expect(await page.title()).to.equal("the history");
    });
  });
});

/** Clicks on the first point of a series of the first chart. */
async function click(page: Page, series: string): Promise<void> {
  const [x, y] = (await page.evaluate(`(() => {
    const place = document.querySelector(".chart");
    place.scrollIntoView();
    const chart = echarts.getInstanceByDom(place);
    const index = chart.getOption().series.findIndex(({ name }) => name === "${series}");
    const [left, top] = chart.convertToPixel({ seriesIndex: index }, chart.getOption().series[index].data[0].value);
    const box = place.getBoundingClientRect();
    return [box.left + left, box.top + top];
  })()`)) as [number, number];
  await page.mouse.click(x, y);
}

/** What the first chart says of a point that is clicked on. */
async function told(page: Page, series: string): Promise<string | null> {
  await click(page, series);
  return page.locator(".told").first().textContent();
}
