// How the studio bears a folder of many runs: `node --import tsx scripts/bench-studio.ts [runs]`. The stores are
// links to a few small ones under names of their own; what is measured is the server's own processor time and its answers.
import { linkSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStudio } from "../sim/studio/server.ts";
import type { RunList } from "../sim/studio/api.ts";
import { createRun } from "../sim/runs/store.ts";
import { play } from "../test/report/fixture.ts";

const count = Number(process.argv[2] ?? 10_000);
const folder = mkdtempSync(join(tmpdir(), "rewardscape-studio-"));
try {
  const made = Array.from({ length: 10 }, (_, i) => {
    const store = createRun(folder);
    play(store, { seed: String(i), generations: 2, blocks: 2, miners: 4, freeriders: 2 });
    store.close();
    return store.file;
  });
  for (let i = made.length; i < count; i++)
    linkSync(made[i % made.length]!, join(folder, `hash-rate-${i.toString(16).padStart(8, "0")}-1.sqlite`));
  const begun = { clock: performance.now(), cpu: process.cpuUsage() };
  const studio = await startStudio({ folder, port: 0 });
  const ask = async (query: string): Promise<RunList> =>
    (await (await fetch(`${studio.url}api/runs${query}`)).json()) as RunList;
  const first = await ask("");
  const firstAfter = performance.now() - begun.clock;
  await studio.settled();
  const { user, system } = process.cpuUsage(begun.cpu);
  const clock = performance.now() - begun.clock;
  console.log(`${count} runs: the first answer after ${firstAfter.toFixed(0)} ms with ${first.read} read`);
  console.log(
    `all read after ${(clock / 1000).toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of processor time`,
  );
  for (const query of [
    "",
    "?sort=seed",
    "?sort=-goals&page=50",
    "?q=hash%20reward",
    "?q=0000ff&status=finished",
    "?scenario=hash-rate&page=99",
  ]) {
    const times: number[] = [];
    let total = 0;
    for (let i = 0; i < 20; i++) {
      const before = performance.now();
      ({ total } = await ask(query));
      times.push(performance.now() - before);
    }
    times.sort((a, b) => a - b);
    const [median, worst] = [times[10]!, times.at(-1)!];
    console.log(
      `${(query || "all").padEnd(30)} ${total} found  median ${median.toFixed(0)} ms, worst ${worst.toFixed(0)} ms`,
    );
  }
  console.log(`memory ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);
  await studio.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
