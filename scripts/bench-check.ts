/**
 * What the cross-check of a block costs by the size of the state: `node --import tsx scripts/bench-check.ts [contracts]`.
 * Prints processor time of both sides together, which work in one process here.
 */
import { parseArgs } from "node:util";
import { CallBatch } from "../sim/chain/batch.ts";
import type { BlockContext } from "../sim/chain/chain.ts";
import { openFast } from "../sim/chain/fast/open-fast.ts";
import { Durable } from "../sim/chain/replay/durable.ts";
import { CrossChecked } from "../sim/chain/replay/replayed-chain.ts";
import { replayInProcess, type ReplayWorker } from "../sim/chain/replay/replay-process.ts";
import { fromHex } from "../sim/chain/codec/hex.ts";
import { createAddress } from "../sim/scenario/addresses.ts";

/** Adds 1 to its slot 0; 8 bytes. */
const COUNTER = "5f546001015f5500";
/** Creates one whose slot is 1; 20 bytes. */
const CREATION = `60015f5567${COUNTER}5f5260086018f3`;
/** Creates as many as its calldata say. */
const FACTORY = `73${CREATION}5f525f355b6014600c5ff050600190038060195700`;
const A_CALL = 250;
const CALLS = 200;
const BLOCKS = 3;

const SENDER = new Uint8Array(20).fill(0x51);

interface Cost {
  readonly contracts: number;
  /** Milliseconds of processor time. */
  readonly told: number;
  readonly block: number;
  readonly end: number;
}

/** What it costs to be told of so many contracts, to compare a block that calls 200 of them, and to compare all at the end. */
async function costOf(contracts: number): Promise<Cost> {
  const chain = await openFast({
    blockGasLimit: 100_000_000_000,
    genesisTime: 1_700_000_000,
    coinbase: new Uint8Array(20).fill(0xcb),
  });
  const worker = replayInProcess(chain.options);
  let last: Promise<unknown> = Promise.resolve();
  const kept: ReplayWorker = {
    compare: (block) => (last = worker.compare(block)) as ReturnType<ReplayWorker["compare"]>,
    close: () => worker.close(),
  };
  let drawn = false;
  const options = { seed: "1", replay: "all", generations: 1, blocks: 1, traces: "build/bench-check" } as const;
  const checked = new CrossChecked(chain, options, new Durable(() => kept), {
    isDrawn: () => drawn,
    generationEnds: () => undefined,
  });
  let time = 1_700_000_000;
  const context = (): BlockContext => ({ timestamp: ++time, prevrandao: new Uint8Array(32) });
  const mine = async (calls: CallBatch): Promise<void> => {
    const { outcomes, count } = await checked.mine(context(), calls);
    if (outcomes.subarray(0, count).some((outcome) => outcome !== 0)) throw new Error("a call failed");
  };
  checked.fundAccounts([{ address: SENDER, balance: 10n ** 24n }]);
  const factory = await checked.deploy(
    { sender: SENDER, initcode: fromHex(`0x60${(FACTORY.length / 2).toString(16)}8060095f395ff3${FACTORY}`) },
    context(),
  );
  checked.genesisEnds();
  for (let made = 0; made < contracts; made += A_CALL * 10) {
    const calls = new CallBatch();
    for (let i = 0; i < 10 && made + A_CALL * i < contracts; i++)
      calls.add(SENDER, factory, fromHex(`0x${A_CALL.toString(16).padStart(64, "0")}`), 0n, 16_000_000);
    await mine(calls);
  }
  drawn = true;
  const targets = Array.from({ length: contracts }, (_, i) => fromHex(createAddress(factory, i + 1)));
  const blockOf = (n: number): CallBatch => {
    const calls = new CallBatch();
    for (let i = 0; i < CALLS; i++) calls.add(SENDER, targets[(n * CALLS + i * 7) % contracts]!, new Uint8Array());
    return calls;
  };
  const spent = async (work: () => Promise<unknown>): Promise<number> => {
    const before = process.cpuUsage();
    await work();
    await last;
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const told = await spent(() => mine(blockOf(0)));
  let block = Infinity;
  for (let i = 1; i <= BLOCKS; i++) block = Math.min(block, await spent(() => mine(blockOf(i))));
  const end = await spent(() => checked.settle());
  await checked.close();
  return { contracts, told, block, end };
}

const { positionals } = parseArgs({ allowPositionals: true });
const sizes = positionals.length > 0 ? positionals.map(Number) : [1_250, 5_000, 20_000];
console.log(
  `| contracts | told and first block, ms | each of them, ms | a block of ${CALLS} calls, ms | at the end, ms |`,
);
console.log("| ---: | ---: | ---: | ---: | ---: |");
for (const size of sizes) {
  const { contracts, told, block, end } = await costOf(size);
  const each = (told / contracts).toFixed(2);
  console.log(`| ${contracts} | ${told.toFixed(0)} | ${each} | ${block.toFixed(0)} | ${end.toFixed(0)} |`);
}
