import type { TimedChain } from "../chain/timed.ts";
import { asFunctionOfItsInput } from "../core/determinism.ts";
import { type Task, suspend, resolve } from "../core/task.ts";
import { genesis } from "./deployment.ts";
import type { GenerationRecord, GenerationSummary, Measurement, ReplayStatement, Resumable } from "../core/history.ts";
import type { Inputs, EvaluateOptions } from "./inputs.ts";
import { measurementOf } from "./measurement.ts";
import type { Agent } from "../population/agents/agent.ts";
import { Accounting, type AccountingReport } from "../population/accounting/accounting.ts";
import {
  type EvaluationSnapshot,
  decodeCheckpoint,
  encodeCheckpoint,
  populationSummary,
} from "../population/checkpoint.ts";
import { initialDependence } from "../population/metrics/dependence.ts";
import { earningsBody, holdingsBody } from "../population/event-log.ts";
import { MetricCollector } from "../population/metrics/metric-collector.ts";
import { NewGenomes } from "../population/metrics/new-genomes.ts";
import { Population } from "../population/population.ts";
import {
  agentRecords,
  earningsOf,
  outcomeCounts,
  populationView,
  speciesRecords,
} from "../population/metrics/records.ts";
import { snapshotAgent } from "../population/agents/agent-snapshot.ts";
import { sweep } from "../population/accounting/sweep.ts";
import { ChainWriter, diverged } from "../population/chain-writer.ts";
import type { Plan } from "../scenario/plan.ts";
import { units } from "../scenario/units.ts";

/** As much of an environment's run as is needed here. */
type Environment = { next(block: number): Record<string, bigint>; save(): unknown; restore(state: never): void };

/** The life of one evaluation on an open chain. */
export class Evaluation {
  readonly #inputs: Inputs;
  readonly #options: EvaluateOptions;
  readonly #plan: Plan;
  readonly #chain: TimedChain;
  readonly #environment: Environment | undefined;
  readonly #chainWriter: ChainWriter;
  readonly #population: Population;
  readonly #accounting: Accounting;
  readonly #metrics: MetricCollector;
  readonly #newGenomes = new NewGenomes();
  readonly #records: GenerationSummary[] = [];
  #generation = 0;
  #env: Record<string, bigint> = {};
  #conservation: Omit<AccountingReport, "held"> = { tokens: [], solvency: [] };
  #spawned: Agent[] = [];
  #retired: Agent[] = [];
  readonly #started = performance.now();
  /** Seconds waited for the cross-check at the end. */
  #crossCheckSeconds = 0;
  /** Waited for a generation that is lived again elsewhere. */
  #repeatSeconds = 0;
  #resumed = { generations: 0, actions: 0, seconds: 0 };

