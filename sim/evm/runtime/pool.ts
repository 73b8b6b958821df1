// Pools of fixed-size entries in chunks that never move, so that an entry's address is its name; and the open-addressing
// indices over them: u64 each, the entry's address below, 32 bits of its hash above, 0 when free. Only a rebuilt index
// forgets entries, and that happens between transactions.
import { CHUNK_SIZE } from "../layout.ts";
import { allocate, release } from "./heap.ts";

/** Offsets from a pool's first global. */
const INDEX: usize = 0;
const MASK: usize = 4;

/** The next entry's place: the free list, else the last chunk, else a new chunk (its first entry holds its neighbours). */
export function take(free: usize, next: usize, end: usize, chunks: usize, last: usize, size: usize): usize {
  const head: usize = load<u32>(free);
  if (head != 0) {
    store<u32>(free, load<u32>(head));
    return head;
  }
  let at: usize = load<u32>(next);
  if (at == load<u32>(end)) {
    const chunk = allocate(CHUNK_SIZE);
    store<u32>(chunk, 0);
    const before: usize = load<u32>(last);
    store<u32>(chunk, before as u32, 4);
    if (before == 0) store<u32>(chunks, chunk as u32);
    else store<u32>(before, chunk as u32);
    store<u32>(last, chunk as u32);
    store<u32>(end, (chunk + CHUNK_SIZE) as u32);
    at = chunk + size;
  }
  store<u32>(next, (at + size) as u32);
  return at;
}

/** Gives back the place that was taken last and not given back: what is taken next lies as if it had never been. */
export function giveBack(
  entry: usize,
  wasFree: bool,
  free: usize,
  next: usize,
  end: usize,
  chunks: usize,
  last: usize,
  size: usize,
): void {
  if (wasFree) {
    store<u32>(entry, load<u32>(free));
    store<u32>(free, entry as u32);
    return;
  }
  const chunk: usize = load<u32>(last);
  if (entry != chunk + size) {
    store<u32>(next, entry as u32);
    return;
  }
  const before: usize = load<u32>(chunk, 4);
  const full: u32 = before == 0 ? 0 : ((before + CHUNK_SIZE) as u32);
  store<u32>(before == 0 ? chunks : before, 0);
  store<u32>(last, before as u32);
  store<u32>(end, full);
  store<u32>(next, full);
  release(chunk, CHUNK_SIZE);
}

@inline
export function indexBase(g: usize): usize {
  return load<u32>(g + INDEX);
}

@inline
export function indexMask(g: usize): u32 {
  return load<u32>(g + MASK);
}

/** Puts an entry into an index that has room. */
export function put(g: usize, tag: u32, entry: usize): void {
  const base = indexBase(g);
  const mask = indexMask(g);
  let i = tag & mask;
  while (load<u64>(base + ((i as usize) << 3)) != 0) i = (i + 1) & mask;
  store<u64>(base + ((i as usize) << 3), ((tag as u64) << 32) | (entry as u64));
}

/** Replaces the index by an empty one of `size` (a power of two). */
export function renew(g: usize, size: u32): void {
  const old = indexBase(g);
  if (old != 0) release(old, ((indexMask(g) as usize) + 1) << 3);
  const base = allocate((size as usize) << 3);
  memory.fill(base, 0, (size as usize) << 3);
  store<u32>(g + INDEX, base as u32);
  store<u32>(g + MASK, size - 1);
}

/**
 * Puts the entries of the index into one of `size` (a power of two), but those whose u32 at `live` is 0: they are free.
 * Where entries lie in the index, and so the order of this loop, depends on the hash: nothing else may.
 */
export function rebuild(g: usize, size: u32, live: usize): void {
  const old = indexBase(g);
  const n: usize = (indexMask(g) as usize) + 1;
  store<u32>(g + INDEX, 0);
  renew(g, size);
  for (let i: usize = 0; i < n; i++) {
    const e = load<u64>(old + (i << 3));
    if (e == 0) continue;
    const entry = (e & 0xffffffff) as usize;
    if (load<u32>(entry + live) != 0) put(g, (e >> 32) as u32, entry);
  }
  release(old, n << 3);
}

/** Takes an entry out of the index; those that its place kept from theirs move up. */
export function removeFrom(g: usize, count: usize, tag: u32, entry: usize): void {
  const base = indexBase(g);
  const mask = indexMask(g);
  let i = tag & mask;
  while (((load<u64>(base + ((i as usize) << 3)) & 0xffffffff) as usize) != entry) i = (i + 1) & mask;
  for (let j = (i + 1) & mask; ; j = (j + 1) & mask) {
    const e = load<u64>(base + ((j as usize) << 3));
    if (e == 0) break;
    if (((j - ((e >> 32) as u32)) & mask) < ((j - i) & mask)) continue;
    store<u64>(base + ((i as usize) << 3), e);
    i = j;
  }
  store<u64>(base + ((i as usize) << 3), 0);
  store<u32>(count, load<u32>(count) - 1);
}

/** Counts one entry more, and doubles the index when it is half full: before `put`. */
@inline
export function countEntry(g: usize, count: usize, live: usize): void {
  const entries = load<u32>(count) + 1;
  store<u32>(count, entries);
  const mask = indexMask(g);
  if (entries > mask >> 1) rebuild(g, (mask + 1) * 2, live);
}
