import { type Address, type Positions, type View } from "../index.ts";

/** The reading part of every RoundLedger. */
export interface Ledger {
  readonly claimable: (account: Address) => View<bigint>;
  readonly pending: (account: Address) => View<bigint>;
}

/** What a ledger owes to each of an agent's accounts, for closed rounds and for the open one. */
export function owed(ledger: Ledger, accounts: readonly Address[]): Positions {
  return Object.fromEntries(
    accounts.flatMap((account, i) => [
      [`claimable ${i}`, ledger.claimable(account)],
      [`pending ${i}`, ledger.pending(account)],
    ]),
  );
}
