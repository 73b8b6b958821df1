import type { Kept } from "../../sim/attack/ledger.ts";
import { recordWorld, type World } from "../../sim/attack/world.ts";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";

export type Twin = "faulty" | "sound";

/** The world of a scenario of test/fixtures/attacks. */
export async function worldOf(name: string, twin: Twin = "faulty"): Promise<World> {
  const loaded = await loadScenario(`test/fixtures/attacks/${name}.ts`);
  const set = "twin" in loaded.scenario.base.parameters ? { set: { twin } } : {};
  return recordWorld(prepare(loaded, { engine: "fast", seed: "1", ...set }));
}

export const WITHDRAW = { by: "attacker", call: "bank.withdraw", args: [] } satisfies Kept["steps"][number];

/** What empties the bank of test/fixtures/attacks/reentrancy.ts, as a ledger keeps it: found under a seed. */
export const theftOfBank = (seed: string): Kept => ({
  id: "1a2b3c4d",
  kind: "theft",
  profit: "0",
  command: "",
  status: "open",
  setting: { seed, accounts: 3, entry: 0.25, generations: 1 },
  steps: [
    { by: "attacker", call: "bank.deposit", args: [], value: { number: "5000000000000000000" } },
    { wait: 10 },
    { ...WITHDRAW, within: [WITHDRAW] },
  ],
});
