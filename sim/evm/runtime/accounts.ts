// Accounts in one pool and one index. An entry exists for each address ever touched; the account is in the state trie
// when it is not empty (EIP-161), or was set empty and not touched since.
import { BALANCE, CODE, FLAGS, FORK_OSAKA, FORK_PRAGUE, NONCE, WARM_ACCOUNT } from "../protocol.ts";
import {
  DELEGATION_PREFIX,
  DELEGATION_PREFIX_SIZE,
  DELEGATION_SIZE,
  DRAFT_DELEGATION_SIZE,
  LAST_PRECOMPILE_CANCUN,
  LAST_PRECOMPILE_PRAGUE,
  P256_VERIFY,
} from "../limits.ts";
import {
  ACCOUNT_ENTRY_SIZE,
  A_BALANCE,
  A_BATCH,
  A_BLOCKED,
  A_CODE,
  A_CREATED_TX,
  A_DESTROYED_TX,
  A_FLAGS,
  A_NONCE,
  A_SLOTS,
  A_STORAGE_ID,
  A_TX,
  C_BYTES,
  C_LENGTH,
  CHUNK_SIZE,
  E_DRAFT,
  E_FORK,
  E_TOUCHES,
  G_ACCOUNT_CHUNKS,
  G_ACCOUNT_CHUNK_LAST,
  G_ACCOUNT_COUNT,
  G_ACCOUNT_END,
  G_ACCOUNT_FREE,
  G_ACCOUNT_INDEX,
  G_ACCOUNT_NEXT,
  G_ACCOUNT_SWEEP_AT,
  G_RESULTS,
  G_STORAGE_ID,
  G_TX,
  SCRATCH_DELEGATE,
  SEEDS,
} from "../layout.ts";
import { commitAccount, uncommitAccount } from "./commitment.ts";
import { reserve } from "./heap.ts";
import { touched } from "./host.ts";
import { noteInserted, OF_ACCOUNT, WAS_FREE } from "./inserted.ts";
import { endOutside, keeping, noteErased, noteMark, noteU64, noteWord } from "./journal.ts";
import { countEntry, giveBack, indexBase, indexMask, put, rebuild, removeFrom, renew, take } from "./pool.ts";
import { releaseCode, retainCode } from "./codes.ts";
import { willWriteAccount, WRITTEN } from "./written.ts";
import { add, clear, copy, isZero, readAddress, subtract } from "./words.ts";

/** Set empty from outside: in the trie although empty. */
export const SET_EMPTY: u32 = 1;
export const PRECOMPILE: u32 = 2;
const SMALLEST_SWEEP: u32 = 0x20000;

@inline
function hash(a: u64, b: u64, c: u64): u32 {
  const h = a * load<u64>(SEEDS, 0) + b * load<u64>(SEEDS, 8) + c * load<u64>(SEEDS, 16);
  return (((h ^ (h >> 32)) * load<u64>(SEEDS, 40)) >> 32) as u32;
}

export function initAccounts(): void {
  renew(G_ACCOUNT_INDEX, 1 << 12);
  store<u32>(G_ACCOUNT_SWEEP_AT, SMALLEST_SWEEP);
  store<u32>(G_STORAGE_ID, 0);
}

export function newStorageId(): u32 {
  const id = load<u32>(G_STORAGE_ID) + 1;
  store<u32>(G_STORAGE_ID, id);
  return id;
}

/** The entry of the address in the low 160 bits of the word, or 0. */
export function findAccount(word: usize): usize {
  return find(load<u64>(word, 0), load<u64>(word, 8), load<u64>(word, 16) & 0xffffffff);
}

