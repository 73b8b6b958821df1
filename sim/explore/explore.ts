import { FaultsError, InputError, RewardscapeError, RunError } from "../core/errors.ts";
import { describe } from "../core/errors.ts";
import type { LoadedScenario } from "../load.ts";
import { prepare, type Agents } from "../prepare.ts";
import type { EngineName } from "../chain/chain.ts";
import type { Results } from "../runs/evaluations.ts";
import type { JobPool } from "../runs/job.ts";
import type { Design } from "../scenario/parameters.ts";
import { Archive, hasStalled, type Proposal, type Result } from "../search/index.ts";
import { aimsOf, type Aims } from "./aims.ts";
import { goodness } from "./goodness.ts";
import { chooseOptimiser, type ChosenOptimiser, type OptimiserName } from "./optimisers.ts";
import { OrderLabels } from "./order-labels.ts";
import { type DesignRecord, isFeasible } from "./record.ts";
import { complete, replicate, type Bench, type Runner } from "./replicates.ts";
import { designId, designKey, designSpace, storedDesign, type DesignSpace } from "./space.ts";

/** When a search ends. It ends between batches only, so an end in time may come a batch late. */
export interface Budget {
  /** Evaluations at most: runs of one design under one seed. Never exceeded. */
  readonly evaluations?: number;
  readonly seconds?: number;
  /** Batches without a gain of a thousandth in hypervolume (in the objective, where there is one). */
  readonly stall?: number;
}

export interface ExploreOptions {
  readonly loaded: LoadedScenario;
  /** How workers find the scenario: its name, or the path of its file. */
  readonly scenario: string;
  readonly engine: EngineName;
  /** Of the optimiser's draws, and the first part of every replicate's seed. */
  readonly seed: string;
  /** How many seeds a reported value rests on. */
  readonly replicates: number;
  /** Parameters that are held, as typed. */
  readonly held?: { readonly [parameter: string]: string | number | bigint };
  readonly agents?: Agents;
  readonly generations?: number;
  readonly blocks?: number;
  readonly optimiser?: OptimiserName;
  readonly budget: Budget;
  readonly pool: JobPool;
  readonly results?: Results;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExploreProgress) => void;
  /** The clock of a budget in seconds; for tests. */
  readonly now?: () => number;
}

export interface ExploreProgress {
  readonly evaluations: number;
  readonly budget: Budget;
  readonly designs: number;
  readonly feasible: number;
  readonly batches: number;
  /** Best objective in its own sense, share of the hypervolume, or least violation: see `goodness`. */
  readonly best: string;
  readonly seconds: number;
  /** Evaluations a second since the first was done: workers boot before it, and what is stored comes with it. */
  readonly rate: number;
}

export type Ended = "evaluations" | "seconds" | "stall" | "met" | "exhausted" | "interrupted";

/** How far the search was after a batch. */
export interface Step {
  readonly evaluations: number;
  readonly designs: number;
  readonly feasible: number;
  /** Objectives of the best so far, to be minimized; of the feasible only. */
  readonly front: readonly (readonly number[])[];
  /** The least violation so far; 0 once a feasible design is found. */
  readonly violation: number;
}

export interface Exploration {
  readonly aims: Aims;
  readonly space: DesignSpace;
  readonly optimiser: Omit<ChosenOptimiser, "optimiser">;
  readonly seeds: readonly string[];
  readonly held: Design;
  readonly evaluations: number;
  /** In the order in which they were tried. */
  readonly records: readonly DesignRecord[];
  /** The best: the non-dominated feasible designs; without one the least violated. All complete. */
  readonly best: readonly DesignRecord[];
  readonly steps: readonly Step[];
  readonly ended: Ended;
  readonly seconds: number;
}

