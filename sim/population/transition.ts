import { RunError } from "../core/errors/errors.ts";
import { Random } from "../core/random.ts";
import { initialGenome } from "../scenario/genes.ts";
import type { Genes } from "../scenario/genes.ts";
import type { Transition } from "../scenario/adaptation.ts";
import type { EntryState } from "../scenario/scenario.ts";
import type { Agent } from "./agents/agent.ts";
import type { AgentFactory } from "./agents/agent-factory.ts";
import { type SpeciesState, livingAgents } from "./species-state.ts";

/** Entrants of a species in a generation: more is a mistake in the scenario. */
const MAX_ENTRANTS = 10_000;

/** The end of a generation, and what it is judged by. */
export interface SelectionInput {
  readonly seed: string;
  /** The generation that begins, of so many. */
  readonly generation: number;
  readonly generations: number;
  readonly fitness: (agent: Agent) => number;
  /** Whether the genomes of a species are given, and never change. */
  readonly isPinned: (species: string) => boolean;
}

/** Those that are born, and those that make room for them. */
export interface Turnover {
  readonly spawned: Agent[];
  readonly retired: Agent[];
}

/** Adapts a species: removes bankrupt agents, applies selection, adds entrants. */
export function applySelection(
  speciesState: SpeciesState,
  factory: AgentFactory,
  input: SelectionInput,
  { spawned, retired }: Turnover,
): void {
  const { seed, generation, generations, fitness } = input;
  const { bankruptcyThreshold, onBankruptcy } = speciesState.spec;
  if (onBankruptcy === "exit") removeBankrupt(speciesState, bankruptcyThreshold ?? 0n, retired);
  const agents = livingAgents(speciesState);
  const meanFitness = agents.reduce((sum, agent) => sum + fitness(agent), 0) / agents.length;
  const genomes = entrants(speciesState, { living: agents.length, meanFitness, generation }, seed);
  const transitions =
    agents.length === 0
      ? []
      : speciesState.adaptation.next({
          genes: speciesState.spec.genome,
          genomes: agents.map((agent) => agent.genome),
          fitness: agents.map(fitness),
          groups: agents.map((agent) => agent.input.group),
          bankrupt: agents.map((agent) => bankruptcyThreshold !== undefined && agent.wealth < bankruptcyThreshold),
          states: agents.map((agent) => agent.state),
          generation,
          generations,
          random: Random.of(seed, "adaptation", speciesState.name).at(generation),
        });
  const pinned = input.isPinned(speciesState.name);
  const founders = agents.map((agent) => agent.founder);
  transitions.forEach((transition, i) => {
    const agent = agents[i]!;
    if (transition.kind === "keeps" || pinned) agent.state = transition.state;
    else
      applyTransition(speciesState, factory, agent, transition, founders[transition.parent] ?? agent.founder, {
        spawned,
        retired,
      });
  });
  for (const genome of genomes) spawned.push(addEntrant(speciesState, factory, genome));
}

/** Removes bankrupt agents; their slots stay empty. */
function removeBankrupt(speciesState: SpeciesState, bankruptcyThreshold: bigint, retired: Agent[]): void {
  speciesState.slots.forEach((agent, slot) => {
    if (!agent || agent.wealth >= bankruptcyThreshold) return;
    speciesState.slots[slot] = undefined;
    speciesState.deaths++;
    retired.push(agent);
  });
}

function applyTransition(
  speciesState: SpeciesState,
  factory: AgentFactory,
  agent: Agent,
  transition: Transition,
  founder: readonly number[],
  { spawned, retired }: Turnover,
): void {
  if (transition.kind === "changes") {
    const changed = factory.withGenome(agent, transition.genome);
    changed.state = transition.state;
    changed.founder = founder;
    speciesState.slots[agent.slot] = changed;
    return;
  }
  speciesState.deaths++;
  const inherited = (speciesState.spec.onDeath ?? "exit") === "bequeath" ? agent.accounts : undefined;
  const child = factory.spawn(
    speciesState,
    agent.slot,
    transition.genome,
    speciesState.births,
    transition.state,
    inherited,
  );
  child.founder = founder;
  child.input.group = agent.input.group;
  if (inherited) return;
  retired.push(agent);
  spawned.push(child);
}

/** Genomes of those who enter. */
function entrants(speciesState: SpeciesState, state: EntryState, seed: string): number[][] {
  const wanted = speciesState.spec.entry?.(state) ?? 0;
  if (!Number.isSafeInteger(wanted) || wanted < 0 || wanted > MAX_ENTRANTS) {
    throw RunError.of("SPECIES_ENTRY", {
      where: `species ${speciesState.name}, generation ${state.generation}`,
      found: String(wanted),
      max: MAX_ENTRANTS,
    });
  }
  const random = Random.of(seed, "entrants", speciesState.name).at(state.generation);
  return Array.from({ length: wanted }, (_, i) => initialGenome(speciesState.spec.genome as Genes, random.at(i)));
}

function addEntrant(speciesState: SpeciesState, factory: AgentFactory, genome: readonly number[]): Agent {
  const empty = speciesState.slots.findIndex((agent) => agent === undefined);
  return factory.spawn(speciesState, empty < 0 ? speciesState.slots.length : empty, genome, speciesState.births, null);
}
