import type { TimedChain } from "./chain/timed.ts";
import { asFunctionOfItsInput } from "./core/determinism.ts";
import { type Steps, outside, soon } from "./core/steps.ts";
import { genesis } from "./genesis.ts";
import type { GenerationRecord, GenerationSummary, Measurement, ReplayStatement, Resumable } from "./history.ts";
import type { Inputs, Surroundings } from "./inputs.ts";
import { measurementOf } from "./measurement.ts";
import type { Agent } from "./population/agent.ts";
import { Books, type BooksReport } from "./population/books.ts";
import { type Saved, decodeCheckpoint, encodeCheckpoint, populationSummary } from "./population/checkpoint.ts";
import { initialDependence } from "./population/dependence.ts";
import { earningsBody, holdingsBody } from "./population/event-log.ts";
import { Gauges } from "./population/gauges.ts";
import { NewGenomes } from "./population/new-genomes.ts";
import { Population } from "./population/population.ts";
import { agentRecords, earningsOf, outcomeCounts, populationView, speciesRecords } from "./population/records.ts";
import { remainsOf } from "./population/remains.ts";
import { sweep } from "./population/sweep.ts";
import { Tape, diverged } from "./population/tape.ts";
import type { Plan } from "./scenario/plan.ts";
import { units } from "./scenario/units.ts";

/** As much of an environment's run as is needed here. */
type Environment = { next(block: number): Record<string, bigint>; save(): unknown; restore(state: never): void };

/** The life of one evaluation on an open chain. */
export class Evaluation {
  readonly #inputs: Inputs;
  readonly #around: Surroundings;
  readonly #plan: Plan;
  readonly #chain: TimedChain;
  readonly #environment: Environment | undefined;
  readonly #tape: Tape;
  readonly #population: Population;
  readonly #books: Books;
  readonly #gauges: Gauges;
  readonly #newGenomes = new NewGenomes();
  readonly #records: GenerationSummary[] = [];
  #generation = 0;
  #env: Record<string, bigint> = {};
  #conservation: Omit<BooksReport, "held"> = { tokens: [], solvency: [] };
  #newborn: Agent[] = [];
  #gone: Agent[] = [];
  readonly #started = performance.now();
  /** Waited for the judge at the end. */
  #judgeSeconds = 0;
  /** Waited for a generation that is lived again elsewhere. */
  #repeatSeconds = 0;
  #resumed = { generations: 0, actions: 0, seconds: 0 };