@inline
function find(a: u64, b: u64, c: u64): usize {
  const tag = hash(a, b, c);
  const base = indexBase(G_ACCOUNT_INDEX);
  const mask = indexMask(G_ACCOUNT_INDEX);
  let i = tag & mask;
  for (;;) {
    const e = load<u64>(base + ((i as usize) << 3));
    if (e == 0) return 0;
    if (((e >> 32) as u32) == tag) {
      const entry = (e & 0xffffffff) as usize;
      if (load<u64>(entry, 0) == a && load<u64>(entry, 8) == b && (load<u32>(entry, 16) as u64) == c) return entry;
    }
    i = (i + 1) & mask;
  }
  return 0;
}

/** Whether the hardfork has a precompiled contract at this address. */
function isPrecompile(address: u64): bool {
  const fork = load<i32>(E_FORK);
  const last: u64 = fork < FORK_PRAGUE ? LAST_PRECOMPILE_CANCUN : LAST_PRECOMPILE_PRAGUE;
  return (address >= 1 && address <= last) || (address == P256_VERIFY && fork >= FORK_OSAKA);
}

/** The entry of the address in the low 160 bits of the word, made when new. */
export function accountOf(word: usize): usize {
  const a = load<u64>(word, 0);
  const b = load<u64>(word, 8);
  const c = load<u64>(word, 16) & 0xffffffff;
  const found = find(a, b, c);
  if (found != 0) return found;
  countEntry(G_ACCOUNT_INDEX, G_ACCOUNT_COUNT, A_STORAGE_ID);
  const wasFree = load<u32>(G_ACCOUNT_FREE) != 0;
  const entry = take(
    G_ACCOUNT_FREE,
    G_ACCOUNT_NEXT,
    G_ACCOUNT_END,
    G_ACCOUNT_CHUNKS,
    G_ACCOUNT_CHUNK_LAST,
    ACCOUNT_ENTRY_SIZE,
  );
  memory.fill(entry, 0, ACCOUNT_ENTRY_SIZE);
  store<u64>(entry, a, 0);
  store<u64>(entry, b, 8);
  store<u32>(entry, c as u32, 16);
  store<u32>(entry, newStorageId(), A_STORAGE_ID);
  store<u32>(entry, (b | c) == 0 && isPrecompile(a) ? PRECOMPILE : 0, A_FLAGS);
  put(G_ACCOUNT_INDEX, hash(a, b, c), entry);
  if (keeping) noteInserted(entry, OF_ACCOUNT | (wasFree ? WAS_FREE : 0));
  if (load<u32>(E_TOUCHES) != 0) touched(entry, 0);
  return entry;
}

/** Takes out an entry that \`accountOf\` made: of entries made since a mark the newest first. */
export function removeAccount(entry: usize, wasFree: bool): void {
  const tag = hash(load<u64>(entry, 0), load<u64>(entry, 8), load<u32>(entry, 16) as u64);
  removeFrom(G_ACCOUNT_INDEX, G_ACCOUNT_COUNT, tag, entry);
  store<u32>(entry, 0, A_STORAGE_ID);
  giveBack(
    entry,
    wasFree,
    G_ACCOUNT_FREE,
    G_ACCOUNT_NEXT,
    G_ACCOUNT_END,
    G_ACCOUNT_CHUNKS,
    G_ACCOUNT_CHUNK_LAST,
    ACCOUNT_ENTRY_SIZE,
  );
}

/** The account's address as a word. */
@inline
export function addressWord(account: usize, to: usize): void {
  store<u64>(to, load<u64>(account, 0), 0);
  store<u64>(to, load<u64>(account, 8), 8);
  store<u64>(to, load<u32>(account, 16) as u64, 16);
  store<u64>(to, 0, 24);
}

/**
 * The account that this one's code is delegated to (EIP-7702), or 0. One step only: a delegate's own delegation is not
 * followed.
 */
@inline
export function delegateOf(account: usize): usize {
  const code: usize = load<u32>(account, A_CODE);
  if (code == 0 || load<u32>(code, C_LENGTH) != DELEGATION_SIZE) return 0;
  return resolveDelegation(load<u32>(code, C_BYTES));
}

