import { historyBytes } from "../chain/history.ts";
import { InputError } from "../core/errors/errors.ts";
import type { Inputs } from "../evaluation/evaluate.ts";

/** Bytes of history that a run may leave in memory. */
const LIMIT = 4 * 2 ** 30;

/**
 * In continuous life the Hardhat chain keeps its whole history in memory. A run that would pass the limit is refused
 * before it starts: InputError MEMORY_LIMIT.
 */
export function requireMemory(inputs: Inputs): void {
  if (inputs.scenario.base.life === "episodic") return;
  const agents = Object.values(inputs.sizes.agents).reduce((sum, count) => sum + count, 0);
  const blocks = inputs.sizes.generations * inputs.sizes.blocks;
  const bytes = blocks * historyBytes(inputs.engine, agents);
  if (bytes <= LIMIT) return;
  throw InputError.of("MEMORY_LIMIT", {
    where: `engine ${inputs.engine}, ${blocks} blocks of ${agents} agents`,
    found: `about ${(bytes / 2 ** 30).toFixed(1)} GiB`,
    limit: (LIMIT / 2 ** 30).toFixed(0),
  });
}
