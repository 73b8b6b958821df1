// The undo journal: what was there before, newest last, from the start of the transaction, or while a mark is open from
// that mark. An entry is its payload, then the address it belongs to (u32) and its kind (u32), so that it can be read
// backwards.
import {
  BALANCE,
  CODE,
  CREATED,
  DESTROYED,
  ERASED,
  FLAGS,
  MARK,
  NONCE,
  TRANSIENT,
  VALUE,
  WARM_ACCOUNT,
  WARM_SLOT,
} from "../protocol.ts";
import {
  A_BALANCE,
  A_CODE,
  A_CREATED_TX,
  A_DESTROYED_TX,
  A_FLAGS,
  A_NONCE,
  A_SLOTS,
  A_STORAGE_ID,
  A_TX,
  CHANGE_SIZE,
  ERASED_SIZE,
  E_RECORDING,
  G_CHANGES,
  G_JOURNAL,
  G_JOURNAL_TOP,
  G_KEEPING,
  G_TX,
  JOURNAL_TAIL_SIZE,
  MARK_SIZE,
  S_ACCOUNT,
  S_TX,
  S_VALUE,
} from "../layout.ts";
import { releaseCode, retainCode } from "./codes.ts";
import { reserve } from "./heap.ts";
import { copy, isZero } from "./words.ts";
import { WRITTEN } from "./written.ts";

/** Bytes in use. */
export let journalTop: usize = 0;
/** Where the running transaction's entries begin: 0 unless a mark is open. */
export let journalBase: usize = 0;
/** A mark is open: entries outlive their transaction. */
export let keeping: bool = false;
/** Bytes of G_CHANGES in use. */
export let changesTop: usize = 0;

/** Ends a transaction: what its journal says was changed stays changed, unless a mark before it is gone back to. */
export function clearJournal(): void {
  if (load<u32>(E_RECORDING) && journalTop != journalBase) record();
  endOutside();
}

/** Ends what is written from outside any transaction, which is no transaction's change. */
@inline
export function endOutside(): void {
  if (keeping) journalBase = journalTop;
  else journalTop = 0;
}

/** With the first mark: from now on entries stay. */
export function keepJournal(): void {
  keeping = true;
  journalBase = journalTop;
}

/** With the last mark gone: nothing can be gone back to. */
export function dropJournal(): void {
  keeping = false;
  journalTop = 0;
  journalBase = 0;
}

/** Takes away the oldest `length` bytes, which belong to marks that are gone. */
export function dropOldest(length: usize): void {
  const base: usize = load<u32>(G_JOURNAL);
  journalTop -= length;
  journalBase -= length;
  memory.copy(base, base + length, journalTop);
}

/** The address of a place in the journal. */
export function journalPlace(place: u32): usize {
  return (load<u32>(G_JOURNAL) as usize) + (place as usize);
}

/** Puts down for a snapshot what lies in variables. Between transactions only. */
export function saveJournal(): void {
  store<u32>(G_JOURNAL_TOP, journalTop as u32);
  store<u32>(G_KEEPING, u32(keeping));
}

export function clearChanges(): void {
  changesTop = 0;
}

/** Forgets a transaction that never ended, and all changes: the state, its journal included, has become another. */
export function abandonJournal(): void {
  journalTop = load<u32>(G_JOURNAL_TOP);
  journalBase = journalTop;
  keeping = load<u32>(G_KEEPING) != 0;
  changesTop = 0;
}

/** Bytes before the address of an entry. */
export function payloadOf(kind: u32): usize {
  if (kind == VALUE || kind == BALANCE || kind == TRANSIENT) return 32;
  if (kind == WARM_SLOT || kind == WARM_ACCOUNT) return 0;
  if (kind == ERASED) return ERASED_SIZE;
  if (kind == MARK) return MARK_SIZE;
  return 8;
}

/**
 * Appends what the transaction changed, newest first, to G_CHANGES: a record of 40 an entry of the journal, its account or
 * slot u32, its kind u32, what was there before 32. A record of zeros goes before those of each transaction.
 */
function record(): void {
  const base: usize = load<u32>(G_JOURNAL);
  reserve(G_CHANGES, changesTop, changesTop + CHANGE_SIZE * (1 + (journalTop - journalBase) / 8));
  let to = (load<u32>(G_CHANGES) as usize) + changesTop;
  memory.fill(to, 0, CHANGE_SIZE);
  to += CHANGE_SIZE;
  for (let top = journalTop; top > journalBase;) {
    const kind = load<u32>(base + top - 4);
    const at = load<u32>(base + top - 8);
    const payload = payloadOf(kind);
    top -= 8 + payload;
    if (kind == TRANSIENT || kind == WARM_SLOT || kind == WARM_ACCOUNT || kind == ERASED) continue;
    store<u32>(to, at);
    store<u32>(to, kind, 4);
    memory.fill(to + 8, 0, 32);
    memory.copy(to + 8, base + top, payload);
    to += CHANGE_SIZE;
  }
  changesTop = to - (load<u32>(G_CHANGES) as usize);
}

/** Room for one entry; answers where its payload goes. */
@inline
function push(payload: usize): usize {
  const top = journalTop;
  if (top + 64 > (load<u32>(G_JOURNAL, 4) as usize)) reserve(G_JOURNAL, top, top + 64);
  journalTop = top + payload + 8;
  return (load<u32>(G_JOURNAL) as usize) + top;
}

@inline
export function noteMark(kind: u32, at: usize): void {
  const e = push(0);
  store<u32>(e, at as u32);
  store<u32>(e, kind, 4);
}

