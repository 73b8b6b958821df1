// A commitment to the whole state: the sum, modulo 2^64 in each of two lanes, of a mixed hash of (account, slot, value) and
// of (account, code hash), and of each account's balance and nonce times a hash of its address; zeros and empty code count
// for nothing. It is kept by what writes, at the end of each block from what it has written to, and can be computed again
// from the tables: what was lost or changed on the way by anything but a write makes the two differ. The multipliers are
// fixed, so equal states have equal commitments everywhere; it finds faults and does not resist an adversary.
import { CODE, NONCE } from "../protocol.ts";
import {
  ACCOUNT_ENTRY_SIZE,
  A_BALANCE,
  A_CODE,
  A_FLAGS,
  A_NONCE,
  A_STORAGE_ID,
  C_BYTES,
  C_HASH,
  C_LENGTH,
  C_REFERENCES,
  G_ACCOUNT_CHUNKS,
  G_CODE_INDEX,
  G_COMMITMENT,
  G_SLOT_CHUNKS,
  G_WRITTEN,
  SCRATCH_COMMITMENT_DIGEST,
  SLOT_ENTRY_SIZE,
  S_ACCOUNT,
  S_NAME,
  S_STORAGE_ID,
  S_VALUE,
  S_WRITTEN,
  W_ENTRY,
  WRITTEN_SIZE,
} from "../layout.ts";
import { endOf as endOfAccounts, findAccount } from "./accounts.ts";
import { keccak } from "./keccak.ts";
import { indexBase, indexMask } from "./pool.ts";
import { alive, endOf as endOfSlots, findSlot, TRANSIENT_BIT } from "./slots.ts";
import { equals, isZero } from "./words.ts";
import { forgetWritten, OF_ACCOUNT, WRITTEN, writtenTop } from "./written.ts";

/** Odd multipliers: of an address 3, of a slot 4, of a value 4, of the kind of field 1. */
const MULTIPLIERS: usize = memory.data<u64>([
  0x7ef5866e9bc6f1d9, 0x87ea8ab68f78e039, 0xe49fcda6c394dac9, 0x5f409a5e859f8c27, 0xef5310892cac4d05,
  0x660db8f3b9d2bbe9, 0x9fcd91e92068a5f5, 0x406b2a1714986d77, 0xcde5333520000281, 0x8a1d022160bc2763,
  0xab422b72ed74f4dd, 0x7a07f25cb2ed13cd,
]);
const OF_SLOT: usize = MULTIPLIERS + 24;
const OF_VALUE: usize = MULTIPLIERS + 56;
const OF_KIND: usize = MULTIPLIERS + 88;
/** The word zero. */
const NOTHING: usize = memory.data<u64>([0, 0, 0, 0]);

@inline
function addressSum(account: usize): u64 {
  return (
    load<u64>(account, 0) * load<u64>(MULTIPLIERS, 0) +
    load<u64>(account, 8) * load<u64>(MULTIPLIERS, 8) +
    (load<u32>(account, 16) as u64) * load<u64>(MULTIPLIERS, 16)
  );
}

@inline
function wordSum(word: usize, by: usize): u64 {
  return (
    load<u64>(word, 0) * load<u64>(by, 0) +
    load<u64>(word, 8) * load<u64>(by, 8) +
    load<u64>(word, 16) * load<u64>(by, 16) +
    load<u64>(word, 24) * load<u64>(by, 24)
  );
}

