import type { AccountChange } from "../../evm/host/changes.ts";
import { readDump } from "../../evm/host/dump.ts";
import { toHex } from "../codec/hex.ts";
import type { FastState } from "../fast/fast-chain.ts";

/** Balance in wei and nonce; an account that is not there has zeros. */
export interface Funds {
  readonly balance: bigint;
  readonly nonce: bigint;
}

/** An account of which something changed since it was last told, with how it stood then: all can be sent elsewhere. */
export interface ReportedAccount {
  /** 20 bytes. */
  readonly address: Uint8Array;
  /** Undefined when the account is not there. */
  readonly now: Funds | undefined;
  /** How it stood when it was last told, by the engine's own journal. Undefined when all is told anew. */
  readonly was: Funds | undefined;
  /** Where it has changed since it was last told; empty where there is none any more. */
  readonly code: Uint8Array | undefined;
  /** keccak256 of the code now; undefined without code. */
  readonly codeHash: Uint8Array | undefined;
  /** Records of STORED bytes, one a slot that changed: the slot, its value then, its value now, 32 each. */
  readonly slots: Uint8Array;
}

export const STORED = 96;

/** The records of `slots`. */
export function* storedSlots(
  slots: Uint8Array,
): Iterable<readonly [slot: Uint8Array, was: Uint8Array, now: Uint8Array]> {
  for (let at = 0; at < slots.length; at += STORED)
    yield [slots.slice(at, at + 32), slots.slice(at + 32, at + 64), slots.slice(at + 64, at + STORED)];
}

/** Packs records of slots. */
function packSlots(records: readonly (readonly [Uint8Array, Uint8Array, Uint8Array])[]): Uint8Array {
  const packed = new Uint8Array(STORED * records.length);
  records.forEach((record, i) => record.forEach((word, k) => packed.set(word, STORED * i + 32 * k)));
  return packed;
}

/** The slot of the record that begins there, as a key: every slot is looked up several times, and few are made of it. */
export function slotKey(slots: Uint8Array, at: number): string {
  return toHex(slots.subarray(at, at + 32));
}

/** Tells what `changes` names as it stands now. */
export function toldChanges(changes: readonly AccountChange[], state: FastState): ReportedAccount[] {
  return changes.map(({ address, balance, nonce, coded, slots }) => {
    const account = state.account(address);
    const now = account && { balance: account.balance, nonce: account.nonce };
    const hasCode = account !== undefined && account.code.length > 0;
    return {
      address,
      now,
      was: { balance: balance ?? now?.balance ?? 0n, nonce: nonce ?? now?.nonce ?? 0n },
      code: coded ? (account?.code ?? NO_CODE) : undefined,
      codeHash: hasCode ? state.codeHash(address) : undefined,
      slots: packSlots([...slots.values()].map(([slot, was]) => [slot, was, state.storage(address, slot)])),
    };
  });
}

const ZERO = new Uint8Array(32);
const NO_CODE = new Uint8Array();

/** Tells the whole state as it is found in the engine's tables. */
export function toldAnew(state: Pick<FastState, "dump" | "codeHash">): ReportedAccount[] {
  return [...readDump(state.dump())].map(({ address, balance, nonce, code, slots }) => ({
    address,
    now: { balance, nonce },
    was: undefined,
    code: code.length > 0 ? code : undefined,
    codeHash: code.length > 0 ? state.codeHash(address) : undefined,
    slots: packSlots([...slots()].map(([slot, value]) => [slot, ZERO, value])),
  }));
}

/** Accounts and slots that are told. */
export function entriesOf(reported: readonly ReportedAccount[]): number {
  return reported.reduce((sum, { slots }) => sum + 1 + slots.length / STORED, 0);
}

/** Bytes of what is told, about. */
export function sizeOf(reported: readonly ReportedAccount[]): number {
  return reported.reduce((sum, { slots, code }) => sum + 150 + slots.length + (code?.length ?? 0), 0);
}

/** An account as it was told last, and all its slots that were told: their last records by the slot in hex. */
interface MergedAccount {
  readonly last: ReportedAccount;
  readonly slots: Map<string, Uint8Array>;
}

/** Hears of each slot, with its value now. */
type OnSlot = (account: string, slot: string, now: Uint8Array) => void;

/** What was told, with one entry an account in which it is as it was told last, as if for the first time. */
export class Merged {
  readonly #accounts = new Map<string, MergedAccount>();

  #all: readonly ReportedAccount[] | undefined;

  add(reported: readonly ReportedAccount[], onSlot?: OnSlot): void {
    this.#all = undefined;
    for (const account of reported) {
      const at = toHex(account.address);
      const known = this.#accounts.get(at);
      const slots: MergedAccount["slots"] = known?.slots ?? new Map();
      const records = account.slots;
      for (let i = 0; i < records.length; i += STORED) {
        const key = slotKey(records, i);
        slots.set(key, records.subarray(i, i + STORED));
        onSlot?.(at, key, records.subarray(i + 64, i + STORED));
      }
      this.#accounts.set(at, { last: { ...account, code: account.code ?? known?.last.code }, slots });
    }
  }

  /** In the order in which they were first told. */
  all(): readonly ReportedAccount[] {
    return (this.#all ??= Array.from(this.#accounts.values(), ({ last, slots }) => {
      const packed = new Uint8Array(STORED * slots.size);
      let at = 0;
      for (const record of slots.values()) {
        packed.set(record, at);
        at += STORED;
      }
      return { ...last, was: undefined, slots: packed };
    }));
  }

  clear(): void {
    this.#all = undefined;
    this.#accounts.clear();
  }
}

/** All of it merged. */
export function merge(reported: readonly ReportedAccount[]): readonly ReportedAccount[] {
  const merged = new Merged();
  merged.add(reported);
  return merged.all();
}
