import { CallBatch } from "../chain/batch.ts";
import { BLOCK_RECORD_SIZE, B_CALLS, B_NUMBER, B_PREVRANDAO, B_TIMESTAMP } from "../evm/layout.ts";
import type { CallBatch as PackedCalls, PackedBlocks } from "../evm/host/types.ts";
import type { SentCall } from "./recording.ts";

/** Where the chain is: what a mark has to remember besides the state. */
export interface Place {
  readonly number: number;
  readonly timestamp: number;
  readonly prevrandao: Uint8Array;
}

/** How much of a sequence is meant. */
export interface SequencePoint {
  readonly calls: number;
  readonly bytes: number;
}

export const SEQUENCE_START: SequencePoint = { calls: 0, bytes: 0 };
/** A sequence with more bytes than this is not copied: its program is executed step by step again. */
const MAX_COPIED = 1 << 16;

/**
 * Calls and their blocks in the form in which the engine takes them, so that what was executed once is executed again by
 * one crossing. Each call has a record of its block for itself: the engine looks at a block's beginning whether senders
 * can pay, and an attacker may spend what it got in the same block.
 */
export class CallSequence {
  /** To be written to, and ended by `end`. */
  readonly batch = new CallBatch();
  #blocks = new Uint8Array(BLOCK_RECORD_SIZE * 128);

  /** The end of the sequence. */
  get point(): SequencePoint {
    return { calls: this.batch.count, bytes: this.batch.body.length };
  }

  /** Takes off what came after a point. */
  cut({ calls, bytes }: SequencePoint): void {
    this.batch.count = calls;
    this.batch.body.length = bytes;
  }

  /** A whole call at once. */
  add({ sender, target, value, data, gasLimit }: SentCall, place: Place): void {
    this.batch.begin(sender, target, value, gasLimit);
    this.batch.body.append(data);
    this.end(place);
  }

  /** Ends the call that was begun in the batch. */
  end(place: Place): void {
    const record = BLOCK_RECORD_SIZE * this.batch.count;
    this.batch.end();
    if (record + BLOCK_RECORD_SIZE > this.#blocks.length) {
      const blocks = new Uint8Array(2 * this.#blocks.length);
      blocks.set(this.#blocks);
      this.#blocks = blocks;
    }
    putPlace(this.#blocks, record, place, 1);
  }

  /** The calls from a point on, ready to be executed in one block; good until anything is asked again. */
  since(from: SequencePoint): PackedCalls {
    return this.#calls(from, this.point);
  }

  /** The calls up to a point with their blocks, at the end the block of `place`; good until anything is asked again. */
  upTo(to: SequencePoint, place: Place): { readonly batch: PackedCalls; readonly blocks: PackedBlocks } {
    return { batch: this.#calls(SEQUENCE_START, to), blocks: blocksOf(this.#blocks, to.calls, place) };
  }

  /** A copy up to a point that is only to be executed; undefined when it is long. */
  copy({ calls, bytes }: SequencePoint): PackedSequence | undefined {
    if (bytes > MAX_COPIED) return undefined;
    const { body, offsets, gasLimits } = this.batch;
    return {
      bytes: body.bytes.slice(0, bytes),
      offsets: offsets.slice(0, calls + 1),
      gasLimits: gasLimits.slice(0, calls),
      blocks: this.#blocks.slice(0, BLOCK_RECORD_SIZE * calls),
    };
  }

  /** Has what a copy has up to a point. */
  become(packed: PackedSequence, { calls, bytes }: SequencePoint): void {
    const { batch } = this;
    batch.clear();
    batch.makeRoom(calls + 1);
    batch.body.claim(bytes);
    batch.body.bytes.set(bytes === packed.bytes.length ? packed.bytes : packed.bytes.subarray(0, bytes));
    batch.offsets.set(packed.offsets.length === calls + 1 ? packed.offsets : packed.offsets.subarray(0, calls + 1));
    batch.gasLimits.set(packed.gasLimits.length === calls ? packed.gasLimits : packed.gasLimits.subarray(0, calls));
    const blocks = BLOCK_RECORD_SIZE * calls;
    if (this.#blocks.length < blocks) this.#blocks = new Uint8Array(2 * blocks);
    this.#blocks.set(packed.blocks.length === blocks ? packed.blocks : packed.blocks.subarray(0, blocks));
    batch.count = calls;
  }

  #calls(from: SequencePoint, to: SequencePoint): PackedCalls {
    const { body, offsets, gasLimits } = this.batch;
    const count = to.calls - from.calls;
    roomFor(count);
    BATCH.count = count;
    BATCH.bytes = from.bytes === 0 ? body.bytes : body.bytes.subarray(from.bytes, to.bytes);
    for (let i = 0; i < count; i++) {
      BATCH.offsets[i] = offsets[from.calls + i]! - from.bytes;
      BATCH.gasLimits[i] = gasLimits[from.calls + i]!;
    }
    return BATCH;
  }
}

/** A sequence that is only to be executed. */
export interface PackedSequence {
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
  readonly gasLimits: Uint32Array;
  readonly blocks: Uint8Array;
}

/** One for all sequences: the engine copies what it is given. */
const BATCH: PackedCalls = {
  count: 0,
  bytes: new Uint8Array(0),
  offsets: new Uint32Array(64),
  gasLimits: new Uint32Array(64),
  tips: new Float64Array(64),
};
const BLOCKS: PackedBlocks = { count: 0, bytes: new Uint8Array(0) };

function roomFor(count: number): void {
  if (BATCH.offsets.length >= count) return;
  BATCH.offsets = new Uint32Array(2 * count);
  BATCH.gasLimits = new Uint32Array(2 * count);
  BATCH.tips = new Float64Array(2 * count);
}

function blocksOf(records: Uint8Array, calls: number, place: Place): PackedBlocks {
  const size = BLOCK_RECORD_SIZE * (calls + 1);
  if (BLOCKS.bytes.length < size) BLOCKS.bytes = new Uint8Array(2 * size);
  BLOCKS.bytes.set(records.subarray(0, BLOCK_RECORD_SIZE * calls));
  putPlace(BLOCKS.bytes, BLOCK_RECORD_SIZE * calls, place, 0);
  BLOCKS.count = calls + 1;
  return BLOCKS;
}

function putPlace(bytes: Uint8Array, record: number, { number, timestamp, prevrandao }: Place, calls: number): void {
  bytes.fill(0, record, record + BLOCK_RECORD_SIZE);
  bytes.set(prevrandao, record + B_PREVRANDAO + 32 - prevrandao.length);
  putInteger(bytes, record + B_NUMBER, number);
  putInteger(bytes, record + B_TIMESTAMP, timestamp);
  bytes[record + B_CALLS] = calls;
}

/** Little-endian, of what a number holds exactly. */
function putInteger(bytes: Uint8Array, at: number, value: number): void {
  for (; value > 0; at++) {
    bytes[at] = value % 256;
    value = Math.floor(value / 256);
  }
}
