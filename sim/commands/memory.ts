import { totalmem } from "node:os";
import { checkBytes, historyBytes } from "../chain/history.ts";
import { ruleOf } from "../chain/replay/draw.ts";
import { InputError } from "../core/errors/errors.ts";
import type { CrossCheckOptions } from "../evaluation/cross-check.ts";
import type { Inputs } from "../evaluation/evaluate.ts";

/** Bytes that a run may take for history and for the process that checks it. */
const LIMIT = 4 * 2 ** 30;

export interface MemoryNeeds {
  readonly replay: CrossCheckOptions["replay"];
  /** Runs at once, each with a chain and a check of its own. */
  readonly runs?: number;
  /** Bytes that this machine has, or lets its processes have. */
  readonly machine?: number;
}

/**
 * In continuous life the Hardhat chain keeps its whole history in memory, and a cross-check keeps a Hardhat chain in a
 * process of its own. A run that would pass the limit, or what the machine has, is refused before it starts: InputError
 * MEMORY_LIMIT.
 */
export function requireMemory(inputs: Inputs, { replay, runs = 1, machine = machineMemory() }: MemoryNeeds): void {
  const { engine, sizes, scenario } = inputs;
  const agents = Object.values(sizes.agents).reduce((sum, count) => sum + count, 0);
  const blocks = sizes.generations * sizes.blocks;
  const history = scenario.base.life === "episodic" ? 0 : blocks * historyBytes(engine, agents);
  const compared = replay === "all" ? blocks : replay === "rule" ? ruleOf(blocks) : Math.min(replay, blocks);
  const check = engine === "fast" && compared > 0 ? checkBytes(compared, agents) : 0;
  const limit = Math.min(runs * LIMIT, machine);
  if (runs * (history + check) <= limit) return;
  const parts = [
    ...(history > 0 ? [`about ${gib(history)} GiB of history`] : []),
    ...(check > 0 ? [`about ${gib(check)} GiB for the process that checks`] : []),
  ];
  throw InputError.of("MEMORY_LIMIT", {
    where: `engine ${engine}, ${blocks} blocks of ${agents} agents${runs > 1 ? `, ${runs} runs at once` : ""}`,
    found: `${parts.join(", ")}${runs > 1 ? " a run" : ""}`,
    limit: gib(limit),
    remedy:
      history > check
        ? 'take --engine fast, which keeps no history, fewer blocks or agents, or a scenario with life: "episodic", which frees each generation\'s'
        : `take a machine with more memory, ${runs > 1 ? "fewer --workers, " : ""}or --replay 0, which checks nothing`,
  });
}

const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);

/** Of the machine, or of the group of processes that this one is confined to. */
export function machineMemory(): number {
  const confined = process.constrainedMemory();
  return confined > 0 ? Math.min(confined, totalmem()) : totalmem();
}
