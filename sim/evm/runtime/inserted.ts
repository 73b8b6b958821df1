// Entries of tables that were made while a mark is open, oldest last out: going back takes them out of their tables again,
// so that programs that are tried and undone leave nothing behind, and entries lie where they would have without them.
// Not in the journal, because a call that reverts leaves the entries it made. A u32 each: the entry's address, and KINDs.
import { G_INSERTED, G_INSERTED_TOP } from "../layout.ts";
import { reserve } from "./heap.ts";

/** Addresses of entries leave these bits free. */
export const OF_ACCOUNT: u32 = 1;
/** The entry came from the list of free ones. */
export const WAS_FREE: u32 = 2;
const KINDS: u32 = 3;

/** Bytes of G_INSERTED in use. */
export let insertedTop: usize = 0;

export function noteInserted(entry: usize, kinds: u32): void {
  if (insertedTop + 4 > <usize>load<u32>(G_INSERTED, 4)) reserve(G_INSERTED, insertedTop, insertedTop + 4);
  store<u32>((load<u32>(G_INSERTED) as usize) + insertedTop, (entry as u32) | kinds);
  insertedTop += 4;
}

/** Takes the newest away, above `mark` bytes; answers what was noted. */
export function takeInserted(): u32 {
  insertedTop -= 4;
  return load<u32>((load<u32>(G_INSERTED) as usize) + insertedTop);
}

@inline
export function entryIn(noted: u32): usize {
  return noted & ~KINDS;
}

export function forgetInserted(): void {
  insertedTop = 0;
}

/** For a snapshot, as `saveJournal`. */
export function saveInserted(): void {
  store<u32>(G_INSERTED_TOP, insertedTop as u32);
}

export function resumeInserted(): void {
  insertedTop = load<u32>(G_INSERTED_TOP);
}
