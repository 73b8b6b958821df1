// A commitment to the whole state: the sum, modulo 2^64 in each of two lanes, of a mixed hash of everything the state is made of:
// (account, slot, value), (account, balance), (account, nonce), (account, code hash); zeros and empty code count for
// nothing. It is kept by what writes, at the end of each transaction from its journal, and can be computed again from the
// tables: what was lost or changed on the way by anything but a write makes the two differ. The multipliers are fixed, so
// equal states have equal commitments everywhere; it finds faults and does not resist an adversary.
import { BALANCE, CODE, NONCE, VALUE } from "../protocol.ts";
import {
  ACCOUNT_ENTRY_SIZE,
  A_BALANCE,
  A_CODE,
  A_NONCE,
  A_STORAGE_ID,
  A_TX,
  C_BYTES,
  C_HASH,
  C_LENGTH,
  C_REFERENCES,
  G_ACCOUNT_CHUNKS,
  G_CODE_INDEX,
  G_COMMITMENT,
  G_JOURNAL,
  G_SLOT_CHUNKS,
  G_TX,
  SCRATCH_COMMITMENT_BALANCES,
  SCRATCH_COMMITMENT_DIGEST,
  SLOT_ENTRY_SIZE,
  S_ACCOUNT,
  S_NAME,
  S_ORIGINAL,
  S_ORIGINAL_TX,
  S_STORAGE_ID,
  S_VALUE,
} from "../layout.ts";
import { endOf as endOfAccounts, findAccount } from "./accounts.ts";
import { journalBase, journalTop, payloadOf } from "./journal.ts";
import { keccak } from "./keccak.ts";
import { indexBase, indexMask } from "./pool.ts";
import { alive, endOf as endOfSlots, findSlot, TRANSIENT_BIT } from "./slots.ts";
import { equals, isZero } from "./words.ts";

/** Odd multipliers: of an address 3, of a slot 4, of a value 4, of the kind of field 1. */
const MULTIPLIERS: usize = memory.data<u64>([
  0x7ef5866e9bc6f1d9, 0x87ea8ab68f78e039, 0xe49fcda6c394dac9, 0x5f409a5e859f8c27, 0xef5310892cac4d05,
  0x660db8f3b9d2bbe9, 0x9fcd91e92068a5f5, 0x406b2a1714986d77, 0xcde5333520000281, 0x8a1d022160bc2763,
  0xab422b72ed74f4dd, 0x7a07f25cb2ed13cd,
]);
const OF_SLOT: usize = MULTIPLIERS + 24;
const OF_VALUE: usize = MULTIPLIERS + 56;
const OF_KIND: usize = MULTIPLIERS + 88;

/** With more balances written than this, the journal is walked a second time. */
const MAX_FOUND: usize = 32;

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
function nameOf(account: usize, kind: u32): u64 {
  return addressSum(account) + (kind as u64) * load<u64>(OF_KIND);
}

/** Kept in the entry, because slots are written more often than made. */
export function slotName(slot: usize): u64 {
  return addressSum(load<u32>(slot, S_ACCOUNT)) + wordSum(slot, OF_SLOT);
}

/** The sum in hand outside the hot loop; 0 as an address is no value. */
let a: u64 = 0;
let b: u64 = 0;

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

/** Nonces count in proportion, so that a rise by one is the same whatever it was. */
@inline
function nonceUnit(account: usize): u64 {
  return shared(nameOf(account, NONCE));
}

@inline
function hashOf(code: usize): usize {
  return code == 0 ? 0 : code + C_HASH;
}

function include(account: usize, sign: u64): void {
  const before = sign == 1 ? 0 : account + A_BALANCE;
  change(nameOf(account, BALANCE), before, sign == 1 ? account + A_BALANCE : 0);
  const unit = nonceUnit(account);
  a += sign * load<u64>(account, A_NONCE) * (laneA(unit) | 1);
  b += sign * load<u64>(account, A_NONCE) * (laneB(unit) | 1);
  const hash = hashOf(load<u32>(account, A_CODE));
  change(nameOf(account, CODE), sign == 1 ? 0 : hash, sign == 1 ? hash : 0);
}

function changeCommitment(): void {
  store<u64>(G_COMMITMENT, load<u64>(G_COMMITMENT, 0) + a, 0);
  store<u64>(G_COMMITMENT, load<u64>(G_COMMITMENT, 8) + b, 8);
}

