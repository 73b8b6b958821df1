/**
 * Prints the table of speeds that the README carries: `npm run bench`, or with `--json` one document.
 * `--quick` takes a tenth of the time, for a look.
 */
import { benchCodec } from "./bench-codec.ts";
import { benchEngines } from "./bench-engines.ts";

/** One line of the table. */
export interface BenchRow {
  readonly workload: string;
  readonly engine: string;
  readonly actionsPerSecond: number;
  readonly microseconds: number;
  /** How many times as fast as the line it is compared with. */
  readonly ratio: number;
}

const json = process.argv.includes("--json");
const seconds = process.argv.includes("--quick") ? 0.3 : 3;

const rows = [...benchCodec(seconds), ...(await benchEngines(seconds, json ? () => {} : report))];
if (json) console.log(JSON.stringify(rows, undefined, 2));
else printTable(rows);

function report(line: string): void {
  console.error(line);
}

function printTable(lines: readonly BenchRow[]): void {
  console.log("| workload | engine | actions/s | us an action | ratio |");
  console.log("|---|---|---:|---:|---:|");
  for (const { workload, engine, actionsPerSecond, microseconds, ratio } of lines) {
    const cells = [workload, engine, Math.round(actionsPerSecond), microseconds.toPrecision(3), ratio.toFixed(1)];
    console.log(`| ${cells.join(" | ")} |`);
  }
}