/** The sums above are linear, and sums of them would cancel; each lane of the commitment is a bijection of theirs without structure. */
@inline
function shared(x: u64): u64 {
  return (x ^ (x >> 32)) * 0xd6e8feb86659fd93;
}
@inline
function laneA(x: u64): u64 {
  x = (x ^ (x >> 29)) * 0xbf58476d1ce4e5b9;
  return x ^ (x >> 32);
}
@inline
function laneB(x: u64): u64 {
  x = (x ^ (x >> 37)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

/** What a word counts for, before the lanes part: `name` is the sum of what names it. */
@inline
function element(name: u64, word: usize): u64 {
  return shared(name + wordSum(word, OF_VALUE));
}

@inline
function nameOf(address: u64, kind: u32): u64 {
  return address + (kind as u64) * load<u64>(OF_KIND);
}

/** Kept in the entry, because slots are written more often than made. */
export function slotName(slot: usize): u64 {
  return addressSum(load<u32>(slot, S_ACCOUNT)) + wordSum(slot, OF_SLOT);
}

/** The sum in hand. */
let a: u64 = 0;
let b: u64 = 0;

/** 0 as an address is no value. */
function change(name: u64, from: usize, to: usize): void {
  if (from != 0 && !isZero(from)) {
    const x = element(name, from);
    a -= laneA(x);
    b -= laneB(x);
  }
  if (to != 0 && !isZero(to)) {
    const x = element(name, to);
    a += laneA(x);
    b += laneB(x);
  }
}

/**
 * Balances and nonces count in proportion, so that a change counts by what it comes to: what a transaction pays is then one
 * product a lane, whatever was there. Each account has a unit of its own, odd, so that no change of one limb comes to nothing.
 */
@inline
function unitOf(address: u64): u64 {
  return shared(nameOf(address, NONCE));
}

/** What a change of funds comes to in lane A: by limbs. */
@inline
function limbChange(from: usize, to: usize, limb: usize): u64 {
  return (load<u64>(to + limb) - load<u64>(from + limb)) * load<u64>(OF_VALUE + limb);
}

/**
 * And in lane B: by halves of limbs. A limb's highest bits are multiples of great powers of two, which odd units hardly tell
 * apart: a payment of 2^63 wei made twice would cancel.
 */
@inline
function halfChange(from: usize, to: usize, limb: usize): u64 {
  const before = load<u64>(from + limb);
  const now = load<u64>(to + limb);
  return (
    ((now & 0xffffffff) - (before & 0xffffffff)) * load<u64>(OF_VALUE + limb) +
    ((now >> 32) - (before >> 32)) * load<u64>(OF_SLOT + limb)
  );
}

/** Adds a change of balance, between words, and of nonce to the sum in hand. */
@inline
function changeFunds(address: u64, from: usize, to: usize, rise: u64): void {
  const nonce = rise * load<u64>(OF_KIND);
  let inA = limbChange(from, to, 0) + limbChange(from, to, 8) + nonce;
  let inB = halfChange(from, to, 0) + halfChange(from, to, 8) + nonce;
  // Hardly a balance has more than 128 bits.
  if (((load<u64>(from, 16) ^ load<u64>(to, 16)) | (load<u64>(from, 24) ^ load<u64>(to, 24))) != 0) {
    inA += limbChange(from, to, 16) + limbChange(from, to, 24);
    inB += halfChange(from, to, 16) + halfChange(from, to, 24);
  }
  const unit = unitOf(address);
  a += inA * (laneA(unit) | 1);
  b += inB * (laneB(unit) | 1);
}

@inline
function hashOf(code: usize): usize {
  return code == 0 ? 0 : code + C_HASH;
}

function include(account: usize, adds: bool): void {
  const address = addressSum(account);
  const balance = account + A_BALANCE;
  const nonce = load<u64>(account, A_NONCE);
  const hash = hashOf(load<u32>(account, A_CODE));
  if (adds) changeFunds(address, NOTHING, balance, nonce);
  else changeFunds(address, balance, NOTHING, 0 - nonce);
  change(nameOf(address, CODE), adds ? 0 : hash, adds ? hash : 0);
}

function changeCommitment(): void {
  store<u64>(G_COMMITMENT, load<u64>(G_COMMITMENT, 0) + a, 0);
  store<u64>(G_COMMITMENT, load<u64>(G_COMMITMENT, 8) + b, 8);
}

/** Before balance, nonce and code of an account are written outside any transaction. */
export function uncommitAccount(account: usize): void {
  a = b = 0;
  include(account, false);
  changeCommitment();
}

/** And after. */
export function commitAccount(account: usize): void {
  a = b = 0;
  include(account, true);
  changeCommitment();
}

/** A slot that is written outside any transaction. */
export function commitSlot(slot: usize, from: usize, to: usize): void {
  a = b = 0;
  change(slotName(slot), from, to);
  changeCommitment();
}

/** At the end of a block: what it has written to, which is forgotten then. Sums of slots are in locals: this is the hot loop. */
export function commitWritten(): void {
  a = b = 0;
  let sumA: u64 = 0;
  let sumB: u64 = 0;
  let record: usize = load<u32>(G_WRITTEN);
  for (const end = record + writtenTop; record < end; record += WRITTEN_SIZE) {
    const entry: usize = load<u32>(record, W_ENTRY);
    if (entry & OF_ACCOUNT) {
      commitChanged(entry ^ OF_ACCOUNT, record);
      continue;
    }
    store<u32>(entry, 0, S_WRITTEN);
    const now: usize = alive(entry) ? entry + S_VALUE : 0;
    if (now != 0 && equals(record, now)) continue;
    const name = load<u64>(entry, S_NAME);
    if (!isZero(record)) {
      const x = element(name, record);
      sumA -= laneA(x);
      sumB -= laneB(x);
    }
    if (now != 0) {
      const x = element(name, now);
      sumA += laneA(x);
      sumB += laneB(x);
    }
  }
  forgetWritten();
  a += sumA;
  b += sumB;
  changeCommitment();
}

/** An account that a record tells as it was before the block. */
@inline
function commitChanged(account: usize, record: usize): void {
  store<u32>(account, load<u32>(account, A_FLAGS) & ~WRITTEN, A_FLAGS);
  const address = addressSum(account);
  const rise = load<u64>(account, A_NONCE) - load<u64>(record, A_NONCE - A_BALANCE);
  changeFunds(address, record, account + A_BALANCE, rise);
  const before: usize = load<u32>(record, A_CODE - A_BALANCE);
  const code: usize = load<u32>(account, A_CODE);
  if (code != before) change(nameOf(address, CODE), hashOf(before), hashOf(code));
}

/** The commitment to what can be found in the tables, at `to`. */
export function recompute(to: usize): void {
  a = 0;
  b = 0;
  for (let chunk: usize = load<u32>(G_ACCOUNT_CHUNKS); chunk != 0; chunk = load<u32>(chunk)) {
    const end = endOfAccounts(chunk);
    for (let e = chunk + ACCOUNT_ENTRY_SIZE; e < end; e += ACCOUNT_ENTRY_SIZE)
      if (load<u32>(e, A_STORAGE_ID) != 0 && findAccount(e) == e) include(e, true);
  }
  for (let chunk: usize = load<u32>(G_SLOT_CHUNKS); chunk != 0; chunk = load<u32>(chunk)) {
    const end = endOfSlots(chunk);
    for (let e = chunk + SLOT_ENTRY_SIZE; e < end; e += SLOT_ENTRY_SIZE) {
      const id = load<u32>(e, S_STORAGE_ID);
      if (id == 0 || (id & TRANSIENT_BIT) != 0 || !alive(e)) continue;
      const account: usize = load<u32>(e, S_ACCOUNT);
      if (findAccount(account) == account && findSlot(account, e) == e) change(slotName(e), 0, e + S_VALUE);
    }
  }
  includeDamagedCode();
  store<u64>(to, a, 0);
  store<u64>(to, b, 8);
}

/** Accounts commit to the hash that code has in its entry: code that has another by now counts besides. */
function includeDamagedCode(): void {
  const base = indexBase(G_CODE_INDEX);
  const n: usize = (indexMask(G_CODE_INDEX) as usize) + 1;
  for (let i: usize = 0; i < n; i++) {
    const code = (load<u64>(base + (i << 3)) & 0xffffffff) as usize;
    if (code == 0 || load<u32>(code, C_REFERENCES) == 0) continue;
    keccak(load<u32>(code, C_BYTES), load<u32>(code, C_LENGTH), SCRATCH_COMMITMENT_DIGEST);
    if (!equals(code + C_HASH, SCRATCH_COMMITMENT_DIGEST)) change(0, 0, SCRATCH_COMMITMENT_DIGEST);
  }
}
