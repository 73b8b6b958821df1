// The undo journal: what was there before, newest last, from the start of the transaction. An entry is its payload, then
// the address it belongs to (u32) and its kind (u32), so that it can be read backwards.
import {
  BALANCE,
  CODE,
  CREATED,
  DESTROYED,
  FLAGS,
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
  A_TX,
  CHANGE_SIZE,
  E_RECORDING,
  G_CHANGES,
  G_JOURNAL,
  S_ACCOUNT,
  S_TX,
  S_VALUE,
} from "../layout.ts";
import { releaseCode, retainCode } from "./codes.ts";
import { reserve } from "./heap.ts";
import { copy, isZero } from "./words.ts";

/** Bytes in use. */
export let journalTop: usize = 0;
/** Bytes of G_CHANGES in use. */
export let changesTop: usize = 0;

/** Ends a transaction: what its journal says was changed stays changed. */
export function clearJournal(): void {
  if (load<u32>(E_RECORDING) && journalTop != 0) record();
  journalTop = 0;
}

export function clearChanges(): void {
  changesTop = 0;
}

/** Forgets a transaction that never ended, and all changes: the state has become another. */
export function abandonJournal(): void {
  journalTop = 0;
  changesTop = 0;
}

/** Bytes before the address of an entry. */
export function payloadOf(kind: u32): usize {
  if (kind == VALUE || kind == BALANCE || kind == TRANSIENT) return 32;
  if (kind == WARM_SLOT || kind == WARM_ACCOUNT) return 0;
  return 8;
}

/**
 * Appends what the transaction changed, newest first, to G_CHANGES: a record of 40 an entry of the journal, its account or
 * slot u32, its kind u32, what was there before 32. A record of zeros goes before those of each transaction.
 */
function record(): void {
  const base: usize = load<u32>(G_JOURNAL);
  reserve(G_CHANGES, changesTop, changesTop + CHANGE_SIZE * (1 + journalTop / 8));
  let to = (load<u32>(G_CHANGES) as usize) + changesTop;
  memory.fill(to, 0, CHANGE_SIZE);
  to += CHANGE_SIZE;
  for (let top = journalTop; top > 0;) {
    const kind = load<u32>(base + top - 4);
    const at = load<u32>(base + top - 8);
    const payload = payloadOf(kind);
    top -= 8 + payload;
    if (kind == TRANSIENT || kind == WARM_SLOT || kind == WARM_ACCOUNT) continue;
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
        store<u32>(at, load<u32>(base + top), A_CREATED_TX);
        break;
      case DESTROYED:
        top -= 8;
        store<u32>(at, load<u32>(base + top), A_DESTROYED_TX);
        break;
      case FLAGS:
        top -= 8;
        store<u32>(at, load<u32>(base + top), A_FLAGS);
        break;
      default:
        unreachable();
    }
  }
  journalTop = top;
}
