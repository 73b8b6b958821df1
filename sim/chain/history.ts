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

const KIB = 1024;

/** What the network keeps of a block and of a call in it even when they are undone, in bytes: measured, rounded up. */
export const KEPT_AFTER_UNDO = { block: 6 * KIB, call: 1.5 * KIB } as const;

/**
 * What the network of a cross-check keeps for good of a case, of a call in it, and of a byte of state that it is told, in
 * bytes: measured, rounded up.
 */
export const KEPT_OF_CASE = { block: 12 * KIB, call: 6 * KIB, byte: 12 } as const;
