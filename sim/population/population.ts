import { CallBatch, DEFAULT_GAS_LIMIT } from "../chain/batch.ts";
import type { BlockContext, BlockResult } from "../chain/chain.ts";
import { InputError, RunError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import { type Steps, soon } from "../core/steps.ts";
import { genomeFault, genomeList, initialGenome } from "../scenario/genes.ts";
import type { Genes } from "../scenario/genes.ts";
import { addressText } from "../scenario/handles.ts";
import type { Call } from "../scenario/handles.ts";
import type { Design } from "../scenario/parameters.ts";
import type { EntryState, ErasedSpecies, Scenario } from "../scenario/scenario.ts";
import type { Adaptation, Fate } from "../scenario/adaptation.ts";
import { adaptationOf } from "../scenario/population-faults.ts";
import type { GivenGenomes } from "../scenario/population-faults.ts";
import type { Plan } from "../scenario/plan.ts";
import type { Plain, Tick, Views } from "../scenario/species.ts";
import { Agent, accountsOf } from "./agent.ts";
import { Ears } from "./ears.ts";
import { mustSucceed } from "./must-succeed.ts";
import { decide, encoded, nonsense } from "./policies.ts";
import { readBack, type Remains, type Saved } from "./remains.ts";
import { Sheet, addViews, answersOf } from "./sheet.ts";
import type { Places } from "./sheet.ts";
import type { Tape } from "./tape.ts";
import { asking } from "./watch.ts";

/** More accounts than this are a slip of the pen: each costs a crossing to open. */
const MOST_ACCOUNTS = 1000;

/** A kind of agent with its living, by slot. A place without an agent is empty after an exit. */
export interface Colony {
  readonly name: string;
  readonly spec: ErasedSpecies;
  readonly adaptation: Adaptation;
  readonly slots: (Agent | undefined)[];
  births: number;
  deaths: number;
  /** Births and deaths that the records tell of already. */
  told: { readonly births: number; readonly deaths: number };
}

export interface PopulationOptions {
  readonly scenario: Scenario;
  readonly design: Design;
  readonly seed: string;
  readonly plan: Plan;
  readonly tape: Tape;
  readonly generations: number;
  readonly counts: { readonly [species: string]: number };
  /** Genomes given instead of drawn, and never changed: conditions of the evaluation. */
  readonly pinned: GivenGenomes;
}

/** Who lives, what they see and do in a block, and who follows them. Knows calls and outcomes, not which engine runs. */
export class Population {
  readonly #options: PopulationOptions;
  readonly #tape: Tape;
  readonly #scenario: Scenario;
  readonly colonies: readonly Colony[];
  readonly actors: readonly Agent[];
  actions = 0;
  policySeconds = 0;
  readonly outcomes = [0, 0, 0, 0];
  readonly #calls = new CallBatch();
  readonly #sheet = new Sheet();
  #places: (Places | undefined)[] = [];
  readonly #ears = new Ears();
  readonly #order: Random;
  #stale = true;
  #ticks = 0;

  constructor(options: PopulationOptions) {
    this.#options = options;
    this.#order = Random.of(options.seed, "order");
    this.#tape = options.tape;
    this.#scenario = options.scenario;
    // A species that nobody let in is no part of the history, as if the scenario did not have it.
    const present = [...options.scenario.species].filter(([name]) => options.counts[name]);
    this.colonies = present.map(([name, spec]) => {
      const adaptation = adaptationOf(spec, options.design, options.generations);
      return { name, spec, adaptation, slots: [], births: 0, deaths: 0, told: { births: 0, deaths: 0 } };
    });
    this.actors = [...options.scenario.actors].map(([name, spec]) => {
      const account = options.plan.actors.get(name)!;
      return this.#agent("actor", name, spec, 0, 0, [account], [], spec.memory ?? null);
    });
  }

  get ticks(): number {
    return this.#ticks;
  }

  living(): Agent[] {
    return this.colonies.flatMap((colony) => colony.slots.filter((agent) => agent !== undefined));
  }

  /** The first generation: genomes drawn over the whole box, or as given. */
  seedGenomes(): void {
    for (const colony of this.colonies) {
      const random = Random.of(this.#options.seed, "initial genomes", colony.name);
      const pinned = this.#options.pinned[colony.name];
      const count = this.#options.counts[colony.name]!;
      for (let slot = 0; slot < count; slot++) {
        const genome =
          pinned?.[slot % pinned.length] ??
          this.#founder(colony, slot, count) ??
          initialGenome(colony.spec.genome, random.at(slot));
        this.#place(colony, slot, genome, slot, null);
      }
    }
  }

  #founder({ name, spec }: Colony, slot: number, count: number): number[] | undefined {
    const given = spec.founders?.({ slot, count, design: this.#options.design });
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

  /** Makes the newborn ready: accounts opened, endowed by the treasury, and their own first calls made. */
  *deliver(newborn: readonly Agent[]): Steps<void> {
    const opened = newborn.flatMap((agent) =>
      agent.accounts.map((address) => ({ address, balance: (agent.spec as ErasedSpecies).ether ?? 0n })),
    );
    yield* this.#tape.open(opened);
    const calls = this.#calls;
    calls.clear();
    let endowments = 0;
    asking("endow", (at) => {
      for (const agent of newborn) {
        at(agent);
        for (const call of this.#spec(agent).endow?.(agent.input as never) ?? [])
          encoded(agent, call, () => this.#encode(this.#options.plan.treasury, call));
      }
      endowments = calls.count;
      for (const agent of newborn) {
        at(agent, "onBirth");
        for (const call of this.#spec(agent).onBirth?.(agent.input as never) ?? []) this.#encodeFor(agent, call);
      }
    });
    if (calls.count === 0) return;
    const result = yield* this.#mine(this.#tape.context());
    mustSucceed(result, endowments, "an endowment");
  }

  /** Draws who meets whom. `when` is the moment that has come. */
  regroup(when: "block" | "generation", key: number): void {
    for (const colony of this.colonies) {
      const groups = colony.spec.groups;
      if (!groups || (groups.regroup !== when && !(groups.regroup === "never" && key === 0 && when === "generation")))
        continue;
      const agents = colony.slots.filter((agent) => agent !== undefined);
      const assigned = groups.by.assign(agents.length, key, Random.of(this.#options.seed, "groups", colony.name));
      agents.forEach((agent, i) => (agent.input.group = assigned[i]!));
      this.#stale = true;
    }
  }

  /** One block: observe, decide, act, hear. */
  *tick(generation: number, env: Record<string, bigint>): Steps<BlockResult> {
    const key = this.#ticks++;
    this.regroup("block", key);
    const context = this.#tape.context();
    const tick: Tick = {
      block: key,
      number: this.#tape.chain.head.number + 1,
      generation,
      timestamp: context.timestamp,
    };
    const agents = this.living();
    const everyone = [...this.actors, ...agents];
    if (this.#stale) this.#attend(everyone);
    yield* this.#observe(everyone, env, tick);
    this.policySeconds += yield* decide(everyone, this.#tape.chain);
    this.#fill(agents, key);
    const result = yield* this.#mine(context);
    for (let i = 0; i < result.count; i++) this.outcomes[result.outcomes[i]!]!++;
    this.actions += result.count;
    for (const agent of everyone) if (agent.input.events.length > 0) agent.input.events = [];
    this.#ears.hear(result);
    return result;
  }

  *#mine(context: BlockContext): Steps<BlockResult> {
    try {
      return yield* this.#tape.mine(context, this.#calls);
    } catch (error) {
      throw this.naming(error);
    }
  }

  /** Lets each species adapt. Returns those that are born and those that make room for them. */
  adapt(
    generation: number,
    generations: number,
    fitness: (agent: Agent) => number,
  ): { newborn: Agent[]; gone: Agent[] } {
    const newborn: Agent[] = [];
    const gone: Agent[] = [];
    for (const colony of this.colonies) {
      const { ruin, onRuin } = colony.spec;
      if (onRuin === "leaves") this.#leave(colony, ruin ?? 0n, gone);
      const agents = colony.slots.filter((agent) => agent !== undefined);
      const meanFitness = agents.reduce((sum, agent) => sum + fitness(agent), 0) / agents.length;
      const entrants = this.#entrants(colony, { living: agents.length, meanFitness, generation });
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
              random: Random.of(this.#options.seed, "adaptation", colony.name).at(generation),
            });
      const pinned = this.#options.pinned[colony.name] !== undefined;
      const founders = agents.map((agent) => agent.founder);
      fates.forEach((fate, i) => this.#apply(colony, agents[i]!, fate, founders, pinned, newborn, gone));
      newborn.push(...entrants.map((genome) => this.#enter(colony, genome)));
    }
    if (newborn.length + gone.length > 0) this.#stale = true;
    return { newborn, gone };
  }

  /** What the dead leave: their exit calls, then all tokens back to the treasury. `sweep` says what each account holds. */
  *bury(
    gone: readonly Agent[],
    sweep: (agents: readonly Agent[]) => Steps<readonly { agent: Agent; call: Call }[]>,
  ): Steps<void> {
    const leaving = gone.filter((agent) => (this.#spec(agent).onDeath ?? "exit") === "exit");
    if (leaving.length === 0) return;
    this.#calls.clear();
    this.#each("exit", leaving, (agent, spec) => {
      for (const call of spec.exit?.(agent.input as never) ?? []) this.#encodeFor(agent, call);
    });
    if (this.#calls.count > 0) yield* this.#mine(this.#tape.context());
    const sweeps = yield* sweep(leaving);
    if (sweeps.length === 0) return;
    this.#calls.clear();
    for (const { agent, call } of sweeps) this.#encodeFor(agent, call);
    yield* this.#mine(this.#tape.context());
  }

  /** Everything that is not on the chain, as plain data. */
  save(): Plain {
    const saved: Saved = {
      ticks: this.#ticks,
      actions: this.actions,
      outcomes: [...this.outcomes],
      actors: this.actors.map((actor) => this.#settle(actor).memory),
      colonies: this.colonies.map((colony) => ({
        births: colony.births,
        deaths: colony.deaths,
        told: colony.told,
        slots: colony.slots.map((agent) => (agent ? this.remains(agent) : null)),
      })),
    };
    return saved as unknown as Plain;
  }

  load(saved: Plain): void {
    const state = saved as unknown as Saved;
    this.#ticks = state.ticks;
    this.actions = state.actions;
    state.outcomes.forEach((count, i) => (this.outcomes[i] = count));
    this.actors.forEach((actor, i) => (actor.input.memory = state.actors[i]!));
    state.colonies.forEach((saved, i) => {
      const colony = this.colonies[i]!;
      colony.births = saved.births;
      colony.deaths = saved.deaths;
      colony.told = saved.told;
      colony.slots.length = 0;
      saved.slots.forEach((one, slot) => {
        if (!one) {
          colony.slots[slot] = undefined;
          return;
        }
        colony.slots[slot] = this.ghost(one);
      });
    });
    this.#stale = true;
  }

  /** An agent as plain data; `ghost` makes it again. */
  remains(agent: Agent): Remains {
    const { species, slot, birth, genome, founder } = agent;
    const { group, accounts } = agent.input;
    return { species, slot, birth, genome, founder, group, accounts, ...this.#settle(agent) };
  }

  /**
   * Replaces what an agent keeps in mind by what is read back from the store: whatever that may change (the order of
   * keys, what two agents share), a resumed run and an undisturbed one see the same.
   */
  #settle(agent: Agent): { readonly memory: Plain; readonly events: Plain; readonly state: Plain } {
    const { input } = agent;
    try {
      input.memory = readBack(input.memory);
    } catch (cause) {
      throw new RunError(
        {
          code: "POLICY_MEMORY",
          where: `${agent.label}, block ${input.tick.block}`,
          expected: "a memory of plain data: numbers, bigint, text, lists, records",
          found: cause instanceof Error ? cause.message : String(cause),
          remedy: "keep no functions, classes, maps, sets or dates in memory",
        },
        { cause },
      );
    }
    input.events = readBack(input.events as unknown as Plain) as unknown as typeof input.events;
    agent.state = readBack(agent.state);
    return { memory: input.memory, events: input.events as unknown as Plain, state: agent.state };
  }

  ghost(remains: Remains): Agent {
    const colony = this.colonies.find(({ name }) => name === remains.species)!;
    const accounts = remains.accounts.map((text) => Uint8Array.from(Buffer.from(text.slice(2), "hex")));
    const agent = this.#agent(
      "agent",
      colony.name,
      colony.spec,
      remains.slot,
      remains.birth,
      accounts,
      remains.genome,
      remains.memory,
    );
    agent.state = remains.state;
    agent.founder = remains.founder;
    agent.input.group = remains.group;
    agent.input.events = remains.events as unknown as typeof agent.input.events;
    return agent;
  }

  /** Asks agents for something of their own, one after the other. */
  #each(what: string, agents: readonly Agent[], ask: (agent: Agent, spec: ErasedSpecies) => void): void {
    asking(what, (at) => {
      for (const agent of agents) {
        at(agent);
        ask(agent, this.#spec(agent));
      }
    });
  }

  /** An engine names senders by their address; people want to know which agent it was. */
  /** A fault that names an account, naming whose it is. */
  naming(error: unknown): unknown {
    if (!(error instanceof RunError)) return error;
    const { fault } = error;
    const address = /0x[0-9a-f]{40}/.exec(fault.where ?? "")?.[0];
    if (address === undefined) return error;
    const agent = [...this.actors, ...this.living()].find(({ input }) => input.accounts.some((own) => own === address));
    const name = address === addressText(this.#options.plan.treasury) ? "the treasury" : agent?.label;
    if (name === undefined) return error;
    return new RunError({ ...fault, where: fault.where!.replace(address, `${name} (${address})`) }, { cause: error });
  }

  #spec(agent: Agent): ErasedSpecies {
    return agent.spec as ErasedSpecies;
  }

  /** The ruined go, and nobody takes their place. */
  #leave(colony: Colony, ruin: bigint, gone: Agent[]): void {
    colony.slots.forEach((agent, slot) => {
      if (!agent || agent.wealth >= ruin) return;
      colony.slots[slot] = undefined;
      colony.deaths++;
      gone.push(agent);
    });
  }

  /** Genomes of those who enter. */
  #entrants(colony: Colony, state: EntryState): number[][] {
    const wanted = colony.spec.entry?.(state) ?? 0;
    if (!Number.isSafeInteger(wanted) || wanted < 0 || wanted > MOST_ENTRANTS) {
      throw new RunError({
        code: "SPECIES_ENTRY",
        where: `species ${colony.name}, generation ${state.generation}`,
        expected: `a whole number of entrants from 0 to ${MOST_ENTRANTS}`,
        found: String(wanted),
      });
    }
    const random = Random.of(this.#options.seed, "entrants", colony.name).at(state.generation);
    return Array.from({ length: wanted }, (_, i) => initialGenome(colony.spec.genome as Genes, random.at(i)));
  }

  #enter(colony: Colony, genome: readonly number[]): Agent {
    const empty = colony.slots.findIndex((agent) => agent === undefined);
    return this.#place(colony, empty < 0 ? colony.slots.length : empty, genome, colony.births, null);
  }

  #apply(
    colony: Colony,
    agent: Agent,
    fate: Fate,
    founders: readonly (readonly number[])[],
    pinned: boolean,
    newborn: Agent[],
    gone: Agent[],
  ): void {
    if (fate.kind === "keeps" || pinned) {
      agent.state = fate.state;
      return;
    }
    const founder = founders[fate.parent] ?? agent.founder;
    if (fate.kind === "changes") {
      const changed = this.#agent(
        "agent",
        colony.name,
        colony.spec,
        agent.slot,
        agent.birth,
        agent.accounts,
        fate.genome,
        agent.input.memory,
      );
      changed.input.group = agent.input.group;
      changed.input.events = agent.input.events;
      changed.state = fate.state;
      changed.founder = founder;
      colony.slots[agent.slot] = changed;
      this.#stale = true;
      return;
    }
    colony.deaths++;
    const heir = (colony.spec.onDeath ?? "exit") === "bequeath" ? agent.accounts : undefined;
    const child = this.#place(colony, agent.slot, fate.genome, colony.births, fate.state, heir);
    child.founder = founder;
    child.input.group = agent.input.group;
    if (heir) return;
    gone.push(agent);
    newborn.push(child);
  }

  #place(
    colony: Colony,
    slot: number,
    genome: readonly number[],
    birth: number,
    state: Plain,
    accounts?: readonly Uint8Array[],
  ): Agent {
    const { spec, name } = colony;
    const own = accounts ?? accountsOf(this.#options.seed, name, birth, 1);
    let agent = this.#agent("agent", name, spec, slot, birth, own, genome, spec.memory ?? null);
    if (!accounts && spec.accounts) {
      let count = 1;
      this.#each("accounts", [agent], () => (count = spec.accounts!(agent.input as never)));
      if (!(Number.isSafeInteger(count) && count >= 1 && count <= MOST_ACCOUNTS))
        throw nonsense(agent, `accounts: a whole number from 1 to ${MOST_ACCOUNTS}`, count);
      const many = accountsOf(this.#options.seed, name, birth, count);
      agent = this.#agent("agent", name, spec, slot, birth, many, genome, spec.memory ?? null);
    }
    agent.state = state;
    colony.births = birth + 1;
    colony.slots[slot] = agent;
    this.#stale = true;
    return agent;
  }

  #agent(
    role: "agent" | "actor",
    species: string,
    spec: Agent["spec"],
    slot: number,
    birth: number,
    accounts: readonly Uint8Array[],
    genome: readonly number[],
    memory: unknown,
  ): Agent {
    const genes = "genome" in spec ? spec.genome : {};
    const key = `${role} ${species}`;
    let random = this.#births.get(key);
    if (!random) this.#births.set(key, (random = Random.of(this.#options.seed, role, species)));
    return new Agent({
      role,
      species,
      spec,
      slot,
      birth,
      accounts,
      genes,
      genome,
      contracts: this.#options.plan.contracts,
      design: this.#options.design,
      memory: memory === null ? null : (structuredClone(memory) as Plain),
      random: random.again(),
    });
  }

  /** Encodes what everyone will observe and hear, once for as long as nobody is born, dies or changes groups. */
  #attend(everyone: readonly Agent[]): void {
    this.#sheet.clear();
    this.#ears.clear();
    this.#places = [];
    this.#stale = false;
    if (!everyone.some(({ spec }) => spec.observe ?? ("events" in spec && spec.events))) return;
    this.#each("observe", everyone, (agent) => {
      if ("events" in agent.spec && agent.spec.events) {
        for (const filter of agent.spec.events(agent.input as never)) {
          this.#ears.listen(filter, (args, heard) => void agent.input.events.push({ name: heard.codec.name, args }));
        }
      }
      const observe = agent.spec.observe as ((input: never) => Views) | undefined;
      this.#places.push(observe ? addViews(this.#sheet, observe(agent.input as never)) : undefined);
    });
  }

  *#observe(everyone: readonly Agent[], env: Record<string, bigint>, tick: Tick): Steps<void> {
    const result = this.#sheet.count > 0 ? yield* soon(() => this.#tape.chain.view(this.#sheet.batch)) : undefined;
    everyone.forEach((agent, i) => {
      const { input } = agent;
      input.env = env;
      input.tick = tick;
      input.random = this.#stream(agent, tick);
      const places = this.#places[i];
      if (places && result)
        input.obs = answersOf(this.#sheet, result, places, () => `${agent.label}, block ${tick.block}`);
    });
  }

  readonly #streams = new Map<string, Random>();
  /** Streams of agents before their first block: one hash a species, not one an agent. */
  readonly #births = new Map<string, Random>();

  #stream(agent: Agent, tick: Tick): Random {
    const key = agent.role === "actor" ? `actor ${agent.species}` : agent.species;
    let stream = this.#streams.get(key);
    if (!stream) this.#streams.set(key, (stream = Random.of(this.#options.seed, "policy", agent.role, agent.species)));
    return stream.at(agent.slot, tick.generation, tick.block);
  }

  /** The block's calls: actors first, then agents in the scenario's order; an agent's own calls keep theirs. */
  #fill(agents: readonly Agent[], key: number): void {
    const calls = this.#calls;
    calls.clear();
    for (const actor of this.actors) for (const call of actor.calls) this.#encodeFor(actor, call);
    const order = this.#scenario.base.order ?? "shuffled";
    const queue = agents.filter((agent) => agent.calls.length > 0);
    if (order !== "firstCome") this.#order.at(key).shuffle(queue);
    if (order === "tip") queue.sort((a, b) => highestTip(b) - highestTip(a));
    for (const agent of queue) for (const call of agent.calls) this.#encodeFor(agent, call);
  }

  #encodeFor(agent: Agent, call: Call): void {
    const from = call.options?.from;
    const account = from === undefined ? 0 : agent.input.accounts.indexOf(from);
    encoded(agent, call, () => this.#encode(agent.accounts[account]!, call));
  }

  #encode(sender: Uint8Array, call: Call): void {
    const { options } = call;
    this.#calls.begin(sender, call.target, options?.value ?? 0n, options?.gas ?? DEFAULT_GAS_LIMIT, options?.tip ?? 0);
    call.codec.encode(call.args, this.#calls.body);
    this.#calls.end();
  }
}

function highestTip(agent: Agent): number {
  return agent.calls.reduce((tip, call) => Math.max(tip, call.options?.tip ?? 0), 0);
}

/** Entrants of a species in a generation: more is a slip of the scenario, not an economy. */
const MOST_ENTRANTS = 10_000;
