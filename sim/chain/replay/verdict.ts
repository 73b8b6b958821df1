import { Evm } from "../../evm/evm.ts";
import { StorageTrie } from "../../evm/trie.ts";
import { unpackStorage } from "../../evm/packed.ts";
import { CallBatch } from "../batch.ts";
import { type ChainOptions, Outcome } from "../chain.ts";
import { toHex } from "../hex.ts";
import type { BlockCase } from "./case.ts";
import { firstDifference, type Difference } from "./compare.ts";
import { Judge, type JudgeStep } from "./judge.ts";

/** What the judge found: how long it took in seconds and, when the engines differ, where. */
export interface Verdict {
  readonly seconds: number;
  readonly difference?: Difference;
  /** Instructions of the call in which they differ, as the judge executed it. */
  readonly trace: readonly JudgeStep[];
}

/** Executes cases on the Hardhat chain, in order, and compares. */
export class Court {
  readonly #options: Required<ChainOptions>;
  #judge: Promise<Judge> | undefined;
  /** Hashes what the fast engine holds, as it would itself; the judge's roots come from the Hardhat chain. */
  readonly #evm = Evm.create();
  /** The storage of the fast engine, contract by contract. */
  #tries = new Map<string, StorageTrie>();

  constructor(options: Required<ChainOptions>) {
    this.#options = options;
  }

  /** Makes the judge ready, which the first case would otherwise wait for. */
  open(): Promise<Judge> {
    return (this.#judge ??= Judge.open(this.#options));
  }

  async judge(block: BlockCase): Promise<Verdict> {
    const judge = await this.open();
    const started = performance.now();
    const { context, result, options } = block;
    const calls = batchOf(block.calls);
    if (block.anew) this.#tries.clear();
    await judge.prime(result.number, block.before, block.anew);
    for (const { address, changes } of [...block.before, ...block.after]) this.#write(address, changes);
    const other = await judge.mine(context, calls, options);
    const difference = firstDifference(result, other) ?? (await this.#storageDifference(judge, block));
    const seconds = (performance.now() - started) / 1000;
    if (!difference) return { seconds, trace: [] };
    // Transactions of the judge's block: the calls before this one that became transactions.
    let index = 0;
    for (let i = 0; i < difference.call; i++) if (other.outcomes[i]! <= Outcome.reverted) index++;
    return { seconds, difference, trace: await judge.trace(index).catch(() => []) };
  }

  async close(): Promise<void> {
    await (await this.#judge)?.close();
  }

  #write(address: Uint8Array, changes: Uint8Array): void {
    const trie = this.#trie(address);
    for (const [slot, value] of unpackStorage(changes)) trie.set(slot, value);
  }

  #trie(address: Uint8Array): StorageTrie {
    const at = toHex(address);
    let trie = this.#tries.get(at);
    if (!trie) this.#tries.set(at, (trie = new StorageTrie((bytes) => this.#evm.keccak256(bytes))));
    return trie;
  }

  async #storageDifference(judge: Judge, { after }: BlockCase): Promise<Difference | undefined> {
    for (const { address } of after) {
      const [fast, other] = [toHex(this.#trie(address).root()), toHex(await judge.storageRoot(address))];
      if (fast !== other) return { call: -1, what: "storage root", fast: `${toHex(address)} ${fast}`, judge: other };
    }
    return undefined;
  }
}

function batchOf({ count, body, offsets, gasLimits, tips }: BlockCase["calls"]): CallBatch {
  const calls = new CallBatch();
  calls.body.append(body);
  return Object.assign(calls, { count, offsets, gasLimits, tips });
}
