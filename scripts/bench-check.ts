/**
 * What the cross-check of a block costs by the size of the state: `node --import tsx scripts/bench-check.ts [--of factory]
 * [sizes]`: contracts of a factory, `single`: contracts that are deployed and compared one by one, `slots`: of one contract.
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
/** Writes to as many slots as the second word of its calldata says, behind the number that the first is. */
const FILLER = "5f356020355b8181018055600190038060055700";
/** Slots that fit the gas of one call. */
const FILLED = 600;
const CALLS = 200;
const BLOCKS = 3;

const SENDER = new Uint8Array(20).fill(0x51);

type Kind = "factory" | "single" | "slots";

interface Cost {
  readonly size: number;
  /** Milliseconds of processor time. */
  readonly told: number;
  readonly block: number;
  readonly end: number;
}

const word = (value: number): string => value.toString(16).padStart(64, "0");
const initcode = (code: string): Uint8Array => fromHex(`0x60${word(code.length / 2).slice(-2)}8060095f395ff3${code}`);

/** What it costs to be told of so much, to compare a block of 200 calls on it, and to compare all at the end. */
async function costOf(kind: Kind, size: number): Promise<Cost> {
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
  const spent = async (work: () => Promise<unknown>): Promise<number> => {
    const before = process.cpuUsage();
    await work();
    await last;
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const deploy = (code: string): Promise<Uint8Array> =>
    checked.deploy({ sender: SENDER, initcode: initcode(code) }, context());
  const target = await deploy(kind === "slots" ? FILLER : FACTORY);
  let targets: Uint8Array[] = [];
  const singles = async (): Promise<void> => {
    while (targets.length < size) targets.push(await deploy(COUNTER));
  };
  const before = kind === "single" ? await spent(singles) : 0;
  checked.genesisEnds();
  if (kind === "factory") {
    await inCalls(size, A_CALL, (_, count) => [target, word(count)], mine);
    targets = Array.from({ length: size }, (_, i) => fromHex(createAddress(target, i + 1)));
  } else if (kind === "slots") await inCalls(size, FILLED, (from, count) => [target, word(from) + word(count)], mine);
  drawn = true;
  const blockOf = (n: number): CallBatch => {
    const calls = new CallBatch();
    for (let i = 0; i < CALLS; i++)
      if (kind === "slots") calls.add(SENDER, target, fromHex(`0x${word(size + n * CALLS + i)}${word(1)}`));
      else calls.add(SENDER, targets[(n * CALLS + i * 7) % size]!, new Uint8Array());
    return calls;
  };
  const told = before + (await spent(() => mine(blockOf(0))));
  let block = Infinity;
  for (let i = 1; i <= BLOCKS; i++) block = Math.min(block, await spent(() => mine(blockOf(i))));
  const end = await spent(() => checked.settle());
  await checked.close();
  return { size, told, block, end };
}

/** Makes so many of something in calls of at most `each`, ten in a block. */
async function inCalls(
  size: number,
  each: number,
  call: (from: number, count: number) => readonly [to: Uint8Array, data: string],
  mine: (calls: CallBatch) => Promise<void>,
): Promise<void> {
  for (let made = 0; made < size;) {
    const calls = new CallBatch();
    for (let i = 0; i < 10 && made < size; i++) {
      const count = Math.min(each, size - made);
      const [to, data] = call(made, count);
      calls.add(SENDER, to, fromHex(`0x${data}`), 0n, 16_000_000);
      made += count;
    }
    await mine(calls);
  }
}

const KINDS: readonly Kind[] = ["factory", "single", "slots"];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { of: { type: "string", default: "factory" } },
});
const kind = KINDS.find((one) => one === values.of);
if (kind === undefined) throw new Error(`--of is one of ${KINDS.join(", ")}`);
const sizes = positionals.length > 0 ? positionals.map(Number) : [1_250, 5_000, 20_000];
console.log(
  `| ${kind} | told and first block, ms | each of them, ms | a block of ${CALLS} calls, ms | at the end, ms | memory, MB |`,
);
console.log("| ---: | ---: | ---: | ---: | ---: | ---: |");
for (const size of sizes) {
  const { told, block, end } = await costOf(kind, size);
  const memory = process.resourceUsage().maxRSS / 1024; // at its most, in this process so far
  const cells = [told.toFixed(0), (told / size).toFixed(3), block.toFixed(0), end.toFixed(0), memory.toFixed(0)];
  console.log(`| ${[size, ...cells].join(" | ")} |`);
}
