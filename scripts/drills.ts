// What may happen to a queue, done to one on purpose: `npm run drills [-- --write] [names]`. Each drill has to end with the
// front, the sheet and the histories of one process, and with no result lost. Prints a table; --write puts it into
// docs/scale.md.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasRedis } from "../test/fixtures/redis.ts";
import { DRILLS, type Drill } from "./drills/drills.ts";
import { countsIn, Stage, type Command } from "./drills/stage.ts";
import { argumentsOf, differenceOf, WORK, type Outcome, type WorkName } from "./drills/work.ts";
import { writeBetween } from "./marked.ts";

const ALL = Object.keys(WORK) as WorkName[];

if (!hasRedis) {
  console.error("no redis-server here: apt-get install redis-server");
  process.exit(1);
}
const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith("--"));
const rows: string[] = [];
let failed = 0;
/** What one process comes to, by the command. */
const expected = new Map<WorkName, Outcome>();

await staged("one-process", async (stage) => {
  for (const name of ALL) {
    const folder = join(stage.folder, name);
    const { outcome } = stage.run([...argumentsOf(name), "--workers", "1", "--out", folder], { folder });
    expected.set(name, await outcome);
  }
});
for (const [name, drill] of Object.entries(DRILLS))
  if (names.length === 0 || names.includes(name)) await staged(name, (stage) => drilled(drill, stage));

const table = [
  "| what happens | results | lost | begun again | same as one process |",
  "|---|---:|---:|---:|---|",
  ...rows,
];
console.log(table.join("\n"));
if (args.includes("--write") && failed === 0 && names.length === 0)
  writeBetween("docs/scale.md", "drills", table.join("\n"));
process.exit(failed === 0 ? 0 : 1);

async function staged(name: string, play: (stage: Stage) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "rewardscape-drill-"));
  const stage = new Stage(folder);
  const begun = performance.now();
  const took = (): string => `${((performance.now() - begun) / 1000).toFixed(0)} s`;
  try {
    await play(stage);
    console.log(`passed  ${name}  ${took()}`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}  ${took()}: ${(error as Error).stack}`);
  } finally {
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function drilled({ title, asks = ALL, begins = false, before, happens }: Drill, stage: Stage): Promise<void> {
  if (!begins) await stage.begin();
  before?.(stage);
  const asked = begins ? [] : asks.map((name) => stage.ask(name));
  const last: readonly Command[] = (await happens(stage, asked)) ?? asked;
  let [results, lost, again] = [0, 0, 0];
  const faults: string[] = [];
  for (const [i, { outcome, said }] of last.entries()) {
    const name = asks[i]!;
    const found = await outcome;
    const difference = differenceOf(expected.get(name)!, found);
    results += found.stored.size;
    lost += difference.lost;
    again += countsIn(said()).again;
    if (!difference.same || difference.lost > 0)
      faults.push(`${name}: ${difference.lost} lost; ${difference.why}\n${said()}`);
  }
  rows.push(`| ${title} | ${results} | ${lost} | ${again} | ${faults.length === 0 ? "yes" : "**no**"} |`);
  if (faults.length > 0) throw new Error(faults.join("\n"));
}
