import { describe, RewardscapeError, RunError } from "../core/errors.ts";
import { hasStalled, type Proposal, type Result } from "../search/index.ts";
import type { Ended, Exploration } from "./exploration.ts";
import { goodness } from "./goodness.ts";
import { Ledger } from "./ledger.ts";
import { bestText, Pace } from "./progress.ts";
import type { ExploreOptions } from "./question.ts";
import { type DesignRecord, isShown } from "./record.ts";
import { complete, replicate, type Bench, type Runner } from "./replicates.ts";
import { setUp, type Setup } from "./setup.ts";
import { designId, designKey, storedDesign } from "./space.ts";

/** Gain over the window of a stall rule that still counts. */
const GAIN = 0.001;
/** Batches in a row without any new design, after which the box is taken to hold no more. */
const BARREN = 20;

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
  readonly #bench: Bench;
  readonly #ledger: Ledger;
  readonly #now: () => number;
  readonly #started: number;
  readonly #pace = new Pace();
  #evaluations = 0;
  #batches = 0;
  #barren = 0;

  constructor(options: ExploreOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now() / 1000);
    this.#started = this.#now();
    this.#setup = setUp(options);
    this.#bench = { ...this.#setup.bench, onEvaluation: (done) => this.#tellProgress(done) };
    this.#ledger = new Ledger(this.#bench.aims);
  }

  async run(): Promise<Exploration> {
    let ended: Ended | undefined;
    try {
      while ((ended = this.#end()) === undefined) await this.#batch();
      await this.#completeLeastViolated();
    } catch (error) {
      if (!(error instanceof RewardscapeError && error.code === "INTERRUPTED")) throw error;
      ended = "interrupted";
    }
    const { chosen, space, held } = this.#setup;
    const { optimiser: _optimiser, ...optimiser } = chosen;
    const { records, best, steps } = this.#ledger;
    return {
      aims: this.#bench.aims,
      space,
      optimiser,
      seeds: this.#bench.seeds,
      held,
      evaluations: this.#evaluations,
      records,
      best,
      steps,
      ended,
      seconds: this.#seconds(),
    };
  }

  /** Looked at between batches only. */
  #end(): Ended | undefined {
    const { budget, signal } = this.#options;
    if (signal?.aborted) return "interrupted";
    if (this.#bench.aims.kind === "satisfy" && this.#ledger.front.some(isShown)) return "met";
    if (this.#affordable() < 1) return "evaluations";
    if (budget.seconds !== undefined && this.#seconds() >= budget.seconds) return "seconds";
    if (this.#barren >= BARREN || this.#setup.chosen.optimiser.finished) return "exhausted";
    if (budget.stall !== undefined && this.#hasStalled(budget.stall)) return "stall";
    return undefined;
  }

  /** Designs that the budget still allows if each takes every seed; one is kept for the least violated design. */
  #affordable(): number {
    return Math.floor((this.#setup.most - this.#evaluations) / this.#bench.seeds.length) - 1;
  }

  #hasStalled(window: number): boolean {
    const { steps, records } = this.#ledger;
    if (steps.length <= window) return false;
    return hasStalled(goodness(this.#bench.aims, records, steps.slice(-1 - window)), { window, tolerance: GAIN });
  }

  async #batch(): Promise<void> {
    const { optimiser, batch } = this.#setup.chosen;
    const proposals = optimiser.ask(Math.max(1, Math.min(batch, this.#affordable(), 1_000_000)));
    const fresh = new Map<string, Runner & { readonly values: readonly number[] }>();
    const named = proposals.map((proposal) => {
      const design = this.#setup.space.design(proposal.values);
      const id = designId(this.#bench.loaded.scenario.name, design);
      if (!this.#ledger.find(id) && !fresh.has(id))
        fresh.set(id, { id, design, values: proposal.values, replicates: [], state: "running" });
      return { proposal, id };
    });
    this.#barren = fresh.size === 0 ? this.#barren + 1 : 0;
    const runners = [...fresh.values()];
    const rivals = this.#ledger.front.map(({ replicates }) => replicates);
    this.#evaluations += await replicate(this.#bench, runners, rivals, this.#batches);
    for (const runner of runners) this.#keep(runner, runner.values);
    if (this.#batches === 0) this.#refuseIfAllFailed();
    optimiser.tell(named.map(({ proposal, id }) => resultOf(proposal, this.#ledger.find(id)!)));
    this.#batches++;
    this.#ledger.note(this.#evaluations);
  }

  #keep(runner: Runner, values: readonly number[]): void {
    this.#ledger.enter(runner, values, this.#batches);
    const { name } = this.#bench.loaded.scenario;
    const inputs = { scenario: name, from: this.#options.scenario };
    this.#bench.results?.put(designKey(runner.id), inputs, storedDesign(name, runner.design));
  }

  #refuseIfAllFailed(): void {
    const { records } = this.#ledger;
    const [first] = records;
    if (!first || records.some(({ state }) => state !== "failed")) return;
    throw new RunError({
      code: "EXPLORE_ALL_FAILED",
      where: `scenario ${this.#bench.loaded.scenario.name}`,
      expected: "some design that can be deployed and run",
      found: `${records.length} designs, spread over the whole space, that all fail. The first: ${describe(first.fault!)}`,
      remedy: "run the scenario with its defaults first (npx hardhat evolve), then widen or move the bounds",
    });
  }

  /** Without a feasible design, the least violated one gets all seeds, for what is reported rests on all of them. */
  async #completeLeastViolated(): Promise<void> {
    for (;;) {
      if (this.#ledger.front.length > 0) return;
      const least = this.#ledger.leastViolated();
      const after = this.#evaluations + this.#bench.seeds.length;
      if (!least || least.state === "complete" || after > this.#setup.most) return;
      const { id, design, replicates, untested } = least;
      const known = untested && { untested };
      const runner: Runner = { id, design, replicates: [...replicates], state: "running", ...known };
      this.#evaluations += await complete(this.#bench, runner);
      this.#keep(runner, least.values);
      this.#ledger.note(this.#evaluations);
    }
  }

  #seconds(): number {
    return this.#now() - this.#started;
  }

  #tellProgress(done: number): void {
    const { most } = this.#setup;
    const { steps, records } = this.#ledger;
    const last = steps.at(-1);
    const evaluations = this.#evaluations + done;
    const seconds = this.#seconds();
    this.#options.onProgress?.({
      evaluations,
      budget: { ...this.#options.budget, ...(most < Infinity && { evaluations: most }) },
      designs: records.length,
      feasible: last?.feasible ?? 0,
      batches: this.#batches,
      best: bestText(this.#bench.aims, last),
      seconds,
      rate: this.#pace.rate(evaluations, seconds),
    });
  }
}

function resultOf({ id }: Proposal, { objectives, violation }: DesignRecord): Result {
  return violation < Infinity ? { id, objectives, violations: [violation] } : { id, failed: true };
}
