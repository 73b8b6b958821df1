import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Measurement } from "../sim/core/history.ts";
import { type BenchFact, type BenchRow, rowsOf } from "./bench-table.ts";

const ROOT = join(import.meta.dirname, "..");
const TIMES_BATCHED = 20;
const SIMULATOR_MICROSECONDS = 3;
const RUNS: readonly (readonly [engine: string, args: readonly string[]])[] = [
  ["batched", ["--engine", "batched"]],
  ["fast, without replay", ["--engine", "fast", "--replay", "0"]],
  ["fast, 50 blocks replayed", ["--engine", "fast", "--replay", "50"]],
];

/**
 * Generations of ten blocks: the main job as it is, and about the longest that *batched* has memory for, where the start of
 * a chain no longer counts.
 */
const GENERATIONS = [100, 800] as const;

/** The whole main job as a user runs it, store and report included. All runs must have the same history. */
export function benchEvolve(quick: boolean): { rows: BenchRow[]; facts: BenchFact[] } {
  const lengths = GENERATIONS.map((generations) => benchLength(quick ? generations / 5 : generations));
  return { rows: lengths.flatMap(({ rows }) => rows), facts: lengths.flatMap(({ facts }) => facts) };
}

function benchLength(generations: number): { rows: BenchRow[]; facts: BenchFact[] } {
  const results = RUNS.map(([engine, args]) => ({
    ...evolve([...args, "--generations", String(generations)]),
    engine,
  }));
  for (const { engine, eventLogHash } of results)
    if (eventLogHash !== results[0]!.eventLogHash) throw new Error(`${engine} has another history than batched`);
  const { actions, blocks } = results[0]!;
  const times = results.map(({ engine, throughput }) => ({ engine, microseconds: 1e6 / throughput.actionsPerSecond }));
  const rows = rowsOf(`evolve hash-rate, ${actions} actions in ${blocks} blocks`, times);
  const { engine, policies, simulator } = results[1]!.throughput.microseconds;
  const what = (of: string): string => `evolve hash-rate over ${blocks} blocks${of}`;
  return {
    rows,
    facts: [
      { what: what(", replay on, against batched"), value: rows[2]!.ratio, unit: "times", atLeast: TIMES_BATCHED },
      { what: what(", replay off, against batched"), value: rows[1]!.ratio, unit: "times" },
      { what: what(" on fast: the engine"), value: engine, unit: "us an action" },
      { what: what(" on fast: the policies"), value: policies, unit: "us an action" },
      { what: what(" on fast: the simulator"), value: simulator, unit: "us an action", atMost: SIMULATOR_MICROSECONDS },
    ],
  };
}

/** The main job as a user runs it, with these options. */
export function evolve(args: readonly string[]): Measurement {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const cli = join(ROOT, "node_modules/hardhat/dist/src/cli.js");
  const all = [cli, "evolve", "hash-rate", "--seed", "1", "--quiet", "--json", "--out", folder, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { cwd: ROOT, encoding: "utf8" });
  rmSync(folder, { recursive: true, force: true });
  if (status !== 0) throw new Error(`evolve ${args.join(" ")} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Measurement;
}