/** Evaluations when no budget is given. */
const USUAL_EVALUATIONS = 800;
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
  readonly #aims: Aims;
  readonly #space: DesignSpace;
  readonly #held: Design;
  readonly #bench: Bench;
  readonly #chosen: ChosenOptimiser;
  readonly #most: number;
  readonly #labels: OrderLabels<NonNullable<DesignRecord["assessment"]>>;
  readonly #now: () => number;
  readonly #started: number;
  readonly #byId = new Map<string, DesignRecord>();
  #records: DesignRecord[] = [];
  readonly #archive = new Archive<DesignRecord>();
  readonly #steps: Step[] = [];
  #evaluations = 0;
  #first: { readonly done: number; readonly seconds: number } | undefined;
  #batches = 0;
  #barren = 0;

  constructor(options: ExploreOptions) {
    this.#options = options;
    const { scenario } = options.loaded;
    const { budget, replicates } = options;
    this.#now = options.now ?? (() => performance.now() / 1000);
    this.#started = this.#now();
    this.#aims = aimsOf(scenario.name, scenario.goals, Object.keys(scenario.measures));
    checkWhole("EXPLORE_REPLICATES", "replicates", replicates, 1);
    const seeds = Array.from({ length: replicates }, (_, i) => `${options.seed}.${i + 1}`);
    this.#held = this.#heldDesign();
    this.#space = designSpace(scenario.name, scenario.base.parameters, this.#held);
    this.#most = budget.evaluations ?? (budget.seconds || budget.stall ? Infinity : USUAL_EVALUATIONS);
    if (this.#most < Infinity) checkWhole("EXPLORE_BUDGET", "evaluations", this.#most, 2 * replicates);
    this.#bench = {
      loaded: options.loaded,
      aims: this.#aims,
      request: {
        scenario: options.scenario,
        engine: options.engine,
        ...(options.agents !== undefined && { agents: options.agents }),
        ...(options.generations !== undefined && { generations: options.generations }),
        ...(options.blocks !== undefined && { blocks: options.blocks }),
      },
      seeds,
      pool: options.pool,
      ...(options.results && { results: options.results }),
      ...(options.signal && { signal: options.signal }),
      onEvaluation: (done) => this.#tellProgress(done),
    };
    this.#chosen = chooseOptimiser(
      this.#aims,
      this.#space,
      options.seed,
      this.#most < Infinity ? Math.floor(this.#most / replicates) : 400,
      options.optimiser,
    );
    this.#labels = new OrderLabels(this.#aims.compare);
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
    const { optimiser: _optimiser, ...optimiser } = this.#chosen;
    return {
      aims: this.#aims,
      space: this.#space,
      optimiser,
      seeds: this.#bench.seeds,
      held: this.#held,
      evaluations: this.#evaluations,
      records: this.#records,
      best: this.#archive.members,
      steps: this.#steps,
      ended,
      seconds: this.#seconds(),
    };
  }

  /** Held parameters as values; the same faults as those of a single run. */
  #heldDesign(): Design {
    const { loaded, held = {}, engine, agents, generations, blocks } = this.#options;
    try {
      const { design } = prepare(loaded, { engine, set: held, agents, generations, blocks });
      return Object.fromEntries(Object.keys(held).map((name) => [name, design[name]!]));
    } catch (error) {
      // A design that cannot be deployed is the search's to find out, but not what is wrong with the question itself.
      if (!(error instanceof FaultsError)) throw error;
      const empty = error.faults.find(({ code }) => code === "PARAMETER_EMPTY");
      if (empty)
        throw new InputError({ ...empty, code: "EXPLORE_EMPTY_BOX", remedy: "correct the parameter's bounds" });
      throw error;
    }
  }

  /** Looked at between batches only. */
  #end(): Ended | undefined {
    const { budget, signal } = this.#options;
    if (signal?.aborted) return "interrupted";
    if (this.#aims.kind === "satisfy" && this.#archive.members.some(isFeasible)) return "met";
    if (this.#affordable() < 1) return "evaluations";
    if (budget.seconds !== undefined && this.#seconds() >= budget.seconds) return "seconds";
    if (this.#barren >= BARREN || this.#chosen.optimiser.finished) return "exhausted";
    if (budget.stall !== undefined && this.#hasStalled(budget.stall)) return "stall";
    return undefined;
  }

  /** Designs that the budget still allows if each takes every seed; one is kept for the least violated design. */
  #affordable(): number {
    return Math.floor((this.#most - this.#evaluations) / this.#bench.seeds.length) - 1;
  }

  #hasStalled(window: number): boolean {
    if (this.#steps.length <= window) return false;
    const last = goodness(this.#aims, this.#records, this.#steps.slice(-1 - window));
    return hasStalled(last, { window, tolerance: GAIN });
  }

  async #batch(): Promise<void> {
    const { optimiser, batch } = this.#chosen;
    const proposals = optimiser.ask(Math.max(1, Math.min(batch, this.#affordable(), 1_000_000)));
    const fresh = new Map<string, Runner & { readonly values: readonly number[] }>();
    const named = proposals.map((proposal) => {
      const design = this.#space.design(proposal.values);
      const id = designId(this.#options.loaded.scenario.name, design);
      if (!this.#byId.has(id) && !fresh.has(id))
        fresh.set(id, { id, design, values: proposal.values, replicates: [], state: "running" });
      return { proposal, id };
    });
    this.#barren = fresh.size === 0 ? this.#barren + 1 : 0;
    const runners = [...fresh.values()];
    const rivals = this.#archive.members.filter(isFeasible).map(({ replicates }) => replicates);
    this.#evaluations += await replicate(this.#bench, runners, rivals, this.#batches);
    for (const runner of runners) this.#keep(runner, runner.values);
    if (this.#batches === 0) this.#refuseIfAllFailed();
    optimiser.tell(named.map(({ proposal, id }) => resultOf(proposal, this.#byId.get(id)!)));
    this.#batches++;
    this.#note();
  }

  #keep(runner: Runner, values: readonly number[]): DesignRecord {
    const { id, design, replicates, state, fault } = runner;
    const measured = state !== "failed" && state !== "unmeasured" && state !== "running";
    const assessment = replicates.length > 0 ? this.#aims.assess(replicates) : undefined;
    const violation = measured ? assessment!.violation : Infinity;
    const objectives =
      !measured || this.#aims.kind !== "order"
        ? (assessment?.objectives ?? [])
        : [violation === 0 ? this.#labels.label(assessment!) : 0];
    const record: DesignRecord = {
      id,
      design,
      values,
      batch: this.#byId.get(id)?.batch ?? this.#batches,
      replicates,
      state: state as DesignRecord["state"],
      ...(fault && { fault }),
      ...(assessment && { assessment }),
      objectives,
      violation,
    };
    if (this.#byId.has(id)) this.#records = this.#records.map((other) => (other.id === id ? record : other));
    else this.#records.push(record);
    this.#byId.set(id, record);
    if (state === "complete") this.#archive.add(record);
    const { results, scenario, loaded } = this.#options;
    results?.put(
      designKey(id),
      { scenario: loaded.scenario.name, from: scenario },
      storedDesign(loaded.scenario.name, design),
    );
    return record;
  }

  #refuseIfAllFailed(): void {
    const [first] = this.#records;
    if (!first || this.#records.some(({ state }) => state !== "failed")) return;
    throw new RunError({
      code: "EXPLORE_ALL_FAILED",
      where: `scenario ${this.#options.loaded.scenario.name}`,
      expected: "some design that can be deployed and run",
      found: `${this.#records.length} designs, spread over the whole space, that all fail. The first: ${describe(first.fault!)}`,
      remedy: "run the scenario with its defaults first (npx hardhat evolve), then widen or move the bounds",
    });
  }

  /** Without a feasible design, the least violated one gets all seeds, for what is reported rests on all of them. */
  async #completeLeastViolated(): Promise<void> {
    for (;;) {
      if (this.#archive.members.some(isFeasible)) return;
      const least = this.#records
        .filter(({ violation }) => violation < Infinity)
        .reduce<DesignRecord | undefined>((a, b) => (!a || b.violation < a.violation ? b : a), undefined);
      if (!least || least.state === "complete" || this.#evaluations + this.#bench.seeds.length > this.#most) return;
      const runner: Runner = {
        id: least.id,
        design: least.design,
        replicates: [...least.replicates],
        state: "running",
      };
      this.#evaluations += await complete(this.#bench, runner);
      this.#keep(runner, least.values);
      this.#note();
    }
  }

  #note(): void {
    const members = this.#archive.members;
    const feasible = members.filter(isFeasible);
    this.#steps.push({
      evaluations: this.#evaluations,
      designs: this.#records.length,
      feasible: this.#records.filter(isFeasible).length,
      front: feasible.map(({ objectives }) => objectives),
      violation: this.#records.reduce((least, { violation }) => Math.min(least, violation), Infinity),
    });
  }

  #seconds(): number {
    return this.#now() - this.#started;
  }

  #tellProgress(done: number): void {
    const last = this.#steps.at(-1);
    const evaluations = this.#evaluations + done;
    const seconds = this.#seconds();
    const first = (this.#first ??= { done: evaluations, seconds });
    this.#options.onProgress?.({
      evaluations,
      budget: { ...this.#options.budget, ...(this.#most < Infinity && { evaluations: this.#most }) },
      designs: this.#records.length,
      feasible: last?.feasible ?? 0,
      batches: this.#batches,
      best: this.#bestText(),
      seconds,
      rate: seconds > first.seconds ? (evaluations - first.done) / (seconds - first.seconds) : 0,
    });
  }

  #bestText(): string {
    const last = this.#steps.at(-1);
    if (!last) return "";
    if (last.front.length === 0) return `least violation ${Number(last.violation.toPrecision(3))}`;
    if (this.#aims.kind === "one") {
      const value = last.front[0]![0]! * this.#aims.signs[0]!;
      return `best ${this.#aims.objectives[0]} ${Number(value.toPrecision(4))}`;
    }
    return `${last.front.length} in the front`;
  }
}

function resultOf({ id }: Proposal, record: DesignRecord): Result {
  if (!(record.violation < Infinity)) return { id, failed: true };
  return { id, objectives: record.objectives, violations: [record.violation] };
}

function checkWhole(code: string, where: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new InputError({
    code,
    where,
    expected: `a whole number of at least ${least}`,
    found: String(value),
    remedy:
      code === "EXPLORE_BUDGET" ? "allow at least two designs: twice as many evaluations as --replicates" : "give more",
  });
}
