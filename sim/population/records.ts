import { meanOf } from "../core/sum.ts";
import type { AgentRecord, GenerationRecord, SpeciesRecord } from "../history.ts";
import { geneNames } from "../scenario/genes.ts";
import type { Genes } from "../scenario/genes.ts";
import type { AgentView, PopulationView } from "../scenario/measures.ts";
import type { ErasedSpecies } from "../scenario/scenario.ts";
import { units } from "../scenario/units.ts";
import type { Agent } from "./agent.ts";
import { type Colony, livingOf } from "./colony.ts";
import type { Earnings } from "./event-log.ts";

/** The living of a generation that ends, as measures and the history see them. */
export function populationView(colonies: readonly Colony[]): PopulationView {
  const living = (species: string): Agent[] =>
    colonies.find((c) => c.name === species)?.slots.filter((agent) => agent !== undefined) ?? [];
  const spent = (species: string): bigint => living(species).reduce((sum, agent) => sum + agent.cost, 0n);
  return {
    genes: (species, gene) => {
      const colony = colonies.find((c) => c.name === species);
      const index = colony ? geneNames(colony.spec.genome as Genes).indexOf(gene) : -1;
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

export function agentRecords(colonies: readonly Colony[]): AgentRecord[] {
  return colonies.flatMap((colony) =>
    colony.slots
      .filter((agent) => agent !== undefined)
      .map((agent) => ({
        species: colony.name,
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
export function earningsOf(generation: number, colonies: readonly Colony[]): Earnings {
  return {
    generation,
    species: colonies.map((colony) => ({
      name: colony.name,
      agents: livingOf(colony).map((agent) => ({
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
export function speciesRecords(colonies: readonly Colony[]): SpeciesRecord[] {
  return colonies.map((colony) => {
    const { births, deaths, told } = colony;
    colony.told = { births, deaths };
    const agents = colony.slots.filter((agent) => agent !== undefined);
    const fitness = agents.map((agent) => units(agent.fitness));
    const genes = colony.spec.genome as Genes;
    return {
      species: colony.name,
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
