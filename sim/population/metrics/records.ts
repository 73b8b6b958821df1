import { meanOf } from "../../core/sum.ts";
import type { AgentRecord, GenerationRecord, SpeciesRecord } from "../../core/history.ts";
import { geneNames } from "../../scenario/genes.ts";
import type { Genes } from "../../scenario/genes.ts";
import type { AgentView, PopulationView } from "../../scenario/measures.ts";
import type { ErasedSpecies } from "../../scenario/scenario.ts";
import { units } from "../../scenario/units.ts";
import type { Agent } from "../agents/agent.ts";
import { type SpeciesState, livingAgents } from "../species-state.ts";
import type { Earnings } from "../event-log.ts";

/** The living of a generation that ends, as measures and the history see them. */
export function populationView(speciesStates: readonly SpeciesState[]): PopulationView {
  const living = (species: string): Agent[] =>
    speciesStates.find((c) => c.name === species)?.slots.filter((agent) => agent !== undefined) ?? [];
  const spent = (species: string): bigint => living(species).reduce((sum, agent) => sum + agent.cost, 0n);
  return {
    genes: (species, gene) => {
      const speciesState = speciesStates.find((c) => c.name === species);
      const index = speciesState ? geneNames(speciesState.spec.genome as Genes).indexOf(gene) : -1;
      return index < 0 ? [] : living(species).map((agent) => agent.genome[index]!);
    },
    wealth: (species) => living(species).map((agent) => agent.wealth),
    fitness: (species) => living(species).map((agent) => units(agent.fitness)),
    count: (species) => living(species).length,
    cost: (species) => units(spent(species)),
    gains: (species) => living(species).map((agent) => agent.fitness),
    spent,
    agents: (species) => living(species).map((agent) => agentView(agent)),
  };
}

function agentView(agent: Agent): AgentView {
  const { spec, genome, input } = agent;
  const names = geneNames((spec as ErasedSpecies).genome as Genes);
  return {
    gain: units(agent.fitness),
    realised: units(agent.endBalances - agent.startBalances - agent.cost),
    wealth: units(agent.wealth),
    exposure: units(agent.exposure),
    cost: units(agent.cost),
    genome: Object.fromEntries(names.map((name, g) => [name, genome[g]!])),
    slot: agent.slot,
    group: input.group,
  };
}

export function agentRecords(speciesStates: readonly SpeciesState[]): AgentRecord[] {
  return speciesStates.flatMap((speciesState) =>
    speciesState.slots
      .filter((agent) => agent !== undefined)
      .map((agent) => ({
        species: speciesState.name,
        slot: agent.slot,
        birth: agent.birth,
        group: agent.input.group,
        genome: agent.genome,
        fitness: String(agent.fitness),
        parts: {
          balances: String(agent.endBalances - agent.startBalances),
          positions: String(agent.endPositions - agent.startPositions),
          utility: String(agent.utility),
          cost: String(agent.cost),
        },
        wealth: String(agent.wealth),
        alive: true,
      })),
  );
}

/** The parts of everyone's fitness, as the event log states them. */
export function earningsOf(generation: number, speciesStates: readonly SpeciesState[]): Earnings {
  return {
    generation,
    species: speciesStates.map((speciesState) => ({
      name: speciesState.name,
      agents: livingAgents(speciesState).map((agent) => ({
        slot: agent.slot,
        birth: agent.birth,
        balances: agent.endBalances - agent.startBalances,
        positions: agent.endPositions - agent.startPositions,
        utility: agent.utility,
        cost: agent.cost,
      })),
    })),
  };
}

/** Births and deaths are those since the records before, so that the founders are born in the first generation. */
export function speciesRecords(speciesStates: readonly SpeciesState[]): SpeciesRecord[] {
  return speciesStates.map((speciesState) => {
    const { births, deaths, reported: told } = speciesState;
    speciesState.reported = { births, deaths };
    const agents = speciesState.slots.filter((agent) => agent !== undefined);
    const fitness = agents.map((agent) => units(agent.fitness));
    const genes = speciesState.spec.genome as Genes;
    return {
      species: speciesState.name,
      agents: agents.length,
      births: births - told.births,
      deaths: deaths - told.deaths,
      fitness: { best: Math.max(...fitness), mean: meanOf(fitness), worst: Math.min(...fitness) },
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
