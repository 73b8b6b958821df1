import { RunError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import { initialGenome } from "../scenario/genes.ts";
import type { Genes } from "../scenario/genes.ts";
import type { Fate } from "../scenario/adaptation.ts";
import type { EntryState } from "../scenario/scenario.ts";
import type { Agent } from "./agent.ts";
import type { Births } from "./births.ts";
import { type Colony, livingOf } from "./colony.ts";

/** Entrants of a species in a generation: more is a slip of the scenario, not an economy. */
const MOST_ENTRANTS = 10_000;

/** The end of a generation, and what it is judged by. */
export interface Judgement {
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
  readonly newborn: Agent[];
  readonly gone: Agent[];
}

/** Lets a species adapt: the ruined leave, selection decides who follows whom, entrants come. */
export function succeed(colony: Colony, births: Births, judgement: Judgement, { newborn, gone }: Turnover): void {
  const { seed, generation, generations, fitness } = judgement;
  const { ruin, onRuin } = colony.spec;
  if (onRuin === "leaves") leave(colony, ruin ?? 0n, gone);
  const agents = livingOf(colony);
  const meanFitness = agents.reduce((sum, agent) => sum + fitness(agent), 0) / agents.length;
  const genomes = entrants(colony, { living: agents.length, meanFitness, generation }, seed);
  const fates =
    agents.length === 0
      ? []
      : colony.adaptation.next({
          genes: colony.spec.genome,
          genomes: agents.map((agent) => agent.genome),
          fitness: agents.map(fitness),
          groups: agents.map((agent) => agent.input.group),
          ruined: agents.map((agent) => ruin !== undefined && agent.wealth < ruin),
          states: agents.map((agent) => agent.state),
          generation,
          generations,
          random: Random.of(seed, "adaptation", colony.name).at(generation),
        });
  const pinned = judgement.isPinned(colony.name);
  const founders = agents.map((agent) => agent.founder);
  fates.forEach((fate, i) => {
    const agent = agents[i]!;
    if (fate.kind === "keeps" || pinned) agent.state = fate.state;
    else meet(colony, births, agent, fate, founders[fate.parent] ?? agent.founder, { newborn, gone });
  });
  for (const genome of genomes) newborn.push(enter(colony, births, genome));
}

/** The ruined go, and nobody takes their place. */
function leave(colony: Colony, ruin: bigint, gone: Agent[]): void {
  colony.slots.forEach((agent, slot) => {
    if (!agent || agent.wealth >= ruin) return;
    colony.slots[slot] = undefined;
    colony.deaths++;
    gone.push(agent);
  });
}

function meet(
  colony: Colony,
  births: Births,
  agent: Agent,
  fate: Fate,
  founder: readonly number[],
  { newborn, gone }: Turnover,
): void {
  if (fate.kind === "changes") {
    const changed = births.changed(agent, fate.genome);
    changed.state = fate.state;
    changed.founder = founder;
    colony.slots[agent.slot] = changed;
    return;
  }
  colony.deaths++;
  const heir = (colony.spec.onDeath ?? "exit") === "bequeath" ? agent.accounts : undefined;
  const child = births.place(colony, agent.slot, fate.genome, colony.births, fate.state, heir);
  child.founder = founder;
  child.input.group = agent.input.group;
  if (heir) return;
  gone.push(agent);
  newborn.push(child);
}

/** Genomes of those who enter. */
function entrants(colony: Colony, state: EntryState, seed: string): number[][] {
  const wanted = colony.spec.entry?.(state) ?? 0;
  if (!Number.isSafeInteger(wanted) || wanted < 0 || wanted > MOST_ENTRANTS) {
    throw new RunError({
      code: "SPECIES_ENTRY",
      where: `species ${colony.name}, generation ${state.generation}`,
      expected: `a whole number of entrants from 0 to ${MOST_ENTRANTS}`,
      found: String(wanted),
    });
  }
  const random = Random.of(seed, "entrants", colony.name).at(state.generation);
  return Array.from({ length: wanted }, (_, i) => initialGenome(colony.spec.genome as Genes, random.at(i)));
}

function enter(colony: Colony, births: Births, genome: readonly number[]): Agent {
  const empty = colony.slots.findIndex((agent) => agent === undefined);
  return births.place(colony, empty < 0 ? colony.slots.length : empty, genome, colony.births, null);
}
