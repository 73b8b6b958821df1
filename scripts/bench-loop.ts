import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineName } from "../sim/chain/chain.ts";
import { openChain } from "../sim/chain/open.ts";
import { openReplayed, type ReplayedChain } from "../sim/chain/replay/replayed-chain.ts";
import { evaluate } from "../sim/evaluation/evaluate.ts";
import type { Measurement } from "../sim/core/history.ts";
import { loadScenario } from "../sim/evaluation/load.ts";
import { manifestOf, prepare } from "../sim/evaluation/prepare.ts";
import { createRun } from "../sim/runs/store.ts";
import type { BenchRow } from "./bench.ts";

export interface LoopOptions {
  /** Unless stated the main job: hash-rate at its own size, 50 blocks replayed. */
  readonly scenario?: string;
  readonly generations?: number;
  readonly replay?: number;
  readonly engines?: readonly EngineName[];
}

/**
 * The whole evolve loop, stored as `npm run evolve` stores it: on *batched* (what the ratios compare with), on *fast*
 * alone, and on *fast* under its cross-check. Three more lines split an action on *fast* alone; their ratio says how many
 * times as long the whole takes.
 */
export async function benchLoop(options: LoopOptions = {}, report: (line: string) => void = () => {}) {
  const { replay = 50, engines = ["batched", "fast"] } = options;
  const rows: BenchRow[] = [];
  let base: number | undefined;
  const add = (workload: string, engine: string, microseconds: number, ratio: number): void => {
    rows.push({ workload, engine, actionsPerSecond: 1e6 / microseconds, microseconds, ratio });
    report(`${workload}: ${engine} ${microseconds.toFixed(2)} us an action`);
  };
  for (const engine of engines) {
    for (const judged of engine === "fast" && replay > 0 ? [0, replay] : [0]) {
      const { workload, measurement } = await loop(options, engine, judged);
      const { actionsPerSecond, microseconds } = measurement.throughput;
      const whole = 1e6 / actionsPerSecond;
      base ??= whole;
      add(workload, judged > 0 ? `${engine}, ${judged} blocks replayed` : engine, whole, base / whole);
      if (engine !== "fast" || judged > 0) continue;
      const parts = { engine: "the engine", policies: "policy bodies", simulator: "the simulator" } as const;
      for (const part of ["engine", "policies", "simulator"] as const)
        add(`${workload}: of which ${parts[part]}`, engine, microseconds[part], whole / microseconds[part]);
    }
  }
  return rows;
}

async function loop(
  { scenario: name = "hash-rate", generations }: LoopOptions,
  engine: EngineName,
  replay: number,
): Promise<{ workload: string; measurement: Measurement }> {
  const loaded = await loadScenario(name);
  const inputs = prepare(loaded, { engine, ...(generations !== undefined && { generations }) });
  const folder = mkdtempSync(join(tmpdir(), "rewardscape-bench-"));
  const recorder = createRun(folder);
  const { sizes, seed } = inputs;
  let judged: ReplayedChain | undefined;
  try {
    const measurement = await evaluate(inputs, {
      openChain: async (which, wanted) =>
        replay === 0
          ? openChain(which, wanted)
          : (judged = await openReplayed(wanted, {
              seed,
              replay,
              generations: sizes.generations,
              blocks: sizes.blocks,
              traces: folder,
            })),
      replay: () => judged?.settle(),
      recorder,
      manifest: (chain) => manifestOf(loaded, inputs, chain),
    });
    return { workload: `evolve ${name}, ${sizes.generations} x ${sizes.blocks} blocks, stored`, measurement };
  } finally {
    recorder.close();
    rmSync(folder, { recursive: true });
  }
}
