// Marks: places in the history that can be gone back to at a cost of what was done since. Between transactions only.
import { G_COMMITMENT, G_STORAGE_ID, JOURNAL_TAIL_SIZE, MARK_SIZE } from "../layout.ts";
import { removeAccount } from "./accounts.ts";
import { entryIn, forgetInserted, insertedTop, OF_ACCOUNT, saveInserted, takeInserted, WAS_FREE } from "./inserted.ts";
import {
  clearChanges,
  clearJournal,
  dropJournal,
  dropOldest,
  endOutside,
  journalPlace,
  journalTop,
  keepJournal,
  noteMarkOfHost,
  saveJournal,
  undo,
} from "./journal.ts";
import { removeSlot } from "./slots.ts";

/** A mark of the state as it is; answers its place. */
export function mark(): u32 {
  clearJournal();
  keepJournal();
  const e = noteMarkOfHost();
  memory.copy(e, G_COMMITMENT, 16);
  store<u32>(e, insertedTop as u32, 16);
  store<u32>(e, load<u32>(G_STORAGE_ID), 20);
  endOutside();
  return journalTop as u32;
}

/** Takes the state back to what it was at the mark, which stays. */
export function undoTo(place: u32): void {
  undo(place);
  endOutside();
  clearChanges();
  const e = journalPlace(place - MARK_SIZE - JOURNAL_TAIL_SIZE);
  memory.copy(G_COMMITMENT, e, 16);
  const inserted: usize = load<u32>(e, 16);
  while (insertedTop > inserted) {
    const noted = takeInserted();
    const wasFree = (noted & WAS_FREE) != 0;
    if (noted & OF_ACCOUNT) removeAccount(entryIn(noted), wasFree);
    else removeSlot(entryIn(noted), wasFree);
  }
  store<u32>(G_STORAGE_ID, load<u32>(e, 20));
}

/** Forgets what lies before the mark: it is the oldest one now. Places of the others are less by the answer. */
export function forgetBefore(place: u32): u32 {
  const length = place - MARK_SIZE - JOURNAL_TAIL_SIZE;
  dropOldest(length);
  return length;
}

/** Forgets all marks. */
export function forgetMarks(): void {
  dropJournal();
  forgetInserted();
}

/** Before memory is copied for a snapshot. */
export function saveMarks(): void {
  clearJournal();
  saveJournal();
  saveInserted();
}
