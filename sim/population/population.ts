import { CallBatch, DEFAULT_GAS_LIMIT } from "../chain/batch.ts";
import type { BlockContext, BlockResult } from "../chain/chain.ts";
import { asFunctionOfItsInput } from "../core/determinism.ts";
import { RunError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import { type Steps, soon } from "../core/steps.ts";
import { addressText } from "../scenario/handles.ts";
import type { CallMoment } from "../history.ts";
import type { Call } from "../scenario/handles.ts";
import { adaptationOf } from "../scenario/population-faults.ts";
import type { ErasedSpecies, Scenario } from "../scenario/scenario.ts";
import type { Tick, Views } from "../scenario/species.ts";
import type { Agent } from "./agent.ts";
import { Births, type Cradle } from "./births.ts";
import { CallOutcomes } from "./call-outcomes.ts";
import { type Colony, livingOf } from "./colony.ts";
import { Ears } from "./ears.ts";
import { mustSucceed } from "./must-succeed.ts";
import { decide, encoded } from "./policies.ts";
import { remainsOf, type Remains, type Saved, settle } from "./remains.ts";
import { Sheet, addViews, answersOf } from "./sheet.ts";
import type { Places } from "./sheet.ts";
import { succeed, type Turnover } from "./succession.ts";
import type { Tape } from "./tape.ts";
import { asking } from "./watch.ts";

export interface PopulationOptions extends Cradle {
  readonly scenario: Scenario;
  readonly tape: Tape;
  readonly generations: number;
}

const NEVER = -1;

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
  /** The same by caller and function, and of births and exits too; told generation by generation. */
  readonly callOutcomes: CallOutcomes;
  readonly #calls = new CallBatch();
  readonly #sheet = new Sheet();
  /** Of policies in the middle of a block. */
  readonly #reads = new Sheet();
  #places: (Places | undefined)[] = [];
  readonly #ears = new Ears();
  /** The living, and with the actors before them, since everyone was last asked what it observes. */
  #agents: readonly Agent[] = [];
  #everyone: readonly Agent[] = [];
  readonly #order: Random;
  readonly #births: Births;
  /** How many had been made when everyone was last asked what it observes. */
  #attended = NEVER;
  #ticks = 0;

  constructor(options: PopulationOptions) {
    this.#options = options;
    this.#order = Random.of(options.seed, "order");
    this.#births = new Births(options);
    this.callOutcomes = new CallOutcomes(options.plan.names);
    this.#tape = options.tape;
    this.#scenario = options.scenario;
    // A species that nobody let in is no part of the history, as if the scenario did not have it.
    const present = [...options.scenario.species].filter(([name]) => options.counts[name]);
    this.colonies = present.map(([name, spec]) => {
      const adaptation = adaptationOf(spec, options.design, options.generations);
      return { name, spec, adaptation, slots: [], births: 0, deaths: 0, told: { births: 0, deaths: 0 } };
    });
    this.actors = this.#births.actors(options.scenario);
  }

  get ticks(): number {
    return this.#ticks;
  }

  living(): Agent[] {
    return this.colonies.flatMap(livingOf);
  }

  /** The first generation. */
  found(): void {
    for (const colony of this.colonies)
      asFunctionOfItsInput(
        () => `founders of ${colony.name}`,
        () => this.#births.found(colony),
      );
  }

  /** Makes the newborn ready: accounts opened, endowed by the treasury, and their own first calls made. */
  *deliver(newborn: readonly Agent[]): Steps<void> {
    const opened = newborn.flatMap((agent) =>
      agent.accounts.map((address) => ({ address, balance: (agent.spec as ErasedSpecies).ether ?? 0n })),
    );
    yield* this.#tape.open(opened);
    const calls = this.#calls;
    this.#clear();
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
        for (const call of this.#spec(agent).onBirth?.(agent.input as never) ?? [])
          this.#encodeFor(agent, call, "birth");
      }
    });
    if (calls.count === 0) return;
    const result = yield* this.#mine(this.#tape.context());
    this.callOutcomes.count(result, this.#calls);
    mustSucceed(result, endowments, "an endowment");
  }

  /** Draws who meets whom. `when` is the moment that has come. */
  regroup(when: "block" | "generation", key: number): void {
    for (const colony of this.colonies) {
      const groups = colony.spec.groups;
      if (!groups || (groups.regroup !== when && !(groups.regroup === "never" && key === 0 && when === "generation")))
        continue;
      const agents = livingOf(colony);
      const assigned = groups.by.assign(agents.length, key, Random.of(this.#options.seed, "groups", colony.name));
      agents.forEach((agent, i) => (agent.input.group = assigned[i]!));
      this.#attended = NEVER;
    }
  }

  /** One block: observe, decide, act, hear. */
  *tick(generation: number, env: Record<string, bigint>): Steps<BlockResult> {
    const key = this.#ticks++;
    this.regroup("block", key);
    const context = this.#tape.context();
    const { number } = this.#tape.chain.head;
    const tick: Tick = Object.freeze({ block: key, number: number + 1, generation, timestamp: context.timestamp });
    if (this.#attended !== this.#births.made) this.#attend();
    const agents = this.#agents;
    const everyone = this.#everyone;
    yield* this.#observe(everyone, env, tick);
    this.policySeconds += yield* decide(everyone, this.#tape.chain, this.#reads);
    this.#fill(agents, key);
    const result = yield* this.#mine(context);
    for (let i = 0; i < result.count; i++) this.outcomes[result.outcomes[i]!]!++;
    this.actions += result.count;
    this.callOutcomes.count(result, this.#calls);
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
  adapt(generation: number, generations: number, fitness: (agent: Agent) => number): Turnover {
    const { seed, pinned } = this.#options;
    const isPinned = (species: string): boolean => pinned[species] !== undefined;
    const turnover: Turnover = { newborn: [], gone: [] };
    const judgement = { seed, generation, generations, fitness, isPinned };
    for (const colony of this.colonies)
      asFunctionOfItsInput(
        () => `adaptation of ${colony.name}, generation ${generation - 1}`,
        () => succeed(colony, this.#births, judgement, turnover),
      );
    if (turnover.gone.length > 0) this.#attended = NEVER;
    return turnover;
  }

  /** What the dead leave: their exit calls, then all tokens back to the treasury. `sweep` says what each account holds. */
  *bury(
    gone: readonly Agent[],
    sweep: (agents: readonly Agent[]) => Steps<readonly { agent: Agent; call: Call }[]>,
  ): Steps<void> {
    const leaving = gone.filter((agent) => (this.#spec(agent).onDeath ?? "exit") === "exit");
    if (leaving.length === 0) return;
    this.#clear();
    this.#each("exit", leaving, (agent, spec) => {
      for (const call of spec.exit?.(agent.input as never) ?? []) this.#encodeFor(agent, call, "exit");
    });
    if (this.#calls.count > 0) this.callOutcomes.count(yield* this.#mine(this.#tape.context()), this.#calls);
    const sweeps = yield* sweep(leaving);
    if (sweeps.length === 0) return;
    this.#clear();
    for (const { agent, call } of sweeps) this.#encodeFor(agent, call, undefined);
    yield* this.#mine(this.#tape.context());
  }

  /** Everything that is not on the chain, as plain data. */
  save(): Saved {
    return {
      ticks: this.#ticks,
      actions: this.actions,
      outcomes: [...this.outcomes],
      actors: this.actors.map((actor) => settle(actor).memory),
      colonies: this.colonies.map((colony) => ({
        name: colony.name,
        births: colony.births,
        deaths: colony.deaths,
        told: colony.told,
        slots: colony.slots.map((agent) => (agent ? remainsOf(agent) : null)),
      })),
    };
  }

  load(state: Saved): void {
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
      saved.slots.forEach((one, slot) => (colony.slots[slot] = one ? this.#births.ghost(colony, one) : undefined));
    });
  }

  /** One of the dead, as it was stored. */
  ghost(remains: Remains): Agent {
    const colony = this.colonies.find(({ name }) => name === remains.species)!;
    return this.#births.ghost(colony, remains);
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

  /** A fault that names an account, naming whose it is: people want to know which agent it was. */
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

  /** Encodes what everyone will observe and hear, once for as long as nobody is born, dies or changes groups. */
  #attend(): void {
    const agents = (this.#agents = this.living());
    const everyone = (this.#everyone = [...this.actors, ...agents]);
    this.#sheet.clear();
    this.#ears.clear();
    this.#places = [];
    this.#attended = this.#births.made;
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
    for (let i = 0; i < everyone.length; i++) {
      const agent = everyone[i]!;
      agent.begin(tick, env, this.#streamsOf(agent));
      const places = this.#places[i];
      if (places && result)
        agent.input.obs = answersOf(this.#sheet, result, places, () => `${agent.label}, block ${tick.block}`);
    }
  }

  readonly #streams = new Map<Agent["spec"], Random>();

  /** What all agents of a species, or an actor, draw from. */
  #streamsOf({ role, species, spec }: Agent): Random {
    let streams = this.#streams.get(spec);
    if (!streams) this.#streams.set(spec, (streams = Random.of(this.#options.seed, "policy", role, species)));
    return streams;
  }

  /** The block's calls: actors first, then agents in the scenario's order; an agent's own calls keep theirs. */
  #fill(agents: readonly Agent[], key: number): void {
    this.#clear();
    for (const actor of this.actors) for (const call of actor.calls) this.#encodeFor(actor, call, "block");
    const order = this.#scenario.base.order ?? "shuffled";
    const queue = agents.filter((agent) => agent.calls.length > 0);
    if (order !== "firstCome") this.#order.at(key).shuffle(queue);
    if (order === "tip") queue.sort((a, b) => highestTip(b) - highestTip(a));
    for (const agent of queue) for (const call of agent.calls) this.#encodeFor(agent, call, "block");
  }

  #clear(): void {
    this.#calls.clear();
    this.callOutcomes.clear();
  }

  /** `when` is undefined for what the simulator does in an agent's name. */
  #encodeFor(agent: Agent, call: Call, when: CallMoment | undefined): void {
    if (when !== undefined) this.callOutcomes.note(agent, call, this.#calls.count, when);
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