  constructor(
    inputs: Inputs,
    options: EvaluateOptions,
    plan: Plan,
    chain: TimedChain,
    environment: Environment | undefined,
  ) {
    this.#inputs = inputs;
    this.#options = options;
    this.#plan = plan;
    this.#chain = chain;
    this.#environment = environment;
    const { scenario, design, seed, sizes, conditions } = inputs;
    const { recorder } = options;
    this.#chainWriter = new ChainWriter(chain, {
      seed,
      blockTime: scenario.base.blockTime ?? 12,
      returnData: scenario.base.returnData ?? false,
      ...(recorder && {
        write: (bytes) => recorder.block({ number: chain.head.number, generation: this.#generation, bytes }),
      }),
    });
    this.#population = new Population({
      scenario,
      design,
      seed,
      plan,
      chainWriter: this.#chainWriter,
      generations: sizes.generations,
      counts: sizes.agents,
      pinned: conditions.genomes ?? {},
    });
    const setting = { c: plan.contracts, design };
    this.#accounting = new Accounting(scenario, setting, chain);
    this.#metrics = new MetricCollector(scenario, setting, chain);
  }

  get #episodic(): boolean {
    return this.#inputs.scenario.base.life === "episodic";
  }

  *run(generations: number): Task<Measurement> {
    const { scenario, design } = this.#inputs;
    yield* genesis(scenario, design, this.#plan, this.#chain, this.#chainWriter);
    // The whole state of the chain is copied, which is most of what a short run costs.
    if (this.#episodic) yield* this.#chainWriter.markResetPoint();
    if (this.#options.manifest) this.#options.recorder?.begin(this.#options.manifest(this.#chain));
    if (this.#options.resume) yield* this.#resume(this.#options.resume);
    else {
      this.#chainWriter.recording = true;
      this.#population.seedPopulation();
      this.#spawned = this.#population.living();
      this.#population.regroup("generation", 0);
    }
    let interrupted = false;
    while (this.#generation < generations && !interrupted) interrupted = !(yield* this.#runGeneration());
    if (!interrupted) yield* this.#repeated();
    const measurement = this.#measure(interrupted, yield* this.#awaitCrossCheck());
    this.#options.recorder?.end(measurement);
    return measurement;
  }

  /** One generation. False when it was interrupted: what it had begun is then not in the history. */
  *#runGeneration(): Task<boolean> {
    const { sizes } = this.#inputs;
    const population = this.#population;
    const generation = this.#generation;
    const outcomesBefore = [...population.outcomes];
    const actionsBefore = population.actions;
    if (this.#episodic && generation > 0) yield* this.#chainWriter.reset();
    const firstBlock = this.#chain.head.number + 1;
    yield* this.#applyTurnover();
    population.regroup("generation", generation);
    // The first block's prices value what everybody begins with: before it there are none.
    this.#env = this.#nextEnvironment();
    yield* this.#recordStart();
    yield* this.#metrics.open();
    const steady = population.speciesStates.every(({ adaptation }) => adaptation.clock === "steady");
    const blocks = steady ? 1 : sizes.blocks;
    for (let block = 0; block < blocks; block++) {
      if (block > 0) this.#env = this.#nextEnvironment();
      const result = yield* population.tick(generation, this.#env);
      yield* this.#metrics.block(result);
      if (this.#metrics.wantsExposure) yield* this.#expose();
      const { audit } = this.#options;
      if (audit)
        yield* audit(() =>
          this.#accounting.assertInvariants(this.#chainWriter.accounts, this.#chainWriter.etherIssued, this.#env),
        );
      this.#options.onBlock?.(this.#metrics.latest);
      yield;
      if (this.#options.signal?.aborted) return false;
    }
    yield* this.#recordEnd();
    yield* resolve(() => this.#chain.generationEnds?.(generation + 1));
    const living = population.living();
    const records = agentRecords(population.speciesStates);
    const measures = yield* this.#metrics.close(populationView(population.speciesStates));
    const species = speciesRecords(population.speciesStates);
    const functionOutcomes = population.callOutcomes.take();
    const newGenomes = this.#newGenomes.take(population.speciesStates);
    const { spawned, retired } = population.adapt(generation + 1, sizes.generations, (agent) => units(agent.fitness));
    this.#spawned = spawned;
    this.#retired = retired;
    const saved = this.#save();
    const before = this.#chainWriter.log.digest;
    this.#chainWriter.summary("population", populationSummary(saved));
    const record: GenerationRecord = {
      generation,
      firstBlock,
      lastBlock: this.#chain.head.number,
      actions: population.actions - actionsBefore,
      outcomes: outcomeCounts(population.outcomes, outcomesBefore),
      functionOutcomes,
      ...(newGenomes && { newGenomes }),
      species,
      measures,
      agents: records,
      eventLogHash: this.#chainWriter.hash,
    };
    const { agents: _agents, ...summary } = record;
    this.#records.push(summary);
    this.#generation++;
    this.#options.onGeneration?.(record);
    const { recorder, repeat } = this.#options;
    if (recorder || repeat) {
      const checkpoint = encodeCheckpoint(before, saved);
      recorder?.generation(record, checkpoint);
      repeat?.generation(record, checkpoint);
    }
    this.#progress(living);
    return true;
  }

  /** All agents of a block share one record of it. */
  #nextEnvironment(): Record<string, bigint> {
    const { ticks } = this.#population;
    return Object.freeze(
      asFunctionOfItsInput(
        () => `environment, block ${ticks}`,
        () => this.#environment?.next(ticks) ?? {},
      ),
    );
  }

  /** Retires and initializes agents; in episodic life every agent is initialized again on the restored chain. */
  *#applyTurnover(): Task<void> {
    const population = this.#population;
    if (this.#episodic) yield* population.initializeAgents(population.living());
    else {
      yield* population.retireAgents(this.#retired, (agents) =>
        sweep(agents, this.#accounting.holdings(this.#env), this.#chain, this.#plan.treasury),
      );
      if (this.#spawned.length > 0) yield* population.initializeAgents(this.#spawned);
    }
    this.#retired = [];
    this.#spawned = [];
  }

  *#recordStart(): Task<void> {
    const agents = this.#population.living();
    const wealth = yield* this.#accounting.wealth(agents, this.#env, this.#chainWriter.stateVersion);
    agents.forEach((agent, i) => {
      agent.startBalances = wealth[i]!.balances;
      agent.startPositions = wealth[i]!.positions;
      agent.utility = 0n;
      agent.cost = 0n;
      agent.exposure = 0n;
    });
  }

  /** What agents have at stake after a block, added up. */
  *#expose(): Task<void> {
    const agents = this.#population.living();
    const wealth = yield* this.#accounting.wealth(agents, this.#env, this.#chainWriter.stateVersion);
    agents.forEach((agent, i) => (agent.exposure += wealth[i]!.positions));
  }

  *#recordEnd(): Task<void> {
    const agents = this.#population.living();
    const wealth = yield* this.#accounting.wealth(agents, this.#env, this.#chainWriter.stateVersion);
    agents.forEach((agent, i) => {
      agent.endBalances = wealth[i]!.balances;
      agent.endPositions = wealth[i]!.positions;
    });
    const { accounts, etherIssued: etherGiven } = this.#chainWriter;
    const { held, ...conservation } = yield* this.#accounting.assertAndCount(accounts, etherGiven, this.#env);
    this.#conservation = conservation;
    const generation = this.#generation;
    this.#chainWriter.summary("holdings", holdingsBody({ generation, accounts, ...held }));
    this.#chainWriter.summary("earnings", earningsBody(earningsOf(generation, this.#population.speciesStates)));
  }

  /**
   * Goes on where an earlier attempt stopped: its calls are executed again without policies, and every generation must
   * come out with the hash it had. In episodic life only the state between generations matters, so nothing is executed.
   */
  *#resume(earlier: Resumable): Task<void> {
    const started = performance.now();
    const last = earlier.generationHash(earlier.generations - 1);
    const saved = decodeCheckpoint(earlier.checkpoint, last);
    if (this.#episodic) {
      this.#chainWriter.log.digest = Buffer.from(last, "hex");
      this.#chainWriter.blocks = saved.blocks;
    } else {
      let generation = 0;
      const check = (): void => {
        const expected = earlier.generationHash(generation);
        if (this.#chainWriter.hash !== expected)
          throw diverged(`generation ${generation}`, expected, this.#chainWriter.hash);
      };
      for (const { generation: of, bytes } of earlier.blocks()) {
        if (of !== generation) {
          check();
          generation = of;
          yield* resolve(() => this.#chain.generationEnds?.(of));
        }
        yield* this.#chainWriter.replay(bytes);
      }
      check();
    }
    yield* resolve(() => this.#chain.generationEnds?.(saved.generation));
    this.#chainWriter.recording = true;
    this.#population.load(saved.population);
    this.#environment?.restore(saved.environment as never);
    this.#env = saved.env;
    this.#generation = saved.generation;
    this.#accounting.checks = saved.checks;
    this.#records.push(...earlier.summaries());
    this.#newGenomes.restore(this.#records);
    const living = this.#population.living();
    this.#spawned = saved.spawned.map(([species, slot]) =>
      living.find((agent) => agent.species === species && agent.slot === slot)!,
    );
    this.#retired = saved.retired.map((one) => this.#population.ghost(one));
    this.#resumed = {
      generations: saved.generation,
      actions: this.#population.actions,
      seconds: earlier.seconds - (performance.now() - started) / 1000,
    };
  }

  #save(): EvaluationSnapshot {
    return {
      population: this.#population.save(),
      environment: this.#environment?.save() ?? null,
      env: this.#env,
      blocks: this.#chainWriter.blocks,
      generation: this.#generation + 1,
      spawned: this.#spawned.map((agent) => [agent.species, agent.slot] as const),
      retired: this.#retired.map((agent) => snapshotAgent(agent)),
      checks: this.#accounting.checks,
    };
  }

  #progress(living: readonly Agent[]): void {
    if (!this.#options.onProgress) return;
    const fitness = living.map((agent) => units(agent.fitness));
    const seconds = (performance.now() - this.#started) / 1000;
    const done = this.#generation - this.#resumed.generations;
    this.#options.onProgress({
      generation: this.#generation,
      generations: this.#inputs.sizes.generations,
      blocks: this.#population.ticks,
      actions: this.#population.actions,
      actionsPerSecond: (this.#population.actions - this.#resumed.actions) / seconds,
      best: Math.max(...fitness),
      mean: fitness.reduce((a, b) => a + b, 0) / fitness.length,
      secondsLeft: (seconds / done) * (this.#inputs.sizes.generations - this.#generation),
    });
  }

  /** What it waits for here is no time of the run's own. */
  *#repeated(): Task<void> {
    const started = performance.now();
    yield* suspend(() => this.#options.repeat?.finish());
    this.#repeatSeconds = (performance.now() - started) / 1000;
  }

  *#awaitCrossCheck(): Task<ReplayStatement | undefined> {
    const started = performance.now();
    try {
      return yield* suspend(() => this.#options.replay?.());
    } catch (error) {
      throw this.#population.withLocation(error);
    } finally {
      this.#crossCheckSeconds = (performance.now() - started) / 1000;
    }
  }

  #measure(interrupted: boolean, replay: ReplayStatement | undefined): Measurement {
    const seconds = (performance.now() - this.#started) / 1000 - this.#repeatSeconds;
    return measurementOf({
      inputs: this.#inputs,
      records: this.#records,
      conservation: this.#conservation,
      checks: this.#accounting.checks,
      eventLogHash: this.#chainWriter.hash,
      blocks: this.#population.ticks,
      actions: this.#population.actions,
      interrupted,
      seconds,
      engineSeconds: this.#chain.seconds + this.#crossCheckSeconds,
      policySeconds: this.#population.policySeconds,
      resumed: this.#resumed,
      replay,
      declaredActions: this.#plan.actions,
      initialDependence: initialDependence(this.#population.speciesStates),
    });
  }
}
