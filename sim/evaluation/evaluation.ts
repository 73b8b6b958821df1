import type { TimedChain } from "../chain/timed.ts";
import type { GenerationRecord, GenerationSummary, Measurement, ReplayStatement } from "../core/history.ts";
import { type Task, resolve } from "../core/task.ts";
import type { EnvironmentRun } from "../environment/run.ts";
import { ChainWriter } from "../population/chain-writer.ts";
import { Lifecycle } from "../population/lifecycle.ts";
import { MetricCollector } from "../population/metrics/metric-collector.ts";
import type { Plan } from "../scenario/plan.ts";
import { genesis } from "./deployment.ts";
import type { EvaluateOptions, Inputs } from "./inputs.ts";
import { measurementOf } from "./measurement.ts";
import { bringBack } from "./resume.ts";
import { RunClock } from "./run-clock.ts";

/** What an evaluation is made of. */
export interface EvaluationParts {
  readonly inputs: Inputs;
  readonly options: EvaluateOptions;
  readonly plan: Plan;
  readonly chain: TimedChain;
  readonly environment: EnvironmentRun | undefined;
}

/** One evaluation on an open chain, from genesis to the measurement. */
export class Evaluation {
  readonly #parts: EvaluationParts;
  readonly #isEpisodic: boolean;
  readonly #writer: ChainWriter;
  readonly #life: Lifecycle;
  readonly #metrics: MetricCollector;
  readonly #clock = new RunClock();
  readonly #records: GenerationSummary[] = [];
  #generation = 0;

  constructor(parts: EvaluationParts) {
    const { inputs, options, plan, chain, environment } = parts;
    const { scenario, design, seed, conditions } = inputs;
    const { agents: counts, generations, blocks } = inputs.sizes;
    const { blockTime = 12, returnData = false, life } = scenario.base;
    const { recorder } = options;
    const write = (bytes: Uint8Array): void =>
      recorder?.block({ number: chain.head.number, generation: this.#generation, bytes });
    const writer = new ChainWriter(chain, { seed, blockTime, returnData, ...(recorder && { write }) });
    const pinned = conditions.genomes ?? {};
    this.#parts = parts;
    this.#isEpisodic = life === "episodic";
    this.#writer = writer;
    this.#life = new Lifecycle({
      scenario,
      design,
      seed,
      plan,
      writer,
      generations,
      blocks,
      counts,
      pinned,
      idle: conditions.idle ?? [],
      environment,
    });
    this.#metrics = new MetricCollector(scenario, { c: plan.contracts, design }, chain);
  }

  *run(generations: number): Task<Measurement> {
    const { inputs, options, plan, chain } = this.#parts;
    const { recorder, resume } = options;
    yield* genesis(inputs, plan, this.#writer);
    if (inputs.scenario.base.genesis) yield* this.#life.audit(); // what others hold is what they hold now
    // The whole state of the chain is copied, which is most of what a short run costs.
    if (this.#isEpisodic) yield* this.#writer.markResetPoint();
    if (options.manifest) recorder?.begin(options.manifest(chain));
    if (resume) {
      const saved = yield* bringBack(resume, this.#writer, this.#isEpisodic);
      for (const summary of resume.summaries()) this.#records.push(summary);
      this.#life.restore(saved, this.#records);
      this.#generation = saved.generation;
      this.#clock.resume({ generations: saved.generation, ...this.#life.totals, seconds: resume.seconds });
    } else this.#life.begin();
    this.#writer.recording = true;
    let interrupted = false;
    while (this.#generation < generations && !interrupted) interrupted = !(yield* this.#live());
    if (!interrupted) yield* this.#clock.wait("repeat", () => options.repeat?.finish());
    const measurement = this.#measure(interrupted, yield* this.#crossCheck());
    recorder?.end(measurement);
    return measurement;
  }

  /** One generation. False when it was interrupted: what it had begun is then not in the history. */
  *#live(): Task<boolean> {
    const { chain } = this.#parts;
    const generation = this.#generation;
    const life = this.#life;
    if (this.#isEpisodic && generation > 0) yield* this.#writer.reset();
    const firstBlock = chain.head.number + 1;
    yield* life.open(generation);
    yield* this.#metrics.open();
    if (!(yield* this.#mineBlocks())) return false;
    yield* life.account(generation);
    yield* resolve(() => chain.generationEnds?.(generation + 1));
    const measures = yield* this.#metrics.close(life.view);
    const lived = { generation, firstBlock, lastBlock: chain.head.number, measures, ...life.record() };
    const checkpoint = life.select(generation + 1);
    this.#conclude({ ...lived, eventLogHash: this.#writer.hash }, checkpoint);
    return true;
  }

  *#mineBlocks(): Task<boolean> {
    const { inputs, options } = this.#parts;
    const life = this.#life;
    const metrics = this.#metrics;
    const blocks = life.steady ? 1 : inputs.sizes.blocks;
    for (let block = 0; block < blocks; block++) {
      yield* metrics.block(yield* life.tick(this.#generation));
      if (metrics.wantsExposure) yield* life.addExposure();
      if (options.audit) yield* options.audit(() => life.audit());
      options.onBlock?.(metrics.latest);
      yield;
      if (options.signal?.aborted) return false;
    }
    return true;
  }

  /** Hands a finished generation on. */
  #conclude(record: GenerationRecord, checkpoint: () => Uint8Array): void {
    const { onGeneration, onProgress, recorder, repeat } = this.#parts.options;
    const { agents: _agents, ...summary } = record;
    this.#records.push(summary);
    const generation = ++this.#generation;
    onGeneration?.(record);
    if (recorder || repeat) {
      const bytes = checkpoint();
      recorder?.generation(record, bytes);
      repeat?.generation(record, bytes);
    }
    const { generations } = this.#parts.inputs.sizes;
    const { blocks, actions } = this.#life.totals;
    onProgress?.(this.#clock.progress(record.species, { generation, generations, blocks, actions }));
  }

  *#crossCheck(): Task<ReplayStatement | undefined> {
    try {
      return yield* this.#clock.wait("crossCheck", () => this.#parts.options.replay?.());
    } catch (error) {
      throw this.#life.withLocation(error);
    }
  }

  #measure(interrupted: boolean, replay: ReplayStatement | undefined): Measurement {
    const { inputs, plan, chain } = this.#parts;
    const { seconds, waited, resumed } = this.#clock;
    return measurementOf({
      inputs,
      records: this.#records,
      ...this.#life.totals,
      eventLogHash: this.#writer.hash,
      interrupted,
      seconds: seconds - waited.repeat,
      engineSeconds: chain.seconds + waited.crossCheck,
      resumed,
      replay,
      declaredActions: plan.actions,
      initialDependence: this.#life.initialDependence,
    });
  }
}
