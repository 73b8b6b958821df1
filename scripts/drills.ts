// What may happen to a queue, done to one on purpose: `npm run drills [-- --write] [names]`. Each drill has to end with the
// values, the front or the sheet of one process, and with no job lost. Prints a table; --write puts it into docs/scale.md.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasRedis } from "../test/fixtures/redis.ts";
import { DRILLS } from "./drills/drills.ts";
import { Stage } from "./drills/stage.ts";

const PAGE = "docs/scale.md";
const BEGIN = "<!-- drills -->";
const END = "<!-- /drills -->";

if (!hasRedis) {
  console.error("no redis-server here: apt-get install redis-server");
  process.exit(1);
}
const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith("--"));
const rows: string[] = [];
let failed = 0;
for (const [name, { title, drill }] of Object.entries(DRILLS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const folder = mkdtempSync(join(tmpdir(), "rewardscape-drill-"));
  const stage = new Stage(folder);
  const begun = performance.now();
  try {
    const { jobs, lost, twice, same } = await drill(stage);
    const ok = same && lost === 0;
    if (!ok) failed++;
    rows.push(`| ${title} | ${jobs} | ${lost} | ${twice} | ${same ? "yes" : "**no**"} |`);
    console.log(`${ok ? "passed" : "FAILED"}  ${name}  ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}: ${(error as Error).stack}`);
  } finally {
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
const table = [
  "| what happens | jobs | lost | begun again | same as one process |",
  "|---|---:|---:|---:|---|",
  ...rows,
];
console.log(table.join("\n"));
if (args.includes("--write") && failed === 0 && names.length === 0) {
  const page = readFileSync(PAGE, "utf8");
  const before = page.slice(0, page.indexOf(BEGIN) + BEGIN.length);
  writeFileSync(PAGE, `${before}\n\n${table.join("\n")}\n\n${page.slice(page.indexOf(END))}`);
}
process.exit(failed === 0 ? 0 : 1);
