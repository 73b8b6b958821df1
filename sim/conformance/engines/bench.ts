import assert from "node:assert/strict";
import type { Hardfork } from "../../core/hardfork.ts";
import { type Abi, type AbiEvent, type AbiFunction, encodeDeployData } from "viem";
import { CallBatch, DEFAULT_GAS_LIMIT, ViewBatch } from "../../chain/batch.ts";
import type { BlockContext, Chain, ChainOptions } from "../../chain/chain.ts";
import { eventCodec, type EventCodec, functionCodec, type FunctionCodec } from "../../chain/codec/codec.ts";
import { fromHex, toHex } from "../../chain/codec/hex.ts";
import { unpack, type Mined } from "./mined.ts";
import { probe, type CompiledContract } from "./probe.ts";

export const GENESIS_TIME = 1_700_000_000;
export const COINBASE = fromHex("c0".repeat(20));
export const ETHER = 10n ** 18n;
const SENDER_BASE = 2n ** 155n;

/** The i-th account of a check. */
export function account(i: number): Uint8Array {
  return fromHex((SENDER_BASE + BigInt(i)).toString(16).padStart(40, "0"));
}

/** Its address as hex. */
export const hex = (i: number): string => toHex(account(i));

/** Asserts that a number is not outside of bounds. */
export function within(value: number | undefined, low: number, high: number): void {
  assert.ok(value !== undefined && value >= low && value <= high, `${value} is not from ${low} to ${high}`);
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

/** A chain with accounts 0 to n-1 opened, and short words for what checks do with it. */
export class Bench {
  readonly chain: Chain;
  readonly calls = new CallBatch();
  readonly #artifactOf: ArtifactOf;

  private constructor(chain: Chain, artifactOf: ArtifactOf) {
    this.chain = chain;
    this.#artifactOf = artifactOf;
  }

  static async open(
    open: (options: ChainOptions) => Promise<Chain>,
    accounts = 8,
    blockGasLimit = 2_000_000_000,
    hardfork?: Hardfork,
    artifactOf: ArtifactOf = probe,
  ): Promise<Bench> {
    const options = { blockGasLimit, genesisTime: GENESIS_TIME, coinbase: COINBASE };
    const chain = await open(hardfork === undefined ? options : { ...options, hardfork });
    await chain.fundAccounts(
      Array.from({ length: accounts }, (_, i) => ({ address: account(i), balance: 100n * ETHER })),
    );
    return new Bench(chain, artifactOf);
  }

  async deploy(name: string, args: readonly unknown[] = [], sender = account(0)): Promise<Contract> {
    const { abi, bytecode } = await this.#artifactOf(name);
    const data = encodeDeployData({ abi, bytecode, args: [...args] });
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

/** Compiled contracts by their names. */
export type ArtifactOf = (name: string) => CompiledContract | Promise<CompiledContract>;

interface CallOptions {
  readonly value?: bigint;
  readonly gasLimit?: number | undefined;
  readonly tip?: number | undefined;
}

export interface Answer {
  readonly ok: boolean;
  readonly data: Uint8Array;
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
