import { artifacts } from "hardhat";
import type { Hardfork } from "../../sim/core/hardfork.ts";
import { type Abi, type AbiEvent, type AbiFunction, decodeErrorResult, encodeDeployData, type Hex } from "viem";
import { CallBatch, DEFAULT_GAS_LIMIT, ViewBatch } from "../../sim/chain/batch.ts";
import { type BlockContext, type BlockResult, type Chain, type ChainOptions, Outcome } from "../../sim/chain/chain.ts";
import { eventCodec, type EventCodec, functionCodec, type FunctionCodec } from "../../sim/chain/codec/codec.ts";
import { fromHex, toHex } from "../../sim/chain/codec/hex.ts";

export type Open = (options: ChainOptions) => Promise<Chain>;

export const GENESIS_TIME = 1_700_000_000;
export const COINBASE = fromHex("c0".repeat(20));
export const ETHER = 10n ** 18n;
const SENDER_BASE = 2n ** 155n;

/** The i-th account of a test. */
export function account(i: number): Uint8Array {
  return fromHex((SENDER_BASE + BigInt(i)).toString(16).padStart(40, "0"));
}

/** The context of the chain's next block. */
export function next(chain: Chain, baseFee = 0n): BlockContext {
  const number = chain.head.number + 1;
  return { timestamp: chain.head.timestamp + 12, prevrandao: new Uint8Array(32).fill(number % 256), baseFee };
}

export interface Contract {
  readonly address: Uint8Array;
  readonly abi: Abi;
  readonly f: Readonly<Record<string, FunctionCodec>>;
  readonly e: Readonly<Record<string, EventCodec>>;
}

/** A chain with accounts 0 to n-1 opened, and short words for what tests do with it. */
export class Bench {
  readonly chain: Chain;
  readonly calls = new CallBatch();

  private constructor(chain: Chain) {
    this.chain = chain;
  }

  static async open(open: Open, accounts = 8, blockGasLimit = 2_000_000_000, hardfork?: Hardfork): Promise<Bench> {
    const options = { blockGasLimit, genesisTime: GENESIS_TIME, coinbase: COINBASE };
    const chain = await open(hardfork === undefined ? options : { ...options, hardfork });
    await chain.fundAccounts(
      Array.from({ length: accounts }, (_, i) => ({ address: account(i), balance: 100n * ETHER })),
    );
    return new Bench(chain);
  }

  async deploy(name: string, args: readonly unknown[] = [], sender = account(0)): Promise<Contract> {
    const artifact = await artifacts.readArtifact(name);
    const abi = artifact.abi as Abi;
    const data = encodeDeployData({ abi, bytecode: artifact.bytecode as Hex, args: [...args] });
    const address = await this.chain.deploy({ sender, initcode: fromHex(data), label: name }, next(this.chain));
    const functions = abi.filter((item): item is AbiFunction => item.type === "function");
    const events = abi.filter((item): item is AbiEvent => item.type === "event" && !item.anonymous);
    return {
      address,
      abi,
      f: Object.fromEntries(functions.map((f) => [f.name, functionCodec(f)])),
      e: Object.fromEntries(events.map((e) => [e.name, eventCodec(e)])),
    };
  }

  /** Adds a call to the next block. */
  call(
    sender: number,
    contract: Contract,
    name: string,
    args: readonly unknown[] = [],
    options: CallOptions = {},
  ): this {
    const { value = 0n, gasLimit = DEFAULT_GAS_LIMIT, tip = 0 } = options;
    this.calls.begin(account(sender), contract.address, value, gasLimit, tip);
    contract.f[name]!.encode(args, this.calls.body);
    this.calls.end();
    return this;
  }

  /** Adds a plain payment to the next block. */
  pay(sender: number, to: Uint8Array, value: bigint, options: Omit<CallOptions, "value"> = {}): this {
    this.calls.add(
      account(sender),
      to,
      new Uint8Array(0),
      value,
      options.gasLimit ?? DEFAULT_GAS_LIMIT,
      options.tip ?? 0,
    );
    return this;
  }

  /** Mines what was added. */
  async mine(options: { baseFee?: bigint; returnData?: boolean } = {}): Promise<Mined> {
    const result = await this.chain.mine(next(this.chain, options.baseFee), this.calls, {
      returnData: options.returnData,
    });
    const mined = unpack(result);
    this.calls.clear();
    return mined;
  }

