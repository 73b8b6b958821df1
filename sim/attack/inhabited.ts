import type { LoadedScenario } from "../evaluation/load.ts";
import { fixed } from "../population/adaptations/learn.ts";

/** A scenario in which nobody lives, with somebody who does nothing: contracts and what is worth money are enough. */
export function inhabited(loaded: LoadedScenario): LoadedScenario {
  const { scenario } = loaded;
  if (scenario.species.size > 0) return loaded;
  const nobody = { count: 1, role: "attacker", genome: {}, adaptation: fixed(), act: () => [] } as const;
  return { ...loaded, scenario: { ...scenario, species: new Map([["nobody", nobody]]) } };
}
