import { openEvaluations } from "../sim/runs/evaluations.ts";
import { processPool } from "../sim/runs/pool.ts";
import { markdownTable, onPool, validate } from "../sim/validation/run.ts";
import { targets } from "../sim/validation/targets/index.ts";
import { validateSearch } from "./validate-search.ts";

// npm run validate -- [--quick] [C2 C4 ...]: reproduces the published results and prints one table; then the optimisers
// on published problems and theirs, unless --quick. Of these alone: search, or as in search:zdt.
const args = process.argv.slice(2);
const scale = args.includes("--quick") ? "quick" : "full";
const wanted = args.filter((arg) => !arg.startsWith("--"));
const chosen = targets.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
const searches = wanted.flatMap((name) => (/^search(:|$)/.test(name) ? [name.slice("search:".length)] : []));
if (wanted.length === 0 && scale === "full") searches.push("");
const pool = processPool();
const results = openEvaluations("runs");
const rows = await validate(chosen, onPool(pool, results), scale, (row) =>
  process.stderr.write(`${markdownTable([row]).split("\n")[2]}\n`),
);
if (rows.length > 0) process.stdout.write(`${markdownTable(rows)}\n`);
const met =
  searches.length === 0 || (await validateSearch(pool, searches, (line) => process.stdout.write(`${line}\n`)));
await pool.close();
results.close();
process.exitCode = met && rows.every(({ pass }) => pass) ? 0 : 2;
