/**
 * Prints the tables of docs/speed.md: `npm run bench`, or with `--json` one document. A full run takes
 * about ten minutes; `--quick` takes a tenth of the time, for a look; `-- queue` or `--only queue` for one part of
 * codec, commitment, crypto, engines, evm, job, limit (which needs a C compiler), queue, search, steps, verbs;
 * `--agents 10,100` for other sizes of the reference workload, `--slots 10,10000000` for other sizes of the state that
 * searches start from (10 million take 2 GB), `--jobs 100000` for more jobs of the queue; `--write` puts the tables of a
 * full run into docs/speed.md and those of the reference workload into the README.
 */
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchCodec } from "./bench-codec.ts";
import { benchCommitment } from "./bench-commitment.ts";
import { benchCrypto } from "./bench-crypto.ts";
import { benchEngines } from "./bench-engines.ts";
import { benchEvm, benchStart } from "./bench-evm.ts";
import { benchEvolve } from "./bench-evolve.ts";
import { benchLimit } from "./bench-limit.ts";
import { benchProcesses } from "./bench-processes.ts";
import { benchQueue } from "./bench-queue.ts";
import { benchSearch } from "./bench-search.ts";
import { benchSteps } from "./bench-steps.ts";
import { type BenchFact, type BenchRow, factsTable, rowsTable, workloadTable } from "./bench-table.ts";
import { benchVerbs } from "./bench-verbs.ts";
import { writeBetween } from "./marked.ts";

export type { BenchRow } from "./bench-table.ts";

const README_WORKLOAD = "submit(uint256), 1000 agents";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean" },
    quick: { type: "boolean" },
    write: { type: "boolean" },
    only: { type: "string", default: "" },
    agents: { type: "string", default: "10,100,1000,5000" },
    slots: { type: "string", default: "10,10000,1000000" },
    jobs: { type: "string", default: "10000" },
  },
});
const counts = values.agents.split(",").map(Number);
const seconds = values.quick ? 0.3 : 3;
const rounds = values.quick ? 5 : 30;
const report = (line: string): void => void (values.json || console.error(line));
const parts = [...positionals, values.only].filter(Boolean);
const wants = (part: string): boolean => parts.length === 0 || parts.includes(part);

const rows: BenchRow[] = [];
const facts: BenchFact[] = [];
const add = (more: { readonly rows?: readonly BenchRow[]; readonly facts?: readonly BenchFact[] }): void => {
  rows.push(...(more.rows ?? []));
  facts.push(...(more.facts ?? []));
};
if (wants("evm")) add({ facts: [...benchStart(), ...(await benchEvm(counts, rounds))] });
if (wants("evm") || parts.includes("crypto")) add({ facts: await benchCrypto(rounds) });
if (wants("commitment")) add({ facts: await benchCommitment(counts, Math.min(rounds, 10)) });
if (wants("engines")) {
  add(await benchEngines(counts, seconds, report));
  add({ facts: await benchProcesses(seconds) });
}
if (wants("search")) add({ facts: await benchSearch(values.slots.split(",").map(Number), rounds, report) });
if (wants("steps")) add({ facts: await benchSteps(Math.min(rounds, 7), seconds) });
if (wants("job")) add(benchEvolve(values.quick ?? false));
if (wants("limit")) add({ facts: await benchLimit(values.quick ?? false, report) });
if (wants("queue")) add({ facts: await benchQueue(values.quick ? 1000 : Number(values.jobs), report) });
if (wants("verbs")) add({ rows: await benchVerbs(rounds) });
if (wants("codec")) add({ rows: benchCodec(seconds) });

const tables = [...(rows.length > 0 ? [rowsTable(rows)] : []), ...(facts.length > 0 ? [factsTable(facts)] : [])];
console.log(values.json ? JSON.stringify({ rows, facts }, undefined, 2) : tables.join("\n\n"));
if (values.write) {
  const root = join(import.meta.dirname, "..");
  const day = new Date().toISOString().slice(0, 10);
  const machine = `${availableParallelism()} cores (${cpus()[0]!.model.trim()}), Node ${process.versions.node}`;
  const conditions = `Measured by one run of \`npm run bench -- --write\` on ${day}: ${machine}, nothing else running.`;
  writeBetween(join(root, "docs/speed.md"), "bench", [conditions, ...tables].join("\n\n"));
  writeBetween(join(root, "README.md"), "bench", [conditions, workloadTable(rows, README_WORKLOAD)].join("\n\n"));
}
