// What the running block has written to, each slot and account once, with what was there before: the commitment to the
// state is brought up to date with it when the block ends. A record is the value or the balance (a word), then the nonce
// u64, the code entry u32 and the entry's address u32, with OF_ACCOUNT for an account. What a call that reverted wrote is
// in here too, and counts for nothing because it is as it was.
import {
  A_BALANCE,
  A_CODE,
  A_FLAGS,
  A_NONCE,
  G_WRITTEN,
  S_VALUE,
  S_WRITTEN,
  W_ENTRY,
  WRITTEN_SIZE,
} from "../layout.ts";
import { reserve } from "./heap.ts";
import { copy } from "./words.ts";

export const OF_ACCOUNT: u32 = 1;
/** A flag of an account: it is in here. */
export const WRITTEN: u32 = 4;

/** Bytes of G_WRITTEN in use. */
export let writtenTop: usize = 0;

export function forgetWritten(): void {
  writtenTop = 0;
}

@inline
function push(): usize {
  const top = writtenTop;
  if (top + WRITTEN_SIZE > (load<u32>(G_WRITTEN, 4) as usize)) reserve(G_WRITTEN, top, top + WRITTEN_SIZE);
  writtenTop = top + WRITTEN_SIZE;
  return (load<u32>(G_WRITTEN) as usize) + top;
}

/** Before a slot is written to within a transaction. */
@inline
export function willWriteSlot(slot: usize): void {
  if (load<u32>(slot, S_WRITTEN) == 0) enterSlot(slot);
}

function enterSlot(slot: usize): void {
  store<u32>(slot, 1, S_WRITTEN);
  const record = push();
  copy(slot + S_VALUE, record);
  store<u32>(record, slot as u32, W_ENTRY);
}

/** Before balance, nonce or code of an account are written to within a transaction. */
@inline
export function willWriteAccount(account: usize): void {
  if ((load<u32>(account, A_FLAGS) & WRITTEN) == 0) enterAccount(account);
}

function enterAccount(account: usize): void {
  store<u32>(account, load<u32>(account, A_FLAGS) | WRITTEN, A_FLAGS);
  const record = push();
  // In single moves: to copy a range is a call out of WebAssembly.
  copy(account + A_BALANCE, record);
  store<u64>(record, load<u64>(account, A_NONCE), A_NONCE - A_BALANCE);
  store<u32>(record, load<u32>(account, A_CODE), A_CODE - A_BALANCE);
  store<u32>(record, (account as u32) | OF_ACCOUNT, W_ENTRY);
}
