import { expect } from "chai";
import fc from "../properties.ts";
import type { CallBatch } from "../../sim/chain/batch.ts";
import { ChainWrapper } from "../../sim/chain/chain-wrapper.ts";
import type { BlockContext, BlockResult, Chain, ChainOptions, EngineName, MineOptions } from "../../sim/chain/chain.ts";
import type { FastChain } from "../../sim/chain/fast/fast-chain.ts";
import { openFast } from "../../sim/chain/fast/open-fast.ts";
import { toHex } from "../../sim/chain/codec/hex.ts";
import { openChain } from "../../sim/chain/open.ts";
import { account, Bench, COINBASE, ETHER, type Mined } from "./support.ts";

const ACCOUNTS = 5;
const ENGINES: readonly EngineName[] = ["transactions", "batched", "fast"];
/** The fast engine, looked at in the middle of each block. */
const LOOKED_AT = "fast, looked at";

class LookedAt extends ChainWrapper<FastChain> {
  override mine(context: BlockContext, calls: CallBatch, options: MineOptions = {}): BlockResult {
    const changes = this.inner.watch();
    const look = { before: calls.count >> 1, then: () => void changes.look() };
    return this.inner.mine(context, calls, { ...options, look });
  }
}

const opened = async (name: EngineName | typeof LOOKED_AT, options: ChainOptions): Promise<Chain> =>
  name === LOOKED_AT ? new LookedAt(await openFast(options)) : openChain(name, options);

const who = fc.nat(ACCOUNTS - 1);
const amount = fc.oneof(fc.bigInt(0n, 3n), fc.bigInt(0n, 60n * ETHER));
const gasLimit = fc.oneof(
  fc.constant(2_000_000),
  fc.integer({ min: 20_000, max: 90_000 }),
  fc.integer({ min: 21_000, max: 23_000 }), // about what a call costs before its code runs
);
const act = fc.oneof(
  fc.tuple(fc.constant("note"), who, fc.nat(9), gasLimit),
  fc.tuple(fc.constant("refuse"), who, fc.nat(9), gasLimit),
  fc.tuple(fc.constant("divide"), who, fc.nat(1), gasLimit),
  fc.tuple(fc.constant("expand"), who, fc.nat(15_000), gasLimit),
  fc.tuple(fc.constant("logs"), who, fc.nat(70), gasLimit),
  fc.tuple(fc.constant("pay"), who, amount, gasLimit),
  fc.tuple(fc.constant("give"), who, amount, gasLimit),
  fc.tuple(fc.constant("send"), who, amount, gasLimit),
  fc.tuple(fc.constant("poke"), who, who, gasLimit),
);
const block = fc.record({
  acts: fc.array(act, { maxLength: 12 }),
  baseFee: fc.oneof({ weight: 3, arbitrary: fc.constant(0n) }, { weight: 1, arbitrary: fc.constant(10n ** 9n) }),
  undo: fc.boolean(),
});

type Block = typeof block extends fc.Arbitrary<infer T> ? T : never;

/** Lives the blocks on an engine; a block may be undone and mined once more. */
async function live(engine: EngineName | typeof LOOKED_AT, blockGasLimit: number, blocks: readonly Block[]) {
  const bench = await Bench.open((options) => opened(engine, options), ACCOUNTS, blockGasLimit);
  try {
    const probe = await bench.deploy("Probe");
    const mined: Mined[] = [];
    for (const { acts, baseFee, undo } of blocks) {
      const id = undo ? await bench.chain.snapshot() : 0;
      for (let times = undo ? 2 : 1; times > 0; times--) {
        for (const [name, sender, value, limit] of acts as [string, number, number | bigint, number][]) {
          const options = { gasLimit: limit };
          if (name === "give") bench.pay(sender, account((sender + 1) % ACCOUNTS), BigInt(value), options);
          else if (name === "poke")
            bench.calls.add(account(sender), account(Number(value)), Uint8Array.of(1, 2), 0n, limit);
          else if (name === "pay") bench.call(sender, probe, "pay", [], { ...options, value: BigInt(value) });
          else if (name === "send") bench.call(sender, probe, "send", [toHex(account(0)), BigInt(value)], options);
          else if (name === "logs") bench.call(sender, probe, "logs", [new Uint8Array(Number(value))], options);
          else bench.call(sender, probe, name, [BigInt(value)], options);
        }
        mined.push(await bench.mine({ baseFee, returnData: true }));
        if (times === 2) await bench.chain.restore(id);
      }
    }
    const all = Array.from({ length: ACCOUNTS }, (_, i) => account(i));
    return {
      seen: mined.map(({ number, outcomes, returns, logs }) => ({ number, outcomes, returns, logs })),
      gas: mined.map(({ gas }) => gas),
      balances: await bench.balances(...all, probe.address, COINBASE),
      root: toHex(await bench.chain.storageRoot(probe.address)),
    };
  } finally {
    await bench.chain.close();
  }
}

describe("all engines", () => {
  it("agree on calls of a mere account with no more gas than they cost before any code runs", async () => {
    for (const limit of [21_031, 21_032, 21_033, 21_060, 21_200]) {
      for (const to of [0, 1]) {
        const acts: Block["acts"] = [["poke", 0, to, limit]];
        const lived = ENGINES.map((engine) => live(engine, 400_000, [{ acts, baseFee: 0n, undo: false }]));
        const [reference, ...others] = await Promise.all(lived);
        for (const [i, { seen }] of others.entries()) {
          expect(seen, `${ENGINES[i + 1]}, gas limit ${limit}`).to.deep.equal(reference!.seen);
        }
      }
    }
  });

  it("make the same history of the same blocks, and of the same gas where it is exact", async function () {
    this.timeout(120_000);
    const blockGasLimit = fc.constantFrom(400_000, 5_000_000, 1_000_000_000);
    await fc.assert(
      fc.asyncProperty(blockGasLimit, fc.array(block, { minLength: 1, maxLength: 4 }), async (limit, blocks) => {
        const engines = [...ENGINES, LOOKED_AT] as const;
        const [reference, ...others] = await Promise.all(engines.map((engine) => live(engine, limit, blocks)));
        for (const [i, other] of others.entries()) {
          const { gas, ...rest } = other;
          const { gas: exact, ...expected } = reference!;
          expect(rest, engines[i + 1]).to.deep.equal(expected);
          if (engines[i + 1]!.startsWith("fast")) expect(gas).to.deep.equal(exact);
        }
      }),
      { numRuns: 25 },
    );
  });
});
