import { InputError } from "../../core/errors/errors.ts";
import { maxOf, minOf } from "../../core/many.ts";
import { meanOf } from "../../core/sum.ts";
import type { AgentRecord, GenerationRecord, SpeciesRecord } from "../../core/history.ts";
import { geneNames } from "../../scenario/genes.ts";
import type { Genes } from "../../scenario/genes.ts";
import type { AgentView, PopulationView } from "../../scenario/measures.ts";
import { units } from "../../scenario/units.ts";
import type { Agent } from "../agents/agent.ts";
import type { SpeciesState } from "../species-state.ts";
import type { Earnings } from "../event-log.ts";

/** The living of a generation that ends, as measures and the history see them. */
export function populationView(speciesStates: readonly SpeciesState[]): PopulationView {
  const living = (species: string): Agent[] => speciesStates.find(({ name }) => name === species)?.living() ?? [];
  const spent = (species: string): bigint => living(species).reduce((sum, agent) => sum + agent.earnings.cost, 0n);
  return {
    genes: (species, gene) => {
      const speciesState = speciesStates.find(({ name }) => name === species);
      const index = speciesState ? geneNames(speciesState.spec.genome).indexOf(gene) : -1;
      return index < 0 ? [] : living(species).map((agent) => agent.genome[index]!);
    },
    wealth: (species) => living(species).map(({ earnings }) => earnings.wealth),
    fitness: (species) => living(species).map((agent) => units(agent.earnings.fitness)),
    count: (species) => living(species).length,
    cost: (species) => units(spent(species)),
    gains: (species) => living(species).map(({ earnings }) => earnings.fitness),
    spent,
    agents: (species) => living(species).map((agent) => agentView(agent)),
  };
}

function agentView({ spec, genome, input, slot, earnings }: Agent): AgentView {
  const { exposure } = earnings;
  const view = {
    gain: units(earnings.fitness),
    realised: units(earnings.balances - earnings.cost),
    wealth: units(earnings.wealth),
    exposure: units(exposure ?? 0n),
    cost: units(earnings.cost),
    genome: Object.fromEntries(geneNames(spec.genome).map((name, g) => [name, genome[g]!])),
    slot,
    group: input.group,
  };
  return exposure === undefined ? Object.defineProperty(view, "exposure", NOT_SUMMED) : view;
}

/** To read what everybody has at stake after every block takes time, so it is done where a measure says that it looks. */
const NOT_SUMMED = {
  enumerable: false,
  get: (): never => {
    throw InputError.of("MEASURE_EXPOSURE", { found: "one that looks at it and does not say so" });
  },
};

export function agentRecords(speciesStates: readonly SpeciesState[]): AgentRecord[] {
  return speciesStates.flatMap((speciesState) =>
    speciesState.living().map(({ slot, birth, input, genome, earnings }) => ({
      species: speciesState.name,
      slot,
      birth,
      group: input.group,
      genome,
      fitness: String(earnings.fitness),
      parts: {
        balances: String(earnings.balances),
        positions: String(earnings.positions),
        utility: String(earnings.utility),
        cost: String(earnings.cost),
      },
      wealth: String(earnings.wealth),
    })),
  );
}

/** The parts of everyone's fitness, as the event log states them. */
export function earningsOf(generation: number, speciesStates: readonly SpeciesState[]): Earnings {
  return {
    generation,
    species: speciesStates.map((speciesState) => ({
      name: speciesState.name,
      agents: speciesState.living().map(({ slot, birth, earnings }) => {
        const { balances, positions, utility, cost } = earnings;
        return { slot, birth, balances, positions, utility, cost };
      }),
    })),
  };
}

/** Births and deaths are those since the records before. */
export function speciesRecords(speciesStates: readonly SpeciesState[]): SpeciesRecord[] {
  return speciesStates.map((speciesState) => {
    const agents = speciesState.living();
    const fitness = agents.map(({ earnings }) => units(earnings.fitness));
    const genes: Genes = speciesState.spec.genome;
    return {
      species: speciesState.name,
      agents: agents.length,
      ...speciesState.takeCounts(),
      fitness: { best: maxOf(fitness), mean: meanOf(fitness), worst: minOf(fitness) },
      genes: geneNames(genes).map((name, g) => {
        const values = agents.map((agent) => agent.genome[g]!);
        const gene = genes[name]!;
        const mean = meanOf(values);
        const deviation = Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
        if (gene.kind !== "choice") return { name, mean, deviation };
        return {
          name,
          mean,
          deviation,
          choices: gene.choices.map((_, k) => values.filter((value) => value === k).length / values.length),
        };
      }),
    };
  });
}

/** How calls ended since the counts before. */
export function outcomeCounts(now: readonly number[], before: readonly number[]): GenerationRecord["outcomes"] {
  const [succeeded, reverted, rejected, notIncluded] = now.map((count, i) => count - before[i]!) as [
    number,
    number,
    number,
    number,
  ];
  return { succeeded, reverted, rejected, notIncluded };
}
