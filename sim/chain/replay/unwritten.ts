import { quantity, toHex } from "../codec/hex.ts";
import type { Mirror } from "./mirror.ts";
import { Merged, type Funds, type ReportedAccount } from "./reported.ts";

/** How an account stands on the Hardhat chain; one that is not there has zeros and no code. */
export interface Standing extends Funds {
  readonly isThere: boolean;
  readonly code: Uint8Array;
}

/** What a request overrides of an account, as `eth_call` takes it. */
interface Override {
  readonly balance: string;
  readonly nonce: string;
  readonly code?: string;
  readonly stateDiff: Record<string, string>;
}

/**
 * What was told and is not written to the Hardhat chain yet. Views are answered on it as an override of one request, which
 * costs a request instead of one an account; only blocks and deployments need it written.
 */
export class Unwritten {
  readonly #merged = new Merged();
  /** Of each account in hex: kept beside, because views are asked for much more often than blocks are compared. */
  readonly #overrides = new Map<string, Override>();
  readonly #before = new Map<string, Standing>();
  readonly #mirror: Mirror;

  constructor(mirror: Mirror) {
    this.#mirror = mirror;
  }

  /** Adds what the mirror is yet to apply. */
  add(reported: readonly ReportedAccount[]): void {
    for (const account of reported) {
      const at = toHex(account.address);
      if (!this.#before.has(at)) this.#before.set(at, this.#standing(account.address));
      this.#overrides.set(at, overrideOf(account, this.#overrides.get(at)));
    }
    this.#merged.add(reported, (at, slot, now) => (this.#overrides.get(at)!.stateDiff[slot] = toHex(now)));
  }

  /** One entry an account. */
  all(): readonly ReportedAccount[] {
    return this.#merged.all();
  }

  /** How the Hardhat chain has the account. */
  before(address: Uint8Array): Standing {
    return this.#before.get(toHex(address)) ?? this.#standing(address);
  }

  /** Of a request that is to see what is not written. */
  overrides(): Readonly<Record<string, Override>> {
    return Object.fromEntries(this.#overrides);
  }

  /** The same of their balances alone, for accounts whose code or slots nobody asks for. */
  balances(addresses: readonly Uint8Array[]): Readonly<Record<string, Pick<Override, "balance">>> {
    const told = addresses.flatMap((address) => {
      const at = toHex(address);
      const known = this.#overrides.get(at);
      return known ? [[at, { balance: known.balance }] as const] : [];
    });
    return Object.fromEntries(told);
  }

  /** All is written, or belongs to a state that is gone. */
  clear(): void {
    this.#merged.clear();
    this.#overrides.clear();
    this.#before.clear();
  }

  #standing(address: Uint8Array): Standing {
    const { balance, nonce, code } = this.#mirror.evm.account(address) ?? { balance: 0n, nonce: 0n, code: NO_CODE };
    return { isThere: this.#mirror.has(address), balance, nonce, code };
  }
}

/** What an account overrides that is told of, but for its slots, if it overrode something before. */
function overrideOf({ now, code }: ReportedAccount, before: Override | undefined): Override {
  const { balance, nonce } = now ?? { balance: 0n, nonce: 0n };
  const stateDiff = before?.stateDiff ?? {};
  const coded = code ? toHex(code) : before?.code;
  return { balance: quantity(balance), nonce: quantity(nonce), stateDiff, ...(coded !== undefined && { code: coded }) };
}

const NO_CODE = new Uint8Array();
