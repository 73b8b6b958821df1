import { InputError } from "../../core/errors/errors.ts";
import { Random } from "../../core/random.ts";
import { shown } from "../../core/shown.ts";
import { isObject } from "../../scenario/schema/rules.ts";
import { genomeFault, genomeList, genomeObject, initialGenome } from "../../scenario/genes.ts";
import type { Design } from "../../scenario/parameters.ts";
import type { Plan } from "../../scenario/plan.ts";
import type { GivenGenomes } from "../../scenario/population-faults.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Plain } from "../../scenario/species.ts";
import { Actor } from "./actor.ts";
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

/** Who is born: where, with which genome, and what it takes over. */
export interface Birth {
  readonly slot: number;
  readonly genome: readonly number[];
  /** Its own genome unless it descends from somebody. */
  readonly founder?: readonly number[];
  readonly group?: number;
  readonly state?: Plain;
  /** Accounts of its own unless it inherits some. */
  readonly inherited?: readonly Uint8Array[] | undefined;
}

/** Creates agents: actors, the initial population, offspring, and agents restored from a store. */
export class AgentFactory {
  readonly #context: AgentContext;
  /** Streams of agents before their first block: one hash a species, not one an agent. */
  readonly #streams = new Map<string, Random>();

  constructor(context: AgentContext) {
    this.#context = context;
  }

  actors({ actors }: Scenario): Actor[] {
    const { plan } = this.#context;
    return [...actors].map(([name, spec]) => {
      const accounts = [plan.actors.get(name)!];
      return new Actor({
        name,
        spec,
        slot: 0,
        group: 0,
        accounts,
        genes: {},
        ...this.#shared("actor", name, spec.memory),
      });
    });
  }

  /** The first generation: genomes drawn over the whole box, or as given. */
  seedPopulation(speciesState: SpeciesState): void {
    const { seed, pinned, counts } = this.#context;
    const { name, spec } = speciesState;
    const random = Random.of(seed, "initial genomes", name);
    const given = pinned[name];
    const count = counts[name] ?? 0;
    for (let slot = 0; slot < count; slot++) {
      const genome =
        given?.[slot % given.length] ??
        this.#founder(speciesState, slot, count) ??
        initialGenome(spec.genome, random.at(slot));
      this.spawn(speciesState, { slot, genome });
    }
  }

  /** Puts a new agent in a slot. */
  spawn(
    speciesState: SpeciesState,
    { slot, genome, founder = genome, group = 0, state = null, inherited }: Birth,
  ): Agent {
    const { spec, name, births: birth } = speciesState;
    const { seed } = this.#context;
    const create = (accounts: readonly Uint8Array[]): Agent =>
      this.#agent(speciesState, { slot, birth, group, accounts, genome, founder, state, memory: spec.memory });
    let agent = create(inherited ?? accountsOf(seed, name, birth, 1));
    if (!inherited && spec.accounts) {
      const count = this.#accountsOf(agent, spec.accounts);
      agent = create(accountsOf(seed, name, birth, count));
    }
    speciesState.admit(agent);
    return agent;
  }

  /** An agent made of what was stored of it. */
  restoreAgent(speciesState: SpeciesState, snapshot: AgentSnapshot): Agent {
    const accounts = snapshot.accounts.map((text) => Uint8Array.from(Buffer.from(text.slice(2), "hex")));
    const agent = this.#agent(speciesState, { ...snapshot, accounts });
    agent.input.events = snapshot.events as unknown as typeof agent.input.events;
    return agent;
  }

  #accountsOf(agent: Agent, accounts: NonNullable<Agent["spec"]["accounts"]>): number {
    let count = 1;
    withAgentContext("accounts", (at) => {
      at(agent);
      count = accounts(agent.input);
    });
    if (!(Number.isSafeInteger(count) && count >= 1 && count <= MAX_ACCOUNTS))
      throw invalidPolicyResult(agent, `accounts: a whole number from 1 to ${MAX_ACCOUNTS}`, count);
    return count;
  }

  #founder({ name, spec }: SpeciesState, slot: number, count: number): number[] | undefined {
    if (!spec.founders) return undefined;
    const given: unknown = spec.founders({ slot, count, design: this.#context.design });
    const where = `founder ${slot} of ${name}`;
    if (!isObject(given))
      throw InputError.of("GENOME_FOUNDER", { where, expected: "an object of genes by name", found: shown(given) });
    const genome = genomeList(spec.genome, given as ReturnType<typeof spec.founders>);
    const expected = genomeFault(spec.genome, genome);
    if (expected === undefined) return genome;
    throw InputError.of("GENOME_FOUNDER", { where, expected, found: genome.join(", ") });
  }

  #agent(
    { name, spec }: SpeciesState,
    own: Pick<Agent, "slot" | "birth" | "accounts" | "genome" | "founder" | "state"> & {
      readonly group: number;
      readonly memory: Plain | undefined;
    },
  ): Agent {
    const { slot, birth, group, accounts, genome, founder, state, memory } = own;
    const genes = Object.freeze(genomeObject(spec.genome, genome));
    const shared = this.#shared("agent", name, memory);
    return new Agent({ name, spec, slot, birth, group, accounts, genome, founder, state, genes, ...shared });
  }

  /** What participants of a name are made with. */
  #shared(role: "agent" | "actor", name: string, memory: Plain | undefined) {
    const { seed, plan, design } = this.#context;
    const key = `${role} ${name}`;
    let random = this.#streams.get(key);
    if (!random) this.#streams.set(key, (random = Random.of(seed, role, name)));
    return {
      contracts: plan.contracts,
      design,
      memory: memory == null ? null : structuredClone(memory),
      random: random.again(),
    };
  }
}
