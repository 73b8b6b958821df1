/**
 * What `attack` finds in the open set (test/fixtures/attacks), and whether it is quiet on the sound twins:
 * `npm run bench -- attack [--names a,b] [--seeds 10] [--first 1] [--evaluations 2000000] [--twins 100000] [--rows file]`.
 * Budgets are calls that the engine executes, honest ones included, so that a busy machine changes no result; seconds are
 * those of the processor. `--rows` keeps each run as a line of a file, in which it is looked up the next time: long benches
 * are done in pieces, and the table is made of whatever the file has of the names (`--seeds 0` runs nothing).
 * With `--workers 2` it measures instead how much sooner several search (bench-islands.ts), with `--rate` how fast the search is
 * beside the engine alone (bench-rate.ts), and with `--forge` what forge finds in the same contracts (bench-forge.ts).
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { benchForge, FORGE_NAMES } from "./bench-forge.ts";
import { benchIslands } from "./bench-islands.ts";
import { benchRate } from "./bench-rate.ts";
import { makeFair } from "../sim/attack/fair.ts";
import { polish } from "../sim/attack/polish.ts";
import type { Step } from "../sim/attack/program.ts";
import { openScene } from "../sim/attack/open-scene.ts";
import type { Scene } from "../sim/attack/scene.ts";
import { search } from "../sim/attack/search.ts";
import { shortestFor } from "../sim/attack/shrink/shortest.ts";
import { dustOf, verdictOf } from "../sim/attack/verdict.ts";
import { recordWorld } from "../sim/attack/world.ts";
import { loadScenario } from "../sim/evaluation/load.ts";
import { prepare } from "../sim/evaluation/prepare.ts";
import { units } from "../sim/scenario/units.ts";
import { SHAPES } from "../test/fixtures/attacks/shortest.ts";

interface Known {
  /** Whole units of the numeraire. */
  readonly profit: number;
  /** Of a formula; else the most that was ever found. */
  readonly closed: boolean;
  /** Calls of the shortest attack for it; absent where known shapes tell it (test/fixtures/attacks/shortest.ts). */
  readonly calls?: number;
}

const KNOWN: { readonly [name: string]: Known } = {
  reentrancy: { profit: 45, closed: true, calls: 3 },
  "own-loan": { profit: 45, closed: true, calls: 3 },
  "to-and-fro": { profit: 200, closed: true, calls: 2 },
  "flash-snapshot": { profit: 41.6, closed: true, calls: 2 },
  "spot-lending": { profit: 1860, closed: false },
  "share-inflation": { profit: 100, closed: true, calls: 3 },
  "just-in-time": { profit: 33.33, closed: true },
  "wash-trade": { profit: 24.7, closed: false },
  "duplicate-claims": { profit: 200, closed: true, calls: 2 },
  "moved-receipt": { profit: 860, closed: false, calls: 4 },
  "open-notify": { profit: 531, closed: false, calls: 3 },
  "curve-front-run": { profit: 112, closed: false },
  faucet: { profit: 2, closed: true, calls: 3 },
  maze: { profit: 10, closed: true, calls: 1 },
  "flash-votes": { profit: 700, closed: true, calls: 6 },
};
const ACCOUNTS = 3;
const ENOUGH = 0.95;
/** Calls of an island whose rate is measured, and seeds of forge, unless stated. */
const RATED = 60_000;
const FORGE_SEEDS = 5;
/** Programs that are executed to find the amounts of a known shape. */
const POLISHED = 4000;

/** One seed on one contract of a pair. */
interface Row {
  readonly name: string;
  readonly twin: "faulty" | "sound";
  readonly seed: string;
  readonly budget: number;
  readonly found: boolean;
  readonly calls: number;
  readonly seconds: number;
  /** Of the shrunk program, in whole units; calls that it makes, those within others included. */
  readonly profit: number;
  readonly steps: number;
  /** Of the shortest attack that is known to take 99 % of what the search found. */
  readonly shortest: number;
  readonly kind: string;
}

export async function benchAttack(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      names: { type: "string", default: Object.keys(KNOWN).join() },
      seeds: { type: "string", default: "10" },
      first: { type: "string", default: "1" },
      evaluations: { type: "string", default: "2000000" },
      twins: { type: "string", default: "100000" },
      rows: { type: "string" },
      workers: { type: "string" },
      rate: { type: "boolean", default: false },
      forge: { type: "boolean", default: false },
      runs: { type: "string", default: "1000" },
    },
  });
  const names = values.names.split(",");
  const isNamed = args.includes("--names");
  if (values.rate)
    return benchRate(isNamed ? names : ["reentrancy", "to-and-fro", "moved-receipt", "flash-votes"], RATED);
  if (values.forge) {
    const seeds = args.includes("--seeds") ? Number(values.seeds) : FORGE_SEEDS;
    return benchForge({
      names: isNamed ? names : FORGE_NAMES,
      seeds: Array.from({ length: seeds }, (_, i) => String(Number(values.first) + i)),
      runs: Number(values.runs),
      ...(values.rows !== undefined && { rows: values.rows }),
    });
  }
  if (values.workers !== undefined) {
    const some = names.length === Object.keys(KNOWN).length ? ["to-and-fro"] : names;
    const evaluations = args.includes("--evaluations") ? Number(values.evaluations) : 1_600_000;
    for (const name of some) await benchIslands(name, Number(values.workers), evaluations);
    return;
  }
  const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => String(Number(values.first) + i));
  const rows = values.rows !== undefined && existsSync(values.rows) ? readRows(values.rows) : [];
  for (const name of names)
    for (const seed of seeds)
      for (const [twin, budget] of [
        ["faulty", Number(values.evaluations)],
        ["sound", Number(values.twins)],
      ] as const) {
        const isDone = rows.some(
          (row) => row.name === name && row.twin === twin && row.seed === seed && row.budget === budget,
        );
        if (budget === 0 || isDone) continue;
        const row = await run(name, twin, seed, budget);
        rows.push(row);
        if (values.rows !== undefined) appendFileSync(values.rows, `${JSON.stringify(row)}\n`);
      }
  console.log(tableOf(names, rows));
}

