import type { BlockResult } from "../chain/chain.ts";
import { asFunctionOfItsInput } from "../core/determinism.ts";
import { RunError } from "../core/errors/errors.ts";
import type { GenerationRecord, GenerationSummary } from "../core/history.ts";
import type { Task } from "../core/task.ts";
import type { EnvironmentRun } from "../environment/run.ts";
import { addressText } from "../scenario/handles.ts";
import type { Design } from "../scenario/parameters.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { scenarioFunction } from "../scenario/schema/results.ts";
import { wei } from "../scenario/schema/rules.ts";
import type { PopulationView } from "../scenario/measures.ts";
import { Accounting, type AccountingReport } from "./accounting/accounting.ts";
import type { Wealth } from "./accounting/earnings.ts";
import type { Agent } from "./agents/agent.ts";
import { snapshotAgent } from "./agents/agent-snapshot.ts";
import { BlockCalls } from "./block-calls.ts";
import { BlockLoop } from "./block-loop.ts";
import type { ChainWriter } from "./chain-writer.ts";
import { type EvaluationSnapshot, encodeCheckpoint, populationSummary } from "./checkpoint.ts";
import { earningsBody, holdingsBody } from "./event-log.ts";
import { initialDependence } from "./metrics/dependence.ts";
import { NewGenomes } from "./metrics/new-genomes.ts";
import { agentRecords, earningsOf, outcomeCounts, populationView, speciesRecords } from "./metrics/records.ts";
import { Population, type PopulationOptions } from "./population.ts";
import type { Turnover } from "./transition.ts";
import { type TurnoverContext, initializeAgents, retireAgents } from "./turnover.ts";

export interface LifecycleOptions extends PopulationOptions {
  readonly writer: ChainWriter;
  /** Of a generation. */
  readonly blocks: number;
  readonly environment: EnvironmentRun | undefined;
  /** Actors that do nothing, by name. */
  readonly idle: readonly string[];
}

/** What the population says of a generation that ends. */
export type PopulationRecord = Pick<
  GenerationRecord,
  "actions" | "outcomes" | "functionOutcomes" | "newGenomes" | "species" | "agents"
>;

const NOBODY: Turnover = { spawned: [], retired: [] };

/**
 * The lives of a population: who comes and who leaves between generations, what the blocks of a generation bring, what
 * everyone earned, and who follows.
 *
 * @example
 * life.begin(); // founders
 * yield* life.open(generation);
 * for (let block = 0; block < blocks; block++) yield* life.tick(generation);
 * yield* life.account(generation);
 * const record = life.record();
 * const checkpoint = life.select(generation + 1);
 */
export class Lifecycle {
  readonly #options: LifecycleOptions;
  readonly #writer: ChainWriter;
  readonly #population: Population;
  readonly #loop: BlockLoop;
  readonly #accounting: Accounting;
  readonly #newGenomes = new NewGenomes();
  readonly #turnoverContext: TurnoverContext;
  /** Those who come, and those who leave, once the next generation opens. */
  #turnover = NOBODY;
  #env: Record<string, bigint> = {};
  /** The block that these values are of. */
  #envBlock = -1;
  #conservation: Omit<AccountingReport, "held"> = { tokens: [], solvency: [] };
  /** When the generation began. */
  #before = { actions: 0, outcomes: [0, 0, 0, 0] };

