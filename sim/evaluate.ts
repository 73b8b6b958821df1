import type { Chain, ChainOptions, EngineName } from "./chain/chain.ts";
import { CallBatch } from "./chain/batch.ts";
import { timed } from "./chain/timed.ts";
import type { TimedChain } from "./chain/timed.ts";
import { canonical, fromCanonical } from "./core/canonical.ts";
import { RunError } from "./core/errors.ts";
import { type Soon, type Steps, outside, soon } from "./core/steps.ts";
import type { EnvironmentConditions } from "./environment/conditions.ts";
import type {
  GenerationRecord,
  GenerationSummary,
  Measurement,
  Progress,
  Recorder,
  ReplayStatement,
  Resumable,
} from "./history.ts";
import { measurementOf } from "./measurement.ts";
import type { Agent } from "./population/agent.ts";
import { Books, type BooksReport } from "./population/books.ts";
import { initialDependence } from "./population/dependence.ts";
import { Gauges } from "./population/gauges.ts";
import { mustSucceed } from "./population/must-succeed.ts";
import { Population } from "./population/population.ts";
import { remainsOf, type Remains } from "./population/remains.ts";
import { agentRecords, outcomeCounts, populationView, speciesRecords } from "./population/records.ts";
import { Sheet } from "./population/sheet.ts";
import { Tape, diverged } from "./population/tape.ts";
import { watched } from "./population/watch.ts";
import { addressBytes, addressText } from "./scenario/handles.ts";
import type { Call } from "./scenario/handles.ts";
import type { Design } from "./scenario/parameters.ts";
import type { GivenGenomes } from "./scenario/population-faults.ts";
import { planDeployment } from "./scenario/plan.ts";
import type { Scenario } from "./scenario/scenario.ts";
import type { Plain } from "./scenario/species.ts";
import { units } from "./scenario/units.ts";

/** Everything outside the design that a tool may choose. */
export interface Conditions extends EnvironmentConditions {
  /** Genomes given instead of evolved, by species; used in turn when there are more agents. */
  readonly genomes?: GivenGenomes;
}

/** The inputs of an evaluation. Same inputs, same measurement, whatever the machine or the order. */
export interface Inputs {
  readonly scenario: Scenario;
  readonly design: Design;
  readonly seed: string;
  readonly conditions: Conditions;
  readonly sizes: {
    readonly generations: number;
    readonly blocks: number;
    readonly agents: { readonly [species: string]: number };
  };
  readonly engine: EngineName;
}

/** What an evaluation needs from around it; none of it changes the measurement. */
export interface Surroundings {
  openChain(engine: EngineName, options: ChainOptions): Promise<Chain>;
  readonly recorder?: Recorder;
  /** The manifest is asked for once the chain has said which engine executes. */
  manifest?(chain: Chain): Parameters<Recorder["begin"]>[0];
  readonly resume?: Resumable;
  /** What the engine's judge has found, asked at the end: it may have to finish. Rejects when the engines differ. */
  replay?(): Soon<ReplayStatement | undefined>;
  /** For callers that keep no store: each generation as it ends. */
  onGeneration?(record: GenerationRecord): void;
  /** What each block alone said, for measures that can be told block by block. */
  onBlock?(measures: { readonly [measure: string]: number }): void;
  /**
   * What is done with a check of conservation and solvency after every block: making it throws where one is broken.
   * Unless given, the books are checked at the end of every generation only.
   */
  audit?(check: () => Steps<unknown>): Steps<unknown>;
  /** Ends the evaluation after the block at work. */
  readonly signal?: AbortSignal;
  onProgress?(progress: Progress): void;
  /** Seconds that the policies of a block may take together before the one at work is a fault; 10 unless stated. */
  readonly policyLimit?: number;
}

/** Unless a scenario says otherwise a block holds every call: leaving calls out is a choice, not an accident. */
const BLOCK_GAS = 1_000_000_000_000;
const GENESIS_TIME = 1_767_225_600; // 2026-01-01 00:00:00 UTC; the chain's clock must not start at wall time

/**
 * The pure function of Rewardscape: deploys the scenario's contracts for a design, lets the population live on them
 * and returns what was measured.
 *
 * Throws FaultsError or InputError for what can be known before a chain starts, RunError for a fault in the run.
 */
export async function evaluate(inputs: Inputs, around: Surroundings): Promise<Measurement> {
  const { scenario, design, seed, sizes } = inputs;
  const plan = planDeployment(scenario, design, seed);
  const environment = scenario.base.environment?.start(seed, inputs.conditions);
  const chain = timed(
    await around.openChain(inputs.engine, {
      blockGasLimit: scenario.base.blockGasLimit ?? BLOCK_GAS,
      genesisTime: GENESIS_TIME,
      coinbase: Buffer.from("c0".repeat(20), "hex"),
    }),
  );
  try {
    const evaluation = new Evaluation(inputs, around, plan, chain, environment);
    return await watched(evaluation.run(sizes.generations), around.policyLimit);
  } finally {
    await chain.close();
  }
}

