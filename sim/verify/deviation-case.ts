import { units } from "../scenario/units.ts";
import type { Observation, Trial } from "./runner.ts";

/** What makes a failing case one of a deviation: it is measured against the same run in which nobody deviates. */
export interface Deviated {
  readonly species: string;
  /** The genome that the first slot of the species has when it stays; the trial's conditions hold the other. */
  readonly own: readonly number[];
}

type Agents = NonNullable<NonNullable<Observation["result"]>["agents"]>;

/** A generation of a frozen population in which the first slot of a species plays a genome, everybody else their own. */
export function frozenTrial(
  seed: string,
  frozen: NonNullable<NonNullable<Trial["conditions"]>["genomes"]>,
  species: string,
  genome: readonly number[],
): Trial {
  const genomes = { ...frozen, [species]: [genome, ...frozen[species]!.slice(1)] };
  return { seed, generations: 1, keep: ["agents"], conditions: { genomes } };
}

/** The run of a case in which nobody deviates. */
export function stayingTrial({ seed, conditions }: Trial, { species, own }: Deviated): Trial {
  return frozenTrial(seed, conditions!.genomes!, species, own);
}

/** Fitness of the one who deviates, in the numeraire; NaN where there is nobody. */
export function fitnessOf(agents: Agents, species: string): number {
  const agent = agents.find((one) => one.species === species && one.slot === 0);
  return agent ? units(BigInt(agent.fitness)) : NaN;
}
