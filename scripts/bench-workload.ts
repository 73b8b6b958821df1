import { artifacts } from "hardhat";
import type { Abi, AbiFunction, Hex } from "viem";
import { encodeDeployData } from "viem";
import { CallBatch } from "../sim/chain/batch.ts";
import { type BlockContext, type Chain, type ChainOptions, Outcome } from "../sim/chain/chain.ts";
import { type FunctionCodec, functionCodec } from "../sim/chain/codec/codec.ts";
import { fromHex } from "../sim/chain/codec/hex.ts";
import { median } from "./bench-table.ts";

/** contracts/harness/ProRata: `submit(uint256)` by each of N agents, every block. */
export const REFERENCE = "ProRata";
export const CHAIN_OPTIONS: ChainOptions = {
  blockGasLimit: 100_000_000_000,
  genesisTime: 1_700_000_000,
  coinbase: fromHex("c0".repeat(20)),
};
export interface Deployed {
  readonly address: Uint8Array;
  readonly codecs: Readonly<Record<string, FunctionCodec>>;
}

export interface ActionTime {
  readonly microseconds: number;
  readonly gas: number;
}

export function agents(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => fromHex((2n ** 150n + BigInt(i)).toString(16).padStart(40, "0")));
}

export async function deploy(
  chain: Chain,
  sender: Uint8Array,
  name: string,
  args: readonly unknown[],
): Promise<Deployed> {
  const artifact = await artifacts.readArtifact(name);
  const abi = artifact.abi as Abi;
  const initcode = fromHex(encodeDeployData({ abi, bytecode: artifact.bytecode as Hex, args: args as unknown[] }));
  const address = await chain.deploy({ sender, initcode, label: name }, nextBlock(chain));
  return { address, codecs: codecsOf(abi) };
}

export function codecsOf(abi: Abi): Record<string, FunctionCodec> {
  const functions = abi.filter((item): item is AbiFunction => item.type === "function");
  return Object.fromEntries(functions.map((f) => [f.name, functionCodec(f)]));
}

export function addCall(
  calls: CallBatch,
  from: Uint8Array,
  to: Uint8Array,
  codec: FunctionCodec,
  args: readonly unknown[],
): void {
  calls.begin(from, to); // with the gas limit that agents have, far beyond what these calls use
  codec.encode(args, calls.body);
  calls.end();
}

/** The trivial policy: every agent submits as much work as blocks have gone by. */
export function submitAll(
  calls: CallBatch,
  senders: readonly Uint8Array[],
  target: Uint8Array,
  codec: FunctionCodec,
  block: number,
): void {
  calls.clear();
  const args = [BigInt(block + 1)];
  for (const sender of senders) addCall(calls, sender, target, codec, args);
}

export function nextBlock(chain: Chain): BlockContext {
  return { timestamp: chain.head.timestamp + 12, prevrandao: new Uint8Array(32).fill(7) };
}

/**
 * Blocks of the reference workload, encoding and the look at the outcomes included, until the time is over or the
 * blocks are made.
 * @returns median microseconds an action, or the mean where single blocks are what costs.
 */
export async function submitTime(
  chain: Chain,
  count: number,
  until: { readonly seconds: number } | { readonly blocks: number; settle?(): Promise<unknown> },
): Promise<ActionTime> {
  const senders = agents(count);
  await chain.fundAccounts(senders.map((address) => ({ address, balance: 10n ** 18n })));
  const { address, codecs } = await deploy(chain, senders[0]!, REFERENCE, []);
  await chain.genesisEnds?.(); // until then all blocks are cross-checked
  const calls = new CallBatch();
  const times: number[] = [];
  let gas = 0;
  const end = performance.now() + ("seconds" in until ? until.seconds * 1000 : Infinity);
  const blocks = "blocks" in until ? until.blocks : Infinity;
  while (times.length < Math.min(3, blocks) || (times.length < blocks && performance.now() < end)) {
    const start = performance.now();
    submitAll(calls, senders, address, codecs.submit!, times.length);
    const { outcomes, gas: used } = await chain.mine(nextBlock(chain), calls);
    for (let i = 0; i < count; i++) if (outcomes[i] !== Outcome.succeeded) throw new Error(`call ${i} failed`);
    times.push(performance.now() - start);
    if (chain.fallbacks.length > 0) throw new Error(`not measured: fell back, ${chain.fallbacks[0]!.reason}`);
    gas = used.subarray(0, count).reduce((sum, one) => sum + one, 0) / count;
  }
  if ("blocks" in until && until.settle) {
    const start = performance.now();
    await until.settle();
    times.push(times.pop()! + performance.now() - start);
  }
  const milliseconds = "blocks" in until ? times.reduce((sum, t) => sum + t, 0) / times.length : median(times.slice(1));
  return { microseconds: (milliseconds / count) * 1000, gas };
}