  async view(contract: Contract, name: string, args: readonly unknown[] = []): Promise<unknown> {
    const [answer] = await this.views([[contract, name, args]]);
    return contract.f[name]!.decode(answer!.data, 0, answer!.data.length);
  }

  async views(reads: readonly (readonly [Contract, string, readonly unknown[]])[]): Promise<Answer[]> {
    const batch = new ViewBatch();
    for (const [contract, name, args] of reads) {
      batch.begin(contract.address);
      contract.f[name]!.encode(args, batch.body);
      batch.end();
    }
    const { count, ok, data, offsets } = await this.chain.view(batch);
    return Array.from({ length: count }, (_, i) => ({
      ok: ok[i] === 1,
      data: data.slice(offsets[i], offsets[i + 1]),
    }));
  }

  async balances(...accounts: readonly Uint8Array[]): Promise<bigint[]> {
    const batch = new ViewBatch();
    for (const address of accounts) batch.addBalance(address);
    const { data } = await this.chain.view(batch);
    return accounts.map((_, i) => BigInt(toHex(data.subarray(32 * i, 32 * i + 32))));
  }
}

interface CallOptions {
  readonly value?: bigint;
  readonly gasLimit?: number | undefined;
  readonly tip?: number | undefined;
}

export interface Answer {
  readonly ok: boolean;
  readonly data: Uint8Array;
}

export interface MinedLog {
  readonly call: number;
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
}

/** A block's results as plain values. */
export interface Mined {
  readonly number: number;
  readonly outcomes: readonly string[];
  readonly gas: readonly number[];
  readonly returns: readonly string[];
  readonly logs: readonly MinedLog[];
}

const OUTCOME_NAMES = Object.keys(Outcome);

export function unpack(result: BlockResult): Mined {
  const { number, count, outcomes, gas, returns, returnOffsets, logs, logCount } = result;
  const view = new DataView(logs.buffer, logs.byteOffset, logs.length);
  const found: MinedLog[] = [];
  let at = 0;
  for (let i = 0; i < logCount; i++) {
    const call = view.getUint32(at, true);
    const address = toHex(logs.subarray(at + 4, at + 24));
    const topicCount = logs[at + 24]!;
    const topics = Array.from({ length: topicCount }, (_, t) =>
      toHex(logs.subarray(at + 25 + 32 * t, at + 57 + 32 * t)),
    );
    at += 25 + 32 * topicCount;
    const length = view.getUint32(at, true);
    found.push({ call, address, topics, data: toHex(logs.subarray(at + 4, at + 4 + length)) });
    at += 4 + length;
  }
  if (at !== logs.length) throw new Error(`${logs.length - at} bytes of logs left over`);
  return {
    number,
    outcomes: Array.from(outcomes.subarray(0, count), (outcome) => OUTCOME_NAMES[outcome]!),
    gas: Array.from(gas.subarray(0, count)),
    returns: Array.from({ length: count }, (_, i) => toHex(returns.subarray(returnOffsets[i], returnOffsets[i + 1]))),
    logs: found,
  };
}

/** The arguments of a contract's events of one name, in order, with the call each belongs to. */
export function eventsOf(
  mined: Mined,
  contract: Contract,
  name: string,
): (Record<string, unknown> & { call: number })[] {
  const codec = contract.e[name]!;
  return mined.logs
    .filter((log) => log.address === toHex(contract.address) && log.topics[0] === toHex(codec.topic0))
    .map(({ call, topics, data }) => {
      return { call, ...decodeLog(codec, topics, data) };
    });
}

/** The arguments of a log as JSON-RPC gives it, decoded from where an engine would have put it. */
export function decodeLog(codec: EventCodec, topics: readonly string[], data: string): Record<string, unknown> {
  const before = "c0".repeat(7);
  const bytes = fromHex([before, ...topics.map((topic) => topic.slice(2)), before, data.slice(2), before].join(""));
  const dataAt = 14 + 32 * topics.length;
  return codec.decode(bytes, 7, topics.length, dataAt, bytes.length - 7);
}

export function errorOf(contract: Contract, data: string): { name: string; args: readonly unknown[] } {
  const { errorName, args } = decodeErrorResult({ abi: contract.abi, data: data as Hex });
  return { name: errorName, args: (args ?? []) as readonly unknown[] };
}

/** The stable code of what a promise fails with; "none" when it does not fail. */
export async function codeOf(failing: Promise<unknown> | (() => Promise<unknown>)): Promise<string> {
  try {
    await (typeof failing === "function" ? failing() : failing);
    return "none";
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
