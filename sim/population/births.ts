import { InputError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import { genomeFault, genomeList, initialGenome } from "../scenario/genes.ts";
import type { Design } from "../scenario/parameters.ts";
import type { Plan } from "../scenario/plan.ts";
import type { GivenGenomes } from "../scenario/population-faults.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Plain } from "../scenario/species.ts";
import { Agent, accountsOf } from "./agent.ts";
import type { Colony } from "./colony.ts";
import { nonsense } from "./policies.ts";
import type { Remains } from "./remains.ts";
import { asking } from "./watch.ts";

/** More accounts than this are a slip of the pen: each costs a crossing to open. */
const MOST_ACCOUNTS = 1000;

/** What every agent of an evaluation is made with. */
export interface Cradle {
  readonly design: Design;
  readonly seed: string;
  readonly plan: Plan;
  readonly counts: { readonly [species: string]: number };
  /** Genomes given instead of drawn, and never changed: conditions of the evaluation. */
  readonly pinned: GivenGenomes;
}

/** Makes agents: actors, founders, the newborn, and those that come out of a store. */
export class Births {
  /** Agents made so far, which goes up whenever somebody is not who it was. */
  made = 0;
  readonly #cradle: Cradle;
  /** Streams of agents before their first block: one hash a species, not one an agent. */
  readonly #streams = new Map<string, Random>();

  constructor(cradle: Cradle) {
    this.#cradle = cradle;
  }

  actors({ actors }: Scenario): Agent[] {
    return [...actors].map(([species, spec]) => {
      const accounts = [this.#cradle.plan.actors.get(species)!];
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
  found(colony: Colony): void {
    const { seed, pinned, counts } = this.#cradle;
    const random = Random.of(seed, "initial genomes", colony.name);
    const given = pinned[colony.name];
    const count = counts[colony.name]!;
    for (let slot = 0; slot < count; slot++) {
      const genome =
        given?.[slot % given.length] ??
        this.#founder(colony, slot, count) ??
        initialGenome(colony.spec.genome, random.at(slot));
      this.place(colony, slot, genome, slot, null);
    }
  }

  /** Puts a new agent in a slot, with accounts of its own unless it inherits some. */
  place(
    colony: Colony,
    slot: number,
    genome: readonly number[],
    birth: number,
    state: Plain,
    inherited?: readonly Uint8Array[],
  ): Agent {
    const { spec, name } = colony;
    const born = (accounts: readonly Uint8Array[]): Agent =>
      this.#make("agent", { species: name, spec, slot, birth, accounts, genome, memory: spec.memory ?? null });
    let agent = born(inherited ?? accountsOf(this.#cradle.seed, name, birth, 1));
    if (!inherited && spec.accounts) {
      let count = 1;
      asking("accounts", (at) => {
        at(agent);
        count = spec.accounts!(agent.input as never);
      });
      if (!(Number.isSafeInteger(count) && count >= 1 && count <= MOST_ACCOUNTS))
        throw nonsense(agent, `accounts: a whole number from 1 to ${MOST_ACCOUNTS}`, count);
      agent = born(accountsOf(this.#cradle.seed, name, birth, count));
    }
    agent.state = state;
    colony.births = birth + 1;
    colony.slots[slot] = agent;
    return agent;
  }

  /** The agent as it goes on with another genome: same accounts, memory and group. */
  changed(agent: Agent, genome: readonly number[]): Agent {
    const { species, spec, slot, birth, accounts, input } = agent;
    const changed = this.#make("agent", { species, spec, slot, birth, accounts, genome, memory: input.memory });
    changed.input.group = input.group;
    changed.input.events = input.events;
    return changed;
  }

  /** An agent made of what was stored of it. */
  ghost(colony: Colony, remains: Remains): Agent {
    const { name: species, spec } = colony;
    const { slot, birth, genome, memory } = remains;
    const accounts = remains.accounts.map((text) => Uint8Array.from(Buffer.from(text.slice(2), "hex")));
    const agent = this.#make("agent", { species, spec, slot, birth, accounts, genome, memory });
    agent.state = remains.state;
    agent.founder = remains.founder;
    agent.input.group = remains.group;
    agent.input.events = remains.events as unknown as typeof agent.input.events;
    return agent;
  }

  #founder({ name, spec }: Colony, slot: number, count: number): number[] | undefined {
    const given = spec.founders?.({ slot, count, design: this.#cradle.design });
    if (given === undefined) return undefined;
    const genome = genomeList(spec.genome, given);
    const expected = genomeFault(spec.genome, genome);
    if (expected === undefined) return genome;
    throw new InputError({
      code: "GENOME_FOUNDER",
      where: `founder ${slot} of ${name}`,
      expected,
      found: genome.join(", "),
      remedy: "correct the scenario's founders",
    });
  }

  #make(
    role: "agent" | "actor",
    own: Pick<Agent, "species" | "spec" | "slot" | "birth" | "accounts" | "genome"> & { readonly memory: unknown },
  ): Agent {
    const { seed, plan, design } = this.#cradle;
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
