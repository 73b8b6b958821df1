import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { reportPage } from "../../../sim/report/html/page.ts";
import type { ChartOption } from "../../../sim/report/section.ts";
import { runReport } from "../../../sim/report/run/report.ts";
import { openRun } from "../../../sim/runs/read.ts";
import { createRun } from "../../../sim/runs/store.ts";
import { cutOnPaper, putOnPaper, startBrowser, until } from "./browser.ts";
import { play, type FixtureOptions } from "../fixture.ts";

/** Every way out of text into markup or script that is known to us, in one name. */
const HOSTILE = `</script><script>hacked=1</script><img src=x onerror="hacked=1">'"\`{b}<!--\u2028__proto__`;

interface Opened {
  readonly page: Page;
  readonly requests: string[];
  readonly complaints: string[];
}

describe("the report page in a browser", function () {
  this.timeout(60_000);
  let folder = "";
  let browser: Browser | undefined;
  before(async function () {
    folder = mkdtempSync(join(tmpdir(), "rewardscape-"));
    browser = await startBrowser(this);
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const report = (options: FixtureOptions): string => {
    const store = createRun(folder);
    play(store, options);
    const run = openRun(folder, store.id);
    try {
      return runReport(run);
    } finally {
      run.close();
    }
  };

  async function open(html: string, colorScheme: "light" | "dark" = "light"): Promise<Opened> {
    const file = join(folder, "report.html");
    writeFileSync(file, html);
    const page = await browser!.newPage({ colorScheme, viewport: { width: 1200, height: 900 } });
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on("request", (request) => requests.push(request.url().slice(0, 100)));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", (dialog) => void dialog.dismiss());
    await page.goto(pathToFileURL(file).href);
    return { page, requests, complaints };
  }

  // What runs in the page is text, because the types of this project know no document.
  const evaluate = (page: Page, expression: string): Promise<unknown> => page.evaluate(expression);

  /** How many colours the picture of each chart has; none of a chart that does not say that it is drawn. */
  const colours = (page: Page): Promise<unknown> =>
    evaluate(
      page,
      `[...document.querySelectorAll(".chart")].map((place) => {
        const canvas = place.querySelector("canvas");
        if (!canvas || place.dataset.drawn !== "yes") return 0;
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size;
      })`,
    );
  const drawn = (page: Page): Promise<unknown> =>
    until(page, `[...document.querySelectorAll(".chart")].every((place) => place.dataset.drawn === "yes")`);

  it("opens from the file system, draws every chart, asks the network for nothing and complains of nothing", async () => {
    const { page, requests, complaints } = await open(report({ generations: 30 }));
    await drawn(page);
    const found = (await colours(page)) as number[];
    expect(found).to.have.length(16);
    for (const count of found) expect(count).to.be.greaterThan(10);
    // The page itself, and an icon that is data.
    expect(requests.filter((url) => !url.startsWith("file:") && !url.startsWith("data:"))).to.deep.equal([]);
    expect(requests.filter((url) => url.startsWith("file:"))).to.have.length(1);
    expect(complaints).to.deep.equal([]);
    await page.close();
  });

  it("follows the system into the dark, changes on demand, and fits a telephone", async () => {
    const { page, complaints } = await open(report({ generations: 8 }), "dark");
    await drawn(page);
    const ground = () => evaluate(page, "getComputedStyle(document.body).backgroundColor");
    const dark = await ground();
    await page.click("button.theme");
    await drawn(page);
    expect(await ground()).not.to.equal(dark);
    await page.setViewportSize({ width: 380, height: 800 });
    // Charts are fitted by an observer once the browser has laid the page out anew: until then the page may be wider.
    await until(page, "document.documentElement.scrollWidth <= 380");
    expect(complaints).to.deep.equal([]);
    await page.close();
  });

  it("prints whole and on white, whatever the screen is", async () => {
    const { page, complaints } = await open(report({ generations: 8 }), "dark");
    await drawn(page);
    await putOnPaper(page, "dark");
    expect(await cutOnPaper(page)).to.deep.equal([]);
    expect(await evaluate(page, `document.querySelector(".chart canvas").style.width`)).to.equal("680px");
    expect(complaints).to.deep.equal([]);
    await page.close();
  });

  it("prints a diagram whole that is scrolled on the screen", async () => {
    const svg = `<svg viewBox="0 0 1400 100" width="1400" height="100" style="max-width:none"></svg>`;
    const drawing = { kind: "drawing", title: "Who calls whom", caption: "", svg } as const;
    const { page } = await open(reportPage("t", [{ id: "a", title: "A", blocks: [drawing] }], { kicker: "" }));
    await putOnPaper(page);
    expect(await cutOnPaper(page)).to.deep.equal([]);
    await page.close();
  });

  it("shows values when pointed at, and of a band only its lines", async () => {
    const { page } = await open(report({ generations: 30 }));
    await drawn(page);
    const chart = (await page.$(".chart"))!;
    const { width, height } = (await chart.boundingBox())!;
    await chart.hover({ position: { x: width / 2, y: height / 2 } });
    const tip = await until(
      page,
      `(() => { const text = document.querySelector(".chart").innerText; return /worst/.test(text) && text; })()`,
    );
    const lines = String(tip)
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
    expect(lines[0]).to.match(/^\d+$/);
    expect(lines.filter((line) => /[a-z]/i.test(line))).to.deep.equal(["best", "mean", "worst"]);
    await page.close();
  });

  it("draws what other tools will bring: a front, parallel coordinates, bars, a Bode plot, and points that lead on", async () => {
    const front = [1, 2, 3, 4].map((x) => ({ value: [x, 1 / x], link: "#other" }));
    const charts: ChartOption[] = [
      {
        xAxis: {},
        yAxis: {},
        series: [{ type: "scatter", symbolSize: 40, data: [{ value: [2, 2], link: "#other" }] }],
      },
      {
        parallelAxis: [
          { dim: 0, name: "reward" },
          { dim: 1, name: "hash rate" },
        ],
        series: [{ type: "parallel", data: front.map(({ value }) => value) }],
      },
      {
        xAxis: {},
        yAxis: { type: "category", data: ["a", "b"] },
        series: [{ type: "bar", data: [3, 5], color: "@0" }],
      },
      {
        xAxis: { type: "log" },
        yAxis: [{ name: "dB" }, { name: "degrees" }],
        series: [
          { type: "line", data: front.map(({ value }) => value) },
          { type: "line", yAxisIndex: 1, data: front.map(({ value }) => value) },
        ],
      },
    ];
    const blocks = charts.map((option, i) => ({ kind: "chart", title: `${i}`, caption: "", option }) as const);
    const table = {
      kind: "table",
      head: ["design"],
      rows: [[{ text: "good", link: "run-1.html" }], [{ text: "bad", link: "javascript:alert(1)" }]],
    } as const;
    const { page, complaints } = await open(
      reportPage("explore", [
        { id: "front", title: "Front", blocks },
        { id: "other", title: "Other", blocks: [table] },
      ]),
    );
    await drawn(page);
    for (const count of (await colours(page)) as number[]) expect(count).to.be.greaterThan(5);
    const links = `[...document.querySelectorAll("td a")].map((a) => a.getAttribute("href"))`;
    expect(await evaluate(page, links)).to.deep.equal(["run-1.html"]);
    const { width, height } = (await (await page.$(".chart"))!.boundingBox())!;
    // The one point of the first chart is where both axes are at two thirds, near the middle of the grid.
    for (let x = 0.2; x < 1 && !page.url().endsWith("#other"); x += 0.05) {
      for (let y = 0.2; y < 0.9 && !page.url().endsWith("#other"); y += 0.1) {
        await page.click(".chart", { position: { x: width * x, y: height * y } });
      }
    }
    expect(page.url()).to.match(/#other$/);
    expect(complaints).to.deep.equal([]);
    await page.close();
  });

  it("obeys no name that a scenario gives, in text, charts or tooltips", async () => {
    const { page, complaints, requests } = await open(report({ generations: 8, hostile: HOSTILE }));
    await drawn(page);
    for (const chart of await page.$$(".chart")) {
      const box = (await chart.boundingBox())!;
      await chart.scrollIntoViewIfNeeded();
      await chart.hover({ position: { x: box.width / 2, y: box.height / 2 } });
    }
    expect(await evaluate(page, "typeof hacked")).to.equal("undefined");
    expect(await evaluate(page, `document.querySelectorAll("img").length`)).to.equal(0);
    expect(await evaluate(page, "document.body.innerText")).to.include("<img src=x onerror=");
    // A blocked script would be complained of: nothing may reach the policy in the first place.
    expect(complaints).to.deep.equal([]);
    expect(requests.filter((url) => !/^(file|data):/.test(url))).to.deep.equal([]);
    await page.close();
  });

  it("lets no script run that is not its own, even if one slipped through", async () => {
    const html = reportPage("page", []).replace(
      "</nav>",
      "</nav><script>hacked = 1</script><img src=x onerror='hacked = 1'>",
    );
    const { page, complaints } = await open(html);
    expect(await evaluate(page, "typeof hacked")).to.equal("undefined");
    expect(complaints.join()).to.match(/Content Security Policy/);
    await page.close();
  });
});
