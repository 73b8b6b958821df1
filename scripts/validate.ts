import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openEvaluations } from "../sim/runs/evaluations.ts";
import { processPool } from "../sim/jobs/pool.ts";
import { writeDocument } from "../sim/validation/document.ts";
import { markdownTable, onPool, validate } from "../sim/validation/run.ts";
import type { Row } from "../sim/validation/target.ts";
import { targets } from "../sim/validation/targets/index.ts";
import { operatorsTable } from "../sim/validation/operators/index.ts";
import { validateSearch } from "./validate-search.ts";
import { validateStatisticsTable } from "./validate-statistics.ts";

// npm run validate -- [--quick] [--write] [--rows FILE] [C2 C4 ...]: reproduces the published results and prints one
// table; then the optimisers on published problems and theirs, unless --quick. Of these alone: search, or as in
// search:zdt; the default operators of adaptations: operators; and what the statistics promise, unless --quick: statistics. With --write, the rows and the figures of docs/validation.md are made anew, of the targets named alone; with
// --rows, of rows that an earlier run left in runs/validation.json, and nothing is run.
const FOLDER = "runs";
const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean" }, write: { type: "boolean" }, rows: { type: "string" } },
  allowPositionals: true,
});
function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
const chosen = targets.filter(({ id }) => positionals.length === 0 || positionals.includes(id));
const searches = positionals.flatMap((name) => (/^search(:|$)/.test(name) ? [name.slice("search:".length)] : []));
if (positionals.length === 0 && !values.quick) searches.push("");

const statistics = positionals.includes("statistics") || (positionals.length === 0 && !values.quick);

// The default operators against optimisers of equal budget, only when asked for: operators, with fewer seeds under --quick.
const operators = !positionals.includes("operators") || operatorsTable(values.quick ? 20 : 100, print);

const pool = processPool();
const rows = values.rows === undefined ? await run() : (JSON.parse(readFileSync(values.rows, "utf8")) as Row[]);
if (values.write) writeDocument(join("docs", "validation.md"), chosen, rows, targets);
if (rows.length > 0) process.stdout.write(`${markdownTable(rows)}\n`);
const met =
  values.rows !== undefined ||
  searches.length === 0 ||
  (await validateSearch(pool, searches, (line) => process.stdout.write(`${line}\n`)));
await pool.close();
const kept =
  values.rows !== undefined ||
  !statistics ||
  (await validateStatisticsTable(values.quick === true, (line) => process.stdout.write(`${line}\n`)));
process.exitCode = operators && met && kept && rows.every(({ pass }) => pass) ? 0 : 2;

async function run(): Promise<Row[]> {
  const results = openEvaluations(FOLDER);
  const made = await validate(chosen, onPool(pool, results), values.quick ? "quick" : "full", (row) =>
    process.stderr.write(`${markdownTable([row]).split("\n")[2]}\n`),
  );
  results.close();
  if (made.length > 0) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, "validation.json"), `${JSON.stringify(made, undefined, 1)}\n`);
  }
  return made;
}