function resolveDelegation(bytes: usize): usize {
  if ((load<u32>(bytes) & 0xffffff) != DELEGATION_PREFIX || load<i32>(E_FORK) < FORK_PRAGUE) return 0;
  readAddress(bytes + DELEGATION_PREFIX_SIZE, SCRATCH_DELEGATE);
  return accountOf(SCRATCH_DELEGATE);
}

/** Bytes of the account's code that EXTCODE* see. */
@inline
export function visibleCodeLength(account: usize): usize {
  const code: usize = load<u32>(account, A_CODE);
  if (code == 0) return 0;
  if (load<u32>(E_DRAFT) && delegateOf(account) != 0) return DRAFT_DELEGATION_SIZE;
  return load<u32>(code, C_LENGTH);
}

/** Whether transactions of the account are accepted: it has no code, or delegated code (EIP-3607, EIP-7702). */
@inline
export function maySend(account: usize): bool {
  return load<u32>(account, A_CODE) == 0 || delegateOf(account) != 0;
}

/** Within a transaction: replaces the account's code by that of a code entry, 0 for none. */
export function setCode(account: usize, code: usize): void {
  const before: usize = load<u32>(account, A_CODE);
  willWriteAccount(account);
  noteU64(CODE, account, before as u64);
  retainCode(code);
  releaseCode(before);
  store<u32>(account, code as u32, A_CODE);
}

/** Makes the account warm; answers whether it was cold. Precompiles always are warm. */
@inline
export function warmAccount(account: usize): bool {
  const tx = load<u32>(G_TX);
  if (load<u32>(account, A_TX) == tx) return false;
  if (load<u32>(account, A_FLAGS) & PRECOMPILE) return false;
  store<u32>(account, tx, A_TX);
  noteMark(WARM_ACCOUNT, account);
  return true;
}

/** Empty as of EIP-161: no balance, no nonce, no code. */
@inline
export function isEmpty(account: usize): bool {
  return load<u32>(account, A_CODE) == 0 && load<u64>(account, A_NONCE) == 0 && isZero(account + A_BALANCE);
}

@inline
export function inTrie(account: usize): bool {
  return !isEmpty(account) || (load<u32>(account, A_FLAGS) & SET_EMPTY) != 0;
}

/** An empty account that is touched leaves the trie. */
@inline
export function touch(account: usize): void {
  const flags = load<u32>(account, A_FLAGS);
  if ((flags & SET_EMPTY) == 0) return;
  noteU64(FLAGS, account, flags as u64);
  store<u32>(account, flags & ~SET_EMPTY, A_FLAGS);
}

export function credit(account: usize, amount: usize): void {
  willWriteAccount(account);
  noteWord(BALANCE, account, account + A_BALANCE);
  add(account + A_BALANCE, amount, account + A_BALANCE);
}

export function debit(account: usize, amount: usize): void {
  willWriteAccount(account);
  noteWord(BALANCE, account, account + A_BALANCE);
  subtract(account + A_BALANCE, amount, account + A_BALANCE);
}

export function setNonce(account: usize, nonce: u64): void {
  willWriteAccount(account);
  noteU64(NONCE, account, load<u64>(account, A_NONCE));
  store<u64>(account, nonce, A_NONCE);
}

/** Outside any transaction: what the host sets. */
export function setAccount(account: usize, balance: usize, nonce: u64, code: usize): void {
  uncommitAccount(account);
  if (keeping) {
    const before = load<u64>(account, A_NONCE);
    noteWord(BALANCE, account, account + A_BALANCE);
    noteU64(NONCE, account, before);
    noteU64(CODE, account, load<u32>(account, A_CODE) as u64);
    noteU64(FLAGS, account, load<u32>(account, A_FLAGS) as u64);
    endOutside();
  }
  copy(balance, account + A_BALANCE);
  store<u64>(account, nonce, A_NONCE);
  retainCode(code);
  releaseCode(load<u32>(account, A_CODE));
  store<u32>(account, code as u32, A_CODE);
  store<u32>(account, (load<u32>(account, A_FLAGS) & PRECOMPILE) | SET_EMPTY, A_FLAGS);
  commitAccount(account);
}

