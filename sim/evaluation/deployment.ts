import { CallBatch } from "../chain/batch.ts";
import { RunError } from "../core/errors/errors.ts";
import { type Task, resolve } from "../core/task.ts";
import { mustSucceed } from "../population/must-succeed.ts";
import type { ChainWriter } from "../population/chain-writer.ts";
import { MulticallBatch } from "../population/multicall-batch.ts";
import { addressBytes, addressText, etherOf, type Address } from "../scenario/handles.ts";
import { RESULT, scenarioFunction } from "../scenario/schema/results.ts";
import type { Plan } from "../scenario/plan.ts";
import type { Inputs } from "./inputs.ts";

/** Deployment and set-up, the same for every run of a design and seed. Throws RunError DEPLOY_ADDRESS and the chain's. */
export function* genesis({ scenario, design, sizes }: Inputs, plan: Plan, chainWriter: ChainWriter): Task<void> {
  const { chain } = chainWriter;
  const given = {
    c: plan.contracts,
    design,
    treasury: addressText(plan.treasury),
    actor: (name: string) => plan.actor(name),
    count: (species: string) => sizes.agents[species] ?? 0,
  };
  const setup = scenarioFunction(
    () => `setup of scenario ${scenario.name}`,
    () => (scenario.base.setup ? scenario.base.setup(given) : []),
    RESULT.calls,
  );
  const spent =
    plan.deployments.reduce((sum, deployment) => sum + deployment.value, 0n) +
    setup.reduce((sum, call) => sum + (call.options?.value ?? 0n), 0n);
  const actors: { readonly address: Uint8Array; readonly balance: bigint }[] = [];
  for (const [name, address] of plan.actors) {
    const { at, ether } = scenario.actors.get(name)!;
    // Asked even where another amount is stated: on a fork that is how the account, its nonce and code come to be there.
    const found = at === undefined ? 0n : yield* etherAt(at, chainWriter);
    actors.push({ address, balance: ether ?? found });
  }
  yield* chainWriter.fundAccounts([{ address: plan.treasury, balance: spent }, ...actors]);
  chainWriter.addAccount(chain.options.coinbase);
  for (const address of plan.known) chainWriter.addAccount(address);
  for (const deployment of plan.deployments) {
    const { initcode, value, label } = deployment;
    const address = yield* chainWriter.deploy({ sender: plan.treasury, initcode, value, label });
    if (addressText(address) !== deployment.address.toLowerCase())
      throw RunError.of("DEPLOY_ADDRESS", {
        where: deployment.label,
        expected: deployment.address,
        found: addressText(address),
      });
  }
  const calls = new CallBatch();
  for (const call of setup) {
    const sender = call.options?.from === undefined ? plan.treasury : addressBytes(call.options.from);
    calls.begin(sender, call.target, call.options?.value ?? 0n, call.options?.gas, 0);
    call.codec.encode(call.args, calls.body);
    calls.end();
  }
  if (calls.count > 0)
    mustSucceed(yield* chainWriter.mine(chainWriter.context(), calls), calls.count, "a call of the set-up");
  yield* resolve(() => chain.genesisEnds?.());
}

/** What an account has that is there already. */
function* etherAt(account: Address, { chain }: ChainWriter): Task<bigint> {
  const read = new MulticallBatch();
  read.update([etherOf(account)]);
  const result = yield* resolve(() => chain.view(read.batch));
  return read.answer(result, 0, () => `the ether of ${account}`) as bigint;
}
