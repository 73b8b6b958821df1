// How the studio bears a folder of many runs: `node --import tsx scripts/bench-studio.ts [runs]`. It writes as many small
// runs, each a store of its own, and measures what the server's answers take, by the clock and in processor time, what it
// takes to listen while nothing changes, and what a browser takes for what it is asked for, by the clock and in processor
// time of its renderer and of the server.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium, type Browser, type Page } from "playwright-core";
import { createRun } from "../sim/runs/store.ts";
import type { RunList } from "../sim/studio/api.ts";
import { startStudio } from "../sim/studio/server.ts";
import { generationOf, manifestOf, measurementOf } from "../test/report/fixture.ts";
import { median } from "./bench-table.ts";

const ASKED = 20;
const QUERIES = [
  "",
  "?sort=seed",
  "?sort=-goals&page=50",
  "?q=market%20reward",
  "?q=0000f&status=finished",
  "?page=99",
];
const WORDS = ["market", "pool", "auction", "vesting", "gauge"];

const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const count = Number(process.argv[2] ?? 10_000);
// In memory where there is such a folder: to write so many stores is no part of what is measured.
const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "rewardscape-studio-"));
try {
  writeRuns();
  await measure();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function writeRuns(): void {
  const manifest = manifestOf({ generations: 1, blocks: 1, miners: 2, freeriders: 1 });
  const generation = generationOf(manifest, 0);
  const measurement = measurementOf(manifest);
  for (let i = 0; i < count; i++) {
    const scenario = `${WORDS[i % WORDS.length]}-${i % 23}`;
    const design = { blockReward: `${(i % 97) + 1}000000000000000000`, share: i % 11 };
    const goals = measurement.goals.map((goal, g) => ({ ...goal, met: (i + g) % 3 > 0 }));
    const store = createRun(folder);
    store.begin({
      ...manifest,
      inputs: { ...manifest.inputs, scenario, design, seed: String(i % 500) },
      title: `A ${WORDS[(i * 7) % WORDS.length]} with a reward of ${i % 97}`,
    });
    store.generation(generation, new Uint8Array(8));
    if (i % 10 > 0) store.end({ ...measurement, goals });
    store.close();
  }
}

async function measure(): Promise<void> {
  const begun = performance.now();
  const studio = await startStudio({ folder, port: 0 });
  const ask = async (query: string): Promise<RunList> =>
    (await (await fetch(`${studio.url}api/runs${query}`)).json()) as RunList;
  const first = await ask("");
  row("the first answer, clock", performance.now() - begun, `${first.read} of ${count} runs read`);
  await studio.settled();
  row("all runs read, clock", performance.now() - begun, "");
  for (const query of QUERIES) {
    const [clock, used]: [number[], number[]] = [[], []];
    let total = 0;
    for (let i = 0; i < ASKED; i++) {
      const before = [performance.now(), processorTime()] as const;
      ({ total } = await ask(query));
      clock.push(performance.now() - before[0]);
      used.push(processorTime() - before[1]);
    }
    const note = `${total} found; clock: median ${median(clock).toFixed(0)} ms, worst ${Math.max(...clock).toFixed(0)} ms`;
    row(`list ${query || "as it opens"}, processor time with the asking`, median(used), note);
  }
  const controller = new AbortController();
  await fetch(`${studio.url}api/changes`, { signal: controller.signal });
  const before = processorTime();
  await sleep(5000);
  row("a second of listening while nothing changes, processor time", (processorTime() - before) / 5, "");
  controller.abort();
  await browse(studio.url);
  row("memory of the server", process.memoryUsage().rss / 1e6, "MB");
  await studio.close();
}

/** What one waits for at the page itself. */
async function browse(url: string): Promise<void> {
  const place = [process.env["CHROME_PATH"] ?? "", "/usr/bin/chromium"].find((path) => path && existsSync(path));
  if (place === undefined) return;
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath: place, args });
  try {
    const page = await browser.newPage();
    const rows = "tbody tr";
    // Whatever the browser does once only, at its first page, is none of ours.
    await page.goto("about:blank");
    for (const what of ["the page opens", "the page opens again"])
      await waited(
        browser,
        what,
        () => page.goto(url, { waitUntil: "commit" }),
        page,
        `document.querySelector("${rows}")`,
      );
    const shown = String(await page.evaluate(`document.querySelector(".kicker").textContent`));
    const asks: readonly (readonly [string, () => Promise<unknown>, string])[] = [
      [
        "sorted by seed",
        () => page.click("th button >> text=seed"),
        `document.querySelector("tbody td:nth-child(4)").textContent === "0"`,
      ],
      ["the next page", () => page.click("text=Next"), `document.body.textContent.includes("page 2 of")`],
      [
        "what is typed is found",
        () => page.fill("input[type=search]", "gauge-3"),
        `!document.querySelector(".kicker").textContent.startsWith("${shown}")`,
      ],
    ];
    for (const [what, act, done] of asks) await waited(browser, what, act, page, done);
  } finally {
    await browser.close();
  }
}

async function waited(
  browser: Browser,
  what: string,
  act: () => Promise<unknown>,
  page: Page,
  done: string,
): Promise<void> {
  const [renderer, server, begun] = [await rendererTime(browser), processorTime(), performance.now()];
  await act();
  // Looked at in each frame of the page, so that nobody asks it meanwhile.
  await page.evaluate(
    `new Promise((resolve) => { const look = () => (${done}) ? resolve() : requestAnimationFrame(look); look(); })`,
  );
  const clock = performance.now() - begun;
  const used = processorTime() - server;
  await sleep(500); // what the page does after it is shown
  const note = `server ${used.toFixed(0)} ms; clock ${clock.toFixed(0)} ms`;
  row(`browser: ${what}, processor time of the renderer`, (await rendererTime(browser)) - renderer, note);
}

/** Milliseconds of processor time of all processes that draw pages. */
async function rendererTime(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  try {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return 1000 * processInfo.reduce((sum, { type, cpuTime }) => sum + (type === "renderer" ? cpuTime : 0), 0);
  } finally {
    await session.detach();
  }
}

function row(what: string, value: number, note: string): void {
  console.log(`${what.padEnd(80)} ${value.toFixed(1).padStart(9)}  ${note}`);
}
