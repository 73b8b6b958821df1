import { valued } from "../scenario/units.ts";
import { holdingsOf } from "./aim.ts";
import type { Term } from "./objective.ts";
import type { Step } from "./program.ts";
import type { Scene } from "./scene.ts";

/** Whoever has another amount than without the attack, at the same moment. Wei in the numeraire. */
export interface Changed {
  readonly name: string;
  /** A contract's money is what it holds; an agent's is what it holds and claims. */
  readonly kind: "contract" | "agent";
  readonly with: bigint;
  readonly without: bigint;
}

/** Contracts and honest agents that have more or less than if nobody attacked, those that lose most first. */
export function changedBy(scene: Scene, steps: readonly Step[]): Changed[] {
  const { session } = scene;
  session.reset();
  for (const step of steps) session.step(step);
  const after = moneyIn(scene);
  session.reset();
  for (const step of steps) if (step.kind !== "call") session.step(step);
  const quiet = moneyIn(scene);
  return after
    .map(({ name, kind, amount }, i) => ({ name, kind, with: amount, without: quiet[i]!.amount }))
    .filter((one) => one.with !== one.without)
    .sort((a, b) => (a.with - a.without === b.with - b.without ? 0 : a.with - a.without < b.with - b.without ? -1 : 1));
}

/** What each contract holds, and each honest agent holds and claims, now. */
function moneyIn(scene: Scene): { readonly name: string; readonly kind: Changed["kind"]; readonly amount: bigint }[] {
  const { world, wealth, session } = scene;
  const contracts = world.targets.map(({ name }, contract) => ({
    name,
    kind: "contract" as const,
    amount: wealth
      .filter(({ account, index }) => account < 0 && session.observer.observables[index]!.contract === contract)
      .reduce((sum, { index, price }) => sum + valued(session.values[index] ?? 0n, price), 0n),
  }));
  const agents = holdingsOf(world).map(({ held, claimed }, i) => ({
    name: world.agents[i]!.label,
    kind: "agent" as const,
    amount: [...held, ...claimed].reduce((sum, term) => sum + valued(numberOf(scene, term), term.price), 0n),
  }));
  return [...contracts, ...agents];
}

function numberOf({ session: { machine } }: Scene, { target, data }: Term): bigint {
  if (data.length === 0) return machine.evm.account(target)?.balance ?? 0n;
  const answer = machine.view(target, data);
  return answer.length >= 32 ? BigInt(`0x${Buffer.from(answer.subarray(0, 32)).toString("hex")}`) : 0n;
}
