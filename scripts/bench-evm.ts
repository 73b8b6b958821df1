import { artifacts } from "hardhat";
import { CallBatch } from "../sim/chain/batch.ts";
import { fromHex } from "../sim/chain/codec/hex.ts";
import { compile } from "../sim/evm/compiler/compile.ts";
import { emptyResults, Evm, SUCCEEDED } from "../sim/evm/host/evm.ts";
import type { EngineSource } from "../test/evm/fuzz/subject.ts";
import { type BenchFact, median } from "./bench-table.ts";
import { agents, codecsOf, REFERENCE, submitAll } from "./bench-workload.ts";

const DEPLOYER = fromHex("de".repeat(20));
const COINBASE = fromHex("c0".repeat(20));
const ETHER = 10n ** 18n;
const AGENTS = 1000;
const SLOTS = [10_000, 1_000_000] as const;
const LARGE_CODE = 22 * 1024;
const SPIN_ROUNDS = 1_000_000n;

/** The start of an engine, to be asked for before anything else has loaded one. */
export function benchStart(): BenchFact[] {
  const starts = [0, 1].map(() => {
    const begin = performance.now();
    Evm.create();
    return performance.now() - begin;
  });
  return [
    { what: "start-up of the engine", value: starts[0]!, unit: "ms", atMost: 200 },
    { what: "a second engine in the process", value: starts[1]!, unit: "ms" },
  ];
}

/** The fast engine alone: computation, compilation, first touch, and what the size of the state does to an action. */
export async function benchEvm(counts: readonly number[], rounds: number): Promise<BenchFact[]> {
  const spins = await artifacts.readArtifact("Spin");
  const reference = await artifacts.readArtifact(REFERENCE);
  const bytecode = fromHex(reference.bytecode);
  const submit = codecsOf(reference.abi).submit!;
  const { spin, spinChecked } = codecsOf(spins.abi);
  const facts: BenchFact[] = [
    { ...spinRate("spin loop", fromHex(spins.bytecode), spin!, rounds), atLeast: 2000 },
    spinRate("spin loop with overflow checks, * and %", fromHex(spins.bytecode), spinChecked!, rounds),
    ...compileTimes(fromHex(reference.deployedBytecode)),
  ];
  const small = new Workload(bytecode, submit, AGENTS, { slots: SLOTS[0] });
  const large = new Workload(bytecode, submit, AGENTS, { slots: SLOTS[1] });
  const ratios: number[] = [];
  for (let i = 0; i < 10 * rounds; i++) ratios.push(1 / (small.block() / large.block())); // side by side: alike disturbed
  facts.push({
    ...{ what: `cost of an action at ${SLOTS[1]} slots against ${SLOTS[0]}`, value: median(ratios), unit: "times" },
    atMost: 1.5,
  });
  for (const count of counts) {
    const firsts = Array.from({ length: 3 }, () => new Workload(bytecode, submit, count, { warm: true }).block());
    facts.push({ what: `first touch of all storage, ${count} agents`, value: median(firsts), unit: "us an action" });
  }
  return [...facts, ...small.snapshotTimes(SLOTS[0]), ...large.snapshotTimes(SLOTS[1])];
}

function spinRate(what: string, code: Uint8Array, codec: Codec, rounds: number): BenchFact {
  const { evm, contract } = engineWith(code);
  const calls = new CallBatch();
  codec.encode([SPIN_ROUNDS], calls.body);
  const rates = Array.from({ length: 4 + 2 * rounds }, () => {
    const begin = performance.now();
    const { gasUsed } = evm.view(DEPLOYER, contract, calls.body.used(), 10n ** 12n);
    return Number(gasUsed) / (performance.now() - begin) / 1000;
  });
  return { what, value: median(rates.slice(4)), unit: "Mgas/s" };
}

/** Of the reference contract, and of its code repeated up to 22 kB; V8's own compilation, lazy code apart, included. */
function compileTimes(one: Uint8Array): BenchFact[] {
  const large = new Uint8Array(LARGE_CODE);
  for (let p = 0; p < large.length; p += one.length) large.set(one.subarray(0, large.length - p), p);
  const first = (code: Uint8Array): { ms: number; size: number } => {
    const begin = performance.now();
    const { wasm } = compile(code, "osaka")!;
    new WebAssembly.Module(wasm);
    return { ms: performance.now() - begin, size: wasm.length };
  };
  const [small, big] = [first(one), first(large)];
  return [
    { what: `compiling the reference contract, ${one.length} bytes`, value: small.ms, unit: "ms" },
    { what: "compiling a contract of 22 kB, the first time", value: big.ms, unit: "ms", atMost: 400 },
    { what: "WebAssembly a byte of it", value: big.size / large.length, unit: "bytes" },
  ];
}

