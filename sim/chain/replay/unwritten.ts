import { quantity, toHex } from "../codec/hex.ts";
import type { Mirror } from "./mirror.ts";
import { merge, storedSlots, type Funds, type ReportedAccount } from "./reported.ts";

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
  readonly stateDiff?: Readonly<Record<string, string>>;
}

/**
 * What was told and is not written to the Hardhat chain yet. Views are answered on it as an override of one request, which
 * costs a request instead of one an account; only blocks and deployments need it written.
 */
export class Unwritten {
  #reported: ReportedAccount[] = [];
  readonly #before = new Map<string, Standing>();
  readonly #mirror: Mirror;

  constructor(mirror: Mirror) {
    this.#mirror = mirror;
  }

  /** Adds what the mirror is yet to apply. */
  add(reported: readonly ReportedAccount[]): void {
    for (const { address } of reported) {
      const at = toHex(address);
      if (!this.#before.has(at)) this.#before.set(at, this.#standing(address));
    }
    this.#reported = [...this.#reported, ...reported];
  }

  /** One entry an account. */
  all(): readonly ReportedAccount[] {
    return (this.#reported = merge(this.#reported));
  }

  /** How the Hardhat chain has the account. */
  before(address: Uint8Array): Standing {
    return this.#before.get(toHex(address)) ?? this.#standing(address);
  }

  /** Of a request that is to see what is not written. */
  overrides(): Readonly<Record<string, Override>> {
    const all: Record<string, Override> = {};
    for (const { address, now, code, slots } of this.all()) {
      const { balance, nonce } = now ?? { balance: 0n, nonce: 0n };
      const stateDiff: Record<string, string> = {};
      for (const [slot, , value] of storedSlots(slots)) stateDiff[toHex(slot)] = toHex(value);
      all[toHex(address)] = {
        balance: quantity(balance),
        nonce: quantity(nonce),
        ...(code && { code: toHex(code) }),
        ...(now && slots.length > 0 && { stateDiff }),
      };
    }
    return all;
  }

  /** All is written, or belongs to a state that is gone. */
  clear(): void {
    this.#reported = [];
    this.#before.clear();
  }

  #standing(address: Uint8Array): Standing {
    const { balance, nonce, code } = this.#mirror.evm.account(address) ?? { balance: 0n, nonce: 0n, code: NO_CODE };
    return { isThere: this.#mirror.has(address), balance, nonce, code };
  }
}

const NO_CODE = new Uint8Array();
