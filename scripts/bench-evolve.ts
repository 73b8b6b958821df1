import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Measurement } from "../sim/history.ts";
import { type BenchFact, type BenchRow, rowsOf } from "./bench-table.ts";

const ROOT = join(import.meta.dirname, "..");
const TIMES_BATCHED = 20;
const RUNS: readonly (readonly [engine: string, args: readonly string[]])[] = [
  ["batched", ["--engine", "batched"]],
  ["fast, without replay", ["--engine", "fast", "--replay", "0"]],
  ["fast, 50 blocks replayed", ["--engine", "fast"]],
];

/** The whole main job as a user runs it, store and report included. All runs must have the same history. */
export function benchEvolve(quick: boolean): { rows: BenchRow[]; facts: BenchFact[] } {
  const results = RUNS.map(([engine, args]) => ({
    ...evolve(quick ? [...args, "--generations", "20"] : args),
    engine,
  }));
  for (const { engine, eventLogHash } of results)
    if (eventLogHash !== results[0]!.eventLogHash) throw new Error(`${engine} has another history than batched`);
  const { actions, blocks } = results[0]!;
  const times = results.map(({ engine, throughput }) => ({ engine, microseconds: 1e6 / throughput.actionsPerSecond }));
  const rows = rowsOf(`evolve hash-rate, ${actions} actions in ${blocks} blocks`, times);
  const alone = results[1]!.throughput.microseconds;
  return {
    rows,
    facts: [
      {
        what: "evolve hash-rate, replay on, against batched",
        value: rows[2]!.ratio,
        unit: "times",
        atLeast: TIMES_BATCHED,
      },
      { what: "evolve hash-rate, replay off, against batched", value: rows[1]!.ratio, unit: "times" },
      { what: "evolve hash-rate on fast: the engine", value: alone.engine, unit: "us an action" },
      { what: "evolve hash-rate on fast: the policies", value: alone.policies, unit: "us an action" },
      { what: "evolve hash-rate on fast: the simulator", value: alone.simulator, unit: "us an action" },
    ],
  };
}

function evolve(args: readonly string[]): Measurement {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const cli = join(ROOT, "node_modules/hardhat/dist/src/cli.js");
  const all = [cli, "evolve", "hash-rate", "--seed", "1", "--quiet", "--json", "--out", folder, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { cwd: ROOT, encoding: "utf8" });
  rmSync(folder, { recursive: true, force: true });
  if (status !== 0) throw new Error(`evolve ${args.join(" ")} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Measurement;
}
