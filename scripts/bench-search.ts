import { artifacts } from "hardhat";
import { CallBatch } from "../sim/chain/batch.ts";
import { fromHex } from "../sim/chain/codec/hex.ts";
import { emptyResults, Evm, packBlocks, SUCCEEDED } from "../sim/evm/host/evm.ts";
import { type BenchFact, median } from "./bench-table.ts";
import { agents, codecsOf, REFERENCE, submitAll } from "./bench-workload.ts";

const CALLS = 8;
const SIZES = [10, 10_000, 1_000_000] as const;
const PROGRAMS = 2000;
const BLOCK = {
  ...{ number: 1n, timestamp: 1_700_000_000n, prevrandao: new Uint8Array(32), baseFee: 0n, gasLimit: 10n ** 15n },
  ...{ coinbase: fromHex("c0".repeat(20)), blobBaseFee: 1n, chainId: 31337n },
};

/**
 * What a search does: programs of eight calls of the reference contract, each call in a block of its own, then back to
 * where it began. Processor time, V8's threads included; the way back by the clock, which counts some 0.05 us of its own.
 */
export async function benchSearch(rounds: number): Promise<BenchFact[]> {
  const { abi, bytecode } = await artifacts.readArtifact(REFERENCE);
  const facts: BenchFact[] = [];
  for (const slots of SIZES) {
    const evm = Evm.create();
    evm.setBlock(BLOCK);
    const senders = agents(CALLS);
    for (const sender of senders) evm.setAccount(sender, { balance: 10n ** 20n, nonce: 0n, code: new Uint8Array() });
    const gasLimit = 10_000_000n;
    const contract = evm.transact({
      ...{ sender: senders[0]!, to: null, value: 0n, data: fromHex(bytecode), gasLimit, gasPrice: 0n },
    }).created!;
    const word = new Uint8Array(32).fill(1);
    for (let i = 0; i < slots; i++) {
      new DataView(word.buffer).setUint32(0, i);
      evm.setStorage(contract, word, word);
    }
    const calls = new CallBatch();
    submitAll(calls, senders, contract, codecsOf(abi).submit!, 1);
    const { count, body, offsets, gasLimits, tips } = calls;
    const batch = { count, bytes: body.bytes, offsets, gasLimits, tips };
    const results = emptyResults();
    const blocks = packBlocks(
      senders.map((_, i) => ({
        ...BLOCK,
        number: 2n + BigInt(i),
        timestamp: BLOCK.timestamp + BigInt(12 * i),
        calls: 1,
      })),
    );
    const run = (): void => evm.runBlocks(batch, blocks, results);
    const mark = evm.mark();
    const tryProgram = (): void => {
      run();
      evm.undo(mark);
    };
    for (let i = 0; i < 10; i++) microsecondsOf(tryProgram);
    const there: number[] = [];
    const back: number[] = [];
    for (let i = 0; i < 2 * rounds; i++) {
      there.push(microsecondsOf(tryProgram));
      back.push(wayBack(evm, run, mark));
    }
    if (results.outcomes.subarray(0, CALLS).some((outcome) => outcome !== SUCCEEDED)) throw new Error("a call failed");
    const what = `programs of ${CALLS} calls in ${CALLS} blocks, undone, ${slots} slots`;
    facts.push({ what, value: (CALLS * 1e6) / median(there), unit: "calls/s", atLeast: 400_000 });
    facts.push({ what: `the way back of such a program, ${slots} slots`, value: median(back), unit: "us", atMost: 3 });
    evm.close();
  }
  return facts;
}

/** Processor time of one of many. */
function microsecondsOf(act: () => void): number {
  const begin = process.cpuUsage();
  for (let i = 0; i < PROGRAMS; i++) act();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / PROGRAMS;
}

/** Of one program: as a difference of two clocks it would drown in the programs' own time. */
function wayBack(evm: Evm, run: () => void, mark: number): number {
  let spent = 0;
  for (let i = 0; i < PROGRAMS / 4; i++) {
    run();
    const begin = performance.now();
    evm.undo(mark);
    spent += performance.now() - begin;
  }
  return (spent * 1000) / (PROGRAMS / 4);
}