@inline
export function noteWord(kind: u32, at: usize, word: usize): void {
  const e = push(32);
  copy(word, e);
  store<u32>(e, at as u32, 32);
  store<u32>(e, kind, 36);
}

@inline
export function noteU64(kind: u32, at: usize, old: u64): void {
  const e = push(8);
  store<u64>(e, old);
  store<u32>(e, at as u32, 8);
  store<u32>(e, kind, 12);
}

/** Before an account is erased for good: all that it was, when it may be gone back to. */
export function noteErased(account: usize): void {
  if (!keeping) return;
  const e = push(ERASED_SIZE);
  memory.copy(e, account + A_BALANCE, 48); // balance, nonce, code, flags
  store<u32>(e, load<u32>(account, A_STORAGE_ID), 48);
  store<u32>(e, load<u32>(account, A_SLOTS), 52);
  store<u32>(e, account as u32, 56);
  store<u32>(e, ERASED, 60);
}

/** Puts back an account's flags, but whether the block has written to it: that is no part of the state. */
@inline
function setFlags(account: usize, before: u32): void {
  store<u32>(account, (before & ~WRITTEN) | (load<u32>(account, A_FLAGS) & WRITTEN), A_FLAGS);
}

/** Puts back what `noteErased` noted. */
function bringBack(account: usize, e: usize): void {
  retainCode(load<u32>(e, A_CODE - A_BALANCE));
  releaseCode(load<u32>(account, A_CODE));
  memory.copy(account + A_BALANCE, e, 44);
  setFlags(account, load<u32>(e, 44));
  store<u32>(account, load<u32>(e, 48), A_STORAGE_ID);
  store<u32>(account, load<u32>(e, 52), A_SLOTS);
}

/** Code that an account may get back is no account's now, and has to stay: retained around a sweep. */
export function retainNoted(): void {
  for (let top = journalTop; top > 0;) {
    const at = journalPlace(top as u32);
    const kind = load<u32>(at - 4);
    const payload = payloadOf(kind);
    if (kind == CODE) retainCode(load<u32>(at - JOURNAL_TAIL_SIZE - payload));
    else if (kind == ERASED) retainCode(load<u32>(at - JOURNAL_TAIL_SIZE - payload + (A_CODE - A_BALANCE)));
    top -= JOURNAL_TAIL_SIZE + payload;
  }
}

export function releaseNoted(): void {
  for (let top = journalTop; top > 0;) {
    const at = journalPlace(top as u32);
    const kind = load<u32>(at - 4);
    const payload = payloadOf(kind);
    if (kind == CODE) releaseCode(load<u32>(at - JOURNAL_TAIL_SIZE - payload));
    else if (kind == ERASED) releaseCode(load<u32>(at - JOURNAL_TAIL_SIZE - payload + (A_CODE - A_BALANCE)));
    top -= JOURNAL_TAIL_SIZE + payload;
  }
}

/** A mark's entry, whose payload the caller writes: answers where. */
export function noteMarkOfHost(): usize {
  const e = push(MARK_SIZE);
  store<u32>(e, 0, MARK_SIZE);
  store<u32>(e, MARK, MARK_SIZE + 4);
  return e;
}

/** A transaction's number when it is the running one: of others the numbers begin anew some day. */
@inline
function ifRunning(tx: u32): u32 {
  return tx == load<u32>(G_TX) ? tx : 0;
}

/** Takes everything back to `mark`. */
export function undo(mark: usize): void {
  let top = journalTop;
  const base: usize = load<u32>(G_JOURNAL);
  while (top > mark) {
    const kind = load<u32>(base + top - 4);
    const at: usize = load<u32>(base + top - 8);
    top -= 8;
    switch (kind) {
      case WARM_SLOT:
        store<u32>(at, 0, S_TX);
        break;
      case WARM_ACCOUNT:
        store<u32>(at, 0, A_TX);
        break;
      case VALUE: {
        top -= 32;
        const account: usize = load<u32>(at, S_ACCOUNT);
        const before = isZero(base + top);
        const now = isZero(at + S_VALUE);
        if (before != now) store<u32>(account, load<u32>(account, A_SLOTS) + (now ? 1 : -1), A_SLOTS);
        copy(base + top, at + S_VALUE);
        break;
      }
      case TRANSIENT:
        top -= 32;
        copy(base + top, at + S_VALUE);
        break;
      case BALANCE:
        top -= 32;
        copy(base + top, at + A_BALANCE);
        break;
      case NONCE:
        top -= 8;
        store<u64>(at, load<u64>(base + top), A_NONCE);
        break;
      case CODE: {
        top -= 8;
        const before: usize = load<u32>(base + top);
        retainCode(before);
        releaseCode(load<u32>(at, A_CODE));
        store<u32>(at, before as u32, A_CODE);
        break;
      }
      case CREATED:
        top -= 8;
        store<u32>(at, ifRunning(load<u32>(base + top)), A_CREATED_TX);
        break;
      case DESTROYED:
        top -= 8;
        store<u32>(at, ifRunning(load<u32>(base + top)), A_DESTROYED_TX);
        break;
      case FLAGS:
        top -= 8;
        setFlags(at, load<u32>(base + top));
        break;
      case ERASED:
        top -= ERASED_SIZE;
        bringBack(at, base + top);
        break;
      case MARK:
        top -= MARK_SIZE;
        break;
      default:
        unreachable();
    }
  }
  journalTop = top;
}
