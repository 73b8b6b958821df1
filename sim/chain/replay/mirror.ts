import { emptyResults, Evm } from "../../evm/host/evm.ts";
import type { Changes } from "../../evm/host/changes.ts";
import { EMPTY_ROOT, StateTrie, StorageTrie, type TrieAccount } from "../../evm/host/trie.ts";
import type { CallBatch } from "../batch.ts";
import type { BlockContext, CompleteOptions } from "../chain.ts";
import { toHex } from "../codec/hex.ts";
import type { Difference } from "./compare.ts";
import { slotKey, STORED, storedSlots, toldAnew, toldChanges, type ReportedAccount } from "./reported.ts";
import { blockOf } from "./trace.ts";
import { firstOf } from "./whole.ts";

const NO_CODE = new Uint8Array();

function sameWord(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < 32; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}

interface Mark {
  readonly evm: number;
  readonly there: ReadonlySet<string>;
  /** What was written since: slots by account. */
  readonly written: Map<string, { readonly address: Uint8Array; readonly slots: Map<string, Uint8Array> }>;
}

/**
 * The state of the fast engine as it was told, with its roots: what the Hardhat chain must hold. It is an engine of its
 * own, so that a block can be traced on it, and so that the engine's commitment can be compared with its.
 */
export class Mirror {
  readonly evm: Evm;
  readonly #options: CompleteOptions;
  readonly #keccak = (bytes: Uint8Array): Uint8Array => this.evm.keccak256(bytes);
  readonly #accounts = new StateTrie(this.#keccak);
  readonly #storage = new Map<string, StorageTrie>();
  readonly #noCode: Uint8Array;
  readonly #marks = new Map<number, Mark>();
  #there = new Set<string>();
  /** Accounts that the trie of the state does not yet have as they are. */
  readonly #stale = new Map<string, Uint8Array>();
  #changes: Changes | undefined;

  constructor(options: CompleteOptions) {
    this.#options = options;
    this.evm = Evm.create({ hardfork: options.hardfork, unlimitedCode: options.allowUnlimitedContractSize });
    this.#noCode = this.evm.keccak256(NO_CODE);
  }

  /** What was told of how accounts stood that is not how they stand here: it changed without a reason. */
  surprise(reported: readonly ReportedAccount[]): Difference | undefined {
    for (const account of reported) {
      const difference = this.#surpriseOf(account);
      if (difference) return { call: -1, ...difference };
    }
    return undefined;
  }

