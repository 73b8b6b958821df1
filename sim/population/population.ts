import { CallBatch, DEFAULT_GAS_LIMIT } from "../chain/batch.ts";
import type { BlockContext, BlockResult } from "../chain/chain.ts";
import { asFunctionOfItsInput } from "../core/determinism.ts";
import { RunError } from "../core/errors/errors.ts";
import { Random } from "../core/random.ts";
import { type Task, resolve } from "../core/task.ts";
import { addressText } from "../scenario/handles.ts";
import type { CallMoment } from "../core/history.ts";
import type { Call } from "../scenario/handles.ts";
import { adaptationOf } from "../scenario/population-faults.ts";
import type { ErasedSpecies, Scenario } from "../scenario/scenario.ts";
import type { Tick, Views } from "../scenario/species.ts";
import type { Agent } from "./agents/agent.ts";
import { AgentFactory, type AgentContext } from "./agents/agent-factory.ts";
import { CallOutcomes } from "./metrics/call-outcomes.ts";
import { type SpeciesState, livingAgents } from "./species-state.ts";
import { EventRouter } from "./metrics/event-router.ts";
import { mustSucceed } from "./must-succeed.ts";
import { decide, encoded } from "./policies/policies.ts";
import { snapshotAgent, type AgentSnapshot, type PopulationSnapshot, normalizeState } from "./agents/agent-snapshot.ts";
import { MulticallBatch, addViews, answersOf } from "./multicall-batch.ts";
import type { ViewIndices } from "./multicall-batch.ts";
import { applySelection, type Turnover } from "./transition.ts";
import type { ChainWriter } from "./chain-writer.ts";
import { withAgentContext } from "./policies/watchdog.ts";

export interface PopulationOptions extends AgentContext {
  readonly scenario: Scenario;
  readonly chainWriter: ChainWriter;
  readonly generations: number;
}

const NEVER = -1;

/** Who lives, what they see and do in a block, and who follows them. Knows calls and outcomes, not which engine runs. */
export class Population {
  readonly #options: PopulationOptions;
  readonly #chainWriter: ChainWriter;
  readonly #scenario: Scenario;
  readonly speciesStates: readonly SpeciesState[];
  readonly actors: readonly Agent[];
  actions = 0;
  policySeconds = 0;
  readonly outcomes = [0, 0, 0, 0];
  /** The same by caller and function, and of births and exits too; told generation by generation. */
  readonly callOutcomes: CallOutcomes;
  readonly #calls = new CallBatch();
  readonly #multicall = new MulticallBatch();
  /** Of policies in the middle of a block. */
  readonly #reads = new MulticallBatch();
  #viewIndices: (ViewIndices | undefined)[] = [];
  readonly #eventRouter = new EventRouter();
  /** The living, and with the actors before them, since everyone was last asked what it observes. */
  #agents: readonly Agent[] = [];
  #actorsAndAgents: readonly Agent[] = [];
  readonly #order: Random;
  readonly #factory: AgentFactory;
  /** How many had been made when everyone was last asked what it observes. */
  #subscribedAt = NEVER;
  #ticks = 0;

  constructor(options: PopulationOptions) {
    this.#options = options;
    this.#order = Random.of(options.seed, "order");
    this.#factory = new AgentFactory(options);
    this.callOutcomes = new CallOutcomes(options.plan.names);
    this.#chainWriter = options.chainWriter;
    this.#scenario = options.scenario;
    // A species that nobody let in is no part of the history, as if the scenario did not have it.
    const present = [...options.scenario.species].filter(([name]) => options.counts[name]);
    this.speciesStates = present.map(([name, spec]) => {
      const adaptation = adaptationOf(spec, options.design, options.generations);
      return { name, spec, adaptation, slots: [], births: 0, deaths: 0, reported: { births: 0, deaths: 0 } };
    });
    this.actors = this.#factory.actors(options.scenario);
  }

  get ticks(): number {
    return this.#ticks;
  }

  living(): Agent[] {
    return this.speciesStates.flatMap(livingAgents);
  }

  /** The first generation. */
  seedPopulation(): void {
    for (const speciesState of this.speciesStates)
      asFunctionOfItsInput(
        () => `founders of ${speciesState.name}`,
        () => this.#factory.seedPopulation(speciesState),
      );
  }

