import type { Engine } from "./engine.ts";
import * as at from "../layout.ts";
import type { CallBatch, CallResults, PackedBlocks, ViewBatch } from "./types.ts";

/** Where the columns of a batch lie in the input buffer. */
interface Columns {
  readonly records: number;
  readonly offsets: number;
  readonly gasLimits: number;
  readonly tips: number;
  readonly outcomes: number;
  readonly gasUsed: number;
  readonly ends: number;
  readonly blocks: number;
}

const aligned = (n: number) => (n + 15) & ~15;

function place(engine: Engine, count: number, recordBytes: number, blockCount = 0): Columns {
  // 64 bytes of room, because the runtime reads words that may reach past the last record.
  const offsets = aligned(recordBytes + 64);
  const gasLimits = offsets + aligned(4 * count);
  const tips = gasLimits + aligned(4 * count);
  const outcomes = tips + aligned(8 * count);
  const gasUsed = outcomes + aligned(count);
  const ends = gasUsed + aligned(8 * count);
  const blocks = ends + aligned(4 * (count + 1));
  engine.exports.reserve(at.G_INPUT, 0, blocks + at.BLOCK_RECORD_SIZE * blockCount);
  const records = engine.global(at.G_INPUT);
  return {
    records,
    offsets: records + offsets,
    gasLimits: records + gasLimits,
    tips: records + tips,
    outcomes: records + outcomes,
    gasUsed: records + gasUsed,
    ends: records + ends,
    blocks: records + blocks,
  };
}

/** Bytes of the batch's records, its last one included. */
function recordBytes(batch: { count: number; bytes: Uint8Array; offsets: Uint32Array }, lengthAt: number): number {
  if (batch.count === 0) return 0;
  const last = batch.offsets[batch.count - 1]! + lengthAt;
  const b = batch.bytes;
  const length = b[last]! | (b[last + 1]! << 8) | (b[last + 2]! << 16) | (b[last + 3]! << 24);
  return last + 4 + (length >>> 0);
}

function putRecords(
  engine: Engine,
  columns: Columns,
  batch: { count: number; bytes: Uint8Array; offsets: Uint32Array },
  size: number,
): void {
  const { buffer } = engine.bytes;
  engine.bytes.set(batch.bytes.subarray(0, size), columns.records);
  new Uint32Array(buffer, columns.offsets, batch.count).set(batch.offsets.subarray(0, batch.count));
}

function takeResults(engine: Engine, columns: Columns, count: number, results: CallResults): void {
  const { bytes } = engine;
  const { buffer } = bytes;
  if (results.outcomes.length < count) results.outcomes = new Uint8Array(count);
  if (results.gasUsed.length < count) results.gasUsed = new Float64Array(count);
  if (results.returnOffsets.length < count + 1) results.returnOffsets = new Uint32Array(count + 1);
  results.count = count;
  results.outcomes.set(bytes.subarray(columns.outcomes, columns.outcomes + count));
  results.gasUsed.set(new Float64Array(buffer, columns.gasUsed, count));
  results.returnOffsets.set(new Uint32Array(buffer, columns.ends, count + 1));
  takeBytes(engine, results.returnOffsets[count]!, results);
}

/** Return data and logs. */
function takeBytes(engine: Engine, returned: number, results: CallResults): void {
  const { bytes } = engine;
  if (results.returnBytes.length < returned) results.returnBytes = new Uint8Array(2 * returned);
  if (returned > 0) {
    const from = engine.global(at.G_RESULTS);
    results.returnBytes.set(bytes.subarray(from, from + returned));
  }
  const logs = engine.exports.lastLogLength();
  if (logs > 0) {
    if (results.logBytes.length < logs) results.logBytes = new Uint8Array(2 * logs);
    const logsFrom = engine.global(at.G_LOGS);
    results.logBytes.set(bytes.subarray(logsFrom, logsFrom + logs));
  }
  results.logLength = logs;
  results.logCount = engine.exports.lastLogCount();
}

