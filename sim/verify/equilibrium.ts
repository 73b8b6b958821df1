import { maxOf, pushAll } from "../core/many.ts";
import type { GivenGenomes } from "../scenario/population-faults.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Estimate, Verdict } from "../stats/estimate.ts";
import { verdictOf } from "../stats/estimate.ts";
import { meanInterval } from "../stats/mean.ts";
import type { Play } from "./deviation-case.ts";
import { agentsOf, regretsOf, type Regret, type RegretSearch } from "./regret.ts";

/** What the agent in one slot could gain by playing something else while everybody else stays as they are. */
export interface SlotRegret {
  /** Which of the evolved populations, from 0. */
  readonly population: number;
  readonly slot: number;
  /**
   * Fitness of a generation gained by the best deviation found, in the numeraire; measured on fresh seeds. The intervals
   * of all slots, populations and species hold together.
   */
  readonly gain: Estimate;
  readonly own: readonly number[];
  readonly genome: readonly number[];
}

/** What agents of a species could gain by deviating alone: the slot that could gain most, and the regret of each. */
export interface Deviation extends Omit<SlotRegret, "population"> {
  readonly species: string;
  /** The greatest gain of any slot in any population: its interval is that of the maximum. */
  readonly gain: Estimate;
  /** Of the slot that gains most, seed by seed. */
  readonly gains: readonly number[];
  readonly seeds: readonly string[];
  /** Its mean fitness without deviating. */
  readonly payoff: number;
  readonly genes: readonly string[];
  /** Everybody's genomes, by species, slot by slot: with these and a seed a gain can be measured again. */
  readonly frozen: GivenGenomes;
  /** Runs of the search. */
  readonly evaluations: number;
  /** Every slot of every population. */
  readonly slots: readonly SlotRegret[];
}

export interface EquilibriumInput extends RegretSearch {
  readonly confidence: number;
  /** Evolved populations that are frozen one after the other, each of a seed of its own; 1 unless stated. */
  readonly populations?: number;
  /** Species that deviate; every one unless stated. */
  readonly species?: readonly string[];
  /** The population to freeze, by species, slot by slot; evolved ones unless given. */
  readonly genomes?: GivenGenomes;
}

/**
 * How far populations are from where nobody gains by deviating. Each is frozen; then the agent in every slot tries what
 * every other agent of its species plays, the bounds of each gene and its own neighbourhood. For the slots that gain most
 * so, a search covers the whole box and then climbs from the best; what it finds every other slot tries too. The best of
 * each slot is measured on fresh seeds; the same seeds with and without the deviation cancel the luck of the draw. An interval that holds 0 says that
 * no gainful deviation was found. Throws InputError EQUILIBRIUM_BREACH for a run that breaks an invariant.
 */
export async function deviations(bench: Play, input: EquilibriumInput): Promise<Deviation[]> {
  const { scenario, seed, populations = 1 } = input;
  const asked = input.species ?? [...scenario.species.keys()];
  const all = input.genomes ? [input.genomes] : await evolvedPopulations(bench, seed, populations);
  const names = asked.filter((name) => {
    return all.some((frozen) => (frozen[name]?.length ?? 0) > 0) && hasGenes(scenario, name);
  });
  const regrets: Regret[][] = [];
  for (const species of names) {
    const found: Regret[] = [];
    for (const [population, frozen] of all.entries())
      if (frozen[species]) pushAll(found, await regretsOf(bench, input, { species, frozen, population }));
    regrets.push(found);
  }
  const compared = regrets.reduce((sum, { length }) => sum + length, 0);
  const each = 1 - (1 - input.confidence) / Math.max(1, compared);
  return names.map((species, i) => deviationOf(scenario, species, regrets[i]!, each));
}

const hasGenes = (scenario: Scenario, name: string): boolean =>
  Object.keys(scenario.species.get(name)!.genome).length > 0;

function deviationOf(scenario: Scenario, species: string, found: readonly Regret[], confidence: number): Deviation {
  const slots = found.map(({ population, slot, genome, gains, frozen }): SlotRegret => {
    return { population, slot, gain: meanInterval(gains, confidence), own: frozen[species]![slot]!, genome };
  });
  const worst = slots.reduce((best, { gain }, i) => (gain.value > slots[best]!.gain.value ? i : best), 0);
  const { gains, seeds, payoff, frozen } = found[worst]!;
  const { gain, slot, own, genome } = slots[worst]!;
  return {
    species,
    slot,
    gain: {
      ...gain,
      low: maxOf(slots.map((one) => one.gain.low)),
      high: maxOf(slots.map((one) => one.gain.high)),
    },
    gains,
    seeds,
    payoff,
    genes: Object.keys(scenario.species.get(species)!.genome),
    genome,
    own,
    frozen,
    evaluations: found.reduce((sum, one) => sum + one.evaluations, 0),
    slots,
  };
}

/** Holds every species' gain against the most that is allowed. */
export function gainVerdict(found: readonly Deviation[], max: number): Verdict {
  const verdicts = found.map(({ gain }) => verdictOf(gain, "at most", max));
  return verdicts.includes("not met") ? "not met" : verdicts.includes("undecided") ? "undecided" : "met";
}

/** The genomes of the last generation of so many runs, each of a seed of its own, slot by slot. */
export async function evolvedPopulations(bench: Play, seed: string, populations: number): Promise<GivenGenomes[]> {
  const seeds = Array.from({ length: populations }, (_, i) => (i === 0 ? seed : `${seed}/population ${i + 1}`));
  const runs = await bench(
    seeds.map((seed) => ({ seed, keep: ["agents"] })),
    "evolving populations",
  );
  return runs.map((run) => {
    const frozen: Record<string, (readonly number[])[]> = {};
    for (const agent of agentsOf(run)) (frozen[agent.species] ??= []).push(agent.genome);
    return frozen;
  });
}