/** As much of an environment's run as is needed here. */
type Environment = { next(block: number): Record<string, bigint>; save(): unknown; restore(state: never): void };

class Evaluation {
  readonly #inputs: Inputs;
  readonly #around: Surroundings;
  readonly #plan: ReturnType<typeof planDeployment>;
  readonly #chain: TimedChain;
  readonly #environment: Environment | undefined;
  readonly #tape: Tape;
  readonly #population: Population;
  readonly #books: Books;
  readonly #gauges: Gauges;
  readonly #records: GenerationSummary[] = [];
  #generation = 0;
  #env: Record<string, bigint> = {};
  #conservation: BooksReport = { tokens: [], solvency: [] };
  #newborn: Agent[] = [];
  #gone: Agent[] = [];
  readonly #started = performance.now();
  /** Waited for the judge at the end. */
  #judgeSeconds = 0;
  #resumed = { generations: 0, actions: 0, seconds: 0 };

  constructor(
    inputs: Inputs,
    around: Surroundings,
    plan: ReturnType<typeof planDeployment>,
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
        write: (bytes) =>
          recorder.block({ number: chain.head.number, generation: this.#generation, bytes: bytes.slice() }),
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
    yield* this.#genesis();
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
    const measurement = this.#measure(interrupted, yield* this.#judged());
    this.#around.recorder?.end(measurement);
    return measurement;
  }

  /** Deployment and set-up, the same for every run of a design and seed. */
  *#genesis(): Steps<void> {
    const { scenario, design } = this.#inputs;
    const plan = this.#plan;
    const setup =
      scenario.base.setup?.({
        c: plan.contracts,
        design,
        treasury: addressText(plan.treasury),
        actor: (name: string) => plan.actor(name),
      } as never) ?? [];
    const spent =
      plan.deployments.reduce((sum, deployment) => sum + deployment.value, 0n) +
      setup.reduce((sum, call) => sum + (call.options?.value ?? 0n), 0n);
    const actors = [...plan.actors].map(([name, address]) => ({
      address,
      balance: scenario.actors.get(name)?.ether ?? 0n,
    }));
    yield* this.#tape.open([{ address: plan.treasury, balance: spent }, ...actors]);
    this.#tape.know(this.#chain.options.coinbase);
    for (const address of plan.known) this.#tape.know(address);
    for (const deployment of plan.deployments) {
      const { initcode, value, label } = deployment;
      const address = yield* outside(() =>
        this.#chain.deploy({ sender: plan.treasury, initcode, value, label }, this.#tape.context()),
      );
      this.#tape.blocks++;
      if (addressText(address) !== deployment.address.toLowerCase())
        throw new RunError({
          code: "DEPLOY_ADDRESS",
          where: deployment.label,
          expected: deployment.address,
          found: addressText(address),
        });
    }
    const calls = new CallBatch();
    for (const call of setup) {
      const sender = call.options?.from === undefined ? plan.treasury : addressBytes(call.options.from);
      calls.begin(sender, call.target, call.options?.value ?? 0n, call.options?.gas, 0);
      call.codec.encode(call.args, calls.body);
      calls.end();
    }
    if (calls.count > 0)
      mustSucceed(yield* this.#tape.mine(this.#tape.context(), calls), calls.count, "a call of the set-up");
    // The whole state of the chain is copied, which is most of what a short run costs.
    if (this.#episodic) yield* this.#tape.settle();
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
    this.#env = this.#environment?.next(population.ticks) ?? {};
    yield* this.#openBooks();
    yield* this.#gauges.open();
    const steady = population.colonies.every(({ adaptation }) => adaptation.clock === "steady");
    const blocks = steady ? 1 : sizes.blocks;
    for (let block = 0; block < blocks; block++) {
      if (block > 0) this.#env = this.#environment?.next(population.ticks) ?? {};
      const result = yield* population.tick(generation, this.#env);
      yield* this.#gauges.block(result);
      const { audit } = this.#around;
      if (audit) yield* audit(() => this.#books.audit(this.#tape.accounts, this.#tape.etherGiven, this.#env));
      this.#around.onBlock?.(this.#gauges.latest);
      yield;
      if (this.#around.signal?.aborted) return false;
    }
    yield* this.#closeBooks();
    const living = population.living();
    const records = agentRecords(population.colonies);
    const measures = yield* this.#gauges.close(populationView(population.colonies));
    const species = speciesRecords(population.colonies);
    const { newborn, gone } = population.adapt(generation + 1, sizes.generations, (agent) => units(agent.fitness));
    this.#newborn = newborn;
    this.#gone = gone;
    const checkpoint = this.#tape.checkpoint(canonical(this.#save()));
    const record: GenerationRecord = {
      generation,
      firstBlock,
      lastBlock: this.#chain.head.number,
      actions: population.actions - actionsBefore,
      outcomes: outcomeCounts(population.outcomes, outcomesBefore),
      species,
      measures,
      agents: records,
      eventLogHash: this.#tape.hash,
    };
    const { agents: _agents, ...summary } = record;
    this.#records.push(summary);
    this.#generation++;
    this.#around.onGeneration?.(record);
    this.#around.recorder?.generation(record, checkpoint);
    this.#progress(living);
    return true;
  }

  /** The dead leave and the newborn arrive; in episodic life everyone arrives anew on the same chain. */
  *#turnOver(): Steps<void> {
    const population = this.#population;
    if (this.#episodic) yield* population.deliver(population.living());
    else {
      yield* population.bury(this.#gone, (agents) => this.#sweep(agents));
      if (this.#newborn.length > 0) yield* population.deliver(this.#newborn);
    }
    this.#gone = [];
    this.#newborn = [];
  }

  /** Transfers of whatever the leaving accounts hold, back to the treasury. */
  *#sweep(agents: readonly Agent[]): Steps<{ agent: Agent; call: Call }[]> {
    const holdings = this.#books.holdings(this.#env);
    const sheet = new Sheet();
    for (const agent of agents)
      for (const account of agent.input.accounts) for (const { token } of holdings) sheet.add(token.balanceOf(account));
    const result = yield* soon(() => this.#chain.view(sheet.batch));
    let place = 0;
    const sweeps: { agent: Agent; call: Call }[] = [];
    for (const agent of agents) {
      for (const account of agent.input.accounts) {
        for (const { token } of holdings) {
          const balance = sheet.answer(result, place++, () => `${agent.label}, leaving`) as bigint;
          if (balance > 0n && token.transfer)
            sweeps.push({
              agent,
              call: token.transfer(addressText(this.#plan.treasury), balance).with({ from: account }),
            });
        }
      }
    }
    return sweeps;
  }

  *#openBooks(): Steps<void> {
    const agents = this.#population.living();
    const wealth = yield* this.#books.wealth(agents, this.#env, this.#tape.changes);
    agents.forEach((agent, i) => {
      agent.startBalances = wealth[i]!.balances;
      agent.startPositions = wealth[i]!.positions;
      agent.utility = 0n;
      agent.cost = 0n;
    });
  }

  *#closeBooks(): Steps<void> {
    const agents = this.#population.living();
    const wealth = yield* this.#books.wealth(agents, this.#env, this.#tape.changes);
    agents.forEach((agent, i) => {
      agent.endBalances = wealth[i]!.balances;
      agent.endPositions = wealth[i]!.positions;
    });
    this.#conservation = yield* this.#books.check(this.#tape.accounts, this.#tape.etherGiven, this.#env);
  }

  /**
   * Goes on where an earlier attempt stopped: its calls are executed again without policies, and every generation must
   * come out with the hash it had. In episodic life only the state between generations matters, so nothing is executed.
   */
  *#resume(earlier: Resumable): Steps<void> {
    const started = performance.now();
    const last = earlier.generationHash(earlier.generations - 1);
    const saved = fromCanonical(Tape.stateOf(earlier.checkpoint, last)) as Saved;
    if (this.#episodic) {
      this.#tape.digest = Buffer.from(last, "hex");
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
        }
        yield* this.#tape.replay(bytes);
      }
      check();
    }
    this.#tape.recording = true;
    this.#population.load(saved.population);
    this.#environment?.restore(saved.environment as never);
    this.#env = saved.env;
    this.#generation = saved.generation;
    this.#books.checks = saved.checks;
    this.#records.push(...earlier.summaries());
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

  #save(): Plain {
    return {
      population: this.#population.save(),
      environment: this.#environment?.save() ?? null,
      env: this.#env,
      blocks: this.#tape.blocks,
      generation: this.#generation + 1,
      newborn: this.#newborn.map((agent) => [agent.species, agent.slot] as const),
      gone: this.#gone.map((agent) => remainsOf(agent)),
      checks: this.#books.checks,
    } satisfies Saved as unknown as Plain;
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
    const seconds = (performance.now() - this.#started) / 1000;
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
      initialDependence: initialDependence(this.#population.colonies),
    });
  }
}

interface Saved {
  readonly population: Plain;
  readonly environment: unknown;
  readonly env: Record<string, bigint>;
  readonly blocks: number;
  readonly generation: number;
  readonly newborn: readonly (readonly [string, number])[];
  readonly gone: readonly Remains[];
  readonly checks: number;
}
