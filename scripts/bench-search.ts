import { artifacts } from "hardhat";
import { CallBatch } from "../sim/chain/batch.ts";
import { fromHex } from "../sim/chain/codec/hex.ts";
import { emptyResults, Evm, packBlocks, SUCCEEDED } from "../sim/evm/host/evm.ts";
import { FEEDBACK_EDGES } from "../sim/evm/layout.ts";
import { anvilProgramTime } from "./bench-anvil.ts";
import { type BenchFact, median } from "./bench-table.ts";
import { agents, codecsOf, REFERENCE, submitAll } from "./bench-workload.ts";

const CALLS = 8;
const PROGRAMS = 2000;
const BLOCK = {
  ...{ number: 1n, timestamp: 1_700_000_000n, prevrandao: new Uint8Array(32), baseFee: 0n, gasLimit: 10n ** 15n },
  ...{ coinbase: fromHex("c0".repeat(20)), blobBaseFee: 1n, chainId: 31337n },
};

/** Programs of eight calls, each call in a block of its own, and the way back; beside anvil, and with feedback. */
export async function benchSearch(
  sizes: readonly number[],
  rounds: number,
  report: (line: string) => void,
): Promise<BenchFact[]> {
  const { abi, bytecode } = await artifacts.readArtifact(REFERENCE);
  const submit = codecsOf(abi).submit!;
  const make = (slots: number, feedback = false) => new Search(fromHex(bytecode), submit, slots, feedback);
  const facts: BenchFact[] = [];
  for (const slots of sizes) {
    const search = make(slots);
    const [there, back]: [number[], number[]] = [[], []];
    for (let i = 0; i < 2 * rounds; i++) {
      there.push(search.programs());
      back.push(search.waysBack());
    }
    const what = `programs of ${CALLS} calls in ${CALLS} blocks, undone, ${slots} slots`;
    facts.push({ what, value: (CALLS * 1e6) / median(there), unit: "calls/s", atLeast: 400_000 });
    facts.push({ what: `the way back of such a program, ${slots} slots`, value: median(back), unit: "us", atMost: 3 });
    search.close();
  }
  const anvil = await anvilProgramTime(CALLS, rounds);
  if (typeof anvil === "string") report(anvil);
  else
    facts.push({
      what: "the same on anvil, evm_snapshot and evm_revert",
      value: (CALLS * 1e6) / anvil,
      unit: "calls/s",
    });
  const [plain, told] = [make(sizes[0]!), make(sizes[0]!, true)];
  const ratios: number[] = [];
  for (let i = 0; i < 2 * rounds; i++) ratios.push(1 / (plain.programs() / told.programs())); // in turn: alike disturbed
  const what = "such programs with feedback, read and cleared after each, against those without";
  facts.push({ what, value: median(ratios), unit: "times", atMost: 1.3 });
  for (const search of [plain, told]) search.close();
  return facts;
}

type Codec = ReturnType<typeof codecsOf>[string];

/** One program of the reference workload that is tried again and again. */
class Search {
  readonly #evm: Evm;
  readonly #mark: number;
  readonly #results = emptyResults();
  readonly #seen = new Uint8Array(FEEDBACK_EDGES);
  readonly #run: () => void;

  constructor(bytecode: Uint8Array, submit: Codec, slots: number, feedback: boolean) {
    const evm = (this.#evm = Evm.create({ feedback }));
    evm.setBlock(BLOCK);
    const senders = agents(CALLS);
    for (const sender of senders) evm.setAccount(sender, { balance: 10n ** 20n, nonce: 0n, code: new Uint8Array() });
    const creation = { sender: senders[0]!, to: null, value: 0n, data: bytecode, gasLimit: 10_000_000n, gasPrice: 0n };
    const contract = evm.transact(creation).created!;
    const word = new Uint8Array(32).fill(1);
    for (let i = 0; i < slots; i++) {
      new DataView(word.buffer).setUint32(0, i);
      evm.setStorage(contract, word, word);
    }
    const calls = new CallBatch();
    submitAll(calls, senders, contract, submit, 1);
    const { count, body, offsets, gasLimits, tips } = calls;
    const batch = { count, bytes: body.bytes, offsets, gasLimits, tips };
    const blocks = packBlocks(
      senders.map((_, i) => {
        const own = { number: 2n + BigInt(i), timestamp: BLOCK.timestamp + BigInt(12 * i) };
        return { ...BLOCK, ...own, calls: 1 };
      }),
    );
    this.#run = () => evm.runBlocks(batch, blocks, this.#results);
    this.#mark = evm.mark();
    for (let i = 0; i < 10; i++) this.programs(); // compiled, and optimised by V8
    if (this.#results.outcomes.subarray(0, CALLS).some((outcome) => outcome !== SUCCEEDED))
      throw new Error("a call failed");
  }

  /** Microseconds of processor time a program with its way back, V8's threads included. */
  programs(): number {
    const { feedback } = this.#evm;
    const begin = process.cpuUsage();
    for (let i = 0; i < PROGRAMS; i++) {
      feedback?.clear();
      this.#run();
      feedback?.mergeInto(this.#seen);
      this.#evm.undo(this.#mark);
    }
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / PROGRAMS;
  }

  /** Microseconds of one way back by the clock, which counts some 0.05 of its own. */
  waysBack(): number {
    let spent = 0;
    for (let i = 0; i < PROGRAMS / 4; i++) {
      this.#run();
      const begin = performance.now();
      this.#evm.undo(this.#mark);
      spent += performance.now() - begin;
    }
    return (spent * 1000) / (PROGRAMS / 4);
  }

  close(): void {
    this.#evm.close();
  }
}