  constructor(options: LifecycleOptions) {
    const { scenario, seed, design, plan, writer } = options;
    this.#options = options;
    this.#writer = writer;
    const population = (this.#population = new Population(options));
    const calls = new BlockCalls(writer, plan.names, (error) => this.withLocation(error));
    const order = scenario.base.order ?? "shuffled";
    const blocks = population.steady ? 1 : options.blocks;
    const { generations } = options;
    const actors = population.actors.filter(({ name }) => !options.idle.includes(name));
    const gasPrice = gasPriceOf(scenario, design);
    this.#loop = new BlockLoop({ seed, order, blocks, generations, actors, writer, calls, gasPrice });
    this.#accounting = new Accounting(scenario, { c: plan.contracts, design }, writer.chain);
    this.#turnoverContext = { writer, calls, treasury: plan.treasury };
  }

  /** Whether a generation is one block, whatever the run's sizes say. */
  get steady(): boolean {
    return this.#population.steady;
  }

  /** Of the whole run so far. */
  get totals() {
    const { ticks: blocks, actions, policySeconds } = this.#loop;
    return { blocks, actions, policySeconds, checks: this.#accounting.checks, conservation: this.#conservation };
  }

  get initialDependence(): Record<string, number[]> {
    return initialDependence(this.#population.species);
  }

  /** As measures see it at a generation's end. */
  get view(): PopulationView {
    return populationView(this.#population.species);
  }

  /** The founders, who come with the first generation. */
  begin(): void {
    this.#population.seedPopulation();
    this.#turnover = { spawned: [...this.#population.living], retired: [] };
    this.#population.regroup("generation", 0);
  }

  /** A generation begins: agents leave and come, rivals meet, and what everyone owns is read. */
  *open(generation: number): Task<void> {
    yield* this.#applyTurnover();
    this.#population.regroup("generation", generation);
    const { actions, outcomes } = this.#loop;
    this.#before = { actions, outcomes: [...outcomes] };
    // The first block's prices value what everybody begins with: before it there are none.
    this.#advanceEnvironment();
    yield* this.#eachWealth(({ earnings }, wealth) => earnings.begin(wealth));
  }

  /** A block in which policies act. */
  *tick(generation: number): Task<BlockResult> {
    this.#advanceEnvironment();
    this.#population.regroup("block", this.#loop.ticks);
    return yield* this.#loop.tick(this.#population.living, generation, this.#env);
  }

  /** Adds what agents have at stake after a block. */
  *addExposure(): Task<void> {
    yield* this.#eachWealth(({ earnings }, wealth) => earnings.addExposure(wealth));
  }

  /** Conservation and solvency as they are now. Throws RunError CONSERVATION, SOLVENCY. */
  *audit(): Task<AccountingReport> {
    const { accounts, etherIssued, receivers } = this.#writer;
    return yield* this.#accounting.assertInvariants(accounts, etherIssued, this.#env, receivers);
  }

  /** A generation's blocks are over: what everyone owns is read, checked, and entered in the event log. */
  *account(generation: number): Task<void> {
    yield* this.#eachWealth(({ earnings }, wealth) => earnings.end(wealth));
    const { held, ...conservation } = yield* this.audit();
    this.#accounting.checks++;
    this.#conservation = conservation;
    const { accounts } = this.#writer;
    this.#writer.summary("holdings", holdingsBody({ generation, accounts, ...held }));
    this.#writer.summary("earnings", earningsBody(earningsOf(generation, this.#population.species)));
  }

  /** The generation that ends, as it goes into the history. To be asked once, before selection. */
  record(): PopulationRecord {
    const { species } = this.#population;
    const { actions, outcomes } = this.#loop;
    const newGenomes = this.#newGenomes.take(species);
    return {
      actions: actions - this.#before.actions,
      outcomes: outcomeCounts(outcomes, this.#before.outcomes),
      functionOutcomes: this.#turnoverContext.calls.takeOutcomes(),
      ...(newGenomes && { newGenomes }),
      species: speciesRecords(species),
      agents: agentRecords(species),
    };
  }

  /** Selection acts. Returns the checkpoint of the generation to come, made when it is asked for. */
  select(generation: number): () => Uint8Array {
    this.#turnover = this.#population.adapt(generation);
    const saved = this.#save(generation);
    const before = this.#writer.log.digest;
    this.#writer.summary("population", populationSummary(saved));
    return () => encodeCheckpoint(before, saved);
  }

  /** Goes on from a checkpoint; the chain is where it was then. */
  restore(saved: EvaluationSnapshot, earlier: Iterable<GenerationSummary>): void {
    const { population } = saved;
    this.#population.load(population);
    this.#loop.restore(population);
    if (saved.environment !== null) this.#options.environment?.restore(saved.environment);
    this.#env = saved.env;
    this.#accounting.checks = saved.checks;
    this.#newGenomes.restore(earlier);
    const bySlot = new Map(this.#population.species.map(({ name, slots }) => [name, slots]));
    this.#turnover = {
      spawned: saved.spawned.flatMap(([species, slot]) => bySlot.get(species)?.[slot] ?? []),
      retired: saved.retired.map((one) => this.#population.restoreRetired(one)),
    };
  }

  /** A fault that names an account, naming whose it is: people want to know which agent it was. */
  withLocation(error: unknown): unknown {
    if (!(error instanceof RunError)) return error;
    const { fault } = error;
    const address = /0x[0-9a-f]{40}/.exec(fault.where ?? "")?.[0];
    if (fault.where === undefined || address === undefined) return error;
    const isTreasury = address === addressText(this.#options.plan.treasury);
    const name = isTreasury ? "the treasury" : this.#population.ownerOf(address);
    if (name === undefined) return error;
    return new RunError({ ...fault, where: fault.where.replace(address, `${name} (${address})`) }, { cause: error });
  }

  /** In episodic life every agent comes again to the restored chain. */
  *#applyTurnover(): Task<void> {
    const { spawned, retired } = this.#turnover;
    this.#turnover = NOBODY;
    if (this.#options.scenario.base.life === "episodic") {
      yield* initializeAgents(this.#population.living, this.#turnoverContext);
      return;
    }
    yield* retireAgents(retired, () => this.#accounting.holdings(this.#env), this.#turnoverContext);
    if (spawned.length > 0) yield* initializeAgents(spawned, this.#turnoverContext);
  }

  /** The values of the block to come; all agents of a block share one record of them. */
  #advanceEnvironment(): void {
    const { ticks } = this.#loop;
    if (this.#envBlock === ticks) return;
    this.#envBlock = ticks;
    this.#env = Object.freeze(
      asFunctionOfItsInput(
        () => `environment, block ${ticks}`,
        () => this.#options.environment?.next(ticks) ?? {},
      ),
    );
  }

  *#eachWealth(visit: (agent: Agent, wealth: Wealth) => void): Task<void> {
    const agents = this.#population.living;
    const wealth = yield* this.#accounting.wealth(agents, this.#env, this.#writer.stateVersion);
    agents.forEach((agent, i) => visit(agent, wealth[i]!));
  }

  #save(generation: number): EvaluationSnapshot {
    const { ticks, actions, outcomes } = this.#loop;
    const { spawned, retired } = this.#turnover;
    return {
      population: { ticks, actions, outcomes: [...outcomes], ...this.#population.save() },
      environment: this.#options.environment?.save() ?? null,
      env: this.#env,
      blocks: this.#writer.blocks,
      generation,
      spawned: spawned.map(({ name, slot }) => [name, slot] as const),
      retired: retired.map((agent) => snapshotAgent(agent)),
      checks: this.#accounting.checks,
    };
  }
}

/** What gas costs in a block, by the environment's values. */
function gasPriceOf(
  { name, base: { gasPrice } }: Scenario,
  design: Design,
): ((env: Record<string, bigint>) => bigint) | undefined {
  if (typeof gasPrice !== "function") return gasPrice === undefined ? undefined : () => gasPrice;
  return (env) =>
    scenarioFunction(
      () => `gasPrice of scenario ${name}`,
      () => gasPrice({ design, env } as never),
      wei,
    );
}
