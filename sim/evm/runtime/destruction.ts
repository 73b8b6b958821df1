// SELFDESTRUCT as of EIP-6780.
import { DESTROYED, FLAG_STATIC } from "../protocol.ts";
import {
  A_BALANCE,
  A_CREATED_TX,
  A_DESTROYED_TX,
  F_ACCOUNT,
  F_FLAGS,
  G_TX,
  SCRATCH_DESTROYED_BALANCE,
} from "../layout.ts";
import { GAS_COLD_ACCOUNT, GAS_NEW_ACCOUNT } from "../gas.ts";
import { accountOf, credit, debit, isEmpty, touch, warmAccount } from "./accounts.ts";
import { noteU64 } from "./journal.ts";
import { copy, isZero } from "./words.ts";

/** Set when an account was marked for destruction in this transaction. */
export let destroying: bool = false;

export function clearDestroying(): void {
  destroying = false;
}

/** SELFDESTRUCT as of EIP-6780, beyond its static gas. */
export function destroy(f: usize, address: usize, gas: i64): i64 {
  if (load<u32>(f, F_FLAGS) & FLAG_STATIC) return -1;
  const beneficiary = accountOf(address);
  if (warmAccount(beneficiary)) gas -= GAS_COLD_ACCOUNT;
  const self: usize = load<u32>(f, F_ACCOUNT);
  const rich = !isZero(self + A_BALANCE);
  if (rich && isEmpty(beneficiary)) gas -= GAS_NEW_ACCOUNT;
  if (gas < 0) return -1;
  const tx = load<u32>(G_TX);
  const fresh = load<u32>(self, A_CREATED_TX) == tx;
  if (rich && (beneficiary != self || fresh)) {
    const amount = SCRATCH_DESTROYED_BALANCE;
    copy(self + A_BALANCE, amount);
    debit(self, amount);
    if (beneficiary != self) credit(beneficiary, amount);
  }
  touch(beneficiary);
  if (fresh && load<u32>(self, A_DESTROYED_TX) != tx) {
    noteU64(DESTROYED, self, load<u32>(self, A_DESTROYED_TX) as u64);
    store<u32>(self, tx, A_DESTROYED_TX);
    destroying = true;
  }
  return gas;
}