/** At the end of a transaction: the account and its storage are gone. */
export function erase(account: usize): void {
  noteErased(account);
  clear(account + A_BALANCE);
  store<u64>(account, 0, A_NONCE);
  releaseCode(load<u32>(account, A_CODE));
  store<u32>(account, 0, A_CODE);
  store<u32>(account, load<u32>(account, A_FLAGS) & (PRECOMPILE | WRITTEN), A_FLAGS);
  store<u32>(account, newStorageId(), A_STORAGE_ID);
  store<u32>(account, 0, A_SLOTS);
}

@inline
export function endOf(chunk: usize): usize {
  return load<u32>(chunk) == 0 ? (load<u32>(G_ACCOUNT_NEXT) as usize) : chunk + CHUNK_SIZE;
}

/** Addresses (u32) of the entries that are in the trie into G_RESULTS; answers how many. Pool order. */
export function collectAccounts(): u32 {
  reserve(G_RESULTS, 0, (load<u32>(G_ACCOUNT_COUNT) as usize) << 2);
  const out: usize = load<u32>(G_RESULTS);
  let n: usize = 0;
  for (let chunk: usize = load<u32>(G_ACCOUNT_CHUNKS); chunk != 0; chunk = load<u32>(chunk)) {
    const end = endOf(chunk);
    for (let e = chunk + ACCOUNT_ENTRY_SIZE; e < end; e += ACCOUNT_ENTRY_SIZE) {
      if (load<u32>(e, A_STORAGE_ID) == 0 || !inTrie(e)) continue;
      store<u32>(out + (n << 2), e as u32);
      n++;
    }
  }
  return n as u32;
}

/** Frees entries of accounts that do not exist once entries have doubled. When \`sweepSlots\` may. */
export function sweepAccounts(): void {
  if (keeping || load<u32>(G_ACCOUNT_COUNT) < load<u32>(G_ACCOUNT_SWEEP_AT)) return;
  let live: u32 = 0;
  // In the pool's order, not the index's: where later entries go must not depend on the hash.
  for (let chunk: usize = load<u32>(G_ACCOUNT_CHUNKS); chunk != 0; chunk = load<u32>(chunk)) {
    const end = endOf(chunk);
    for (let e = chunk + ACCOUNT_ENTRY_SIZE; e < end; e += ACCOUNT_ENTRY_SIZE) {
      if (load<u32>(e, A_STORAGE_ID) == 0) continue;
      if (inTrie(e) || load<u32>(e, A_SLOTS) != 0) {
        live++;
        continue;
      }
      store<u32>(e, load<u32>(G_ACCOUNT_FREE));
      store<u32>(G_ACCOUNT_FREE, e as u32);
      store<u32>(e, 0, A_STORAGE_ID);
    }
  }
  rebuild(G_ACCOUNT_INDEX, indexMask(G_ACCOUNT_INDEX) + 1, A_STORAGE_ID);
  store<u32>(G_ACCOUNT_COUNT, live);
  store<u32>(G_ACCOUNT_SWEEP_AT, max(SMALLEST_SWEEP, live * 2));
}

/** Forgets all marks of transactions and batches, for when their numbers begin anew. */
export function forgetAccountMarks(): void {
  for (let chunk: usize = load<u32>(G_ACCOUNT_CHUNKS); chunk != 0; chunk = load<u32>(chunk)) {
    for (let e = chunk + ACCOUNT_ENTRY_SIZE; e < endOf(chunk); e += ACCOUNT_ENTRY_SIZE) {
      store<u32>(e, 0, A_TX);
      store<u32>(e, 0, A_CREATED_TX);
      store<u32>(e, 0, A_DESTROYED_TX);
      store<u32>(e, 0, A_BATCH);
      store<u32>(e, 0, A_BLOCKED);
    }
  }
}
