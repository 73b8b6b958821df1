import type { Chain } from "../../chain/chain.ts";
import { type Task, resolve } from "../../core/task.ts";
import { addressText } from "../../scenario/handles.ts";
import type { Call } from "../../scenario/handles.ts";
import type { TokenHolding } from "../../scenario/scenario.ts";
import type { Agent } from "../agents/agent.ts";
import { MulticallBatch } from "../multicall-batch.ts";

/** Transfers of whatever the leaving accounts hold, back to the treasury. */
export function* sweep(
  agents: readonly Agent[],
  holdings: readonly TokenHolding[],
  chain: Chain,
  treasury: Uint8Array,
): Task<{ agent: Agent; call: Call }[]> {
  const multicall = new MulticallBatch();
  for (const agent of agents)
    for (const account of agent.input.accounts)
      for (const { token } of holdings) multicall.add(token.balanceOf(account));
  const result = yield* resolve(() => chain.view(multicall.batch));
  let place = 0;
  const sweeps: { agent: Agent; call: Call }[] = [];
  for (const agent of agents) {
    for (const account of agent.input.accounts) {
      for (const { token } of holdings) {
        const balance = multicall.answer(result, place++, () => `${agent.label}, leaving`) as bigint;
        if (balance > 0n && token.transfer)
          sweeps.push({ agent, call: token.transfer(addressText(treasury), balance).with({ from: account }) });
      }
    }
  }
  return sweeps;
}