/** Before balance, nonce and code of an account are written outside any transaction. */
export function uncommitAccount(account: usize): void {
  a = b = 0;
  include(account, -1);
  changeCommitment();
}

/** And after. */
export function commitAccount(account: usize): void {
  a = b = 0;
  include(account, 1);
  changeCommitment();
}

/** A slot that is written outside any transaction. */
export function commitSlot(slot: usize, from: usize, to: usize): void {
  a = b = 0;
  change(slotName(slot), from, to);
  changeCommitment();
}

/**
 * At the end of a transaction, when what destroyed itself is erased: what its journal says was written. Clears a slot's
 * mark of its original value, which nobody reads any more, so that each counts once.
 */
export function commitJournal(): void {
  let sumA: u64 = 0;
  let sumB: u64 = 0;
  const base: usize = load<u32>(G_JOURNAL);
  const tx = load<u32>(G_TX);
  let found: usize = 0;
  for (let top = journalTop; top > journalBase;) {
    const kind = load<u32>(base + top - 4);
    const at: usize = load<u32>(base + top - 8);
    top -= 8;
    if (kind == VALUE) {
      top -= 32;
      if (load<u32>(at, S_ORIGINAL_TX) != tx) continue;
      store<u32>(at, 0, S_ORIGINAL_TX);
      const name = load<u64>(at, S_NAME);
      if (!isZero(at + S_ORIGINAL)) {
        const x = element(name, at + S_ORIGINAL);
        sumA -= laneA(x);
        sumB -= laneB(x);
      }
      if (alive(at)) {
        const x = element(name, at + S_VALUE);
        sumA += laneA(x);
        sumB += laneB(x);
      }
    } else if (kind == NONCE) {
      top -= 8;
      // A rise by one, from 0 in what was created; what has none now was erased.
      if (load<u64>(at, A_NONCE) == 0) continue;
      const unit = nonceUnit(at);
      sumA += laneA(unit) | 1;
      sumB += laneB(unit) | 1;
    } else {
      if (kind == BALANCE) {
        store<u32>(at, (top + 8) as u32, A_TX);
        if (found < MAX_FOUND) store<u32>(SCRATCH_COMMITMENT_BALANCES + (found << 2), (top + 8) as u32);
        found++;
      } else if (kind == CODE) {
        a = b = 0;
        const payload = base + top - 8;
        // What has no nonce now was erased, with the code that its creation gave it.
        if (load<u64>(at, A_NONCE) != 0)
          change(nameOf(at, CODE), hashOf(load<u32>(payload)), hashOf(load<u32>(payload, 4)));
        sumA += a;
        sumB += b;
      }
      top -= payloadOf(kind);
    }
  }
  a = sumA;
  b = sumB;
  if (found > MAX_FOUND) for (let top = journalTop; top > journalBase;) top = commitBalance(base, top);
  else for (let i: usize = 0; i < found; i++) commitBalance(base, load<u32>(SCRATCH_COMMITMENT_BALANCES + (i << 2)));
  changeCommitment();
}

/**
 * Of the entries of a balance the oldest holds what was there before: the one whose place was left last where the account
 * was marked as warm, a mark that is cleared. Answers the place of the next older entry.
 */
function commitBalance(base: usize, place: usize): usize {
  const kind = load<u32>(base + place - 4);
  const at: usize = load<u32>(base + place - 8);
  const top = place - 8 - payloadOf(kind);
  if (kind != BALANCE || load<u32>(at, A_TX) != (place as u32)) return top;
  store<u32>(at, 0, A_TX);
  change(nameOf(at, BALANCE), base + top, at + A_BALANCE);
  return top;
}

/** The commitment to what can be found in the tables, at `to`. */
export function recompute(to: usize): void {
  a = 0;
  b = 0;
  for (let chunk: usize = load<u32>(G_ACCOUNT_CHUNKS); chunk != 0; chunk = load<u32>(chunk)) {
    const end = endOfAccounts(chunk);
    for (let e = chunk + ACCOUNT_ENTRY_SIZE; e < end; e += ACCOUNT_ENTRY_SIZE)
      if (load<u32>(e, A_STORAGE_ID) != 0 && findAccount(e) == e) include(e, 1);
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
