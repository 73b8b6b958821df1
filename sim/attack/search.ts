import { RewardscapeError } from "../core/errors/errors.ts";
import { jobHash, type Job, type JobPool } from "../jobs/job.ts";
import type { WorkerState } from "../runs/activity.ts";
import type { Results } from "../runs/evaluations.ts";
import { toJson } from "./exact.ts";
import { Island, type IslandResult, type IslandTask } from "./island.ts";
import { isIsland, readIsland } from "./island-job.ts";
import type { Step } from "./program.ts";
import type { Scene } from "./scene.ts";
import { stages, type IslandSizes, type Stage } from "./schedule.ts";
import type { Share } from "./share.ts";
import { insert, type FoundProgram } from "./found.ts";

export interface SearchProgress {
  readonly calls: number;
  readonly of: number;
  /** Of the calls, those that were found stored. */
  readonly stored: number;
  /** Programs that were executed now. */
  readonly programs: number;
  readonly best: bigint;
  readonly states: number;
  readonly edges: number;
  /** Those that are done. */
  readonly islands: number;
  readonly seconds: number;
  /** Of a pool. */
  readonly workers?: readonly WorkerState[];
}

/** Where islands are done, and where they are kept. */
export interface IslandWork {
  readonly job: (task: IslandTask) => Job;
  /** What is done is looked for here, and stored: a search that was ended goes on. */
  readonly results?: Results;
  /** In this process unless there is one. */
  readonly pool?: JobPool;
  /** How many the pool does at once, where the clock is to end it. */
  readonly width?: number;
}

export interface SearchOptions {
  readonly seed: string;
  /** Calls to be executed in all. */
  readonly evaluations: number;
  /** Ends the search early: the number of calls is then the machine's. A pool finishes the islands that it has begun. */
  readonly seconds?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SearchProgress) => void;
  /** Ends the search when this much is enough. */
  readonly until?: (profit: bigint) => boolean;
  /** Programs to begin with: findings of earlier attacks. */
  readonly known?: readonly (readonly Step[])[];
  readonly work?: IslandWork;
  /** A shard's islands alone. */
  readonly share?: Share;
  /** Other islands than those of a command. */
  readonly sizes?: IslandSizes;
}

export interface SearchResult {
  /** Best first, one of each shape. */
  readonly best: readonly FoundProgram[];
  readonly calls: number;
  /** The evaluations that repeat it. */
  readonly budget: number;
  readonly programs: number;
  readonly states: number;
  readonly edges: number;
  readonly islands: number;
  readonly succeeded: readonly number[];
  readonly tried: readonly number[];
  /** Revert data in hex and how often, by function. */
  readonly reasons: readonly ReadonlyMap<string, number>[];
  readonly interrupted: boolean;
}

/** Milliseconds of work between two breaths, and between two words of a pool. */
const PAUSE = 80;
const WORD = 1000;

/** Searches for programs that pay. Deterministic by seed and budget, however many work on it. */
export async function search(scene: Scene, options: SearchOptions): Promise<SearchResult> {
  return new Search(scene, options).run();
}

class Search {
  readonly #scene: Scene;
  readonly #options: SearchOptions;
  readonly #started = performance.now();
  readonly #best: FoundProgram[] = [];
  readonly #succeeded: number[];
  readonly #tried: number[];
  readonly #reasons: readonly Map<string, number>[];
  readonly #breaches = new Map<string, readonly Step[]>();
  #calls = 0;
  #stored = { calls: 0, programs: 0 };
  #budget = 0;
  #programs = 0;
  #states = 0;
  #edges = 0;
  #islands = 0;
  /** A pool was ended before its islands were. */
  #broken = false;

  constructor(scene: Scene, options: SearchOptions) {
    this.#scene = scene;
    this.#options = options;
    this.#succeeded = scene.fns.map(() => 0);
    this.#tried = scene.fns.map(() => 0);
    this.#reasons = scene.fns.map(() => new Map<string, number>());
  }

