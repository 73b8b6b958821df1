import { InputError } from "../core/errors/errors.ts";
import { maxOf } from "../core/many.ts";
import type { LetIn } from "../evaluation/let-in.ts";
import type { LoadedScenario } from "../evaluation/load.ts";
import { prepare, type Request } from "../evaluation/prepare.ts";
import { dueSteps, findingCall, Unplayable } from "../scenario/finding-steps.ts";
import { inhabited } from "./inhabited.ts";
import { ACCOUNTS, GENERATIONS } from "./known.ts";
import { stepsFrom, type Kept } from "./ledger.ts";
import { openScene } from "./open-scene.ts";
import type { Scene } from "./scene.ts";
import { ENTRY, recordWorld } from "./world.ts";

/** A finding as a species, with the accounts and the capital that it was made with. Throws InputError ATTACK_LET_IN. */
export async function letInOf(
  loaded: LoadedScenario,
  request: Pick<Request, "set" | "hardfork">,
  kept: Kept,
): Promise<LetIn> {
  const { accounts = ACCOUNTS, entry = ENTRY, capital = {}, generations = GENERATIONS, ...rest } = kept.setting ?? {};
  const { flash: _flash, ...life } = rest;
  const world = await recordWorld(
    prepare(inhabited(loaded), { ...request, ...life, generations, engine: "fast" }),
    entry,
  );
  const stated = Object.fromEntries(Object.entries(capital).map(([name, amount]) => [name, BigInt(amount)]));
  const scene = openScene(world, { accounts, capital: stated });
  try {
    const steps = stepsFrom(scene, kept.steps);
    const reason = steps === undefined ? "what the contracts no longer have" : unplayable(scene, kept);
    if (reason !== undefined)
      throw InputError.of("ATTACK_LET_IN", { where: `finding ${kept.id}`, found: `steps with ${reason}` });
    const { capital: held } = scene.party;
    const senders = steps!.flatMap((step) => (step.kind === "call" ? [step.sender] : []));
    return {
      id: kept.id,
      accounts: 1 + maxOf([0, ...senders]),
      entry,
      ether: String(held.at(-1)!),
      tokens: Object.fromEntries(world.tokens.map(({ name }, i) => [name, String(held[i]!)])),
      steps: kept.steps,
    };
  } finally {
    scene.session.machine.close();
  }
}

/** Why a species cannot do what a finding does; undefined where it can. */
function unplayable({ world, party }: Scene, kept: Kept): string | undefined {
  const { plan, inputs } = world;
  const { design, scenario } = inputs;
  const holdings = scenario.base.holdings?.({ c: plan.contracts, design, env: {} } as never) ?? [];
  const accounts = party.accounts.map(({ address }) => `0x${Buffer.from(address).toString("hex")}` as const);
  try {
    for (const { step } of dueSteps(kept.steps)) {
      const made = findingCall(step, { c: plan.contracts, accounts, holdings });
      for (let next = made.next(); !next.done; next = made.next(0n));
    }
    return undefined;
  } catch (error) {
    if (error instanceof Unplayable) return error.message;
    throw error;
  }
}
