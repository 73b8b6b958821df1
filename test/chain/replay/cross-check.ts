import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CallBatch, ViewBatch } from "../../../sim/chain/batch.ts";
import type { BlockContext, CompleteOptions } from "../../../sim/chain/chain.ts";
import { openFast } from "../../../sim/chain/fast/open-fast.ts";
import { fromHex } from "../../../sim/chain/codec/hex.ts";
import { Durable } from "../../../sim/chain/replay/durable.ts";
import { replayInProcess, type ReplayWorker } from "../../../sim/chain/replay/replay-process.ts";
import type { Part } from "../../../sim/chain/replay/case.ts";
import { CrossChecked } from "../../../sim/chain/replay/replayed-chain.ts";
import { code } from "../../evm/helpers.ts";

export const SENDER = fromHex("a1".repeat(20));
export const OTHER = fromHex("a2".repeat(20));

/** Creation code that runs `constructor` and leaves `runtime`. */
export function initcode(
  runtime: Uint8Array,
  ...constructor: readonly (string | number | bigint | Uint8Array)[]
): Uint8Array {
  const head = code(...constructor);
  const tail = (at: number) => code(runtime.length, at, 0, "CODECOPY", runtime.length, 0, "RETURN");
  return Buffer.concat([head, tail(head.length + tail(100).length), runtime]);
}

/** Runtime code that writes slots 1 to 10, each one more than before. */
export const TEN_SLOTS = code(
  ...[10, "JUMPDEST DUP1 SLOAD", 1, "ADD DUP2 SSTORE", 1, "SWAP1 SUB DUP1", 2, "JUMPI STOP"],
);

/** A fast engine under a cross-check in this process, with two accounts of ether; `isDrawn` counts blocks from 0. */
export class Bench {
  readonly chain: CrossChecked;
  readonly #calls = new CallBatch();
  /** Of the blocks to come. */
  baseFee = 0n;

  private constructor(chain: CrossChecked) {
    this.chain = chain;
  }

  static async open(
    isDrawn: (index: number) => boolean = () => true,
    start: (options: CompleteOptions) => ReplayWorker = replayInProcess,
    maxLeft?: number,
    blockGasLimit = 1e9,
    compared?: Part,
  ): Promise<Bench> {
    const fast = await openFast({ blockGasLimit, genesisTime: 1e9, coinbase: fromHex("c0".repeat(20)) });
    const options = {
      seed: "bench",
      replay: "all" as const,
      generations: 1,
      blocks: 1,
      traces: mkdtempSync(join(tmpdir(), "cross-check-")),
    };
    let index = 0;
    const draw = {
      isDrawn: () => isDrawn(index++),
      generationEnds: () => undefined,
      ...(compared && { beginOf: () => compared.from, comparedOf: () => compared }),
    };
    const chain = new CrossChecked(fast, options, new Durable(() => start(fast.options), maxLeft), draw);
    chain.fundAccounts([SENDER, OTHER].map((address) => ({ address, balance: 10n ** 18n })));
    return new Bench(chain);
  }

  at(): BlockContext {
    const { number, timestamp } = this.chain.head;
    return { timestamp: timestamp + 12, prevrandao: new Uint8Array(32).fill(number), baseFee: this.baseFee };
  }

  deploy(init: Uint8Array, value = 0n): Promise<Uint8Array> {
    return this.chain.deploy({ sender: SENDER, initcode: init, value }, this.at());
  }

  /** One block of these calls; its outcomes. */
  async mine(
    ...calls: { to: Uint8Array; from?: Uint8Array; data?: Uint8Array; value?: bigint; gas?: number }[]
  ): Promise<number[]> {
    this.#calls.clear();
    for (const { to, from = SENDER, data = new Uint8Array(), value = 0n, gas = 5_000_000 } of calls)
      this.#calls.add(from, to, data, value, gas);
    const { outcomes } = await this.chain.mine(this.at(), this.#calls, { returnData: true });
    return [...outcomes.subarray(0, calls.length)];
  }

  async view(to: Uint8Array, data = new Uint8Array(1)): Promise<void> {
    const views = new ViewBatch();
    views.add(to, data);
    await this.chain.view(views);
  }

  /** Of each: what it answers without data, and its ether. */
  async views(...contracts: Uint8Array[]): Promise<void> {
    const views = new ViewBatch();
    for (const to of contracts) {
      views.add(to, new Uint8Array(0));
      views.addBalance(to);
    }
    await this.chain.view(views);
  }

  /** What was found the same; rejects with what was not. */
  async end() {
    try {
      return await this.chain.settle();
    } finally {
      await this.chain.close();
    }
  }
}
