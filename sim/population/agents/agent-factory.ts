import { InputError } from "../../core/errors/errors.ts";
import { Random } from "../../core/random.ts";
import { genomeFault, genomeList, initialGenome } from "../../scenario/genes.ts";
import type { Design } from "../../scenario/parameters.ts";
import type { Plan } from "../../scenario/plan.ts";
import type { GivenGenomes } from "../../scenario/population-faults.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Plain } from "../../scenario/species.ts";
import { Agent, accountsOf } from "./agent.ts";
import type { SpeciesState } from "../species-state.ts";
import { invalidPolicyResult } from "../policies/policies.ts";
import type { AgentSnapshot } from "./agent-snapshot.ts";
import { withAgentContext } from "../policies/watchdog.ts";

/** More accounts than this are a mistake in the scenario: each costs a round trip to fund. */
const MAX_ACCOUNTS = 1000;

/** What every agent of an evaluation is made with. */
export interface AgentContext {
  readonly design: Design;
  readonly seed: string;
  readonly plan: Plan;
  readonly counts: { readonly [species: string]: number };
  /** Genomes given instead of drawn, and never changed: conditions of the evaluation. */
  readonly pinned: GivenGenomes;
}

/** Creates agents: actors, the initial population, offspring, and agents restored from a store. */
export class AgentFactory {
  /** Agents made so far, which goes up whenever somebody is not who it was. */
  made = 0;
  readonly #context: AgentContext;
  /** Streams of agents before their first block: one hash a species, not one an agent. */
  readonly #streams = new Map<string, Random>();

  constructor(context: AgentContext) {
    this.#context = context;
  }

  actors({ actors }: Scenario): Agent[] {
    return [...actors].map(([species, spec]) => {
      const accounts = [this.#context.plan.actors.get(species)!];
      return this.#make("actor", {
        species,
        spec,
        slot: 0,
        birth: 0,
        accounts,
        genome: [],
        memory: spec.memory ?? null,
      });
    });
  }

  /** The first generation: genomes drawn over the whole box, or as given. */
  seedPopulation(speciesState: SpeciesState): void {
    const { seed, pinned, counts } = this.#context;
    const random = Random.of(seed, "initial genomes", speciesState.name);
    const given = pinned[speciesState.name];
    const count = counts[speciesState.name]!;
    for (let slot = 0; slot < count; slot++) {
      const genome =
        given?.[slot % given.length] ??
        this.#founder(speciesState, slot, count) ??
        initialGenome(speciesState.spec.genome, random.at(slot));
      this.spawn(speciesState, slot, genome, slot, null);
    }
  }

  /** Puts a new agent in a slot, with accounts of its own unless it inherits some. */
  spawn(
    speciesState: SpeciesState,
    slot: number,
    genome: readonly number[],
    birth: number,
    state: Plain,
    inherited?: readonly Uint8Array[],
  ): Agent {
    const { spec, name } = speciesState;
    const create = (accounts: readonly Uint8Array[]): Agent =>
      this.#make("agent", { species: name, spec, slot, birth, accounts, genome, memory: spec.memory ?? null });
    let agent = create(inherited ?? accountsOf(this.#context.seed, name, birth, 1));
    if (!inherited && spec.accounts) {
      let count = 1;
      withAgentContext("accounts", (at) => {
        at(agent);
        count = spec.accounts!(agent.input as never);
      });
      if (!(Number.isSafeInteger(count) && count >= 1 && count <= MAX_ACCOUNTS))
        throw invalidPolicyResult(agent, `accounts: a whole number from 1 to ${MAX_ACCOUNTS}`, count);
      agent = create(accountsOf(this.#context.seed, name, birth, count));
    }
    agent.state = state;
    speciesState.births = birth + 1;
    speciesState.slots[slot] = agent;
    return agent;
  }

  /** The agent as it goes on with another genome: same accounts, memory and group. */
  withGenome(agent: Agent, genome: readonly number[]): Agent {
    const { species, spec, slot, birth, accounts, input } = agent;
    const withGenome = this.#make("agent", { species, spec, slot, birth, accounts, genome, memory: input.memory });
    withGenome.input.group = input.group;
    withGenome.input.events = input.events;
    return withGenome;
  }

  /** An agent made of what was stored of it. */
  restoreAgent(speciesState: SpeciesState, snapshot: AgentSnapshot): Agent {
    const { name: species, spec } = speciesState;
    const { slot, birth, genome, memory } = snapshot;
    const accounts = snapshot.accounts.map((text) => Uint8Array.from(Buffer.from(text.slice(2), "hex")));
    const agent = this.#make("agent", { species, spec, slot, birth, accounts, genome, memory });
    agent.state = snapshot.state;
    agent.founder = snapshot.founder;
    agent.input.group = snapshot.group;
    agent.input.events = snapshot.events as unknown as typeof agent.input.events;
    return agent;
  }

  #founder({ name, spec }: SpeciesState, slot: number, count: number): number[] | undefined {
    const given = spec.founders?.({ slot, count, design: this.#context.design });
    if (given === undefined) return undefined;
    const genome = genomeList(spec.genome, given);
    const expected = genomeFault(spec.genome, genome);
    if (expected === undefined) return genome;
    throw InputError.of("GENOME_FOUNDER", { where: `founder ${slot} of ${name}`, expected, found: genome.join(", ") });
  }

  #make(
    role: "agent" | "actor",
    own: Pick<Agent, "species" | "spec" | "slot" | "birth" | "accounts" | "genome"> & { readonly memory: unknown },
  ): Agent {
    const { seed, plan, design } = this.#context;
    const { species, spec, memory } = own;
    const key = `${role} ${species}`;
    let random = this.#streams.get(key);
    if (!random) this.#streams.set(key, (random = Random.of(seed, role, species)));
    this.made++;
    return new Agent({
      ...own,
      role,
      genes: "genome" in spec ? spec.genome : {},
      contracts: plan.contracts,
      design,
      memory: memory === null ? null : (structuredClone(memory) as Plain),
      random: random.again(),
    });
  }
}