type Codec = ReturnType<typeof codecsOf>[string];

function setBlock(evm: Evm, number: number, baseFee = 0n): void {
  const rest = { prevrandao: new Uint8Array(32), coinbase: COINBASE, blobBaseFee: 1n, chainId: 31337n };
  evm.setBlock({
    number: BigInt(number),
    timestamp: 1_700_000_000n + 12n * BigInt(number),
    baseFee,
    gasLimit: 10n ** 15n,
    ...rest,
  });
}

function engineWith(data: Uint8Array, source: EngineSource = Evm): { evm: Evm; contract: Uint8Array } {
  const evm = source.create();
  setBlock(evm, 1);
  evm.setAccount(DEPLOYER, { balance: ETHER, nonce: 0n, code: new Uint8Array() });
  const tx = { sender: DEPLOYER, to: null, value: 0n, data, gasLimit: 10_000_000n, gasPrice: 0n };
  return { evm, contract: evm.transact(tx).created! };
}

interface WorkloadOptions {
  /** Slots that the contract has besides. */
  readonly slots?: number;
  /** Whether the bytecode is hot in this process, so that a few calls link it. */
  readonly warm?: boolean;
  /** Another build of the engine. */
  readonly source?: EngineSource;
  /** Wei for each gas. */
  readonly baseFee?: bigint;
  readonly tip?: number;
}

/** The reference workload without a chain around it. */
export class Workload {
  readonly #evm: Evm;
  readonly #contract: Uint8Array;
  readonly #codec: Codec;
  readonly #senders: Uint8Array[];
  readonly #calls = new CallBatch();
  readonly #results = emptyResults();
  readonly #baseFee: bigint;
  readonly #tip: number;
  #block = 1;

  constructor(bytecode: Uint8Array, codec: Codec, count: number, options: WorkloadOptions = {}) {
    const { slots = 0, warm = false, source, baseFee = 0n, tip = 0 } = options;
    const { evm, contract } = engineWith(bytecode, source);
    this.#evm = evm;
    this.#baseFee = baseFee;
    this.#tip = tip;
    this.#contract = contract;
    this.#codec = codec;
    this.#senders = agents(count);
    for (const sender of this.#senders) evm.setAccount(sender, { balance: ETHER, nonce: 0n, code: new Uint8Array() });
    const word = new Uint8Array(32).fill(1);
    for (let i = 0; i < slots; i++) {
      new DataView(word.buffer).setUint32(0, i);
      evm.setStorage(contract, evm.keccak256(word), word);
    }
    if (warm) for (let i = 0; i < 20; i++) this.#touchOnce();
  }

  /** Microseconds an action of one block: packing the calls, executing them, looking at the outcomes. */
  block(): number {
    const count = this.#senders.length;
    const begin = performance.now();
    submitAll(this.#calls, this.#senders, this.#contract, this.#codec, this.#block);
    this.#run();
    for (let i = 0; i < count; i++) if (this.#results.outcomes[i] !== SUCCEEDED) throw new Error(`call ${i} failed`);
    return ((performance.now() - begin) * 1000) / count;
  }

  snapshotTimes(slots: number): BenchFact[] {
    const taking: number[] = [];
    const restoring: number[] = [];
    for (let i = 0; i < 5; i++) {
      const begin = performance.now();
      const id = this.#evm.snapshot();
      const between = performance.now();
      this.#evm.restore(id);
      restoring.push(performance.now() - between);
      taking.push(between - begin);
      this.#evm.release(id);
    }
    return [
      { what: `snapshot of ${slots} slots`, value: median(taking), unit: "ms" },
      { what: `restoring ${slots} slots`, value: median(restoring), unit: "ms" },
    ];
  }

  #touchOnce(): void {
    submitAll(this.#calls, [DEPLOYER], this.#contract, this.#codec, this.#block);
    this.#run();
  }

  #run(): void {
    const { count, body, offsets, gasLimits, tips } = this.#calls;
    if (this.#tip > 0) tips.fill(this.#tip, 0, count);
    setBlock(this.#evm, ++this.#block, this.#baseFee);
    this.#evm.runBlock({ count, bytes: body.bytes, offsets, gasLimits, tips }, this.#results);
  }
}
