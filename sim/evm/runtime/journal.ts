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
  E_RECORDING,
  G_JOURNAL,
  G_TOUCHED,
  S_ACCOUNT,
  S_TX,
  S_VALUE,
} from "../layout.ts";
import { releaseCode } from "./codes.ts";
import { reserve } from "./heap.ts";
import { copy, isZero } from "./words.ts";

/** Bytes in use. */
export let journalTop: usize = 0;
/** Bytes of G_TOUCHED in use. */
export let touchedTop: usize = 0;

export function clearJournal(): void {
  if (load<u32>(E_RECORDING)) record(0);
  journalTop = 0;
}

export function clearTouched(): void {
  touchedTop = 0;
}

/** Bytes before the address of an entry. */
export function payloadOf(kind: u32): usize {
  if (kind == VALUE || kind == BALANCE || kind == TRANSIENT) return 32;
  if (kind == WARM_SLOT || kind == WARM_ACCOUNT || kind == CODE) return 0;
  return 8;
}

/** Notes what the journal's entries from `mark` on belong to. */
function record(mark: usize): void {
  const base: usize = load<u32>(G_JOURNAL);
  reserve(G_TOUCHED, touchedTop, touchedTop + journalTop - mark);
  for (let top = journalTop; top > mark;) {
    const kind = load<u32>(base + top - 4);
    if (kind != TRANSIENT) {
      const to = (load<u32>(G_TOUCHED) as usize) + touchedTop;
      store<u32>(to, load<u32>(base + top - 8));
      store<u32>(to, kind, 4);
      touchedTop += 8;
    }
    top -= 8 + payloadOf(kind);
  }
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
  if (load<u32>(E_RECORDING)) record(mark);
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
        // Only creation sets code, where there was none.
        releaseCode(load<u32>(at, A_CODE));
        store<u32>(at, 0, A_CODE);
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
