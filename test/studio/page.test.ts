import { createRequire } from "node:module";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Json } from "../../sim/core/history.ts";
import { ActivityWriter } from "../../sim/runs/activity-file.ts";
import { createRun } from "../../sim/runs/store.ts";
import { generationOf, manifestOf, play } from "../report/fixture.ts";
import { cutOnPaper, putOnPaper, startBrowser, until } from "../report/html/browser.ts";
import { addRun, serve, type Served } from "./fixture.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** As a scenario's author could put it into any name. */
const HOSTILE = `</script><img src=x onerror="hacked=1">'"{b}`;

/** One point of a front, at (2, 3), that leads to a history. */
const frontOption = (link: string): Json => ({
  xAxis: { type: "value" },
  yAxis: { type: "value" },
  series: [{ type: "scatter", symbolSize: 20, data: [{ name: "abc", value: [2, 3], link }] }],
});

/** A case of the second run's seed, a finding of two steps, and what told of them; and one of each of another scenario. */
function keepCaseAndFinding(folder: string): void {
  for (const kind of ["verify", "attack"] as const)
    new ActivityWriter(folder, `${kind}-hash-rate-1`, kind, { title: "hash-rate: t", command: "c" }).end("finished");
  mkdirSync(join(folder, "failing-cases"));
  for (const scenario of ["hash-rate", "lottery"]) {
    const kept = {
      name: `seed-2-${scenario}`,
      goal: "gini at most 0.2",
      value: 0.5,
      ...(scenario === "lottery" && { unit: "tickets" }),
      subject: { scenario },
      trial: { seed: "2" },
    };
    writeFileSync(join(folder, "failing-cases", `${scenario}.json`), JSON.stringify([kept]));
    const steps = [{ by: 0, call: `${scenario}.deposit`, args: [] }, { wait: 3 }];
    const finding = {
      id: `f-${scenario}`,
      kind: "theft",
      ...(scenario === "lottery" && { objective: "harm" }),
      profit: scenario === "lottery" ? "-2000000000000000000" : "2000000000000000000",
      command: "c",
      status: "open",
      steps,
    };
    writeFileSync(join(folder, `${scenario}.json`), JSON.stringify([finding]));
  }
}

