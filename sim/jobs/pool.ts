import { availableParallelism } from "node:os";
import { Fault, refuse, RunError } from "../core/errors/errors.ts";
import type { Json } from "../core/history.ts";
import { describeJob, jobHash, type Job, type JobPool, type RunJobsOptions } from "./job.ts";
import { canonicalJson, parseJson } from "../runs/json.ts";
import { difference, drawn } from "../runs/repeats.ts";
import { WorkerProcess, type JobOutcome } from "./worker-process.ts";

export interface ProcessPoolOptions {
  /** Processes at once; default the cores of this machine. */
  readonly workers?: number;
  /** Seconds a job may take, from when its worker begins it; default an hour. */
  readonly timeLimit?: number;
}

/** How often a job is tried whose worker dies or hangs. A job that throws is not tried again: it would throw again. */
const TRIES = 2;

/** A pool of child processes, started when needed and kept between runs, because a process takes seconds to boot. */
export function processPool(options: ProcessPoolOptions = {}): JobPool {
  return new ProcessPool(options.workers ?? availableParallelism(), options.timeLimit ?? 3600);
}

/** Jobs of one hash: one computation, delivered to each of them. */
interface PendingJob {
  readonly hash: string;
  readonly job: Job;
  readonly indices: number[];
  /** What is stored of it, where it is only to be computed again. */
  readonly stored?: Json;
}

/** The end of a task, and whether its worker had done nothing before it. */
interface Tried {
  readonly outcome: JobOutcome;
  readonly fresh: boolean;
}

class ProcessPool implements JobPool {
  readonly #size: number;
  readonly #timeLimit: number;
  readonly #idle: WorkerProcess[] = [];
  /** Those that compute again what others have computed: never the same job first. */
  readonly #repeaters: WorkerProcess[] = [];
  #repeated = false;
  /** The end of the last computation that repeats another: one at a time, so that one more process is enough. */
  #repeating: Promise<unknown> = Promise.resolve();
  readonly #all = new Set<WorkerProcess>();
  #closed = false;

  constructor(size: number, timeLimit: number) {
    if (!Number.isInteger(size) || size < 1) throw new RangeError(`a pool of ${size} workers`);
    this.#size = size;
    this.#timeLimit = timeLimit;
  }

