import { openEvaluations } from "../sim/runs/evaluations.ts";
import { processPool } from "../sim/runs/pool.ts";
import { markdownTable, onPool, validate } from "../sim/validation/run.ts";
import { targets } from "../sim/validation/targets/index.ts";

// npm run validate -- [--quick] [C2 C4 ...]: reproduces the published results and prints one table.
const args = process.argv.slice(2);
const scale = args.includes("--quick") ? "quick" : "full";
const wanted = args.filter((arg) => !arg.startsWith("--"));
const chosen = targets.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
const pool = processPool();
const results = openEvaluations("runs");
const rows = await validate(chosen, onPool(pool, results), scale, (row) =>
  process.stderr.write(`${markdownTable([row]).split("\n")[2]}\n`),
);
await pool.close();
results.close();
process.stdout.write(`${markdownTable(rows)}\n`);
process.exitCode = rows.every(({ pass }) => pass) ? 0 : 2;