  async run(): Promise<SearchResult> {
    const { evaluations, work, share, sizes } = this.#options;
    for (const stage of stages(evaluations, sizes)) {
      const best = share ? share.before(stage) : this.#best;
      if (!best) continue;
      const all = this.#tasksOf(stage, best);
      const tasks = share?.mine(all, stage) ?? all;
      if (work?.pool) await this.#together(tasks, work, work.pool);
      else await this.#inTurn(tasks);
      if (this.#isOver) break;
      share?.end(all);
    }
    this.#scene.breaches.found = this.#breaches;
    return {
      best: this.#best,
      calls: this.#calls,
      budget: this.#budget,
      programs: this.#programs,
      states: this.#states,
      edges: this.#edges,
      islands: this.#islands,
      succeeded: this.#succeeded,
      tried: this.#tried,
      reasons: this.#reasons,
      interrupted: this.#broken || (this.#options.signal?.aborted ?? false),
    };
  }

  get #seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  /** Whether nothing more is to be begun. */
  get #isOver(): boolean {
    const { until, signal, seconds } = this.#options;
    return (
      this.#broken ||
      (signal?.aborted ?? false) ||
      (seconds !== undefined && this.#seconds > seconds) ||
      (this.#best.length > 0 && (until?.(this.#best[0]!.profit) ?? false))
    );
  }

  /** What goes on from the best has the best of all, and another one beside it. */
  #tasksOf({ islands, refines }: Stage, found: readonly FoundProgram[]): IslandTask[] {
    const { seed, known = [] } = this.#options;
    const best = found.map(({ steps }) => steps);
    return islands.map((island, i) => {
      const pair = best.length > 1 ? [best[0]!, best[1 + (i % (best.length - 1))]!] : best;
      return { ...island, seed, from: refines ? pair : island.number === 0 ? known : [] };
    });
  }

  async #inTurn(tasks: readonly IslandTask[]): Promise<void> {
    const { work, until } = this.#options;
    for (const task of tasks) {
      if (this.#isOver) return;
      // What is ended early, because it is enough, is not what the job is named by.
      const job = work?.results && !until ? work.job(task) : undefined;
      const stored = job && work!.results!.get(jobHash(job));
      if (stored !== undefined && isIsland(stored)) {
        this.#add(task, readIsland(stored), true);
        continue;
      }
      const island = new Island(this.#scene, task);
      const life = island.live(until);
      let paused = performance.now();
      let ended = life.next().done;
      for (; !ended; ended = life.next().done) {
        if (performance.now() - paused < PAUSE) continue;
        this.#tell(island);
        // Lets signals and timers in; decides nothing.
        await new Promise((resolve) => setImmediate(resolve));
        paused = performance.now();
        if (this.#isOver) break;
      }
      const { result } = island;
      if (ended && job) work!.results!.put(jobHash(job), job.inputs, toJson(result), stored !== undefined);
      this.#add(ended ? task : { ...task, calls: result.calls }, result);
    }
  }

  async #together(tasks: readonly IslandTask[], work: IslandWork, pool: JobPool): Promise<void> {
    const { signal, seconds } = this.#options;
    const { results, width = tasks.length } = work;
    const size = seconds === undefined ? tasks.length : width;
    const timer = setInterval(() => this.#tell(), WORD);
    try {
      for (let from = 0; from < tasks.length && !this.#isOver; from += size) {
        const some = tasks.slice(from, from + size);
        await pool.run(some.map(work.job), {
          accepts: isIsland,
          ...(results && { results }),
          ...(signal && { signal }),
          onResult: ({ index, value, stored }) => {
            this.#add(some[index]!, readIsland(value), stored);
            this.#tell();
          },
        });
      }
    } catch (error) {
      // What was done before counts.
      if (!(error instanceof RewardscapeError) || error.code !== "INTERRUPTED") throw error;
      this.#broken = true;
    } finally {
      clearInterval(timer);
    }
  }

  /** Adds what an island found, in the order of the islands. */
  #add(task: IslandTask, found: IslandResult, stored = false): void {
    for (const one of found.best) insert(this.#best, { ...one, calls: this.#calls + one.calls });
    found.succeeded.forEach((n, i) => (this.#succeeded[i]! += n));
    found.tried.forEach((n, i) => (this.#tried[i]! += n));
    found.reasons.forEach((counts, fn) => {
      const known = this.#reasons[fn]!;
      for (const [data, n] of counts) known.set(data, (known.get(data) ?? 0) + n);
    });
    for (const [name, steps] of found.breaches) if (!this.#breaches.has(name)) this.#breaches.set(name, steps);
    if (stored) {
      this.#stored.calls += found.calls;
      this.#stored.programs += found.programs;
    }
    this.#calls += found.calls;
    this.#budget += task.calls;
    this.#programs += found.programs;
    this.#states = Math.max(this.#states, found.states);
    this.#edges = Math.max(this.#edges, found.edges);
    this.#islands++;
  }

  #tell(island?: Island): void {
    const { onProgress, evaluations, work } = this.#options;
    if (!onProgress) return;
    const best = this.#best[0]?.profit ?? 0n;
    const { states, edges } = island?.reached ?? { states: this.#states, edges: this.#edges };
    onProgress({
      calls: this.#calls + (island?.calls ?? 0),
      of: evaluations,
      stored: this.#stored.calls,
      programs: this.#programs - this.#stored.programs + (island?.programs ?? 0),
      best: island && island.profit > best ? island.profit : best,
      ...{ states, edges, islands: this.#islands, seconds: this.#seconds },
      ...(work?.pool?.workers && { workers: work.pool.workers() }),
    });
  }
}
