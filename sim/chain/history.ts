import type { EngineName } from "./chain.ts";

/** Bytes of memory that a block of the reference workload leaves behind, measured over thousands of blocks. */
const HISTORY: Readonly<Record<EngineName, readonly [block: number, call: number]>> = {
  transactions: [80_000, 13_000],
  batched: [70_000, 7_000],
  fast: [0, 0],
};

/**
 * About how many bytes of history the engine keeps for a block of so many calls while the chain goes on. The Hardhat
 * chain keeps all it has mined; restoring a snapshot gives it back. Calls that write much or log much keep more.
 */
export function historyBytes(engine: EngineName, calls: number): number {
  const [block, call] = HISTORY[engine];
  return block + call * calls;
}