  /** Initializes new agents: funds their accounts, endows them from the treasury, and makes their first calls. */
  *initializeAgents(spawned: readonly Agent[]): Task<void> {
    const opened = spawned.flatMap((agent) =>
      agent.accounts.map((address) => ({ address, balance: (agent.spec as ErasedSpecies).ether ?? 0n })),
    );
    yield* this.#chainWriter.fundAccounts(opened);
    const calls = this.#calls;
    this.#clear();
    let endowments = 0;
    withAgentContext("endow", (at) => {
      for (const agent of spawned) {
        at(agent);
        for (const call of this.#spec(agent).endow?.(agent.input as never) ?? [])
          encoded(agent, call, () => this.#encode(this.#options.plan.treasury, call));
      }
      endowments = calls.count;
      for (const agent of spawned) {
        at(agent, "onBirth");
        for (const call of this.#spec(agent).onBirth?.(agent.input as never) ?? [])
          this.#encodeFor(agent, call, "birth");
      }
    });
    if (calls.count === 0) return;
    const result = yield* this.#mine(this.#chainWriter.context());
    this.callOutcomes.count(result, this.#calls);
    mustSucceed(result, endowments, "an endowment");
  }

  /** Draws who meets whom. `when` is the moment that has come. */
  regroup(when: "block" | "generation", key: number): void {
    for (const speciesState of this.speciesStates) {
      const groups = speciesState.spec.groups;
      if (!groups || (groups.regroup !== when && !(groups.regroup === "never" && key === 0 && when === "generation")))
        continue;
      const agents = livingAgents(speciesState);
      const assigned = groups.by.assign(agents.length, key, Random.of(this.#options.seed, "groups", speciesState.name));
      agents.forEach((agent, i) => (agent.input.group = assigned[i]!));
      this.#subscribedAt = NEVER;
    }
  }

  /** One block: observe, decide, act, hear. */
  *tick(generation: number, env: Record<string, bigint>): Task<BlockResult> {
    const key = this.#ticks++;
    this.regroup("block", key);
    const context = this.#chainWriter.context();
    const { number } = this.#chainWriter.chain.head;
    const tick: Tick = Object.freeze({ block: key, number: number + 1, generation, timestamp: context.timestamp });
    if (this.#subscribedAt !== this.#factory.made) this.#refreshSubscriptions();
    const agents = this.#agents;
    const actorsAndAgents = this.#actorsAndAgents;
    yield* this.#observe(actorsAndAgents, env, tick);
    this.policySeconds += yield* decide(actorsAndAgents, this.#chainWriter.chain, this.#reads);
    this.#encodeCalls(agents, key);
    const result = yield* this.#mine(context);
    for (let i = 0; i < result.count; i++) this.outcomes[result.outcomes[i]!]!++;
    this.actions += result.count;
    this.callOutcomes.count(result, this.#calls);
    for (const agent of actorsAndAgents) if (agent.input.events.length > 0) agent.input.events = [];
    this.#eventRouter.listener(result);
    return result;
  }

  *#mine(context: BlockContext): Task<BlockResult> {
    try {
      return yield* this.#chainWriter.mine(context, this.#calls);
    } catch (error) {
      throw this.withLocation(error);
    }
  }

  /** Lets each species adapt. Returns those that are born and those that make room for them. */
  adapt(generation: number, generations: number, fitness: (agent: Agent) => number): Turnover {
    const { seed, pinned } = this.#options;
    const isPinned = (species: string): boolean => pinned[species] !== undefined;
    const turnover: Turnover = { spawned: [], retired: [] };
    const judgement = { seed, generation, generations, fitness, isPinned };
    for (const speciesState of this.speciesStates)
      asFunctionOfItsInput(
        () => `adaptation of ${speciesState.name}, generation ${generation - 1}`,
        () => applySelection(speciesState, this.#factory, judgement, turnover),
      );
    if (turnover.retired.length > 0) this.#subscribedAt = NEVER;
    return turnover;
  }

  /** Retires agents: makes their exit calls, then returns all tokens to the treasury. `sweep` reads what each account holds. */
  *retireAgents(
    retired: readonly Agent[],
    sweep: (agents: readonly Agent[]) => Task<readonly { agent: Agent; call: Call }[]>,
  ): Task<void> {
    const leaving = retired.filter((agent) => (this.#spec(agent).onDeath ?? "exit") === "exit");
    if (leaving.length === 0) return;
    this.#clear();
    this.#each("exit", leaving, (agent, spec) => {
      for (const call of spec.exit?.(agent.input as never) ?? []) this.#encodeFor(agent, call, "exit");
    });
    if (this.#calls.count > 0) this.callOutcomes.count(yield* this.#mine(this.#chainWriter.context()), this.#calls);
    const sweeps = yield* sweep(leaving);
    if (sweeps.length === 0) return;
    this.#clear();
    for (const { agent, call } of sweeps) this.#encodeFor(agent, call, undefined);
    yield* this.#mine(this.#chainWriter.context());
  }

  /** Everything that is not on the chain, as plain data. */
  save(): PopulationSnapshot {
    return {
      ticks: this.#ticks,
      actions: this.actions,
      outcomes: [...this.outcomes],
      actors: this.actors.map((actor) => normalizeState(actor).memory),
      speciesStates: this.speciesStates.map((speciesState) => ({
        name: speciesState.name,
        births: speciesState.births,
        deaths: speciesState.deaths,
        reported: speciesState.reported,
        slots: speciesState.slots.map((agent) => (agent ? snapshotAgent(agent) : null)),
      })),
    };
  }

  load(state: PopulationSnapshot): void {
    this.#ticks = state.ticks;
    this.actions = state.actions;
    state.outcomes.forEach((count, i) => (this.outcomes[i] = count));
    this.actors.forEach((actor, i) => (actor.input.memory = state.actors[i]!));
    state.speciesStates.forEach((saved, i) => {
      const speciesState = this.speciesStates[i]!;
      speciesState.births = saved.births;
      speciesState.deaths = saved.deaths;
      speciesState.reported = saved.reported;
      speciesState.slots.length = 0;
      saved.slots.forEach(
        (one, slot) => (speciesState.slots[slot] = one ? this.#factory.restoreAgent(speciesState, one) : undefined),
      );
    });
  }

  /** A retired agent, from its snapshot. */
  ghost(snapshot: AgentSnapshot): Agent {
    const speciesState = this.speciesStates.find(({ name }) => name === snapshot.species)!;
    return this.#factory.restoreAgent(speciesState, snapshot);
  }

  /** Asks agents for something of their own, one after the other. */
  #each(what: string, agents: readonly Agent[], ask: (agent: Agent, spec: ErasedSpecies) => void): void {
    withAgentContext(what, (at) => {
      for (const agent of agents) {
        at(agent);
        ask(agent, this.#spec(agent));
      }
    });
  }

  /** A fault that names an account, naming whose it is: people want to know which agent it was. */
  withLocation(error: unknown): unknown {
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
  #refreshSubscriptions(): void {
    const agents = (this.#agents = this.living());
    const actorsAndAgents = (this.#actorsAndAgents = [...this.actors, ...agents]);
    this.#multicall.clear();
    this.#eventRouter.clear();
    this.#viewIndices = [];
    this.#subscribedAt = this.#factory.made;
    if (!actorsAndAgents.some(({ spec }) => spec.observe ?? ("events" in spec && spec.events))) return;
    this.#each("observe", actorsAndAgents, (agent) => {
      if ("events" in agent.spec && agent.spec.events) {
        for (const filter of agent.spec.events(agent.input as never)) {
          this.#eventRouter.subscribe(filter, (args, { name }) => void agent.input.events.push({ name, args }));
        }
      }
      const observe = agent.spec.observe as ((input: never) => Views) | undefined;
      this.#viewIndices.push(observe ? addViews(this.#multicall, observe(agent.input as never)) : undefined);
    });
  }

  *#observe(actorsAndAgents: readonly Agent[], env: Record<string, bigint>, tick: Tick): Task<void> {
    const result =
      this.#multicall.count > 0 ? yield* resolve(() => this.#chainWriter.chain.view(this.#multicall.batch)) : undefined;
    for (let i = 0; i < actorsAndAgents.length; i++) {
      const agent = actorsAndAgents[i]!;
      agent.begin(tick, env, this.#streamsOf(agent));
      const viewIndices = this.#viewIndices[i];
      if (viewIndices && result)
        agent.input.obs = answersOf(this.#multicall, result, viewIndices, () => `${agent.label}, block ${tick.block}`);
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
  #encodeCalls(agents: readonly Agent[], key: number): void {
    this.#clear();
    for (const actor of this.actors) for (const call of actor.calls) this.#encodeFor(actor, call, "block");
    const order = this.#scenario.base.order ?? "shuffled";
    const queue = agents.filter((agent) => agent.calls.length > 0);
    if (order !== "fifo") this.#order.at(key).shuffle(queue);
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
