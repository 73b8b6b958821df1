// Code by hash, shared by all accounts that have it. A blob is the code, 64 zero bytes (so that reading past the end is
// STOP and PUSH pads with zeros), and a bitmap of its jump destinations.
import {
  CODE_ENTRY_SIZE,
  C_BYTES,
  C_FUNCTION,
  C_GAS,
  C_HASH,
  C_JUMPS,
  C_JUMP_TABLE,
  C_LENGTH,
  C_REFERENCES,
  G_CODE_BYTES,
  G_CODE_CHUNKS,
  G_CODE_CHUNK_LAST,
  G_CODE_COUNT,
  G_CODE_END,
  G_CODE_FREE,
  G_CODE_INDEX,
  G_CODE_NEXT,
  G_CODE_SWEEP_AT,
  SCRATCH_CODE_HASH,
} from "../layout.ts";
import { JUMPDEST, PUSH0, PUSH1, PUSH32 } from "../opcodes.ts";
import { allocate, release } from "./heap.ts";
import { keccak } from "./keccak.ts";
import { countEntry, indexBase, indexMask, put, rebuild, renew, take } from "./pool.ts";
import { copy, equals } from "./words.ts";

const PAD: usize = 64;
/** 64 MiB of blobs before the first sweep. */
const SMALLEST_SWEEP: u32 = 0x4000000;

export function initCodes(): void {
  renew(G_CODE_INDEX, 1024);
  store<u32>(G_CODE_SWEEP_AT, SMALLEST_SWEEP);
}

@inline
export function bitmapSize(length: usize): usize {
  return ((length + 64) >> 6) << 3;
}

/** Marks each JUMPDEST that is not data of a PUSH. */
export function findJumps(code: usize, length: usize, bitmap: usize): void {
  memory.fill(bitmap, 0, bitmapSize(length));
  for (let i: usize = 0; i < length; i++) {
    const op: i32 = load<u8>(code + i);
    if (op == JUMPDEST) store<u8>(bitmap + (i >> 3), load<u8>(bitmap + (i >> 3)) | (1 << ((i as u8) & 7)));
    else if (op >= PUSH1 && op <= PUSH32) i += (op - PUSH0) as usize;
  }
}

function blobSize(length: usize): usize {
  return ((length + PAD + 7) & ~7) + bitmapSize(length);
}

/** The entry of this code, made when new. Empty code has none: 0. The code must not move while this runs. */
export function internCode(from: usize, length: usize): usize {
  if (length == 0) return 0;
  keccak(from, length, SCRATCH_CODE_HASH);
  const tag = load<u32>(SCRATCH_CODE_HASH);
  const base = indexBase(G_CODE_INDEX);
  const mask = indexMask(G_CODE_INDEX);
  for (let i = tag & mask; ; i = (i + 1) & mask) {
    const e = load<u64>(base + ((i as usize) << 3));
    if (e == 0) break;
    const entry = (e & 0xffffffff) as usize;
    if (((e >> 32) as u32) == tag && equals(entry + C_HASH, SCRATCH_CODE_HASH)) return entry;
  }
  countEntry(G_CODE_INDEX, G_CODE_COUNT, C_BYTES);
  const entry = take(G_CODE_FREE, G_CODE_NEXT, G_CODE_END, G_CODE_CHUNKS, G_CODE_CHUNK_LAST, CODE_ENTRY_SIZE);
  const blob = allocate(blobSize(length));
  memory.copy(blob, from, length);
  memory.fill(blob + length, 0, PAD);
  const bitmap = blob + ((length + PAD + 7) & ~7);
  findJumps(blob, length, bitmap);
  copy(SCRATCH_CODE_HASH, entry + C_HASH);
  store<u32>(entry, blob as u32, C_BYTES);
  store<u32>(entry, length as u32, C_LENGTH);
  store<u32>(entry, bitmap as u32, C_JUMPS);
  store<u32>(entry, 0, C_FUNCTION);
  store<u64>(entry, 0, C_GAS);
  store<u32>(entry, 0, C_JUMP_TABLE);
  store<u32>(entry, 0, C_REFERENCES);
  store<u32>(G_CODE_BYTES, load<u32>(G_CODE_BYTES) + (blobSize(length) as u32));
  put(G_CODE_INDEX, tag, entry);
  return entry;
}

export function retainCode(entry: usize): void {
  if (entry != 0) store<u32>(entry, load<u32>(entry, C_REFERENCES) + 1, C_REFERENCES);
}

export function releaseCode(entry: usize): void {
  if (entry != 0) store<u32>(entry, load<u32>(entry, C_REFERENCES) - 1, C_REFERENCES);
}

/** Whether blobs have doubled since the last sweep. */
@inline
export function codesHaveDoubled(): bool {
  return load<u32>(G_CODE_BYTES) >= load<u32>(G_CODE_SWEEP_AT);
}

/** Frees code that no account has (reverted creations, init code). Between transactions only. */
export function sweepCodes(): void {
  const base = indexBase(G_CODE_INDEX);
  const n: usize = (indexMask(G_CODE_INDEX) as usize) + 1;
  for (let i: usize = 0; i < n; i++) {
    const entry = (load<u64>(base + (i << 3)) & 0xffffffff) as usize;
    if (entry == 0 || load<u32>(entry, C_REFERENCES) != 0) continue;
    const length: usize = load<u32>(entry, C_LENGTH);
    release(load<u32>(entry, C_BYTES), blobSize(length));
    const table: usize = load<u32>(entry, C_JUMP_TABLE);
    if (table != 0) release(table, (length + 1) << 1);
    store<u32>(G_CODE_BYTES, load<u32>(G_CODE_BYTES) - (blobSize(length) as u32));
    store<u32>(G_CODE_COUNT, load<u32>(G_CODE_COUNT) - 1);
    store<u32>(entry, load<u32>(G_CODE_FREE));
    store<u32>(entry, 0, C_BYTES);
    store<u32>(entry, 0, C_LENGTH);
    store<u32>(G_CODE_FREE, entry as u32);
  }
  rebuild(G_CODE_INDEX, n as u32, C_BYTES);
  store<u32>(G_CODE_SWEEP_AT, max(SMALLEST_SWEEP, load<u32>(G_CODE_BYTES) * 2));
}

/** Sets every entry to interpreted with its jump table freed: the compiled functions of another state are not these. */
export function forgetFunctions(): void {
  const base = indexBase(G_CODE_INDEX);
  const n: usize = (indexMask(G_CODE_INDEX) as usize) + 1;
  for (let i: usize = 0; i < n; i++) {
    const entry = (load<u64>(base + (i << 3)) & 0xffffffff) as usize;
    if (entry == 0) continue;
    store<u32>(entry, 0, C_FUNCTION);
  }
}

/** The entry of the code with the hash in the 32 bytes at `hash`, or 0. */
export function findCode(hash: usize): usize {
  const tag = load<u32>(hash);
  const base = indexBase(G_CODE_INDEX);
  const mask = indexMask(G_CODE_INDEX);
  for (let i = tag & mask; ; i = (i + 1) & mask) {
    const e = load<u64>(base + ((i as usize) << 3));
    if (e == 0) return 0;
    const entry = (e & 0xffffffff) as usize;
    if (((e >> 32) as u32) == tag && equals(entry + C_HASH, hash)) return entry;
  }
  return 0;
}
