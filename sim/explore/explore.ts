import { describe, RewardscapeError, RunError } from "../core/errors/errors.ts";
import { hasStalled, type Proposal, type Result } from "../search/index.ts";
import type { Ended, Exploration } from "./exploration.ts";
import { type FreshMeasurement, measureAnew, NOTHING_FRESH } from "./fresh.ts";
import { bestOf, spread } from "./front.ts";
import { goodness } from "./goodness.ts";
import { Ledger } from "./ledger.ts";
import { measureUnits, type MeasureUnits } from "../scenario/measures.ts";
import { bestText, RateEstimate } from "./progress.ts";
import type { ExploreOptions } from "./options.ts";
import { recommend } from "./recommend.ts";
import { type DesignRecord, isShown } from "./record.ts";
import { complete, replicate, type Replication, type Candidate } from "./replication.ts";
import { setUp, type Setup } from "./setup.ts";
import { designId, designKey, storedDesign } from "./space.ts";

/** Designs of the front that are measured on fresh seeds, unless told. */
const FRESH_DESIGNS = 24;
/** Gain over the window of a stall rule that still counts. */
const MIN_GAIN = 0.001;
/** Batches in a row without any new design, after which the box is taken to hold no more. */
const MAX_BATCHES_WITHOUT_DESIGN = 20;

/**
 * Searches the designs of a scenario for those that meet its goals best. Which designs are tried depends on the inputs
 * and the seed alone: neither on the pool nor on what is stored already.
 *
 * Throws InputError EXPLORE_NO_PARAMETERS, EXPLORE_EMPTY_BOX, EXPLORE_NO_GOALS, EXPLORE_BUDGET, EXPLORE_REPLICATES,
 * EXPLORE_OPTIMISER; RunError EXPLORE_ALL_FAILED when no design of the first batch can be run; and what the pool throws.
 */
export async function explore(options: ExploreOptions): Promise<Exploration> {
  return new Search(options).run();
}

class Search {
  readonly #options: ExploreOptions;
  readonly #setup: Setup;
  readonly #replication: Replication;
  readonly #ledger: Ledger;
  readonly #now: () => number;
  readonly #started: number;
  readonly #rateEstimate = new RateEstimate();
  readonly #units: MeasureUnits;
  #evaluations = 0;
  #batches = 0;
  #batchesWithoutDesign = 0;
  #fresh: FreshMeasurement = NOTHING_FRESH;