  constructor(
    inputs: Inputs,
    around: Surroundings,
    plan: Plan,
    chain: TimedChain,
    environment: Environment | undefined,
  ) {
    this.#inputs = inputs;
    this.#around = around;
    this.#plan = plan;
    this.#chain = chain;
    this.#environment = environment;
    const { scenario, design, seed, sizes, conditions } = inputs;
    const { recorder } = around;
    this.#tape = new Tape(chain, {
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
      tape: this.#tape,
      generations: sizes.generations,
      counts: sizes.agents,
      pinned: conditions.genomes ?? {},
    });
    const setting = { c: plan.contracts, design };
    this.#books = new Books(scenario, setting, chain);
    this.#gauges = new Gauges(scenario, setting, chain);
  }

  get #episodic(): boolean {
    return this.#inputs.scenario.base.life === "episodic";
  }

  *run(generations: number): Steps<Measurement> {
    const { scenario, design } = this.#inputs;
    yield* genesis(scenario, design, this.#plan, this.#chain, this.#tape);
    // The whole state of the chain is copied, which is most of what a short run costs.
    if (this.#episodic) yield* this.#tape.settle();
    if (this.#around.manifest) this.#around.recorder?.begin(this.#around.manifest(this.#chain));
    if (this.#around.resume) yield* this.#resume(this.#around.resume);
    else {
      this.#tape.recording = true;
      this.#population.found();
      this.#newborn = this.#population.living();
      this.#population.regroup("generation", 0);
    }
    let interrupted = false;
    while (this.#generation < generations && !interrupted) interrupted = !(yield* this.#live());
    if (!interrupted) yield* this.#repeated();
    const measurement = this.#measure(interrupted, yield* this.#judged());
    this.#around.recorder?.end(measurement);
    return measurement;
  }

  /** One generation. False when it was interrupted: what it had begun is then not in the history. */
  *#live(): Steps<boolean> {
    const { sizes } = this.#inputs;
    const population = this.#population;
    const generation = this.#generation;
    const outcomesBefore = [...population.outcomes];
    const actionsBefore = population.actions;
    if (this.#episodic && generation > 0) yield* this.#tape.restore();
    const firstBlock = this.#chain.head.number + 1;
    yield* this.#turnOver();
    population.regroup("generation", generation);
    // The first block's prices value what everybody begins with: before it there are none.
    this.#env = this.#nextEnvironment();
    yield* this.#openBooks();
    yield* this.#gauges.open();
    const steady = population.colonies.every(({ adaptation }) => adaptation.clock === "steady");
    const blocks = steady ? 1 : sizes.blocks;
    for (let block = 0; block < blocks; block++) {
      if (block > 0) this.#env = this.#nextEnvironment();
      const result = yield* population.tick(generation, this.#env);
      yield* this.#gauges.block(result);
      if (this.#gauges.wantsExposure) yield* this.#expose();
      const { audit } = this.#around;
      if (audit) yield* audit(() => this.#books.audit(this.#tape.accounts, this.#tape.etherGiven, this.#env));
      this.#around.onBlock?.(this.#gauges.latest);
      yield;
      if (this.#around.signal?.aborted) return false;
    }
    yield* this.#closeBooks();
    yield* soon(() => this.#chain.generationEnds?.(generation + 1));
    const living = population.living();
    const records = agentRecords(population.colonies);
    const measures = yield* this.#gauges.close(populationView(population.colonies));
    const species = speciesRecords(population.colonies);
    const functionOutcomes = population.callOutcomes.take();
    const newGenomes = this.#newGenomes.take(population.colonies);
    const { newborn, gone } = population.adapt(generation + 1, sizes.generations, (agent) => units(agent.fitness));
    this.#newborn = newborn;
    this.#gone = gone;
    const saved = this.#save();
    const before = this.#tape.log.digest;
    this.#tape.summary("population", populationSummary(saved));
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
      eventLogHash: this.#tape.hash,
    };
    const { agents: _agents, ...summary } = record;
    this.#records.push(summary);
    this.#generation++;
    this.#around.onGeneration?.(record);
    const { recorder, repeat } = this.#around;
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

  /** The dead leave and the newborn arrive; in episodic life everyone arrives anew on the same chain. */
  *#turnOver(): Steps<void> {
    const population = this.#population;
    if (this.#episodic) yield* population.deliver(population.living());
    else {
      yield* population.bury(this.#gone, (agents) =>
        sweep(agents, this.#books.holdings(this.#env), this.#chain, this.#plan.treasury),
      );
      if (this.#newborn.length > 0) yield* population.deliver(this.#newborn);
    }
    this.#gone = [];
    this.#newborn = [];
  }

  *#openBooks(): Steps<void> {
    const agents = this.#population.living();
    const wealth = yield* this.#books.wealth(agents, this.#env, this.#tape.changes);
    agents.forEach((agent, i) => {
      agent.startBalances = wealth[i]!.balances;
      agent.startPositions = wealth[i]!.positions;
      agent.utility = 0n;
      agent.cost = 0n;
      agent.exposure = 0n;
    });
  }

  /** What agents have at stake after a block, added up. */
  *#expose(): Steps<void> {
    const agents = this.#population.living();
    const wealth = yield* this.#books.wealth(agents, this.#env, this.#tape.changes);
    agents.forEach((agent, i) => (agent.exposure += wealth[i]!.positions));
  }

  *#closeBooks(): Steps<void> {
    const agents = this.#population.living();
    const wealth = yield* this.#books.wealth(agents, this.#env, this.#tape.changes);
    agents.forEach((agent, i) => {
      agent.endBalances = wealth[i]!.balances;
      agent.endPositions = wealth[i]!.positions;
    });
    const { accounts, etherGiven } = this.#tape;
    const { held, ...conservation } = yield* this.#books.check(accounts, etherGiven, this.#env);
    this.#conservation = conservation;
    const generation = this.#generation;
    this.#tape.summary("holdings", holdingsBody({ generation, accounts, ...held }));
    this.#tape.summary("earnings", earningsBody(earningsOf(generation, this.#population.colonies)));
  }

  /**
   * Goes on where an earlier attempt stopped: its calls are executed again without policies, and every generation must
   * come out with the hash it had. In episodic life only the state between generations matters, so nothing is executed.
   */
  *#resume(earlier: Resumable): Steps<void> {
    const started = performance.now();
    const last = earlier.generationHash(earlier.generations - 1);
    const saved = decodeCheckpoint(earlier.checkpoint, last);
    if (this.#episodic) {
      this.#tape.log.digest = Buffer.from(last, "hex");
      this.#tape.blocks = saved.blocks;
    } else {
      let generation = 0;
      const check = (): void => {
        const expected = earlier.generationHash(generation);
        if (this.#tape.hash !== expected) throw diverged(`generation ${generation}`, expected, this.#tape.hash);
      };
      for (const { generation: of, bytes } of earlier.blocks()) {
        if (of !== generation) {
          check();
          generation = of;
          yield* soon(() => this.#chain.generationEnds?.(of));
        }
        yield* this.#tape.replay(bytes);
      }
      check();
    }
    yield* soon(() => this.#chain.generationEnds?.(saved.generation));
    this.#tape.recording = true;
    this.#population.load(saved.population);
    this.#environment?.restore(saved.environment as never);
    this.#env = saved.env;
    this.#generation = saved.generation;
    this.#books.checks = saved.checks;
    this.#records.push(...earlier.summaries());
    this.#newGenomes.restore(this.#records);
    const living = this.#population.living();
    this.#newborn = saved.newborn.map(([species, slot]) =>
      living.find((agent) => agent.species === species && agent.slot === slot)!,
    );
    this.#gone = saved.gone.map((one) => this.#population.ghost(one));
    this.#resumed = {
      generations: saved.generation,
      actions: this.#population.actions,
      seconds: earlier.seconds - (performance.now() - started) / 1000,
    };
  }

  #save(): Saved {
    return {
      population: this.#population.save(),
      environment: this.#environment?.save() ?? null,
      env: this.#env,
      blocks: this.#tape.blocks,
      generation: this.#generation + 1,
      newborn: this.#newborn.map((agent) => [agent.species, agent.slot] as const),
      gone: this.#gone.map((agent) => remainsOf(agent)),
      checks: this.#books.checks,
    };
  }

  #progress(living: readonly Agent[]): void {
    if (!this.#around.onProgress) return;
    const fitness = living.map((agent) => units(agent.fitness));
    const seconds = (performance.now() - this.#started) / 1000;
    const done = this.#generation - this.#resumed.generations;
    this.#around.onProgress({
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
  *#repeated(): Steps<void> {
    const started = performance.now();
    yield* outside(() => this.#around.repeat?.finish());
    this.#repeatSeconds = (performance.now() - started) / 1000;
  }

  *#judged(): Steps<ReplayStatement | undefined> {
    const started = performance.now();
    try {
      return yield* outside(() => this.#around.replay?.());
    } catch (error) {
      throw this.#population.naming(error);
    } finally {
      this.#judgeSeconds = (performance.now() - started) / 1000;
    }
  }

  #measure(interrupted: boolean, replay: ReplayStatement | undefined): Measurement {
    const seconds = (performance.now() - this.#started) / 1000 - this.#repeatSeconds;
    return measurementOf({
      inputs: this.#inputs,
      records: this.#records,
      conservation: this.#conservation,
      checks: this.#books.checks,
      eventLogHash: this.#tape.hash,
      blocks: this.#population.ticks,
      actions: this.#population.actions,
      interrupted,
      seconds,
      engineSeconds: this.#chain.seconds + this.#judgeSeconds,
      policySeconds: this.#population.policySeconds,
      resumed: this.#resumed,
      replay,
      declaredActions: this.#plan.actions,
      initialDependence: initialDependence(this.#population.colonies),
    });
  }
}
