import { recordWorld, type World } from "../../sim/attack/world.ts";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";

export type Twin = "faulty" | "sound";

/** The world of a scenario of test/fixtures/attacks. */
export async function worldOf(name: string, twin: Twin = "faulty"): Promise<World> {
  const loaded = await loadScenario(`test/fixtures/attacks/${name}.ts`);
  return recordWorld(prepare(loaded, { engine: "fast", seed: "1", set: { twin } }));
}
