import { InputError } from "../../core/errors/errors.ts";
import * as at from "../layout.ts";
import type { BlockEnv, CallBatch, PackedBlocks } from "./types.ts";

/** What one of several blocks has of its own, and how many of the batch's calls are in it. */
export interface BlockOfCalls extends Pick<BlockEnv, "number" | "timestamp" | "prevrandao" | "baseFee"> {
  readonly calls: number;
}

/**
 * Blocks for `Evm.runBlocks`; a search that tries many programs in the same blocks packs them once. Throws EVM_BLOCKS_INVALID.
 *
 * @example
 * const packed = packBlocks([]);
 */
export function packBlocks(blocks: readonly BlockOfCalls[]): PackedBlocks {
  const bytes = new Uint8Array(at.BLOCK_RECORD_SIZE * blocks.length);
  const view = new DataView(bytes.buffer);
  blocks.forEach(({ number, timestamp, prevrandao, baseFee, calls }, i) => {
    for (const value of [number, timestamp, baseFee])
      if (value < 0n || value >> 64n !== 0n)
        throw InputError.of("EVM_BLOCKS_INVALID", {
          expected: "number, timestamp and base fee of 64 bits",
          found: String(value),
          where: `block ${i} of the batch`,
        });
    const record = at.BLOCK_RECORD_SIZE * i;
    bytes.set(prevrandao, record + at.B_PREVRANDAO + 32 - prevrandao.length);
    view.setBigUint64(record + at.B_NUMBER, number, true);
    view.setBigUint64(record + at.B_TIMESTAMP, timestamp, true);
    view.setBigUint64(record + at.B_BASE_FEE, baseFee, true);
    view.setUint32(record + at.B_CALLS, calls, true);
  });
  return { count: blocks.length, bytes };
}

/** Throws InputError EVM_BLOCKS_INVALID where the blocks do not have just the batch's calls. */
export function checkBlocks({ count }: CallBatch, { bytes, count: blocks }: PackedBlocks): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let calls = 0;
  for (let i = 0; i < blocks; i++) calls += view.getUint32(at.BLOCK_RECORD_SIZE * i + at.B_CALLS, true);
  if (calls !== count)
    throw InputError.of("EVM_BLOCKS_INVALID", {
      expected: `blocks with ${count} calls in all, as many as the batch has`,
      found: String(calls),
    });
}

/** The environment that the last of the blocks leaves. */
export function lastBlock({
  bytes,
  count,
}: PackedBlocks): Pick<BlockEnv, "number" | "timestamp" | "prevrandao" | "baseFee"> {
  const record = at.BLOCK_RECORD_SIZE * (count - 1);
  const view = new DataView(bytes.buffer, bytes.byteOffset + record, at.BLOCK_RECORD_SIZE);
  return {
    number: view.getBigUint64(at.B_NUMBER, true),
    timestamp: view.getBigUint64(at.B_TIMESTAMP, true),
    baseFee: view.getBigUint64(at.B_BASE_FEE, true),
    prevrandao: bytes.slice(record + at.B_PREVRANDAO, record + at.B_PREVRANDAO + 32),
  };
}