describe("the page of the studio in a browser", function () {
  this.timeout(120_000);
  let browser: Browser;
  let served: Served;
  let ids: string[];
  before(async function () {
    // A minute of processor time, which npm test leaves out.
    if (process.env["TEST_PAGES"] !== "all") this.skip();
    browser = await startBrowser(this);
    served = await serve({ allowWrites: true }, (folder) => {
      ids = ["1", "2"].map((seed) => addRun(folder, { seed, generations: 12 }));
      ids.push(addRun(folder, { seed: "3", hostile: HOSTILE }));
      const activity = new ActivityWriter(folder, "explore-hash-rate-1", "explore", {
        title: "hash-rate",
        command: "npx hardhat explore",
      });
      activity.tell({ doing: "searches", done: 30, of: 100, rate: 2.5, unit: "evaluations", secondsLeft: 28 });
      activity.tell({ workers: [{ name: "worker 1", job: "design a", since: new Date().toISOString(), jobs: 12 }] });
      activity.fault("design b: [DEPLOY_REVERTED] its constructor reverts");
      activity.show(() => ({
        kicker: "so far",
        sections: [
          {
            id: "front",
            title: "Front",
            blocks: [
              {
                kind: "table",
                title: "Designs",
                head: [
                  "design",
                  ...Array.from({ length: 9 }, (_, i) => `the mean issuance of pool ${i} at most 590, tokens`),
                ],
                rows: [
                  [
                    { text: "abc", link: `${ids[0]}.html` },
                    ...Array.from({ length: 9 }, () => ({ text: "1.434 (as chosen)", number: true })),
                  ],
                ],
              },
              { kind: "chart", title: "Pareto front", caption: "c", option: frontOption(`${ids[1]}.html`) },
            ],
          },
        ],
      }));
      activity.tell({}); // what is told within a second is written by the next word, or at the end
      activity.end("finished");
      keepCaseAndFinding(folder);
    });
    await served.studio.settled();
  });
  after(async () => {
    await browser?.close();
    await served?.end();
  });

  async function open(
    path: string,
    options: Parameters<Browser["newContext"]>[0] = {},
  ): Promise<{ readonly page: Page; readonly context: BrowserContext; readonly complaints: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(served.studio.url)) complaints.push(`asked for ${request.url().slice(0, 80)}`);
    });
    await page.goto(served.studio.url + path);
    await until(page, `document.querySelector("h1") && !document.body.textContent.includes("Reading …")`);
    return { page, context, complaints };
  }
  const drawn = (page: Page): Promise<unknown> =>
    until(
      page,
      `document.querySelector(".chart") && [...document.querySelectorAll(".chart")].every((one) => one.dataset.drawn === "yes")`,
    );
  /** What axe finds that breaks WCAG 2.2 AA. */
  const violations = async (page: Page): Promise<unknown> => {
    await page.evaluate(AXE);
    return page.evaluate(
      `axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }).then(({ violations }) =>
        violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html, failureSummary }) => html.slice(0, 160) + " " + failureSummary).join(" | ")))`,
    );
  };

  /** One of each kind of page. */
  const PATHS = (): readonly string[] => [
    "",
    `run/${ids[0]}`,
    `compare?ids=${ids[0]},${ids[1]}`,
    "work",
    "work/explore-hash-rate-1",
    "cases",
    "findings",
  ];

  for (const colorScheme of ["light", "dark"] as const)
    it(`shows every page in ${colorScheme}, with nothing that axe finds wrong and nothing cut on a telephone`, async () => {
      for (const path of PATHS()) {
        const { page, context, complaints } = await open(path, { colorScheme });
        if (/^(run|compare)/.test(path)) await drawn(page);
        expect(await violations(page), path).to.deep.equal([]);
        await page.setViewportSize({ width: 390, height: 800 });
        // Charts take the new width a moment later.
        await until(page, "document.documentElement.scrollWidth <= 390").catch(() => undefined);
        expect(await page.evaluate("document.documentElement.scrollWidth"), `${path} on a telephone`).to.be.at.most(
          390,
        );
        expect(complaints, path).to.deep.equal([]);
        await context.close();
      }
    });

  it("keeps filters, sorting and what is chosen in the address, and is used by keys alone", async () => {
    const { page, context } = await open("");
    await page.keyboard.press("/");
    await page.keyboard.type(ids[0]!);
    await until(page, `document.querySelectorAll("tbody tr").length === 1`);
    await until(page, `new URL(location.href).searchParams.get("q") === "${ids[0]}"`);
    await page.focus("tbody input[type=checkbox]");
    await page.keyboard.press("Space");
    await until(page, `new URL(location.href).searchParams.get("sel") === "${ids[0]}"`);
    await page.reload();
    await until(page, `document.querySelector("tbody input")?.checked`);
    expect(await page.inputValue("input[type=search]")).to.equal(ids[0]);
    await page.fill("input[type=search]", "");
    await until(page, `document.querySelectorAll("tbody tr").length === 3`);
    await page.focus(`tbody input[aria-label="Choose ${ids[1]}"]`);
    await page.keyboard.press("Space");
    await page.focus("a.button");
    await page.keyboard.press("Enter");
    await until(page, `location.pathname === "/compare" && document.body.textContent.includes("Over the generations")`);
    await page.goBack();
    await until(page, `location.pathname === "/" && document.querySelectorAll("tbody input:checked").length === 2`);
    await page.focus("th button");
    await page.keyboard.press("Enter");
    await until(page, `document.querySelector("th[aria-sort=ascending]")`);
    await context.close();
  });

  it("draws a run while it is written, and keeps zoom, scroll and what is open", async () => {
    const manifest = manifestOf({ seed: "40", generations: 20, blocks: 2, miners: 8, freeriders: 4 });
    const store = createRun(served.folder);
    play(store, { seed: "40", generations: 20, blocks: 2, miners: 8, freeriders: 4 }, 0, 6);
    await until((await open("")).page, `document.body.textContent.includes("${store.id}")`);
    const { page, context } = await open(`run/${store.id}`);
    await drawn(page);
    await page.click(".tools button");
    await until(
      page,
      `[...document.querySelectorAll(".tools button")].some((one) => one.textContent === "All" && !one.disabled)`,
    );
    await page.evaluate(`(document.querySelector("details")?.setAttribute("open", ""), scrollTo(0, 500))`);
    await page.evaluate(`(window.first = document.querySelector("canvas"))`);
    for (let g = 6; g < 12; g++)
      store.generation(generationOf(manifest, g), new TextEncoder().encode(`state after ${g}`));
    await until(page, `document.body.textContent.includes("12 of 20")`);
    expect(await page.evaluate(`[scrollY, document.querySelector("canvas") === window.first]`)).to.deep.equal([
      500,
      true,
    ]);
    const zoomed = `[...document.querySelectorAll(".tools button")].some((one) => one.textContent === "All" && !one.disabled)`;
    expect(await page.evaluate(zoomed)).to.equal(true);
    await page.reload();
    await drawn(page);
    expect(await page.evaluate(zoomed), "after loading anew").to.equal(true);
    await until(page, "scrollY === 500");
    // A click by the mouse would begin with scrolling to what is clicked.
    await page.evaluate(`document.querySelector("nav.parts a").click()`);
    await until(page, `location.pathname === "/" && scrollY === 0 && document.querySelector("tbody")`);
    await page.goBack();
    await until(page, "scrollY === 500");
    store.close();
    await context.close();
  });

  it("leads from a point of the front to its history, and tells faults, workers and what is left", async () => {
    const { page, context } = await open("work/explore-hash-rate-1");
    const text = String(await page.evaluate("document.body.textContent"));
    expect(text).to.contain("DEPLOY_REVERTED").and.to.contain("so far").and.to.contain("evaluations a second");
    await page.click("text=abc");
    await until(page, `location.pathname === "/run/${ids[0]}" && document.querySelector(".chart")`);
    await context.close();
  });

  it("leads from a point that is clicked in a chart to its history, and back to where one was", async () => {
    const { page, context } = await open("work/explore-hash-rate-1");
    await drawn(page);
    const at = (await page.evaluate(`(() => {
      const place = document.querySelector(".chart");
      place.scrollIntoView({ block: "center" });
      const { left, top } = place.getBoundingClientRect();
      const [x, y] = echarts.getInstanceByDom(place).convertToPixel({ seriesIndex: 0 }, [2, 3]);
      return [left + x, top + y];
    })()`)) as [number, number];
    await page.mouse.move(...at);
    await page.mouse.click(...at);
    await until(page, `location.pathname === "/run/${ids[1]}" && document.querySelector(".chart")`);
    await page.goBack();
    await until(page, `location.pathname === "/work/explore-hash-rate-1" && document.querySelector(".chart")`);
    await context.close();
  });

  it("leads from a verification to its failing cases and their replays, and from an attack to its steps", async () => {
    const { page, context } = await open("work/verify-hash-rate-1");
    await page.click("text=Failing cases of hash-rate");
    await until(page, `location.search === "?scenario=hash-rate" && document.querySelectorAll("article").length === 1`);
    expect(await page.textContent(".command")).to.contain("--case seed-2-hash-rate");
    await page.selectOption("select", "");
    await until(page, `location.search === "" && document.querySelectorAll("article").length === 2`);
    const measured = await page.evaluate(
      `[...document.querySelectorAll("article p:first-of-type")].map((one) => one.textContent)`,
    );
    expect(String(measured)).to.contain("measured 0.5 tickets with seed 2").and.to.contain("measured 0.5 with seed 2");
    await page.reload();
    await until(page, `document.querySelectorAll("article").length === 2`);
    await page.click(`article >> text=${ids[1]}`);
    await until(page, `location.pathname === "/run/${ids[1]}" && document.querySelector(".chart")`);
    await page.goto(`${served.studio.url}work/attack-hash-rate-1`);
    await page.click("text=Findings of hash-rate");
    await until(page, `document.querySelectorAll("article").length === 1`);
    const steps = await page.evaluate(
      `[...document.querySelectorAll("details[open] li")].map((one) => one.textContent)`,
    );
    expect(steps).to.deep.equal(["0 calls hash-rate.deposit()", "wait 3 blocks"]);
    await page.selectOption("select", "");
    await until(page, `document.querySelectorAll("article").length === 2`);
    const text = String(await page.evaluate("document.body.textContent"));
    expect(text)
      .to.contain("takes 2 of the numeraire")
      .and.to.contain("by harm; costs the attacker 2 of the numeraire");
    await context.close();
  });

  it("tells eight tabs of changes by one connection, and goes on when the tab that listens is closed", async () => {
    const { page, context } = await open("");
    const listening: string[] = [];
    context.on("request", (request) => request.url().endsWith("/api/changes") && listening.push(request.url()));
    const tabs = [page];
    const live = `document.querySelector(".where [role=status]").textContent === "live"`;
    await until(page, live);
    while (tabs.length < 8) {
      const tab = await context.newPage();
      await tab.goto(served.studio.url);
      await until(tab, live);
      tabs.push(tab);
    }
    const told = async (id: string): Promise<void> => {
      for (const tab of tabs) await until(tab, `document.body.textContent.includes("${id}")`);
    };
    await told(served.add({ seed: "71" }));
    expect(listening).to.deep.equal([]);
    await tabs.shift()!.close();
    await told(served.add({ seed: "72" }));
    expect(listening).to.have.length(1);
    await context.close();
  });

  it("gives the values of a chart as a table", async () => {
    const { page, context } = await open(`run/${ids[0]}`);
    await drawn(page);
    await page.click(`button[aria-label="Values of Fitness of miner"]`);
    const rows = await page.evaluate(`[...document.querySelectorAll(".values tbody tr")].length`);
    expect(rows).to.equal(12);
    await context.close();
  });

  it("writes a tag with the token, and shows it in the list", async () => {
    const { page, context } = await open(`run/${ids[1]}`);
    await page.click("text=Tags and note");
    await page.fill("form input >> nth=0", "keeper");
    await page.fill("input[type=password]", served.studio.token!);
    await page.click("text=Save");
    await until(page, `document.querySelector("a.tag")?.textContent === "keeper"`);
    expect(page.url()).not.to.contain(served.studio.token);
    await context.close();
  });

  it("obeys no name that a store gives", async () => {
    const { page, context, complaints } = await open(`run/${ids[2]}`);
    await drawn(page);
    expect(await page.evaluate("typeof window.hacked")).to.equal("undefined");
    expect(await page.evaluate("document.querySelectorAll('main img').length")).to.equal(0);
    expect(complaints).to.deep.equal([]);
    await context.close();
  });

  for (const colorScheme of ["light", "dark"] as const)
    it(`prints every page whole and on white from ${colorScheme}, charts of the sheet's width among it`, async () => {
      for (const path of PATHS()) {
        const { page, context } = await open(path, { colorScheme });
        const hasCharts = /^(run|compare|work\/explore)/.test(path);
        if (hasCharts) await drawn(page);
        await putOnPaper(page, colorScheme);
        expect(await cutOnPaper(page), path).to.deep.equal([]);
        expect(await violations(page), path).to.deep.equal([]);
        expect(await page.evaluate("getComputedStyle(document.querySelector('header.top')).display")).to.equal("none");
        await page.emulateMedia({ media: "screen", colorScheme });
        await until(page, `document.documentElement.dataset.theme === "${colorScheme}"`);
        await context.close();
      }
    });

  it("gives the printer charts in light colours, whole, and the screen its own again", async () => {
    const { page, context } = await open(`run/${ids[0]}`, { colorScheme: "dark" });
    await drawn(page);
    // As the browser prints, without any other word to the page than the events of printing.
    await page.evaluate(`window.printed = [];
      addEventListener("beforeprint", () => Promise.resolve().then(() => {
        const canvas = document.querySelector(".chart canvas");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        let dark = 0;
        for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200 && data[i] + data[i + 1] + data[i + 2] < 330) dark++;
        window.printed.push([document.documentElement.dataset.theme, canvas.style.width, dark > 20]);
      }))`);
    await page.pdf({ format: "A4" });
    expect(await page.evaluate("window.printed")).to.deep.equal([["light", "680px", true]]);
    await until(page, `document.documentElement.dataset.theme === "dark"`);
    await until(page, `document.querySelector(".chart canvas").style.width !== "680px"`);
    await context.close();
  });
});
