import { CallBatch } from "./chain/batch.ts";
import type { Chain } from "./chain/chain.ts";
import { asFunctionOfItsInput } from "./core/determinism.ts";
import { RunError } from "./core/errors.ts";
import { type Steps, soon } from "./core/steps.ts";
import { mustSucceed } from "./population/must-succeed.ts";
import type { Tape } from "./population/tape.ts";
import { addressBytes, addressText } from "./scenario/handles.ts";
import type { Design } from "./scenario/parameters.ts";
import type { Plan } from "./scenario/plan.ts";
import type { Scenario } from "./scenario/scenario.ts";

/** Deployment and set-up, the same for every run of a design and seed. Throws RunError DEPLOY_ADDRESS and the chain's. */
export function* genesis(scenario: Scenario, design: Design, plan: Plan, chain: Chain, tape: Tape): Steps<void> {
  const given = {
    c: plan.contracts,
    design,
    treasury: addressText(plan.treasury),
    actor: (name: string) => plan.actor(name),
  };
  const setup = asFunctionOfItsInput(
    () => `setup of scenario ${scenario.name}`,
    () => scenario.base.setup?.(given as never) ?? [],
  );
  const spent =
    plan.deployments.reduce((sum, deployment) => sum + deployment.value, 0n) +
    setup.reduce((sum, call) => sum + (call.options?.value ?? 0n), 0n);
  const actors = [...plan.actors].map(([name, address]) => ({
    address,
    balance: scenario.actors.get(name)?.ether ?? 0n,
  }));
  yield* tape.open([{ address: plan.treasury, balance: spent }, ...actors]);
  tape.know(chain.options.coinbase);
  for (const address of plan.known) tape.know(address);
  for (const deployment of plan.deployments) {
    const { initcode, value, label } = deployment;
    const address = yield* tape.deploy({ sender: plan.treasury, initcode, value, label });
    if (addressText(address) !== deployment.address.toLowerCase())
      throw new RunError({
        code: "DEPLOY_ADDRESS",
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
  if (calls.count > 0) mustSucceed(yield* tape.mine(tape.context(), calls), calls.count, "a call of the set-up");
  yield* soon(() => chain.genesisEnds?.());
}
