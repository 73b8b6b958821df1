import { RunError } from "../../core/errors/errors.ts";
import { accountKey } from "../admission.ts";
import { quantity, toHex } from "../codec/hex.ts";
import type { Rpc } from "./network.ts";

/**
 * The accounts that may send calls, and their nonces. On *batched* an account's calls do not move its nonce on the
 * chain, but the addresses of what it deploys must be the same on every engine: `nonces` counts as if each call were
 * a transaction, and the chain is told before it matters.
 */
export class Accounts {
  readonly #rpc: Rpc;
  readonly #impersonated = new Set<string>();
  #nonces = new Map<string, number>();
  #onChain = new Map<string, number>();

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
  }

  /** All accounts that may send, as hex. */
  *addresses(): Generator<string> {
    for (const key of this.#nonces.keys()) yield toHex(Buffer.from(key, "latin1"));
  }

  /** Lets an account send; its balance stays as it is unless given, in wei. */
  async fund(address: Uint8Array, balance?: bigint): Promise<void> {
    const hex = toHex(address);
    const key = accountKey(address);
    if (!this.#impersonated.has(key)) {
      await this.#rpc.request("hardhat_impersonateAccount", [hex]);
      this.#impersonated.add(key);
    }
    if (!this.#nonces.has(key)) {
      this.#nonces.set(key, 0);
      this.#onChain.set(key, 0);
    }
    if (balance !== undefined) await this.#rpc.request("hardhat_setBalance", [hex, quantity(balance)]);
  }

  /** The nonce of the account's next transaction. Throws RunError UNKNOWN_SENDER. */
  nonce(address: Uint8Array): number {
    const nonce = this.#nonces.get(accountKey(address));
    if (nonce !== undefined) return nonce;
    throw RunError.of("UNKNOWN_SENDER", { found: toHex(address) });
  }

  /** Sets the nonce of the account's next transaction; `settle` brings the chain up to it. */
  expect(address: Uint8Array, nonce: number): void {
    this.#nonces.set(accountKey(address), nonce);
  }

  /** Says what the nonce of an account on the chain is. */
  stands(address: Uint8Array, nonce: number): void {
    const key = accountKey(address);
    this.#nonces.set(key, nonce);
    this.#onChain.set(key, nonce);
  }

  /** Counts calls that were included. `onChain` says whether the chain counted them too. */
  count(address: Uint8Array, included: number, onChain: boolean): void {
    const key = accountKey(address);
    this.#nonces.set(key, this.#nonces.get(key)! + included);
    if (onChain) this.#onChain.set(key, this.#onChain.get(key)! + included);
  }

  /** Brings the chain's nonce of an account up to ours. */
  async settle(address: Uint8Array): Promise<void> {
    const key = accountKey(address);
    const nonce = this.nonce(address);
    if (this.#onChain.get(key) === nonce) return;
    await this.#rpc.request("hardhat_setNonce", [toHex(address), quantity(nonce)]);
    this.#onChain.set(key, nonce);
  }

  /** Remembers accounts and nonces; the function returned puts them back, as often as wanted. */
  remember(): () => void {
    const nonces = new Map(this.#nonces);
    const onChain = new Map(this.#onChain);
    return () => {
      this.#nonces = new Map(nonces);
      this.#onChain = new Map(onChain);
    };
  }
}
