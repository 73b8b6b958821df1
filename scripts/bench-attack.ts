/**
 * What `attack` finds in the open set (test/fixtures/attacks), and whether it is quiet on the sound twins:
 * `npm run bench -- attack [--names a,b] [--seeds 10] [--evaluations 2000000] [--twins 100000]`. Budgets are calls that
 * the engine executes, honest ones included, so that a busy machine changes no result; seconds are those of the processor.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { fairOf } from "../sim/attack/fair.ts";
import type { Step } from "../sim/attack/program.ts";
import { openScene, type Scene } from "../sim/attack/scene.ts";
import { search } from "../sim/attack/search.ts";
import { shrink } from "../sim/attack/shrink.ts";
import { dustOf, verdictOf } from "../sim/attack/verdict.ts";
import { recordWorld } from "../sim/attack/world.ts";
import { loadScenario } from "../sim/evaluation/load.ts";
import { prepare } from "../sim/evaluation/prepare.ts";
import { units } from "../sim/scenario/units.ts";

interface Known {
  /** Whole units of the numeraire. */
  readonly profit: number;
  /** Of a formula; else the most that was ever found in so many calls. */
  readonly closed: boolean;
  /** Calls of the shortest attack for it. */
  readonly calls: number;
}

const KNOWN: { readonly [name: string]: Known } = {
  reentrancy: { profit: 45, closed: true, calls: 3 },
  "own-loan": { profit: 45, closed: true, calls: 3 },
  "to-and-fro": { profit: 200, closed: true, calls: 2 },
  "flash-snapshot": { profit: 41.6, closed: true, calls: 2 },
  "spot-lending": { profit: 1860, closed: false, calls: 3 },
  "share-inflation": { profit: 100, closed: true, calls: 3 },
  "just-in-time": { profit: 33.33, closed: true, calls: 4 },
  "wash-trade": { profit: 24.7, closed: false, calls: 3 },
  "duplicate-claims": { profit: 200, closed: true, calls: 2 },
  "moved-receipt": { profit: 860, closed: false, calls: 5 },
  "open-notify": { profit: 531, closed: false, calls: 3 },
  "curve-front-run": { profit: 112, closed: false, calls: 2 },
  faucet: { profit: 2, closed: true, calls: 3 },
  maze: { profit: 10, closed: true, calls: 1 },
  "flash-votes": { profit: 700, closed: true, calls: 6 },
};
const ACCOUNTS = 3;
const ENOUGH = 0.95;

/** One seed on one contract of a pair. */
interface Outcome {
  readonly found: boolean;
  readonly calls: number;
  readonly seconds: number;
  /** Of the shrunk program, in whole units; calls that it makes, those within others included. */
  readonly profit: number;
  readonly steps: number;
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
      verbose: { type: "boolean", default: false },
    },
  });
  const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => String(Number(values.first) + i));
  console.log("| scenario | found | calls | seconds | steps (known) | profit (known) | alarms on the twin |");
  console.log("|---|---|---|---|---|---|---|");
  for (const name of values.names.split(",")) {
    const faulty: Outcome[] = [];
    const sound: Outcome[] = [];
    for (const seed of seeds) {
      for (const [list, twin, budget] of [
        [faulty, "faulty", values.evaluations],
        [sound, "sound", values.twins],
      ] as const) {
        if (Number(budget) === 0) continue;
        const outcome = await run(name, twin, seed, Number(budget));
        list.push(outcome);
        if (values.verbose) console.error(name, twin, seed, JSON.stringify(outcome));
      }
    }
    console.log(row(name, faulty, sound));
  }
}

function row(name: string, faulty: readonly Outcome[], sound: readonly Outcome[]): string {
  const { profit, closed, calls } = KNOWN[name]!;
  const found = faulty.filter((one) => one.found);
  const cells = [
    name,
    `${found.length}/${faulty.length}`,
    found.length > 0 ? String(median(found.map((one) => one.calls))) : "-",
    found.length > 0 ? median(found.map((one) => one.seconds)).toFixed(1) : "-",
    `${found.map(({ steps }) => steps).join(" ")} (${calls})`,
    `${found.length > 0 ? Math.min(...found.map((one) => one.profit)).toPrecision(4) : "-"} (${closed ? "" : "seen "}${profit})`,
    `${sound.filter((one) => one.found).length}/${sound.length}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

async function run(name: string, twin: "faulty" | "sound", seed: string, evaluations: number): Promise<Outcome> {
  const loaded = await loadScenario(`test/fixtures/attacks/${name}.ts`);
  const world = await recordWorld(prepare(loaded, { engine: "fast", seed: "1", set: { twin } }));
  const before = process.cpuUsage();
  const scene = openScene(world, { accounts: ACCOUNTS, feedback: true });
  try {
    scene.fair = fairOf(scene, seed);
    const enough = ENOUGH * KNOWN[name]!.profit;
    const until = twin === "faulty" ? { until: (profit: bigint) => units(profit) >= enough } : {};
    const { best, calls } = await search(scene, { seed, evaluations, ...until });
    const { user, system } = process.cpuUsage(before);
    const reached = { calls, seconds: (user + system) / 1e6 };
    for (const candidate of best) {
      if (candidate.profit <= dustOf(scene)) break;
      const { steps, profit } = shrink(scene, candidate.steps);
      const { kind } = verdictOf(scene, steps);
      if (kind === "fair" || kind === "luck") continue;
      const found = twin === "sound" || units(profit) >= enough * 0.98;
      return { found, ...reached, profit: units(profit), steps: callsIn(steps), kind };
    }
    return { found: false, ...reached, profit: best[0] ? units(best[0].profit) : 0, steps: 0, kind: "nothing" };
  } finally {
    close(scene);
  }
}

const close = ({ session }: Scene): void => session.machine.close();

const callsIn = (steps: readonly Step[]): number =>
  steps.reduce((n, step) => n + (step.kind === "call" ? 1 + (step.within?.length ?? 0) : 0), 0);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchAttack(process.argv.slice(2));