  constructor(options: ExploreOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now() / 1000);
    this.#started = this.#now();
    this.#setup = setUp(options);
    this.#replication = {
      ...this.#setup.replication,
      onEvaluation: (done) => this.#reportProgress(done),
      ...(options.onFault && { onFault: options.onFault }),
    };
    this.#ledger = new Ledger(this.#replication.aims);
    this.#units = measureUnits(this.#replication.loaded.scenario.measures);
  }

  async run(): Promise<Exploration> {
    let ended: Ended | undefined;
    try {
      while ((ended = this.#end()) === undefined) await this.#batch();
      await this.#completeLeastViolated();
      await this.#measureAnew();
    } catch (error) {
      if (!(error instanceof RewardscapeError && error.code === "INTERRUPTED")) throw error;
      ended = "interrupted";
    }
    return this.#found(ended);
  }

  #found(ended: Ended): Exploration {
    const { chosen, space, held } = this.#setup;
    const { optimiser: _optimiser, ...optimiser } = chosen;
    const { records, best, steps } = this.#ledger;
    const { attack } = this.#replication.request;
    return {
      aims: this.#replication.aims,
      space,
      optimiser,
      seeds: this.#replication.seeds,
      held,
      ...(attack && { attack: { evaluations: attack.evaluations, findings: attack.findings.length } }),
      evaluations: this.#evaluations,
      records,
      best,
      fresh: this.#fresh,
      steps,
      ended,
      seconds: this.#seconds(),
    };
  }

  /** What was chosen by its values has flattering ones: what is shown is measured on seeds that chose nothing. */
  async #measureAnew(): Promise<void> {
    const { aims, seeds } = this.#replication;
    const { best } = this.#ledger;
    const { seed, fresh = FRESH_DESIGNS } = this.#options;
    const shown = spread(bestOf({ best }), recommend({ aims, best })?.record, fresh).filter(
      ({ state }) => state === "complete",
    );
    const anew = seeds.map((_, i) => `${seed}.fresh.${i + 1}`);
    const onEvaluation = (done: number): void => this.#options.onFresh?.(done, shown.length * anew.length);
    this.#fresh = await measureAnew({ ...this.#replication, onEvaluation }, shown, anew);
  }

  /** Looked at between batches only. */
  #end(): Ended | undefined {
    const { budget, signal } = this.#options;
    if (signal?.aborted) return "interrupted";
    if (this.#replication.aims.kind === "satisfy" && this.#ledger.front.some(isShown)) return "met";
    if (this.#affordable() < 1) return "evaluations";
    if (budget.seconds !== undefined && this.#seconds() >= budget.seconds) return "seconds";
    if (this.#batchesWithoutDesign >= MAX_BATCHES_WITHOUT_DESIGN || this.#setup.chosen.optimiser.finished)
      return "exhausted";
    if (budget.stall !== undefined && this.#hasStalled(budget.stall)) return "stall";
    return undefined;
  }

  /** Designs that the budget still allows if each takes every seed; one is kept for the least violated design. */
  #affordable(): number {
    return Math.floor((this.#setup.max - this.#evaluations) / this.#replication.seeds.length) - 1;
  }

  #hasStalled(window: number): boolean {
    const { steps, records } = this.#ledger;
    if (steps.length <= window) return false;
    return hasStalled(goodness(this.#replication.aims, records, steps.slice(-1 - window)), {
      window,
      tolerance: MIN_GAIN,
    });
  }

  async #batch(): Promise<void> {
    const { optimiser, batch } = this.#setup.chosen;
    const proposals = optimiser.ask(Math.max(1, Math.min(batch, this.#affordable(), 1_000_000)));
    const fresh = new Map<string, Candidate & { readonly values: readonly number[] }>();
    const named = proposals.map((proposal) => {
      const design = this.#setup.space.design(proposal.values);
      const id = designId(this.#replication.loaded.scenario.name, design);
      if (!this.#ledger.find(id) && !fresh.has(id))
        fresh.set(id, { id, design, values: proposal.values, replicates: [], state: "running" });
      return { proposal, id };
    });
    this.#batchesWithoutDesign = fresh.size === 0 ? this.#batchesWithoutDesign + 1 : 0;
    const candidates = [...fresh.values()];
    const rivals = this.#ledger.front.map(({ replicates }) => replicates);
    this.#evaluations += await replicate(this.#replication, candidates, rivals);
    for (const candidate of candidates) this.#keep(candidate, candidate.values);
    if (this.#batches === 0) this.#refuseIfAllFailed();
    optimiser.tell(named.map(({ proposal, id }) => resultOf(proposal, this.#ledger.find(id)!)));
    this.#batches++;
    this.#ledger.note(this.#evaluations);
    this.#options.onBatch?.(() => this.#found("running"));
  }

  #keep(candidate: Candidate, values: readonly number[]): void {
    this.#ledger.enter(candidate, values, this.#batches);
    const { name } = this.#replication.loaded.scenario;
    const inputs = { scenario: name, from: this.#options.scenario };
    this.#replication.results?.put(designKey(candidate.id), inputs, storedDesign(name, candidate.design));
  }

  #refuseIfAllFailed(): void {
    const { records } = this.#ledger;
    const [first] = records;
    if (!first || records.some(({ state }) => state !== "failed")) return;
    throw RunError.of("EXPLORE_ALL_FAILED", {
      where: `scenario ${this.#replication.loaded.scenario.name}`,
      found: `${records.length} designs, spread over the whole space, that all fail. The first: ${describe(first.fault!)}`,
    });
  }

  /** Without a feasible design, the least violated one gets all seeds, for what is reported rests on all of them. */
  async #completeLeastViolated(): Promise<void> {
    for (;;) {
      if (this.#ledger.front.length > 0) return;
      const leastViolated = this.#ledger.leastViolated();
      const after = this.#evaluations + this.#replication.seeds.length;
      if (!leastViolated || leastViolated.state === "complete" || after > this.#setup.max) return;
      const { id, design, replicates, untested } = leastViolated;
      const known = untested && { untested };
      const candidate: Candidate = { id, design, replicates: [...replicates], state: "running", ...known };
      this.#evaluations += await complete(this.#replication, [candidate]);
      this.#keep(candidate, leastViolated.values);
      this.#ledger.note(this.#evaluations);
    }
  }

  #seconds(): number {
    return this.#now() - this.#started;
  }

  #reportProgress(done: number): void {
    const { max } = this.#setup;
    const { steps, records } = this.#ledger;
    const last = steps.at(-1);
    const evaluations = this.#evaluations + done;
    const seconds = this.#seconds();
    this.#options.onProgress?.({
      evaluations,
      budget: { ...this.#options.budget, ...(max < Infinity && { evaluations: max }) },
      designs: records.length,
      feasible: last?.feasible ?? 0,
      batches: this.#batches,
      best: bestText(this.#replication.aims, last, this.#units),
      seconds,
      rate: this.#rateEstimate.rate(evaluations, seconds),
    });
  }
}

function resultOf({ id }: Proposal, { objectives, violation }: DesignRecord): Result {
  return violation < Infinity ? { id, objectives, violations: [violation] } : { id, failed: true };
}
