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

/** Of the process of a cross-check that has compared nothing: modules, a Hardhat chain, an engine. 155 MiB were measured. */
const CHECK_PROCESS = 192 * KIB ** 2;

/** What it leaves behind at most before its chain is made anew. */
export const MAX_LEFT_BY_CASES = 768 * KIB ** 2;

/**
 * Gas of transactions that it mines together at most, but for one that uses more by itself, and the bytes that the Hardhat
 * chain records for each gas until a block is mined.
 */
export const PART_GAS = 4_000_000;
const BYTES_OF_GAS = 40;
/** Of a call, where nobody knows yet. */
const CALL_GAS = 100_000;

/** About how many bytes the process of a cross-check takes that compares so many blocks of so many calls. */
export function checkBytes(blocks: number, calls: number): number {
  const left = blocks * (KEPT_OF_CASE.block + calls * KEPT_OF_CASE.call);
  return CHECK_PROCESS + Math.min(MAX_LEFT_BY_CASES, left) + BYTES_OF_GAS * Math.min(PART_GAS, calls * CALL_GAS);
}
