import { CallBatch, ViewBatch } from "../sim/chain/batch.ts";
import { ENGINES, type EngineName } from "../sim/chain/chain.ts";
import { openChain } from "../sim/chain/open.ts";
import { Random } from "../sim/core/random.ts";
import { type BenchRow, median, rowsOf } from "./bench-table.ts";
import { addCall, agents, CHAIN_OPTIONS, deploy, nextBlock } from "./bench-workload.ts";

const AGENTS = 50;
const STEPS = 50;
const SHARE = 1_000_000n;
const MAX_SENT = 100_000n;

/** The workload that VERBS publishes: in each step each agent reads its balance of a token and sends some of it on. */
export async function benchVerbs(rounds: number): Promise<BenchRow[]> {
  const times = [];
  for (const engine of ENGINES.toReversed()) {
    const round = await roundTimes(engine, rounds);
    // The first round tells how long JavaScript and WebAssembly take to warm up, the others what a step costs.
    times.push({ engine: `${engine}, the first ${STEPS} steps`, microseconds: round[0]! });
    times.push({ engine, microseconds: median(round.slice(1)) });
  }
  return rowsOf(`VERBS: ${AGENTS} agents x ${STEPS} steps, balanceOf and transfer`, times);
}

/** Microseconds a step of an agent, one read and one transfer, in each of some rounds of 50 steps on one chain. */
async function roundTimes(engine: EngineName, rounds: number): Promise<number[]> {
  const chain = await openChain(engine, CHAIN_OPTIONS);
  const accounts = agents(AGENTS);
  await chain.fundAccounts(accounts.map((address) => ({ address, balance: 10n ** 18n })));
  const { address, codecs } = await deploy(chain, accounts[0]!, "BenchToken", [10n ** 24n]);
  const { transfer, balanceOf } = codecs;
  const random = Random.of(1, "bench");
  const calls = new CallBatch();
  const views = new ViewBatch();
  for (const account of accounts) addCall(calls, accounts[0]!, address, transfer!, [account, SHARE]);
  await chain.mine(nextBlock(chain), calls);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    for (let step = 0; step < STEPS; step++) {
      views.clear();
      for (const account of accounts) {
        views.begin(address);
        balanceOf!.encode([account], views.body);
        views.end();
      }
      const { data, offsets } = await chain.view(views);
      calls.clear();
      for (let i = 0; i < AGENTS; i++) {
        const balance = balanceOf!.decode(data, offsets[i]!, offsets[i + 1]!) as bigint;
        const amount = balance < MAX_SENT ? balance : MAX_SENT;
        addCall(calls, accounts[i]!, address, transfer!, [random.pick(accounts), amount]);
      }
      await chain.mine(nextBlock(chain), calls);
    }
    times.push(((performance.now() - start) / (AGENTS * STEPS)) * 1000);
  }
  await chain.close();
  return times;
}
