/**
 * Runs the official state tests in both modes and prints a table as Markdown. Faults and times go to the error stream.
 * Optional argument: a regular expression that the folder's name must match; or --write, which runs all and puts the
 * table into docs/state-tests.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findStateTests } from "../test/evm/state-tests/fixtures.ts";
import { runAll } from "../test/evm/state-tests/run-all.ts";

const suites = findStateTests();
if (suites.length === 0) {
  console.error("No state tests found: name the folder of ethereum/tests in ETHEREUM_TESTS.");
  process.exit(1);
}
const writes = process.argv[2] === "--write";
const only = new RegExp(writes ? "." : (process.argv[2] ?? "."));
const lines: string[] = [];
const print = (line: string): void => {
  lines.push(line);
  console.log(line);
};
const total = { files: 0, cases: 0, interpreted: 0, compiled: 0, failures: 0 };
print("| folder | files | cases | passed interpreted | passed compiled |");
print("| --- | ---: | ---: | ---: | ---: |");
let start = performance.now();
for (const { folder, files, cases, passed, failures, skipped } of runAll(suites, only)) {
  print(row(folder, files, cases, passed.interpreted, passed.compiled));
  for (const failure of failures) console.error(`FAILED ${folder}/${failure}`);
  for (const name of skipped) console.error(`skipped ${folder}/${name}`);
  console.error(`${folder}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  start = performance.now();
  total.files += files;
  total.cases += cases;
  total.interpreted += passed.interpreted;
  total.compiled += passed.compiled;
  total.failures += failures.length;
}
print(row("**all**", total.files, total.cases, total.interpreted, total.compiled));
if (writes) writeTable(lines.join("\n"));
process.exit(total.failures === 0 && total.cases > 0 ? 0 : 1);

function row(...cells: readonly (string | number)[]): string {
  return `| ${cells.join(" | ")} |`;
}

function writeTable(table: string): void {
  const file = join(import.meta.dirname, "../docs/state-tests.md");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, `${text.slice(0, text.indexOf("| folder |"))}${table}\n`);
}
