// Blocks of powers of two above HEAP, with a free list for each size. Sizes double when tables grow, so what is freed
// fits the next table but one.
import { LIMIT_MEMORY } from "../protocol.ts";
import { E_MAX_PAGES, G_BREAK, G_FREE, HEAP } from "../layout.ts";
import { resourceLimit } from "./host.ts";

const SMALLEST: usize = 6;

@inline
function sizeClass(size: usize): usize {
  return size <= 64 ? SMALLEST : 32 - clz<u32>((size - 1) as u32);
}

/** Makes sure that memory reaches `end` (u64: the sum may pass 4 GiB). */
function reach(end: u64): void {
  const pages = ((end + 65535) >> 16) as u64;
  const have = memory.size() as u32 as u64;
  if (pages <= have) return;
  const maxPages = load<u32>(E_MAX_PAGES) as u64;
  if (pages > maxPages) resourceLimit(LIMIT_MEMORY);
  // An eighth more than asked, so that growing a little at a time stays cheap.
  const wish = min(maxPages, pages + (pages - (HEAP >> 16)) / 8);
  if (memory.grow((wish - have) as i32) >= 0) return;
  if (memory.grow((pages - have) as i32) < 0) resourceLimit(LIMIT_MEMORY);
}

/** A block of at least `size` bytes, contents undefined. */
export function allocate(size: usize): usize {
  const c = sizeClass(size);
  const list: usize = G_FREE + (c << 2);
  const head: usize = load<u32>(list);
  if (head != 0) {
    store<u32>(list, load<u32>(head));
    return head;
  }
  const at: usize = load<u32>(G_BREAK);
  const end = (at as u64) + ((1 as u64) << c);
  // The last page stays free: an address one past the end must not wrap to 0.
  if (end > 0xffff0000) resourceLimit(LIMIT_MEMORY);
  reach(end);
  store<u32>(G_BREAK, end as u32);
  return at;
}

export function release(at: usize, size: usize): void {
  const list: usize = G_FREE + (sizeClass(size) << 2);
  store<u32>(at, load<u32>(list));
  store<u32>(list, at);
}

/** What `allocate(size)` really gives. */
export function roundUp(size: usize): usize {
  return (1 as usize) << sizeClass(size);
}

/** Makes the buffer whose address and capacity are at `g` and `g + 4` hold `size` bytes, keeping the first `used`. */
export function reserve(g: usize, used: usize, size: usize): void {
  const capacity: usize = load<u32>(g, 4);
  if (size <= capacity) return;
  const wanted = roundUp(max(size, 65536));
  const at = allocate(wanted);
  const old: usize = load<u32>(g);
  if (old != 0) {
    memory.copy(at, old, used);
    release(old, capacity);
  }
  store<u32>(g, at as u32);
  store<u32>(g, wanted as u32, 4);
}
