import type { Engine } from "./engine.ts";
import * as at from "../layout.ts";
import { BALANCE, CODE, NONCE, VALUE } from "../protocol.ts";
import type { Account } from "./types.ts";

/** Bytes of records that are kept in the engine's memory at most. */
const MAX_KEPT = 4 * 2 ** 20;

/** An account that transactions changed, with what it was before the first of them as far as that changed. */
export interface AccountChange {
  readonly address: Uint8Array;
  balance?: bigint;
  nonce?: bigint;
  /** Its code was set. */
  coded: boolean;
  /** By the slot in hex: the slot, and its value before, 32 bytes big-endian each. */
  readonly slots: Map<string, readonly [slot: Uint8Array, before: Uint8Array]>;
}

/**
 * What transactions have changed since it was last taken, told by the journal: what a fault of the tables changes is not
 * in here. Reverted changes are none.
 */
export class Changes {
  readonly #engine: Engine;
  #accounts = new Map<string, AccountChange>();

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.view.setUint32(at.E_RECORDING, 1, true);
  }

  /** All changed accounts since they were last taken, in the order in which they were first changed; they stay. */
  look(): AccountChange[] {
    this.drain();
    return [...this.#accounts.values()];
  }

  /** The same, for the last time. */
  take(): AccountChange[] {
    const taken = this.look();
    this.#accounts = new Map();
    return taken;
  }

  /**
   * Instead of `take`, for whoever asks after every call and only wants to know what may have changed: tells each record's
   * touchKey, some of them twice, and forgets the records. Code that was set is told as 0.
   */
  takeKeys(tell: (key: number) => void): void {
    const { exports, view } = this.#engine;
    const length = exports.takeChanges();
    if (length === 0) return;
    const from = this.#engine.global(at.G_CHANGES);
    for (let record = from; record < from + length; record += at.CHANGE_SIZE) {
      const kind = view.getUint32(record + 4, true);
      if (kind === 0 || kind === NONCE) continue;
      const entry = view.getUint32(record, true);
      if (kind === CODE) tell(0);
      else if (kind === BALANCE) tell(balanceKey(view.getUint32(entry + at.A_ADDRESS, true)));
      else tell(slotKey(this.#addressOf(entry), view.getUint32(entry + at.S_KEY, true)));
    }
  }

  #addressOf(slot: number): number {
    return this.#engine.view.getUint32(this.#engine.global(slot + at.S_ACCOUNT) + at.A_ADDRESS, true);
  }

  /** Enters an account that is about to be set from outside. */
  enter(address: Uint8Array, before: Account | undefined, coded = false): void {
    this.drain();
    const change = this.#changeOf(address);
    change.balance ??= before?.balance ?? 0n;
    change.nonce ??= before?.nonce ?? 0n;
    change.coded ||= coded;
  }

  /** Enters a slot that is about to be set from outside. */
  enterSlot(address: Uint8Array, slot: Uint8Array, before: Uint8Array): void {
    this.drain();
    const { slots } = this.#changeOf(address);
    const key = hexOf(slot);
    if (!slots.has(key)) slots.set(key, [slot, before]);
  }

  /** Called before anything runs that may give entries of the tables to others. */
  beforeRun(): void {
    const { view } = this.#engine;
    const sweeps =
      view.getUint32(at.G_SLOT_COUNT, true) >= view.getUint32(at.G_SLOT_SWEEP_AT, true) ||
      view.getUint32(at.G_ACCOUNT_COUNT, true) >= view.getUint32(at.G_ACCOUNT_SWEEP_AT, true);
    if (sweeps || this.#engine.exports.changesLength() > MAX_KEPT) this.drain();
  }

  /** Forgets what was changed: the state is another. */
  forget(): void {
    this.#accounts = new Map();
  }

  /** Reads the records while the entries that they name are still there. */
  drain(): void {
    const { exports, view } = this.#engine;
    const length = exports.takeChanges();
    if (length === 0) return;
    const from = this.#engine.global(at.G_CHANGES);
    /** Of each entry and kind the record of what was there first: the last one in the first transaction that has it. */
    const first = new Map<number, { readonly transaction: number; record: number }>();
    let transaction = 0;
    for (let record = from; record < from + length; record += at.CHANGE_SIZE) {
      const kind = view.getUint32(record + 4, true);
      if (kind === 0) {
        transaction++;
        continue;
      }
      const key = kind * 2 ** 32 + view.getUint32(record, true);
      const known = first.get(key);
      if (!known) first.set(key, { transaction, record });
      else if (known.transaction === transaction) known.record = record;
    }
    /** By their entries: to read an address costs more than what is entered of it. */
    const accounts = new Map<number, AccountChange>();
    for (const { record } of first.values()) {
      const [entry, kind] = [view.getUint32(record, true), view.getUint32(record + 4, true)];
      const account = kind === VALUE ? view.getUint32(entry + at.S_ACCOUNT, true) : entry;
      let change = accounts.get(account);
      if (!change) accounts.set(account, (change = this.#changeOf(this.#engine.readAddress(account + at.A_ADDRESS))));
      this.#enter(change, entry, kind, record);
    }
  }

  #enter(change: AccountChange, entry: number, kind: number, record: number): void {
    const engine = this.#engine;
    if (kind === VALUE) {
      const slot = engine.readWord(entry + at.S_KEY);
      const key = hexOf(slot);
      if (!change.slots.has(key)) change.slots.set(key, [slot, engine.readWord(record + 8)]);
    } else if (kind === BALANCE) change.balance ??= engine.readBigInt(record + 8);
    else if (kind === NONCE) change.nonce ??= engine.view.getBigUint64(record + 8, true);
    else if (kind === CODE) change.coded = true;
  }

  #changeOf(address: Uint8Array): AccountChange {
    const key = hexOf(address);
    let change = this.#accounts.get(key);
    if (!change) this.#accounts.set(key, (change = { address, coded: false, slots: new Map() }));
    return change;
  }
}

/**
 * A number for a slot by the last four bytes of address and slot; different ones may share it, so it says what may have
 * changed.
 */
export const slotKey = (address: number, slot: number): number =>
  1 + ((Math.imul(address, 0x9e3779b1) ^ Math.imul(slot, 0x85ebca6b)) >>> 0);
/** The same for the balance of an account. */
export const balanceKey = (address: number): number => 2 ** 33 + (address >>> 0);

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}
