import { RunError } from "../core/errors/errors.ts";
import { genomeFault } from "../scenario/genes.ts";
import { wrongResult } from "../scenario/schema/results.ts";
import { shown } from "../core/shown.ts";
import { Random } from "../core/random.ts";
import { initialGenome } from "../scenario/genes.ts";
import type { Transition } from "../scenario/adaptation.ts";
import type { EntryState } from "../scenario/scenario.ts";
import { units } from "../scenario/units.ts";
import type { Agent } from "./agents/agent.ts";
import type { AgentFactory } from "./agents/agent-factory.ts";
import type { SpeciesState } from "./species-state.ts";

/** Entrants of a species in a generation: more is a mistake in the scenario. */
const MAX_ENTRANTS = 10_000;

/** The end of a generation, and what it is judged by. */
export interface SelectionInput {
  readonly seed: string;
  /** The generation that begins, of so many. */
  readonly generation: number;
  readonly generations: number;
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
  turnover: Turnover,
): void {
  const { seed, generation, generations } = input;
  const { bankruptcyThreshold, onBankruptcy } = speciesState.spec;
  if (onBankruptcy === "exit") removeBankrupt(speciesState, bankruptcyThreshold ?? 0n, turnover);
  const agents = speciesState.living();
  const fitness = agents.map(({ earnings }) => units(earnings.fitness));
  const meanFitness = fitness.reduce((sum, one) => sum + one, 0) / agents.length;
  const genomes = entrants(speciesState, { living: agents.length, meanFitness, generation }, seed);
  const transitions =
    agents.length === 0
      ? []
      : speciesState.adaptation.next({
          genes: speciesState.spec.genome,
          genomes: agents.map((agent) => agent.genome),
          fitness,
          groups: agents.map((agent) => agent.input.group),
          bankrupt: agents.map(
            (agent) => bankruptcyThreshold !== undefined && agent.earnings.wealth < bankruptcyThreshold,
          ),
          states: agents.map((agent) => agent.state),
          generation,
          generations,
          random: Random.of(seed, "adaptation", speciesState.name).at(generation),
        });
  checkTransitions(speciesState, agents, transitions);
  const pinned = input.isPinned(speciesState.name);
  const founders = agents.map((agent) => agent.founder);
  transitions.forEach((transition, i) => {
    const agent = agents[i]!;
    if (transition.kind === "keeps" || pinned) agent.state = transition.state;
    else {
      const founder = founders[transition.parent] ?? agent.founder;
      applyTransition(speciesState, factory, agent, { ...transition, founder }, turnover);
    }
  });
  for (const genome of genomes) turnover.spawned.push(addEntrant(speciesState, factory, genome));
}

/** An adaptation may be a user's own. Throws InputError SCENARIO_RESULT. */
function checkTransitions(
  { name, spec }: SpeciesState,
  agents: readonly Agent[],
  transitions: readonly Transition[],
): void {
  const where = `adaptation of ${name}`;
  if (!Array.isArray(transitions) || transitions.length !== agents.length)
    throw wrongResult(where, `a list of ${agents.length} transitions, one for each agent`, transitions);
  transitions.forEach((transition: Partial<Transition> | null, i) => {
    const { kind, genome, parent } = transition ?? {};
    if (kind !== "keeps" && kind !== "changes" && kind !== "reborn")
      throw wrongResult(`${where}, transition ${i}`, "a kind: keeps, changes or reborn", kind);
    const fault = Array.isArray(genome) ? genomeFault(spec.genome, genome) : "a genome";
    if (fault !== undefined) throw wrongResult(`${where}, transition ${i}`, fault, genome);
    if (!(Number.isSafeInteger(parent) && parent! >= 0 && parent! < agents.length))
      throw wrongResult(`${where}, transition ${i}`, `the place of its parent, below ${agents.length}`, parent);
  });
}

/** Removes bankrupt agents; their slots stay empty. */
function removeBankrupt(speciesState: SpeciesState, bankruptcyThreshold: bigint, { retired }: Turnover): void {
  for (const agent of speciesState.living()) {
    if (agent.earnings.wealth >= bankruptcyThreshold) continue;
    speciesState.remove(agent);
    retired.push(agent);
  }
}

function applyTransition(
  speciesState: SpeciesState,
  factory: AgentFactory,
  agent: Agent,
  transition: Transition & { readonly founder: readonly number[] },
  { spawned, retired }: Turnover,
): void {
  const { genome, founder, state } = transition;
  if (transition.kind === "changes") {
    agent.change({ genome, founder, state });
    speciesState.changes++;
    return;
  }
  speciesState.remove(agent);
  const inherited = speciesState.spec.onDeath === "bequeath" ? agent.accounts : undefined;
  const { slot, input } = agent;
  const child = factory.spawn(speciesState, { slot, genome, founder, group: input.group, state, inherited });
  if (inherited) return;
  retired.push(agent);
  spawned.push(child);
}

/** Genomes of those who enter. */
function entrants(speciesState: SpeciesState, state: EntryState, seed: string): number[][] {
  const { entry } = speciesState.spec;
  const wanted = entry ? entry(state) : 0;
  if (!Number.isSafeInteger(wanted) || wanted < 0 || wanted > MAX_ENTRANTS) {
    throw RunError.of("SPECIES_ENTRY", {
      where: `species ${speciesState.name}, generation ${state.generation}`,
      found: shown(wanted),
      max: MAX_ENTRANTS,
    });
  }
  const random = Random.of(seed, "entrants", speciesState.name).at(state.generation);
  return Array.from({ length: wanted }, (_, i) => initialGenome(speciesState.spec.genome, random.at(i)));
}

function addEntrant(speciesState: SpeciesState, factory: AgentFactory, genome: readonly number[]): Agent {
  const { slots } = speciesState;
  const empty = slots.indexOf(undefined);
  return factory.spawn(speciesState, { slot: empty < 0 ? slots.length : empty, genome });
}
