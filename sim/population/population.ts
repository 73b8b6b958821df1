import { RESULT, scenarioFunction } from "../scenario/schema/results.ts";
import { Random } from "../core/random.ts";
import { adaptationOf } from "../scenario/population-faults.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Actor } from "./agents/actor.ts";
import type { Agent } from "./agents/agent.ts";
import { AgentFactory, type AgentContext } from "./agents/agent-factory.ts";
import { snapshotAgent, type AgentSnapshot, type PopulationSnapshot, normalizeState } from "./agents/agent-snapshot.ts";
import { SpeciesState } from "./species-state.ts";
import { applySelection, type Turnover } from "./transition.ts";

export interface PopulationOptions extends AgentContext {
  readonly scenario: Scenario;
  readonly generations: number;
}

/** Who lives, who meets whom, and who follows them. */
export class Population {
  readonly species: readonly SpeciesState[];
  readonly actors: readonly Actor[];
  readonly #options: PopulationOptions;
  readonly #factory: AgentFactory;
  #living: readonly Agent[] = [];
  /** Of the species, when the living were last listed; undefined where groups have changed since. */
  #listedAt: number | undefined;

  constructor(options: PopulationOptions) {
    const { scenario, design, generations, counts } = options;
    this.#options = options;
    this.#factory = new AgentFactory(options);
    // A species that nobody let in is no part of the history, as if the scenario did not have it.
    this.species = [...scenario.species]
      .filter(([name]) => counts[name])
      .map(([name, spec]) => new SpeciesState(name, spec, adaptationOf(spec, design, generations)));
    this.actors = this.#factory.actors(scenario);
  }

  /** Whether a generation is one block, whatever the run's sizes say. */
  get steady(): boolean {
    return this.species.every(({ adaptation }) => adaptation.clock === "steady");
  }

  /** The same list for as long as nobody is born, dies or changes groups. */
  get living(): readonly Agent[] {
    const changes = this.species.reduce((sum, species) => sum + species.changes, 0);
    if (changes !== this.#listedAt) this.#living = this.species.flatMap((species) => species.living());
    this.#listedAt = changes;
    return this.#living;
  }

  /** The first generation. */
  seedPopulation(): void {
    for (const species of this.species)
      scenarioFunction(
        () => `founders of ${species.name}`,
        () => this.#factory.seedPopulation(species),
      );
  }

  /** Draws who meets whom. `when` is the moment that has come. */
  regroup(when: "block" | "generation", key: number): void {
    for (const { name, spec, slots } of this.species) {
      const groups = spec.groups;
      if (!groups || (groups.regroup !== when && !(groups.regroup === "never" && key === 0 && when === "generation")))
        continue;
      const agents = slots.filter((agent) => agent !== undefined);
      const assigned = scenarioFunction(
        () => `groups of species ${name}`,
        () => groups.by.assign(agents.length, key, Random.of(this.#options.seed, "groups", name)),
        RESULT.groups(agents.length),
      );
      agents.forEach((agent, i) => agent.join(assigned[i]!));
      this.#listedAt = undefined;
    }
  }

  /** Lets each species adapt. Returns those that are born and those that make room for them. */
  adapt(generation: number): Turnover {
    const { seed, pinned, generations } = this.#options;
    const isPinned = (species: string): boolean => pinned[species] !== undefined;
    const turnover: Turnover = { spawned: [], retired: [] };
    for (const species of this.species)
      scenarioFunction(
        () => `adaptation of ${species.name}, generation ${generation - 1}`,
        () => applySelection(species, this.#factory, { seed, generation, generations, isPinned }, turnover),
      );
    return turnover;
  }

  /** Who owns an account, in words. */
  ownerOf(account: string): string | undefined {
    return [...this.actors, ...this.living].find(({ input }) => input.accounts.some((own) => own === account))?.label;
  }

  /** Everything that is not on the chain, as plain data. */
  save(): Pick<PopulationSnapshot, "actors" | "speciesStates"> {
    return {
      actors: this.actors.map((actor) => normalizeState(actor).memory),
      speciesStates: this.species.map(({ name, births, deaths, reported, slots }) => {
        return { name, births, deaths, reported, slots: slots.map((agent) => (agent ? snapshotAgent(agent) : null)) };
      }),
    };
  }

  load({ actors, speciesStates }: Pick<PopulationSnapshot, "actors" | "speciesStates">): void {
    this.actors.forEach((actor, i) => (actor.input.memory = actors[i]!));
    this.species.forEach((species, i) => {
      const saved = speciesStates[i]!;
      species.restore(
        saved,
        saved.slots.map((one) => (one ? this.#factory.restoreAgent(species, one) : undefined)),
      );
    });
  }

  /** A retired agent, from its snapshot. */
  restoreRetired(snapshot: AgentSnapshot): Agent {
    const species = this.species.find(({ name }) => name === snapshot.species)!;
    return this.#factory.restoreAgent(species, snapshot);
  }
}
