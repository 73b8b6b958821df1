import type { Task } from "../core/task.ts";
import type { FundedAccount } from "../chain/chain.ts";
import { addressBytes, addressText } from "../scenario/handles.ts";
import { RESULT } from "../scenario/schema/results.ts";
import type { Holding } from "../scenario/tokens.ts";
import type { Agent } from "./agents/agent.ts";
import type { BlockCalls } from "./block-calls.ts";
import type { ChainWriter } from "./chain-writer.ts";
import { MulticallBatch, readAll } from "./multicall-batch.ts";
import { mustSucceed } from "./must-succeed.ts";
import { callsOf, checkedResult } from "./policies/policies.ts";
import { eachAgent } from "./policies/watchdog.ts";

/** Where births and exits happen, and who pays for them. */
export interface TurnoverContext {
  readonly writer: ChainWriter;
  readonly calls: BlockCalls;
  readonly treasury: Uint8Array;
}

/** Initializes new agents: funds their accounts, endows them from the treasury, and makes their first calls. */
export function* initializeAgents(agents: readonly Agent[], { writer, calls, treasury }: TurnoverContext): Task<void> {
  const opened: FundedAccount[] = [];
  yield* eachAgent("delegate", agents, (agent) => {
    const { accounts, spec, input } = agent;
    const delegate =
      spec.delegate && addressBytes(checkedResult(agent, "delegate", RESULT.delegate, spec.delegate(input)));
    for (const address of accounts) opened.push({ address, balance: spec.ether ?? 0n, ...(delegate && { delegate }) });
  });
  yield* writer.fundAccounts(opened);
  calls.clear();
  yield* eachAgent("endow", agents, (agent) => {
    for (const call of callsOf(agent, "endow")) calls.addEndowment(treasury, agent, call);
  });
  const endowments = calls.count;
  yield* eachAgent("onBirth", agents, (agent) => {
    for (const call of callsOf(agent, "onBirth")) calls.add(agent, call, "birth");
  });
  if (calls.count > 0) mustSucceed(yield* calls.mine(), endowments, "an endowment");
}

/** Retires agents: makes their exit calls, then returns all tokens to the treasury. */
export function* retireAgents(
  retired: readonly Agent[],
  holdings: () => readonly Holding[],
  context: TurnoverContext,
): Task<void> {
  const leaving = retired.filter(({ spec }) => (spec.onDeath ?? "exit") === "exit");
  if (leaving.length === 0) return;
  const { calls } = context;
  calls.clear();
  yield* eachAgent("exit", leaving, (agent) => {
    for (const call of callsOf(agent, "exit")) calls.add(agent, call, "exit");
  });
  if (calls.count > 0) yield* calls.mine();
  yield* sweep(leaving, holdings(), context);
}

/** Transfers whatever the leaving accounts hold back to the treasury. */
function* sweep(
  agents: readonly Agent[],
  holdings: readonly Holding[],
  { writer, calls, treasury }: TurnoverContext,
): Task<void> {
  const multicall = new MulticallBatch();
  for (const agent of agents)
    for (const account of agent.input.accounts)
      for (const { token } of holdings) multicall.add(token.balanceOf(account));
  const result = yield* readAll(writer.chain, multicall);
  calls.clear();
  let index = 0;
  for (const agent of agents)
    for (const account of agent.input.accounts)
      for (const { token } of holdings) {
        const balance = multicall.answer(result, index++, () => `${agent.label}, leaving`) as bigint;
        if (balance > 0n && token.transfer)
          calls.addUncounted(agent, token.transfer(addressText(treasury), balance).with({ from: account }));
      }
  if (calls.count > 0) yield* calls.mine();
}
