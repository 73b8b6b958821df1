/**
 * Storage as bytes: 32 of the slot and 32 of its value a record, each little-endian as the runtime has its words, in an
 * order that changes little from block to block. A value of zero is a slot that holds nothing.
 */
export const PACKED_SLOT = 64;
const WORD = 32;
/** Records that are compared at once before any is looked at by itself. */
const CHUNK = 64 * PACKED_SLOT;

/** Slots and values, 32 bytes big-endian each, those that hold nothing included. */
export function* unpackStorage(packed: Uint8Array): Iterable<[slot: Uint8Array, value: Uint8Array]> {
  for (let at = 0; at < packed.length; at += PACKED_SLOT) yield [word(packed, at), word(packed, at + WORD)];
}

function word(packed: Uint8Array, at: number): Uint8Array {
  return Uint8Array.from(packed.subarray(at, at + WORD)).reverse(); // a Buffer's slice would be reversed in its place
}

/** The records of `after` whose value was another in `before`, and a zero for each slot that is there no more. */
export function changedStorage(before: Uint8Array, after: Uint8Array): Uint8Array {
  const [old, now] = [asBuffer(before), asBuffer(after)];
  const places = new Map<string, number>(); // in `old`, by slot, of the records in chunks that differ
  const suspects: number[] = [];
  for (let from = 0; from < Math.max(old.length, now.length); from += CHUNK) {
    const [oldEnd, nowEnd] = [Math.min(from + CHUNK, old.length), Math.min(from + CHUNK, now.length)];
    if (oldEnd === nowEnd && now.compare(old, from, oldEnd, from, nowEnd) === 0) continue;
    for (let at = from; at < oldEnd; at += PACKED_SLOT) places.set(keyAt(old, at), at);
    for (let at = from; at < nowEnd; at += PACKED_SLOT) suspects.push(at);
  }
  const changed: Buffer[] = [];
  for (const at of suspects) {
    const key = keyAt(now, at);
    const was = places.get(key);
    places.delete(key);
    const [start, end] = [at + WORD, at + PACKED_SLOT];
    const same =
      was === undefined ? isZero(now, start) : now.compare(old, was + WORD, was + PACKED_SLOT, start, end) === 0;
    if (!same) changed.push(now.subarray(at, end));
  }
  for (const at of places.values())
    if (!isZero(old, at + WORD)) changed.push(old.subarray(at, at + WORD), Buffer.alloc(WORD));
  return Buffer.concat(changed);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function keyAt(bytes: Buffer, at: number): string {
  return bytes.toString("latin1", at, at + WORD);
}

function isZero(bytes: Buffer, at: number): boolean {
  for (let i = at; i < at + WORD; i++) if (bytes[i] !== 0) return false;
  return true;
}
