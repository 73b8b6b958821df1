// System calls: what the protocol itself calls at the start of a block. Free of gas's price and of the block's limit.
import { A_CODE, E_BLOB_COUNT, E_ORIGIN, SCRATCH_ZERO, T_DATA, T_DATA_LENGTH, T_SENDER, T_TO } from "../layout.ts";
import { accountOf } from "./accounts.ts";
import { callFromOutside } from "./calls.ts";
import { commitWritten } from "./commitment.ts";
import { clearDestroying } from "./destruction.ts";
import { clearJournal } from "./journal.ts";
import { setCallIndex, setLogs } from "./machine.ts";
import { begin, tidy } from "./transaction.ts";
import { clear, copy } from "./words.ts";

const SYSTEM_GAS: i64 = 30_000_000;

/** Calls the account at T_TO, when it has code, as T_SENDER with the data at T_DATA. A revert leaves nothing. */
export function systemCall(): void {
  tidy();
  begin();
  setCallIndex(0);
  setLogs(0, 0);
  store<u32>(E_BLOB_COUNT, 0);
  const target = accountOf(T_TO);
  if (load<u32>(target, A_CODE) == 0) return;
  copy(T_SENDER, E_ORIGIN);
  clear(SCRATCH_ZERO);
  callFromOutside(accountOf(T_SENDER), target, SCRATCH_ZERO, load<u32>(T_DATA), load<u32>(T_DATA_LENGTH), SYSTEM_GAS);
  clearDestroying();
  clearJournal();
  commitWritten();
}