export function runCalls(
  engine: Engine,
  batch: CallBatch,
  results: CallResults,
  keepAll: boolean,
  blocks?: PackedBlocks,
): void {
  const { count } = batch;
  if (count === 1 && !blocks) {
    runCall(engine, batch, results, keepAll);
    return;
  }
  const size = recordBytes(batch, at.CALL_DATA_LENGTH);
  const columns = place(engine, count, size, blocks?.count);
  putRecords(engine, columns, batch, size);
  if (blocks) engine.bytes.set(blocks.bytes.subarray(0, at.BLOCK_RECORD_SIZE * blocks.count), columns.blocks);
  const { buffer } = engine.bytes;
  new Uint32Array(buffer, columns.gasLimits, count).set(batch.gasLimits.subarray(0, count));
  new Float64Array(buffer, columns.tips, count).set(batch.tips.subarray(0, count));
  engine.exports.runBlock(
    count,
    columns.records,
    columns.offsets,
    columns.gasLimits,
    columns.tips,
    columns.outcomes,
    columns.gasUsed,
    columns.ends,
    keepAll ? 1 : 0,
    columns.blocks,
    blocks?.count ?? 0,
  );
  takeResults(engine, columns, count, results);
}

/** Bytes of the columns of a single call, which lie before its record. */
const SINGLE = { offset: 0, gasLimit: 4, tip: 8, gasUsed: 16, outcome: 24, ends: 28, size: 48 };

/** The same for one call: searches make them one by one, and columns of one row cost more than the call. */
function runCall(engine: Engine, batch: CallBatch, results: CallResults, keepAll: boolean): void {
  const size = recordBytes(batch, at.CALL_DATA_LENGTH);
  engine.exports.reserve(at.G_INPUT, 0, SINGLE.size + size + 64);
  const columns = engine.global(at.G_INPUT);
  const record = columns + SINGLE.size;
  engine.bytes.set(batch.bytes.length === size ? batch.bytes : batch.bytes.subarray(0, size), record);
  const { view } = engine;
  view.setUint32(columns + SINGLE.offset, batch.offsets[0]!, true);
  view.setUint32(columns + SINGLE.gasLimit, batch.gasLimits[0]!, true);
  view.setFloat64(columns + SINGLE.tip, batch.tips[0]!, true);
  engine.exports.runBlock(
    1,
    record,
    columns + SINGLE.offset,
    columns + SINGLE.gasLimit,
    columns + SINGLE.tip,
    columns + SINGLE.outcome,
    columns + SINGLE.gasUsed,
    columns + SINGLE.ends,
    keepAll ? 1 : 0,
    0,
    0,
  );
  const { bytes, view: after } = engine;
  if (results.outcomes.length < 1) results.outcomes = new Uint8Array(1);
  if (results.gasUsed.length < 1) results.gasUsed = new Float64Array(1);
  if (results.returnOffsets.length < 2) results.returnOffsets = new Uint32Array(2);
  results.count = 1;
  results.outcomes[0] = bytes[columns + SINGLE.outcome]!;
  results.gasUsed[0] = after.getFloat64(columns + SINGLE.gasUsed, true);
  results.returnOffsets[0] = 0;
  const returned = (results.returnOffsets[1] = after.getUint32(columns + SINGLE.ends + 4, true));
  takeBytes(engine, returned, results);
}

export function runViewBatch(engine: Engine, batch: ViewBatch, results: CallResults): void {
  const size = recordBytes(batch, at.VIEW_DATA_LENGTH);
  const columns = place(engine, batch.count, size);
  putRecords(engine, columns, batch, size);
  engine.writeWord(at.T_SENDER, batch.sender);
  engine.exports.runViews(
    batch.count,
    batch.gasLimit,
    columns.records,
    columns.offsets,
    columns.outcomes,
    columns.gasUsed,
    columns.ends,
  );
  takeResults(engine, columns, batch.count, results);
}
