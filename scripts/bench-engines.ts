import { artifacts } from "hardhat";
import type { Abi, AbiFunction, Hex } from "viem";
import { encodeDeployData } from "viem";
import { CallBatch, ViewBatch } from "../sim/chain/batch.ts";
import { type BlockContext, type Chain, type EngineName, Outcome } from "../sim/chain/chain.ts";
import { type FunctionCodec, functionCodec } from "../sim/chain/codec.ts";
import { fromHex } from "../sim/chain/hex.ts";
import { openChain } from "../sim/chain/open.ts";
import { Random } from "../sim/core/random.ts";
import type { BenchRow } from "./bench.ts";

const ENGINES: readonly EngineName[] = ["transactions", "batched", "fast"];
const AGENTS = [10, 100, 1000];
const GENESIS = 1_700_000_000;
const VERBS_AGENTS = 50;
const VERBS_STEPS = 50;

/** Each workload on each engine; ratios are against *transactions* on the same workload. */
export async function benchEngines(seconds: number, report: (line: string) => void): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const agents of AGENTS) {
    const workload = `submit(uint256), ${agents} agents`;
    rows.push(...(await onEngines(workload, report, (engine) => submitTime(engine, agents, seconds))));
  }
  const verbs = `VERBS: ${VERBS_AGENTS} agents x ${VERBS_STEPS} steps, balanceOf and transfer`;
  rows.push(...(await onEngines(verbs, report, verbsTime)));
  return rows;
}

async function onEngines(
  workload: string,
  report: (line: string) => void,
  timeOf: (engine: EngineName) => Promise<number>,
): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const engine of ENGINES) {
    const microseconds = await timeOf(engine);
    const ratio = (rows[0]?.microseconds ?? microseconds) / microseconds;
    rows.push({ workload, engine, actionsPerSecond: 1e6 / microseconds, microseconds, ratio });
    report(`${workload}: ${engine} ${microseconds.toFixed(1)} us an action`);
  }
  return rows;
}

/** Each agent submits once a block; encoding included. @returns median microseconds an action. */
async function submitTime(engine: EngineName, agents: number, seconds: number): Promise<number> {
  const { chain, accounts } = await openWith(engine, agents);
  const { address, codecs } = await deploy(chain, accounts[0]!, "ProRataReward", []);
  const calls = new CallBatch();
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  for (let block = 0; block < 5 || performance.now() < end; block++) {
    const start = performance.now();
    calls.clear();
    for (const account of accounts) {
      calls.begin(account, address);
      codecs.submit!.encode([BigInt(block + 1)], calls.body);
      calls.end();
    }
    const { outcomes } = await chain.mine(nextBlock(chain), calls);
    times.push(performance.now() - start);
    if (outcomes.subarray(0, agents).some((outcome) => outcome !== Outcome.succeeded)) throw new Error("a call failed");
  }
  await chain.close();
  return (median(times.slice(1)) / agents) * 1000;
}

/** The workload that VERBS publishes. @returns microseconds a step of an agent: one read and one transfer. */
async function verbsTime(engine: EngineName): Promise<number> {
  const { chain, accounts } = await openWith(engine, VERBS_AGENTS);
  const { address, codecs } = await deploy(chain, accounts[0]!, "BenchToken", [10n ** 24n]);
  const random = Random.of(1, "bench");
  const calls = new CallBatch();
  const views = new ViewBatch();
  for (const account of accounts) addCall(calls, account, address, codecs.transfer!, [account, 10n ** 6n]);
  for (let i = 1; i < VERBS_AGENTS; i++)
    addCall(calls, accounts[0]!, address, codecs.transfer!, [accounts[i]!, 10n ** 6n]);
  await chain.mine(nextBlock(chain), calls);
  const start = performance.now();
  for (let step = 0; step < VERBS_STEPS; step++) {
    views.clear();
    for (const account of accounts) {
      views.begin(address);
      codecs.balanceOf!.encode([account], views.body);
      views.end();
    }
    const { data, offsets } = await chain.view(views);
    calls.clear();
    for (let i = 0; i < VERBS_AGENTS; i++) {
      const balance = codecs.balanceOf!.decode(data, offsets[i]!, offsets[i + 1]!) as bigint;
      const amount = balance < 100_000n ? balance : 100_000n;
      addCall(calls, accounts[i]!, address, codecs.transfer!, [random.pick(accounts), amount]);
    }
    await chain.mine(nextBlock(chain), calls);
  }
  const total = performance.now() - start;
  await chain.close();
  return (total / (VERBS_AGENTS * VERBS_STEPS)) * 1000;
}

async function openWith(engine: EngineName, agents: number): Promise<{ chain: Chain; accounts: Uint8Array[] }> {
  const blockGasLimit = 100_000_000_000;
  const chain = await openChain(engine, { blockGasLimit, genesisTime: GENESIS, coinbase: fromHex("c0".repeat(20)) });
  const accounts = Array.from({ length: agents }, (_, i) =>
    fromHex((2n ** 150n + BigInt(i)).toString(16).padStart(40, "0")),
  );
  await chain.open(accounts.map((address) => ({ address, balance: 10n ** 18n })));
  return { chain, accounts };
}

async function deploy(chain: Chain, sender: Uint8Array, name: string, args: readonly unknown[]) {
  const artifact = await artifacts.readArtifact(name);
  const abi = artifact.abi as Abi;
  const initcode = fromHex(encodeDeployData({ abi, bytecode: artifact.bytecode as Hex, args: args as unknown[] }));
  const address = await chain.deploy({ sender, initcode, label: name }, nextBlock(chain));
  const functions = abi.filter((item): item is AbiFunction => item.type === "function");
  const codecs: Record<string, FunctionCodec> = Object.fromEntries(functions.map((f) => [f.name, functionCodec(f)]));
  return { address, codecs };
}

function addCall(calls: CallBatch, from: Uint8Array, to: Uint8Array, codec: FunctionCodec, args: unknown[]): void {
  calls.begin(from, to);
  codec.encode(args, calls.body);
  calls.end();
}

function nextBlock(chain: Chain): BlockContext {
  return { timestamp: chain.head.timestamp + 12, prevrandao: new Uint8Array(32).fill(7) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >>> 1]!;
}
