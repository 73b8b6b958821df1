// Storage slots of all accounts in one pool and one index, the key being the account's storage id and the slot. Transient
// slots live there too, under the storage id with its top bit set, and count for one transaction only.
import { TRANSIENT, VALUE, WARM_SLOT } from "../protocol.ts";
import {
  A_SLOTS,
  A_STORAGE_ID,
  CHUNK_SIZE,
  E_TOUCHES,
  G_RESULTS,
  G_SLOT_CHUNKS,
  G_SLOT_CHUNK_LAST,
  G_SLOT_COUNT,
  G_SLOT_END,
  G_SLOT_FREE,
  G_SLOT_INDEX,
  G_SLOT_NEXT,
  G_SLOT_SWEEP_AT,
  SEEDS,
  SLOT_ENTRY_SIZE,
  S_ACCOUNT,
  S_NAME,
  S_ORIGINAL,
  S_ORIGINAL_TX,
  S_STORAGE_ID,
  S_TX,
  S_VALUE,
  S_WRITTEN,
} from "../layout.ts";
import { commitSlot, slotName } from "./commitment.ts";
import { reserve } from "./heap.ts";
import { touched } from "./host.ts";
import { noteInserted, WAS_FREE } from "./inserted.ts";
import { endOutside, keeping, noteMark, noteWord } from "./journal.ts";
import { countEntry, giveBack, indexBase, indexMask, put, rebuild, removeFrom, renew, take } from "./pool.ts";
import { clear, copy, equals, isZero } from "./words.ts";
import { willWriteSlot } from "./written.ts";

export const TRANSIENT_BIT: u32 = 0x80000000;
const SMALLEST_SWEEP: u32 = 0x20000;

/** Multilinear, so that the products are independent of each other; the last one mixes low bits into all. */
@inline
function hash(id: u32, key: usize): u32 {
  const h =
    load<u64>(key, 0) * load<u64>(SEEDS, 0) +
    load<u64>(key, 8) * load<u64>(SEEDS, 8) +
    load<u64>(key, 16) * load<u64>(SEEDS, 16) +
    load<u64>(key, 24) * load<u64>(SEEDS, 24) +
    (id as u64) * load<u64>(SEEDS, 32);
  return (((h ^ (h >> 32)) * load<u64>(SEEDS, 40)) >> 32) as u32;
}

@inline
function find(id: u32, tag: u32, key: usize): usize {
  const base = indexBase(G_SLOT_INDEX);
  const mask = indexMask(G_SLOT_INDEX);
  let i = tag & mask;
  for (;;) {
    const e = load<u64>(base + ((i as usize) << 3));
    if (e == 0) return 0;
    if (((e >> 32) as u32) == tag) {
      const entry = (e & 0xffffffff) as usize;
      if (load<u32>(entry, S_STORAGE_ID) == id && equals(entry, key)) return entry;
    }
    i = (i + 1) & mask;
  }
  return 0;
}

function insert(account: usize, id: u32, tag: u32, key: usize): usize {
  countEntry(G_SLOT_INDEX, G_SLOT_COUNT, S_STORAGE_ID);
  const wasFree = load<u32>(G_SLOT_FREE) != 0;
  const entry = take(G_SLOT_FREE, G_SLOT_NEXT, G_SLOT_END, G_SLOT_CHUNKS, G_SLOT_CHUNK_LAST, SLOT_ENTRY_SIZE);
  copy(key, entry);
  clear(entry + S_VALUE);
  store<u32>(entry, id, S_STORAGE_ID);
  store<u32>(entry, 0, S_TX);
  store<u32>(entry, 0, S_ORIGINAL_TX);
  store<u32>(entry, 0, S_WRITTEN);
  store<u32>(entry, account as u32, S_ACCOUNT);
  store<u64>(entry, slotName(entry), S_NAME);
  put(G_SLOT_INDEX, tag, entry);
  if (keeping) noteInserted(entry, wasFree ? WAS_FREE : 0);
  if (load<u32>(E_TOUCHES) != 0 && (id & TRANSIENT_BIT) == 0) touched(entry, 1);
  return entry;
}

