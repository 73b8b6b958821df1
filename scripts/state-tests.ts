/**
 * Runs the official state tests in both modes and prints the table of docs/ as Markdown. Faults and times go to the
 * error stream. Optional argument: a regular expression that the folder's name must match.
 */
import { findStateTests } from "../test/evm/state-tests/fixtures.ts";
import { runAll } from "../test/evm/state-tests/run-all.ts";

const root = findStateTests();
if (root === undefined) {
  console.error("No state tests found: name the folder of ethereum/tests in ETHEREUM_TESTS.");
  process.exit(1);
}
const only = new RegExp(process.argv[2] ?? ".");
const total = { files: 0, cases: 0, interpreted: 0, compiled: 0, failures: 0 };
console.log("| folder | files | cases | passed interpreted | passed compiled |\n| --- | ---: | ---: | ---: | ---: |");
let start = performance.now();
for (const { folder, files, cases, passed, failures, skipped } of runAll(root, only)) {
  console.log(row(folder, files, cases, passed.interpreted, passed.compiled));
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
console.log(row("**all**", total.files, total.cases, total.interpreted, total.compiled));
process.exit(total.failures === 0 && total.cases > 0 ? 0 : 1);

function row(...cells: readonly (string | number)[]): string {
  return `| ${cells.join(" | ")} |`;
}