const readRows = (file: string): Row[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);

function tableOf(names: readonly string[], rows: readonly Row[]): string {
  const head = [
    "| pair | found | calls until found, median (most) | seconds | least profit / known | steps / shortest known | twin alarms (calls each) |",
    "|---|---|---|---|---|---|---|",
  ];
  return [
    ...head,
    ...names.map((name) =>
      lineOf(
        name,
        rows.filter((row) => row.name === name),
      ),
    ),
  ].join("\n");
}

function lineOf(name: string, rows: readonly Row[]): string {
  const { profit, closed } = KNOWN[name]!;
  const faulty = rows.filter(({ twin }) => twin === "faulty").sort((a, b) => Number(a.seed) - Number(b.seed));
  const sound = rows.filter(({ twin }) => twin === "sound");
  const found = faulty.filter((one) => one.found);
  const calls = found.map((one) => one.calls);
  const budgets = [...new Set(sound.map(({ budget }) => budget))].sort((a, b) => a - b);
  const cells = [
    name,
    `${found.length}/${faulty.length}`,
    found.length > 0 ? `${median(calls)} (${Math.max(...calls)})` : "-",
    found.length > 0 ? median(found.map((one) => one.seconds)).toFixed(1) : "-",
    `${found.length > 0 ? Math.min(...found.map((one) => one.profit)).toPrecision(4) : "-"} / ${closed ? "" : "seen "}${profit}`,
    found.map(({ steps, shortest }) => `${steps}/${shortest}`).join(" "),
    budgets
      .map((budget) => {
        const of = sound.filter((one) => one.budget === budget);
        return `${of.filter((one) => one.found).length}/${of.length} (${budget})`;
      })
      .join(", "),
  ];
  return `| ${cells.join(" | ")} |`;
}

async function run(name: string, twin: Row["twin"], seed: string, budget: number): Promise<Row> {
  const loaded = await loadScenario(`test/fixtures/attacks/${name}.ts`);
  const world = await recordWorld(prepare(loaded, { engine: "fast", seed: "1", set: { twin } }));
  const before = process.cpuUsage();
  const scene = openScene(world, { accounts: ACCOUNTS, feedback: true });
  try {
    makeFair(scene, seed);
    const enough = ENOUGH * KNOWN[name]!.profit;
    const until = twin === "faulty" ? { until: (profit: bigint) => units(profit) >= enough } : {};
    const { best, calls } = await search(scene, { seed, evaluations: budget, ...until });
    const { user, system } = process.cpuUsage(before);
    const reached = { name, twin, seed, budget, calls, seconds: (user + system) / 1e6 };
    for (const candidate of best) {
      if (candidate.profit <= dustOf(scene)) break;
      const steps = shortestFor(scene, candidate, best);
      const profit = profitOf(scene, steps);
      const { kind } = verdictOf(scene, steps);
      if (kind === "fair" || kind === "luck") continue;
      const found = twin === "sound" || units(profit) >= enough * 0.98;
      const shortest = twin === "faulty" ? shortestKnown(scene, name, units(candidate.profit)) : 0;
      return { found, ...reached, profit: units(profit), steps: callsIn(steps), shortest, kind };
    }
    const most = best[0] ? units(best[0].profit) : 0;
    return { found: false, ...reached, profit: most, steps: 0, shortest: 0, kind: "nothing" };
  } finally {
    scene.session.machine.close();
  }
}

/** By pair: calls of known attacks and what they take, whole units. */
const ladders = new Map<string, readonly { readonly calls: number; readonly profit: number }[]>();

/** Calls of the shortest attack that is known to take 99 % of so much; of the longest that is known where none does. */
function shortestKnown(scene: Scene, name: string, profit: number): number {
  const { calls } = KNOWN[name]!;
  if (calls !== undefined) return calls;
  let ladder = ladders.get(name);
  if (!ladder) {
    ladder = SHAPES[name]!.map((shape) => {
      const { steps, profit: most } = polish(scene, shape(scene), (one) => profitOf(scene, one), { runs: POLISHED });
      return { calls: callsIn(steps), profit: units(most) };
    }).sort((a, b) => a.calls - b.calls);
    ladders.set(name, ladder);
  }
  return (ladder.find((one) => one.profit >= 0.99 * profit) ?? ladder.at(-1)!).calls;
}

function profitOf(scene: Scene, steps: readonly Step[]): bigint {
  scene.session.reset();
  for (const step of steps) scene.session.blindly(step);
  return scene.profit();
}

const callsIn = (steps: readonly Step[]): number =>
  steps.reduce((n, step) => n + (step.kind === "call" ? 1 + (step.within?.length ?? 0) : 0), 0);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchAttack(process.argv.slice(2));