/** Undoes \`insert\`: of entries made since a mark the newest first. */
export function removeSlot(entry: usize, wasFree: bool): void {
  removeFrom(G_SLOT_INDEX, G_SLOT_COUNT, hash(load<u32>(entry, S_STORAGE_ID), entry), entry);
  store<u32>(entry, 0, S_STORAGE_ID);
  giveBack(entry, wasFree, G_SLOT_FREE, G_SLOT_NEXT, G_SLOT_END, G_SLOT_CHUNKS, G_SLOT_CHUNK_LAST, SLOT_ENTRY_SIZE);
}

export function findSlot(account: usize, key: usize): usize {
  const id = load<u32>(account, A_STORAGE_ID);
  return find(id, hash(id, key), key);
}

export function slotOf(account: usize, key: usize): usize {
  const id = load<u32>(account, A_STORAGE_ID);
  const tag = hash(id, key);
  const entry = find(id, tag, key);
  return entry != 0 ? entry : insert(account, id, tag, key);
}

/** Makes the slot warm; answers whether it was cold. */
@inline
export function warmSlot(slot: usize, tx: u32): bool {
  if (load<u32>(slot, S_TX) == tx) return false;
  store<u32>(slot, tx, S_TX);
  noteMark(WARM_SLOT, slot);
  return true;
}

/** Address of the slot's value at the start of the transaction. */
@inline
export function original(slot: usize, tx: u32): usize {
  return load<u32>(slot, S_ORIGINAL_TX) == tx ? slot + S_ORIGINAL : slot + S_VALUE;
}

function countChange(slot: usize, wasZero: bool, isZeroNow: bool): void {
  if (wasZero == isZeroNow) return;
  const account: usize = load<u32>(slot, S_ACCOUNT);
  store<u32>(account, load<u32>(account, A_SLOTS) + (isZeroNow ? -1 : 1), A_SLOTS);
}

/** Writes within a transaction. */
export function writeSlot(slot: usize, value: usize, tx: u32): void {
  const now = slot + S_VALUE;
  if (load<u32>(slot, S_ORIGINAL_TX) != tx) {
    willWriteSlot(slot);
    copy(now, slot + S_ORIGINAL);
    store<u32>(slot, tx, S_ORIGINAL_TX);
  }
  noteWord(VALUE, slot, now);
  countChange(slot, isZero(now), isZero(value));
  copy(value, now);
}

/** Writes outside any transaction. */
export function setStorage(account: usize, key: usize, value: usize): void {
  const slot = slotOf(account, key);
  if (keeping) {
    noteWord(VALUE, slot, slot + S_VALUE);
    endOutside();
  }
  commitSlot(slot, slot + S_VALUE, value);
  countChange(slot, isZero(slot + S_VALUE), isZero(value));
  copy(value, slot + S_VALUE);
}

export function loadTransient(account: usize, key: usize, tx: u32, to: usize): void {
  const id = load<u32>(account, A_STORAGE_ID) | TRANSIENT_BIT;
  const slot = find(id, hash(id, key), key);
  if (slot == 0 || load<u32>(slot, S_ORIGINAL_TX) != tx) clear(to);
  else copy(slot + S_VALUE, to);
}

export function storeTransient(account: usize, key: usize, tx: u32, value: usize): void {
  const id = load<u32>(account, A_STORAGE_ID) | TRANSIENT_BIT;
  const tag = hash(id, key);
  let slot = find(id, tag, key);
  if (slot == 0) slot = insert(account, id, tag, key);
  if (load<u32>(slot, S_ORIGINAL_TX) != tx) {
    clear(slot + S_VALUE);
    store<u32>(slot, tx, S_ORIGINAL_TX);
  }
  noteWord(TRANSIENT, slot, slot + S_VALUE);
  copy(value, slot + S_VALUE);
}

@inline
export function alive(slot: usize): bool {
  const id = load<u32>(slot, S_STORAGE_ID);
  return id == load<u32>(load<u32>(slot, S_ACCOUNT) as usize, A_STORAGE_ID) && !isZero(slot + S_VALUE);
}

export function initSlots(): void {
  renew(G_SLOT_INDEX, 1 << 14);
  store<u32>(G_SLOT_SWEEP_AT, SMALLEST_SWEEP);
}

/**
 * Frees entries that hold nothing (read but never written, zeroed, transient, of destroyed contracts) once entries have
 * doubled since the last sweep: otherwise a contract that only reads could fill the memory. Between transactions only, and
 * not while a mark is open, to which they may have to come back.
 */