  #surpriseOf({ address, was, code, codeHash, slots }: ReportedAccount): Omit<Difference, "call"> | undefined {
    if (!was) return undefined;
    const at = toHex(address);
    const stands = this.evm.account(address) ?? { balance: 0n, nonce: 0n, code: NO_CODE };
    const unless = (what: Difference["what"], of: string, fast: unknown, reference: unknown) =>
      fast === reference
        ? undefined
        : { what, fast: `${of} ${String(fast)} without a reason`, reference: `${of} ${String(reference)}` };
    const hash = stands.code.length > 0 ? toHex(this.evm.codeHash(address)) : "0x";
    const found =
      unless("balance", at, was.balance, stands.balance) ??
      unless("nonce", at, was.nonce, stands.nonce) ??
      (code ? undefined : unless("code", at, codeHash ? toHex(codeHash) : "0x", hash));
    if (found) return found;
    for (let i = 0; i < slots.length; i += STORED) {
      const stored = this.evm.storage(address, slots.subarray(i, i + 32));
      if (sameWord(slots, i + 32, stored)) continue;
      const of = `slot ${slotKey(slots, i)} of ${at}`;
      return unless("storage", of, toHex(slots.subarray(i + 32, i + 64)), toHex(stored));
    }
    return undefined;
  }

  /** What of the whole state is not as it is here. */
  differentFrom(whole: readonly ReportedAccount[]): Difference | undefined {
    return firstOf(
      whole,
      toldAnew(this.evm).filter(({ address }) => this.has(address)),
    );
  }

  apply(reported: readonly ReportedAccount[]): void {
    for (const { address, now, code, slots } of reported) {
      const at = toHex(address);
      const { balance, nonce } = now ?? { balance: 0n, nonce: 0n };
      const known = now && !code && this.#there.has(at) ? this.evm.account(address) : undefined;
      if (known?.balance !== balance || known.nonce !== nonce)
        this.evm.setAccount(address, { balance, nonce, code: code ?? (now ? this.code(address) : NO_CODE) });
      const trie = slots.length > 0 ? this.#trie(at) : undefined;
      for (let i = 0; i < slots.length; i += STORED) {
        const [slot, value] = [slots.subarray(i, i + 32), slots.subarray(i + 64, i + STORED)];
        this.evm.setStorage(address, slot, value);
        trie!.set(slot, value);
      }
      if (now) this.#there.add(at);
      else this.#there.delete(at);
      this.#stale.set(at, address);
      for (const { written } of this.#marks.values()) {
        let known = written.get(at);
        if (!known) written.set(at, (known = { address, slots: new Map() }));
        for (const [slot] of storedSlots(slots)) known.slots.set(toHex(slot), slot);
      }
    }
  }

  /** Enters an account that the Hardhat chain has, or had before a restore, and the fast engine need not have. */
  enterExternal(account: TrieAccount, isThere: boolean): void {
    if (isThere) this.#accounts.set(account);
    else this.#accounts.delete(account.address);
  }

  code(address: Uint8Array): Uint8Array {
    return this.evm.account(address)?.code ?? NO_CODE;
  }

  /** Whether the account is there, be it empty. */
  has(address: Uint8Array): boolean {
    return this.#there.has(toHex(address));
  }

  /** The account as the state's trie holds it; undefined when it is not there. */
  account(address: Uint8Array): TrieAccount | undefined {
    const at = toHex(address);
    if (!this.#there.has(at)) return undefined;
    const { balance, nonce, code } = this.evm.account(address)!;
    const codeHash = code.length > 0 ? this.evm.codeHash(address) : this.#noCode;
    return { address, balance, nonce, codeHash, storageRoot: this.#storage.get(at)?.root() ?? EMPTY_ROOT };
  }

  /**
   * What calls change, executed as the fast engine does; the state stays as it is.
   * @param number Of their block.
   */
  changesOf(number: number, context: BlockContext, calls: CallBatch): ReportedAccount[] {
    const changes = (this.#changes ??= this.evm.recordChanges());
    const mark = this.evm.mark();
    changes.take();
    this.evm.setBlock(blockOf(this.#options, number, context));
    const { count, body, offsets, gasLimits, tips } = calls;
    this.evm.runBlock({ count, bytes: body.bytes, offsets, gasLimits, tips }, emptyResults());
    const told = toldChanges(changes.take(), this.evm);
    this.evm.undo(mark);
    this.evm.forget(mark);
    return told;
  }

  root(): Uint8Array {
    for (const address of this.#stale.values()) this.#enter(address);
    this.#stale.clear();
    return this.#accounts.root();
  }

  snapshot(id: number): void {
    this.#marks.set(id, { evm: this.evm.snapshot(), there: new Set(this.#there), written: new Map() });
  }

  restore(id: number): void {
    const mark = this.#marks.get(id)!;
    this.evm.restore(mark.evm);
    this.#there = new Set(mark.there);
    for (const [at, { address, slots }] of mark.written) {
      for (const slot of slots.values()) this.#trie(at).set(slot, this.evm.storage(address, slot));
      this.#stale.set(at, address);
    }
    mark.written.clear();
    for (const [later, { evm }] of this.#marks) {
      if (later <= id) continue;
      this.evm.release(evm);
      this.#marks.delete(later);
    }
  }

  #enter(address: Uint8Array): void {
    const account = this.account(address);
    if (account) this.#accounts.set(account);
    else this.#accounts.delete(address);
  }

  #trie(at: string): StorageTrie {
    let trie = this.#storage.get(at);
    if (!trie) this.#storage.set(at, (trie = new StorageTrie(this.#keccak)));
    return trie;
  }
}
