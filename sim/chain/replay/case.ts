import { changedStorage } from "../../evm/packed.ts";
import type { CallBatch } from "../batch.ts";
import type { BlockContext, BlockResult, MineOptions } from "../chain.ts";
import type { AccountState, RecordedBlock } from "../fast/fast-chain.ts";
import { toHex } from "../hex.ts";

/** An account as it stood before a block, told to a judge that remembers what it was told before. */
export interface ToldAccount {
  readonly address: Uint8Array;
  readonly balance: bigint;
  readonly nonce: bigint;
  /** Only when it is not what was told before; an account of which nothing was told has none. */
  readonly code?: Uint8Array;
  /** Slots that are not as told before, packed. */
  readonly changes: Uint8Array;
}

/** Everything that a judge needs to execute a block of the fast engine again; all of it can be sent to another process. */
export interface BlockCase {
  /** Whether to forget everything told before, because the chain went back. */
  readonly anew: boolean;
  readonly context: BlockContext;
  readonly options: MineOptions;
  readonly calls: Pick<CallBatch, "count" | "offsets" | "gasLimits" | "tips"> & { readonly body: Uint8Array };
  /** What the fast engine made of it. */
  readonly result: BlockResult;
  readonly before: readonly ToldAccount[];
  /** Slots of each touched contract that the block changed, packed. */
  readonly after: readonly { readonly address: Uint8Array; readonly changes: Uint8Array }[];
}

/** Makes the cases of one chain in order, each telling only what is new since the last. */
export class Cases {
  #last = 0;
  #told = new Map<string, Pick<AccountState, "code" | "storage">>();

  next(recorded: RecordedBlock, context: BlockContext, calls: CallBatch, options: MineOptions): BlockCase {
    const { result } = recorded;
    const anew = result.number <= this.#last;
    if (anew) this.#told.clear();
    this.#last = result.number;
    const { count, offsets, gasLimits, tips } = calls;
    const before = recorded.before.map((account) => this.#account(account));
    const after = recorded.after.map((account) => ({ address: account.address, changes: this.#tell(account) }));
    // A contract that is gone after the block is gone on the judge's chain too, with its code and storage.
    const left = new Set(recorded.after.map(({ address }) => toHex(address)));
    for (const { address } of before) if (!left.has(toHex(address))) this.#told.delete(toHex(address));
    return {
      anew,
      context,
      options,
      calls: {
        count,
        body: calls.body.used(),
        offsets: offsets.subarray(0, count + 1),
        gasLimits: gasLimits.subarray(0, count),
        tips: tips.subarray(0, count),
      },
      result: {
        ...result,
        outcomes: result.outcomes.subarray(0, count),
        gas: result.gas.subarray(0, count),
        returnOffsets: result.returnOffsets.subarray(0, count + 1),
      },
      before,
      after,
    };
  }

  #account(account: AccountState): ToldAccount {
    const { address, balance, nonce, code } = account;
    const same = Buffer.compare(this.#known(address).code, code) === 0;
    return { address, balance, nonce, ...(!same && { code }), changes: this.#tell(account) };
  }

  #known(address: Uint8Array): Pick<AccountState, "code" | "storage"> {
    return this.#told.get(toHex(address)) ?? { code: new Uint8Array(), storage: new Uint8Array() };
  }

  #tell({ address, code, storage }: AccountState): Uint8Array {
    const changes = changedStorage(this.#known(address).storage, storage);
    this.#told.set(toHex(address), { code, storage });
    return changes;
  }
}
