import type { Hardfork } from "../../../sim/core/hardfork.ts";
import {
  emptyResults,
  SUCCEEDED,
  Evm,
  type CallBatch,
  type CallResults,
  type EvmOptions,
} from "../../../sim/evm/host/evm.ts";
import { engineStateRoot } from "../state-tests/run-case.ts";
import {
  PROBE,
  SENDER_BALANCE,
  SENDERS,
  toBytes,
  toHex,
  type FuzzAccount,
  type FuzzBlock,
  type FuzzCase,
  type FuzzTransaction,
  type Hex,
  type Outcome,
  type Outcomes,
} from "./case.ts";

/** Ways to execute on the engine that are compared with the chain. `batched` goes through the packed hot path. */
export const SUBJECTS = ["interpreted", "compiled", "batched"] as const;
export type SubjectName = (typeof SUBJECTS)[number];

/** The part of the engine's class that is needed to make one: a build with a planted fault has the same. */
export interface EngineSource {
  create(options?: EvmOptions): Evm;
}

const SENDER_SIZE = 20;
const HEAD_SIZE = 76; // sender, target, value, length of data

/** An engine on the chain's base state. */
export class Subject {
  readonly name: SubjectName;
  readonly evm: Evm;
  readonly #base: number;

  constructor(name: SubjectName, source: EngineSource = Evm, hardfork?: Hardfork) {
    this.name = name;
    this.evm = source.create({ mode: name === "batched" ? "auto" : name, hardfork });
    this.evm.placeSystemContracts();
    for (const sender of SENDERS) {
      this.evm.setAccount(toBytes(sender), { balance: SENDER_BALANCE, nonce: 0n, code: new Uint8Array(0) });
    }
    this.#place(PROBE);
    this.#base = this.evm.snapshot();
  }

  /** Whether every transaction fits what this way of executing can take. */
  accepts(cases: readonly FuzzCase[]): boolean {
    return (
      this.name !== "batched" ||
      cases.every(({ blocks }) =>
        blocks
          .flat()
          .every(
            ({ to, accessList, authorizationList, capAbove }) =>
              to !== undefined && !accessList && !authorizationList && capAbove === undefined,
          ),
      )
    );
  }

  /** Executes the cases in the blocks that the chain mined, on the base state. The state stays for inspection. */
  run(cases: readonly FuzzCase[], blocks: readonly FuzzBlock[]): { outcomes: Outcomes; stateRoots: Hex[] } {
    this.evm.restore(this.#base);
    return this.goOn(cases, blocks);
  }

  /** Executes the cases on the state as it is. */
  goOn(cases: readonly FuzzCase[], blocks: readonly FuzzBlock[]): { outcomes: Outcomes; stateRoots: Hex[] } {
    for (const account of cases.flatMap(({ accounts }) => accounts)) this.#place(account);
    const outcomes: Outcome[][][] = cases.map(() => []);
    const stateRoots: Hex[] = [];
    for (const [index, block] of blocks.entries()) {
      this.evm.setBlock({
        ...block,
        prevrandao: toBytes(block.prevrandao),
        coinbase: toBytes(block.coinbase),
        blobBaseFee: 1n,
      });
      const transactions = cases.map((one) => one.blocks[index] ?? []);
      const flat = transactions.flat();
      const results = this.name === "batched" ? this.#runPacked(flat) : flat.map((one) => this.#transact(one, block));
      let at = 0;
      transactions.forEach(({ length }, i) => {
        outcomes[i]!.push(results.slice(at, at + length));
        at += length;
      });
      stateRoots.push(toHex(engineStateRoot(this.evm)));
    }
    return { outcomes, stateRoots };
  }

  #place({ address, code, balance }: FuzzAccount): void {
    this.evm.setAccount(toBytes(address), { balance: BigInt(balance), nonce: 0n, code: toBytes(code) });
  }

  #transact(transaction: FuzzTransaction, block: FuzzBlock): Outcome {
    const { from, to, data, value, gas, tip, capAbove, accessList, authorizationList } = transaction;
    const price = block.baseFee + BigInt(tip);
    const result = this.evm.transact({
      sender: toBytes(from),
      to: to === undefined ? null : toBytes(to),
      data: toBytes(data),
      value: BigInt(value),
      gasLimit: BigInt(gas),
      ...(capAbove === undefined
        ? { gasPrice: price }
        : { maxFeePerGas: price + BigInt(capAbove), maxPriorityFeePerGas: BigInt(tip) }),
      accessList: accessList?.map((entry) => ({
        address: toBytes(entry.address),
        storageKeys: entry.storageKeys.map(toBytes),
      })),
      authorizationList: authorizationList?.map((one) => ({
        chainId: BigInt(one.chainId),
        address: toBytes(one.address),
        nonce: BigInt(one.nonce),
        yParity: BigInt(one.yParity),
        r: BigInt(one.r),
        s: BigInt(one.s),
      })),
    });
    if (result.outcome === "rejected") throw new Error(`the engine rejected a transaction with ${result.reason}`);
    return {
      succeeded: result.outcome === "succeeded",
      gasUsed: Number(result.gasUsed),
      logs: result.logs.map(({ address, topics, data: logged }) => [toHex(address), topics.map(toHex), toHex(logged)]),
      ...(result.created ? { created: toHex(result.created) } : {}),
    };
  }

  #runPacked(transactions: readonly FuzzTransaction[]): Outcome[] {
    const results = emptyResults();
    this.evm.runBlock(pack(transactions), results);
    const logs = unpackLogs(results, transactions.length);
    return transactions.map((_, i) => ({
      succeeded: results.outcomes[i] === SUCCEEDED,
      gasUsed: results.gasUsed[i]!,
      logs: logs[i]!,
    }));
  }
}

function pack(transactions: readonly FuzzTransaction[]): CallBatch {
  const datas = transactions.map(({ data }) => toBytes(data));
  const size = datas.reduce((sum, data) => sum + HEAD_SIZE + data.length, 0);
  const batch: CallBatch = {
    count: transactions.length,
    bytes: new Uint8Array(size),
    offsets: new Uint32Array(transactions.length),
    gasLimits: Uint32Array.from(transactions, ({ gas }) => gas),
    tips: Float64Array.from(transactions, ({ tip }) => tip),
  };
  const view = new DataView(batch.bytes.buffer);
  let at = 0;
  transactions.forEach(({ from, to, value }, i) => {
    const data = datas[i]!;
    batch.offsets[i] = at;
    batch.bytes.set(toBytes(from), at);
    batch.bytes.set(toBytes(to!), at + SENDER_SIZE);
    batch.bytes.set(toBytes(`0x${BigInt(value).toString(16).padStart(64, "0")}`), at + 2 * SENDER_SIZE);
    view.setUint32(at + HEAD_SIZE - 4, data.length, true);
    batch.bytes.set(data, at + HEAD_SIZE);
    at += HEAD_SIZE + data.length;
  });
  return batch;
}

function unpackLogs({ logBytes, logLength }: CallResults, count: number): Outcome["logs"][] {
  const logs: (readonly [Hex, readonly Hex[], Hex])[][] = Array.from({ length: count }, () => []);
  const view = new DataView(logBytes.buffer, logBytes.byteOffset);
  let at = 0;
  const take = (length: number): Hex => toHex(logBytes.subarray(at, (at += length)));
  while (at < logLength) {
    const call = view.getUint32(at, true);
    at += 4;
    const address = take(20);
    const topics = Array.from({ length: logBytes[at++]! }, () => take(32));
    const length = view.getUint32(at, true);
    at += 4;
    logs[call]!.push([address, topics, take(length)]);
  }
  return logs;
}
