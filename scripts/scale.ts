// How far one queue goes, computed from what `npm run -s bench -- queue --json > file` measured:
// `node --import tsx scripts/scale.ts file [--write]`. Prints a table; --write puts it into docs/scale.md.
import { readFileSync } from "node:fs";
import { FIGURES } from "./bench-queue.ts";
import type { BenchFact } from "./bench-table.ts";
import { writeBetween } from "./marked.ts";

const [file, write] = process.argv.slice(2);
const { facts } = JSON.parse(readFileSync(file!, "utf8")) as { readonly facts: readonly BenchFact[] };
const figure = (name: keyof typeof FIGURES): number => {
  const found = facts.find(({ what }) => what === FIGURES[name]);
  if (!found) throw new Error(`no figure ${FIGURES[name]}: npm run bench -- queue --json`);
  return found.value;
};

/** Processes of a machine, each doing one job at a time; seconds of a job; evaluations of explore's largest batch. */
const PROCESSES = 8;
const JOB = 1;
const BATCH = 100 * 8;

// Milliseconds of one core, of which each has one: redis-server is of one thread, and so is a coordinator.
const perJob = { server: figure("server"), coordinator: figure("coordinator") + figure("store") };
const perCommand = perJob.server / figure("commands");

const rows = [1, 8, 64, 400, 2000, 10_000].map((workers) => {
  const jobs = workers / JOB;
  const waiting = (workers / PROCESSES) * figure("idle") * perCommand;
  const shares = {
    server: (jobs * perJob.server + waiting) / 1000,
    coordinator: (jobs * perJob.coordinator) / 1000,
  };
  const rounds = Math.ceil(BATCH / workers);
  const barrier = BATCH / (workers * rounds);
  const [name, share] =
    shares.server > shares.coordinator ? ["Redis", shares.server] : ["the coordinator", shares.coordinator];
  const saturated = [...(barrier < 0.9 ? ["the barrier of explore"] : []), ...(share >= 1 ? [name] : [])];
  const first = saturated.join(", then ") || "nothing";
  const least = (workers * Math.max(perJob.server, perJob.coordinator)) / 1000;
  return `| ${workers} | ${jobs} | ${percent(shares.server)} | ${percent(shares.coordinator)} | ${percent(barrier)} | ${seconds(least)} | ${first} |`;
});
const table = [
  `A job takes ${perJob.server.toFixed(2)} ms of redis-server (${figure("commands").toFixed(0)} commands), ` +
    `${figure("coordinator").toFixed(2)} ms of the coordinator and ${figure("store").toFixed(2)} ms for its result in the store, ` +
    `${figure("worker").toFixed(2)} ms of the worker beside the work itself; a worker that waits gives ${figure("idle").toFixed(0)} commands a second. ` +
    `With jobs of ${JOB} s, ${PROCESSES} processes a machine and batches of ${BATCH} evaluations:`,
  "",
  "| processes | jobs/s | core of Redis | core of the coordinator | busy in explore's batches | shortest job that one queue bears | saturated first |",
  "|---:|---:|---:|---:|---:|---:|---|",
  ...rows,
].join("\n");
console.log(table);
if (write === "--write") writeBetween("docs/scale.md", "paper", table);

function percent(share: number): string {
  return `${share >= 0.1 ? Math.round(100 * share) : Number((100 * share).toPrecision(2))} %`;
}

function seconds(value: number): string {
  return value < 1 ? `${Math.ceil(value * 1000)} ms` : `${value.toFixed(1)} s`;
}
