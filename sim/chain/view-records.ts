import type { ViewBatch } from "./batch.ts";
import type { ViewColumns } from "./columns.ts";

const HEADER = 4 + 1 + 20;

/** Gas of one round trip of views: the reader stops in time and is asked again for the rest. */
export const VIEWS_GAS = 2_000_000_000;

/**
 * Bytes of reads in one round trip. A message pays for each byte before anything is read, up to 40 gas (EIP-7623), and what
 * memory costs grows with its square: 4 MiB leave nine tenths of the gas to the reads.
 */
const VIEWS_BYTES = 4 << 20;

/**
 * Reads from `from` on, as contracts/harness/ViewReader takes them: as many as there is room for, and one at least.
 * @param room Bytes of one round trip; less than usual where a test wants many of them.
 */
export function packViews(batch: ViewBatch, from: number, room = VIEWS_BYTES): Uint8Array {
  return from === 0 ? (batch.packed ??= pack(batch, 0, room)) : pack(batch, from, room);
}

function pack(batch: ViewBatch, from: number, room: number): Uint8Array {
  const start = batch.offsets[from]!;
  const sizeTo = (end: number): number => batch.offsets[end]! - start + (end - from); // our header is one byte longer
  let to = from + 1;
  while (to < batch.count && sizeTo(to + 1) <= room) to++;
  const out = new Uint8Array(sizeTo(to));
  const view = new DataView(out.buffer);
  const { bytes } = batch.body;
  let at = 0;
  for (let i = from; i < to; i++) {
    const record = batch.offsets[i]!;
    const end = batch.offsets[i + 1]!;
    view.setUint32(at, end - record - 24);
    out[at + 4] = batch.kinds[i]!;
    out.set(bytes.subarray(record, record + 20), at + 5);
    out.set(bytes.subarray(record + 24, end), at + HEADER);
    at += HEADER + end - record - 24;
  }
  return out;
}

/** Appends the reader's answers. */
export function unpackViews(bytes: Uint8Array, into: ViewColumns): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length;) {
    const end = at + 5 + view.getUint32(at + 1);
    into.answer(bytes[at] === 1, bytes.subarray(at + 5, end));
    at = end;
  }
}
