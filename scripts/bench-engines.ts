import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineName } from "../sim/chain/chain.ts";
import { openChain } from "../sim/chain/open.ts";
import { openReplayed } from "../sim/chain/replay/replayed-chain.ts";
import { anvilSubmitTime } from "./bench-anvil.ts";
import { type BenchFact, type BenchRow, rowsOf } from "./bench-table.ts";
import { type ActionTime, CHAIN_OPTIONS, submitTime } from "./bench-workload.ts";

const HARDHAT: readonly EngineName[] = ["transactions", "batched"];
/** Blocks of a replayed run, as many as the main job has, and how many of them are executed on the Hardhat chain too. */
const BLOCKS = 1000;
const REPLAYED = 50;
/** With 5,000 agents a replayed block takes more than a second. */
const MAX_REPLAYED_CALLS = 50_000;

/** Slowest actions/s that the project asks of *fast*, by the number of agents. */
const AT_LEAST: Readonly<Record<number, number>> = { 1000: 600_000, 5000: 400_000 };
const TIMES_BATCHED = 50;
const TIMES_ANVIL = 15;

/** The reference workload on every engine; ratios are against *transactions* with as many agents. */
export async function benchEngines(
  counts: readonly number[],
  seconds: number,
  report: (line: string) => void,
): Promise<{ rows: BenchRow[]; facts: BenchFact[] }> {
  const rows: BenchRow[] = [];
  const facts: BenchFact[] = [];
  for (const count of counts) {
    const workload = `submit(uint256), ${count} agents`;
    const times: (ActionTime & { engine: string })[] = [];
    const add = (engine: string, time: ActionTime): void => {
      times.push({ engine, ...time });
      report(`${workload}: ${engine} ${time.microseconds.toPrecision(3)} us an action`);
    };
    for (const engine of HARDHAT) add(engine, await onEngine(engine, count, seconds));
    const anvil = await anvilSubmitTime(count, seconds);
    if (typeof anvil === "string") report(`${workload}: anvil could not be measured: ${anvil}`);
    else add("anvil, one transaction a block", anvil);
    add("fast", await onEngine("fast", count, seconds));
    const replayed = Math.min(REPLAYED, Math.floor(MAX_REPLAYED_CALLS / count));
    const blocks = Math.ceil(BLOCKS * Math.min(1, seconds));
    const drawn = Math.ceil(replayed * Math.min(1, seconds));
    add(`fast, ${drawn} of ${blocks} blocks replayed`, await replayedTime(count, blocks, drawn));
    rows.push(...rowsOf(workload, times));
    facts.push(...factsOf(count, times));
  }
  return { rows, facts };
}

function factsOf(count: number, times: readonly (ActionTime & { engine: string })[]): BenchFact[] {
  const timeOf = (engine: string): number | undefined =>
    times.find((time) => time.engine.startsWith(engine))?.microseconds;
  const fast = timeOf("fast")!;
  const batched = timeOf("batched")!;
  const anvil = timeOf("anvil");
  const held = AT_LEAST[count] !== undefined;
  return [
    ...(held
      ? [{ what: `fast, ${count} agents`, value: 1e6 / fast, unit: "actions/s", atLeast: AT_LEAST[count] }]
      : []),
    {
      ...{ what: `fast against batched, ${count} agents`, value: batched / fast, unit: "times" },
      ...(held && { atLeast: TIMES_BATCHED }),
    },
    ...(anvil === undefined
      ? []
      : [
          {
            ...{ what: `fast against anvil, ${count} agents`, value: anvil / fast, unit: "times" },
            ...(held && { atLeast: TIMES_ANVIL }),
          },
        ]),
  ];
}

async function onEngine(engine: EngineName, count: number, seconds: number): Promise<ActionTime> {
  const chain = await openChain(engine, CHAIN_OPTIONS);
  try {
    return await submitTime(chain, count, { seconds });
  } finally {
    await chain.close();
  }
}

async function replayedTime(count: number, blocks: number, replay: number): Promise<ActionTime> {
  const traces = mkdtempSync(join(tmpdir(), "bench-"));
  const chain = await openReplayed(CHAIN_OPTIONS, { seed: "bench", replay, generations: 1, blocks, traces });
  try {
    return await submitTime(chain, count, { blocks, settle: () => chain.settle() });
  } finally {
    await chain.close();
  }
}
