import type { Changes } from "../../evm/host/changes.ts";
import type { Evm } from "../../evm/host/evm.ts";
import { toHex } from "../codec/hex.ts";
import type { Loaded, Wanted } from "./state-source.ts";

/** What the engine of a forked chain lets others do with its state. */
export type LoadableState = Pick<Evm, "account" | "storage" | "setAccount" | "setStorage" | "onTouch">;

/** Which part of a state that lies elsewhere is in an engine's tables, and what execution has touched beyond it. */
export class Loading {
  readonly #state: LoadableState;
  readonly #changes: () => Changes | undefined;
  /** By address: whether it has storage elsewhere. */
  readonly #accounts = new Map<string, boolean>();
  readonly #slots = new Set<string>();
  readonly #reserved = new Set<string>();
  #accountsWanted: Uint8Array[] = [];
  #slotsWanted: { readonly address: Uint8Array; readonly slot: Uint8Array }[] = [];
  #listening = false;

  /** @param changes those that are recorded, if they are */
  constructor(state: LoadableState, changes: () => Changes | undefined) {
    this.#state = state;
    this.#changes = changes;
    state.onTouch((address, slot) => {
      if (this.#listening) this.#touch(address, slot);
    });
  }

  /** An account of the simulator's own: there is none elsewhere, or nobody asks for it. */
  local(address: Uint8Array): void {
    const name = toHex(address);
    if (!this.#accounts.has(name)) this.#accounts.set(name, false);
  }

  /** An account that the simulator puts in place, whatever stands at its address elsewhere. */
  reserve(address: Uint8Array): void {
    this.#reserved.add(toHex(address));
    this.local(address);
  }

  /** What is touched while something is executed and not known. */
  touchedBy(execute: () => void): Wanted {
    [this.#accountsWanted, this.#slotsWanted] = [[], []];
    this.#listening = true;
    try {
      execute();
    } finally {
      this.#listening = false;
    }
    return { accounts: this.#accountsWanted, slots: this.#slotsWanted };
  }

  #touch(address: Uint8Array, slot: Uint8Array | undefined): void {
    const name = toHex(address);
    const hasStorage = this.#accounts.get(name);
    if (slot === undefined) {
      if (hasStorage === undefined) this.#accountsWanted.push(address);
    } else if (hasStorage && !this.#slots.has(`${name}${toHex(slot)}`)) this.#slotsWanted.push({ address, slot });
  }

  /** Puts a part in place. Told as a change, so that whoever follows the state has it too. */
  put({ accounts, slots }: Loaded): void {
    const changes = this.#changes();
    for (const { address, balance, nonce, code } of accounts) {
      if (this.#reserved.has(toHex(address))) continue;
      this.#accounts.set(toHex(address), code.length > 0);
      if (balance === 0n && nonce === 0n && code.length === 0) continue;
      changes?.enter(address, this.#state.account(address), code.length > 0);
      this.#state.setAccount(address, { balance, nonce, code });
    }
    for (const { address, slot, value } of slots) {
      if (this.#reserved.has(toHex(address))) continue;
      this.#slots.add(`${toHex(address)}${toHex(slot)}`);
      if (value.every((byte) => byte === 0)) continue;
      changes?.enterSlot(address, slot, this.#state.storage(address, slot));
      this.#state.setStorage(address, slot, value);
    }
  }
}