export function sweepSlots(): void {
  if (keeping || load<u32>(G_SLOT_COUNT) < load<u32>(G_SLOT_SWEEP_AT)) return;
  let live: u32 = 0;
  // In the pool's order, not the index's: where later entries go must not depend on the hash.
  for (let chunk: usize = load<u32>(G_SLOT_CHUNKS); chunk != 0; chunk = load<u32>(chunk)) {
    const end = endOf(chunk);
    for (let e = chunk + SLOT_ENTRY_SIZE; e < end; e += SLOT_ENTRY_SIZE) {
      if (load<u32>(e, S_STORAGE_ID) == 0) continue;
      if (alive(e)) {
        live++;
        continue;
      }
      store<u32>(e, load<u32>(G_SLOT_FREE));
      store<u32>(G_SLOT_FREE, e as u32);
      store<u32>(e, 0, S_STORAGE_ID);
    }
  }
  rebuild(G_SLOT_INDEX, indexMask(G_SLOT_INDEX) + 1, S_STORAGE_ID);
  store<u32>(G_SLOT_COUNT, live);
  store<u32>(G_SLOT_SWEEP_AT, max(SMALLEST_SWEEP, live * 2));
}

/** Forgets all transaction marks, for when transaction numbers begin anew. */
export function forgetSlotMarks(): void {
  for (let chunk: usize = load<u32>(G_SLOT_CHUNKS); chunk != 0; chunk = load<u32>(chunk)) {
    for (let e = chunk + SLOT_ENTRY_SIZE; e < endOf(chunk); e += SLOT_ENTRY_SIZE) {
      store<u32>(e, 0, S_TX);
      store<u32>(e, 0, S_ORIGINAL_TX);
    }
  }
}

@inline
export function endOf(chunk: usize): usize {
  return load<u32>(chunk) == 0 ? (load<u32>(G_SLOT_NEXT) as usize) : chunk + CHUNK_SIZE;
}

/** Addresses (u32) of the non-zero slots of an account (0: of all) into G_RESULTS; answers how many. Pool order. */
export function collectSlots(account: usize): u32 {
  const count = account == 0 ? load<u32>(G_SLOT_COUNT) : load<u32>(account, A_SLOTS);
  if (count == 0) return 0;
  reserve(G_RESULTS, 0, (count as usize) << 2);
  const out: usize = load<u32>(G_RESULTS);
  let n: usize = 0;
  for (let chunk: usize = load<u32>(G_SLOT_CHUNKS); chunk != 0; chunk = load<u32>(chunk)) {
    const end = endOf(chunk);
    for (let e = chunk + SLOT_ENTRY_SIZE; e < end; e += SLOT_ENTRY_SIZE) {
      if (account != 0 && <usize>load<u32>(e, S_ACCOUNT) != account) continue;
      const id = load<u32>(e, S_STORAGE_ID);
      if (id == 0 || (id & TRANSIENT_BIT) != 0 || !alive(e)) continue;
      store<u32>(out + (n << 2), e as u32);
      n++;
    }
  }
  return n as u32;
}

@inline
function belongs(slot: usize, account: usize): bool {
  return (
    <usize>load<u32>(slot, S_ACCOUNT) == account && load<u32>(slot, S_STORAGE_ID) == load<u32>(account, A_STORAGE_ID)
  );
}

/**
 * Key and value of each entry of an account, 64 bytes, into G_RESULTS; answers how many. Pool order; zeroed slots stay
 * where they are until they are swept, so that what was packed earlier can be compared place by place.
 */
export function packSlots(account: usize): u32 {
  let count: usize = 0;
  for (let chunk: usize = load<u32>(G_SLOT_CHUNKS); chunk != 0; chunk = load<u32>(chunk)) {
    const end = endOf(chunk);
    for (let e = chunk + SLOT_ENTRY_SIZE; e < end; e += SLOT_ENTRY_SIZE) if (belongs(e, account)) count++;
  }
  if (count == 0) return 0;
  reserve(G_RESULTS, 0, count << 6);
  let out: usize = load<u32>(G_RESULTS);
  for (let chunk: usize = load<u32>(G_SLOT_CHUNKS); chunk != 0; chunk = load<u32>(chunk)) {
    const end = endOf(chunk);
    for (let e = chunk + SLOT_ENTRY_SIZE; e < end; e += SLOT_ENTRY_SIZE) {
      if (!belongs(e, account)) continue;
      copy(e, out);
      copy(e + S_VALUE, out + 32);
      out += 64;
    }
  }
  return count as u32;
}