  async run(jobs: readonly Job[], options: RunJobsOptions = {}): Promise<Json[]> {
    if (this.#closed) throw new Error("the pool is closed");
    const { results, signal } = options;
    const hashes = jobs.map(jobHash);
    const values = new Map<string, Json>();
    const faults = new Map<string, Fault>();
    const fromStore = new Set<string>();
    const tasks: PendingJob[] = [];
    const byHash = new Map<string, PendingJob>();
    let done = 0;
    let delivered = 0;

    const deliver = (): void => {
      for (; delivered < jobs.length; delivered++) {
        const hash = hashes[delivered]!;
        if (faults.has(hash)) continue;
        if (!values.has(hash)) return;
        const result = { job: jobs[delivered]!, index: delivered, hash, value: values.get(hash)! };
        options.onResult?.({ ...result, stored: fromStore.has(hash) });
      }
    };
    const settle = (task: PendingJob): void => {
      done += task.indices.length;
      options.onProgress?.({ done, of: jobs.length, stored: fromStore.size });
      deliver();
    };

    jobs.forEach((job, index) => {
      const hash = hashes[index]!;
      const known = byHash.get(hash);
      if (known) return void known.indices.push(index);
      const task = { hash, job, indices: [index] };
      byHash.set(hash, task);
      const stored = results?.get(hash);
      if (stored === undefined) return void tasks.push(task);
      values.set(hash, stored);
      fromStore.add(hash);
    });
    for (const hash of fromStore) settle(byHash.get(hash)!);
    const candidates = tasks.length > 0 ? tasks.map(({ hash }) => hash) : [...fromStore];
    const twice = options.repeat ? drawn(candidates, this.#repeated) : new Set<string>();
    for (const hash of twice) if (fromStore.has(hash)) tasks.push({ ...byHash.get(hash)!, stored: values.get(hash)! });
    let differs: RunError | undefined;

    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < tasks.length && !signal?.aborted && !differs) {
        const task = tasks[next++]!;
        const { outcome, fresh } = await this.#first(task, signal);
        if (outcome.kind === "done" && twice.has(task.hash) && !signal?.aborted) {
          const again = this.#repeating.then(() => this.#again(task, outcome.text, fresh, signal));
          this.#repeating = again;
          differs ??= await again;
          if (differs) return;
        }
        if (task.stored !== undefined) continue;
        if (outcome.kind === "done") {
          const value = parseJson(outcome.text);
          results?.put(task.hash, task.job.inputs, value);
          values.set(task.hash, value);
        } else if (!signal?.aborted) faults.set(task.hash, faultOf(task.job, outcome, this.#timeLimit));
        settle(task);
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.#size, tasks.length) }, lane));

    if (signal?.aborted) {
      throw RunError.of("INTERRUPTED", { found: `${values.size} done when it was interrupted`, jobs: jobs.length });
    }
    if (differs) throw differs;
    refuse([...byHash.keys()].flatMap((hash) => faults.get(hash) ?? []));
    return hashes.map((hash) => values.get(hash)!);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#all].map((worker) => worker.kill()));
    this.#idle.length = 0;
    this.#repeaters.length = 0;
  }

  async #first(task: PendingJob, signal: AbortSignal | undefined): Promise<Tried> {
    if (task.stored === undefined) return this.#try(task, this.#idle, signal);
    return { outcome: { kind: "done", text: canonicalJson(task.stored) }, fresh: true };
  }

  /** Computes a task again where nothing of its first time is left, and says how that differs. */
  async #again(
    task: PendingJob,
    text: string,
    fresh: boolean,
    signal: AbortSignal | undefined,
  ): Promise<RunError | undefined> {
    let tried = await this.#try(task, this.#repeaters, signal);
    // Two processes that had done nothing before are alike in whatever a run leaves behind: the second time is not.
    if (fresh && tried.fresh && tried.outcome.kind === "done") tried = await this.#try(task, this.#repeaters, signal);
    if (signal?.aborted) return undefined;
    this.#repeated = true;
    const { outcome } = tried;
    const again = outcome.kind === "done" ? outcome.text : faultOf(task.job, outcome, this.#timeLimit);
    return difference(describeJob(task.job), text, again);
  }

  /** Runs a task on an idle worker of these or a new one, and once more on another if its worker dies or hangs. */
  async #try(task: PendingJob, idle: WorkerProcess[], signal: AbortSignal | undefined): Promise<Tried> {
    let outcome: JobOutcome = { kind: "died", reason: "never started" };
    let fresh = true;
    for (let attempt = 0; attempt < TRIES && !signal?.aborted && !this.#closed; attempt++) {
      const worker = idle.pop() ?? this.#start();
      fresh = worker.jobs === 0;
      outcome = await worker.perform(task.job, this.#timeLimit, signal);
      if (outcome.kind === "done" || outcome.kind === "failed") {
        idle.push(worker);
        break;
      }
      await worker.kill();
    }
    return { outcome, fresh };
  }

  #start(): WorkerProcess {
    const worker = new WorkerProcess(() => {
      this.#all.delete(worker);
      for (const idle of [this.#idle, this.#repeaters]) {
        const place = idle.indexOf(worker);
        if (place >= 0) idle.splice(place, 1);
      }
    });
    this.#all.add(worker);
    return worker;
  }
}

function faultOf(job: Job, outcome: Exclude<JobOutcome, { kind: "done" }>, timeLimit: number): Fault {
  const where = describeJob(job);
  switch (outcome.kind) {
    case "failed":
      return { ...outcome.fault, where: outcome.fault.where ? `${where}, ${outcome.fault.where}` : where };
    case "died":
      return Fault.of("JOB_DIED", { found: `${TRIES} workers that did not: ${outcome.reason}`, where });
    case "late":
      return Fault.of("JOB_TIMEOUT", { found: `one that did not, ${TRIES} times`, where, seconds: timeLimit });
  }
}
