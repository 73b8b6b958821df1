import { units } from "../scenario/units.ts";
import type { Observation, Trial } from "./runner.ts";

/** What makes a failing case one of a deviation: it is measured against the same run in which nobody deviates. */
export interface Deviated {
  readonly species: string;
  /** The genome that the slot has when it stays; the trial's conditions hold the other. */
  readonly own: readonly number[];
  /** Who deviates; the first slot unless stated. */
  readonly slot?: number;
}

/** What is read of an agent of the last generation. */
type Agents = readonly Pick<
  NonNullable<NonNullable<Observation["result"]>["agents"]>[number],
  "species" | "slot" | "genome" | "fitness"
>[];

/** What is read of a run in which somebody deviates. */
export interface Played extends Pick<Observation, "trial" | "breach"> {
  readonly result?: { readonly agents?: Agents };
}

/** Plays games of one generation; a bench does. */
export type Play = (trials: readonly Trial[], stage: string) => Promise<readonly Played[]>;

/** A generation of a frozen population in which a slot of a species plays a genome, everybody else their own. */
export function frozenTrial(
  seed: string,
  frozen: NonNullable<NonNullable<Trial["conditions"]>["genomes"]>,
  species: string,
  genome: readonly number[],
  slot = 0,
): Trial {
  const genomes = { ...frozen, [species]: frozen[species]!.with(slot, genome) };
  return { seed, generations: 1, keep: ["agents"], conditions: { genomes } };
}

/** The run of a case in which nobody deviates. */
export function stayingTrial({ seed, conditions }: Trial, { species, own, slot }: Deviated): Trial {
  return frozenTrial(seed, conditions!.genomes!, species, own, slot);
}

/** Fitness of the one who deviates, in the numeraire; NaN where there is nobody. */
export function fitnessOf(agents: Agents, { species, slot = 0 }: Pick<Deviated, "species" | "slot">): number {
  const agent = agents.find((one) => one.species === species && one.slot === slot);
  return agent ? units(BigInt(agent.fitness)) : NaN;
}
