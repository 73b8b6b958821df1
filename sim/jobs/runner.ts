import { type Fault, refuse, RunError } from "../core/errors/errors.ts";
import type { Json } from "../core/history.ts";
import type { WorkerState } from "../runs/activity.ts";
import { parseJson } from "../core/json.ts";
import { canonicalJson } from "../runs/json.ts";
import { difference, drawn } from "../runs/repeats.ts";
import { describeJob, jobHash, type Job, type JobPool, type RunJobsOptions } from "./job.ts";
import type { Tried } from "./processes.ts";

/** Where jobs are done: processes of this machine, or a queue. */
export interface Performer {
  /** How many jobs it is worth asking for at once. It may grow while they run. */
  width(): number;
  /**
   * Does a job; rejects only where nothing can be done any more. Attempts after 0 compute it again in a process that has
   * not computed it before, and from 2 on in one that has done something before.
   */
  perform(task: Task, attempt: number, signal: AbortSignal | undefined): Promise<Tried>;
  close(): Promise<void>;
}

export interface Task {
  readonly hash: string;
  readonly job: Job;
}

/** Jobs of one hash: one computation, delivered to each of them. */
interface PendingJob extends Task {
  readonly indices: number[];
  /** What is stored of it, where it is only to be computed again. */
  readonly stored?: Json;
  /** What is stored of it is none of its results. */
  readonly instead?: boolean;
}

/** What every pool does alike, wherever jobs are done: stored results, order, faults, and repeats. */
export class JobRunner implements JobPool {
  readonly #performer: Performer;
  /** By lane: what it does, and what it has done. */
  readonly #lanes: { job: string | undefined; since: string; jobs: number }[] = [];
  #repeated = false;
  /** The end of the last computation that repeats another: one at a time, so that one more process is enough. */
  #repeating: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(performer: Performer) {
    this.#performer = performer;
  }

  async run(jobs: readonly Job[], options: RunJobsOptions = {}): Promise<Json[]> {
    if (this.#closed) throw RunError.of("INTERNAL", { expected: "a pool that is open", found: "one that was closed" });
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
      if (options.accepts?.(stored) === false) return void tasks.push({ ...task, instead: true });
      values.set(hash, stored);
      fromStore.add(hash);
    });
    for (const hash of fromStore) settle(byHash.get(hash)!);
    const candidates = tasks.length > 0 ? tasks.map(({ hash }) => hash) : [...fromStore];
    const twice = options.repeat ? drawn(candidates, this.#repeated) : new Set<string>();
    for (const hash of twice) if (fromStore.has(hash)) tasks.push({ ...byHash.get(hash)!, stored: values.get(hash)! });
    let differs: RunError | undefined;

    let next = 0;
    const goesOn = (): boolean => next < tasks.length && !signal?.aborted && !differs;
    const lane = async (widen: () => void, own: number): Promise<void> => {
      const state = (this.#lanes[own] ??= { job: undefined, since: "", jobs: 0 });
      while (goesOn()) {
        const task = tasks[next++]!;
        state.job = task.job.name ?? task.job.handler;
        state.since = new Date().toISOString();
        const { end, fresh } = await this.#first(task, signal).finally(() => (state.job = undefined));
        state.jobs++;
        if (end.kind === "done" && twice.has(task.hash) && !signal?.aborted) {
          const again = this.#repeating.then(() => this.#again(task, end.text, fresh, signal));
          this.#repeating = again.catch(() => undefined);
          differs ??= await again;
          if (differs) return;
        }
        if (task.stored === undefined) {
          if (end.kind === "done") {
            const value = parseJson(end.text);
            results?.put(task.hash, task.job.inputs, value, task.instead);
            values.set(task.hash, value);
          } else if (!signal?.aborted) {
            faults.set(task.hash, end.fault);
            options.onFault?.(end.fault);
          }
          settle(task);
        }
        widen();
      }
    };
    await new Promise<void>((resolve, reject) => {
      let open = 0;
      const widen = (): void => {
        while (open < Math.min(this.#performer.width(), tasks.length) && goesOn()) {
          open++;
          lane(widen, open - 1).then(() => --open === 0 && resolve(), reject);
        }
      };
      widen();
      if (open === 0) resolve();
    });

    if (signal?.aborted) {
      throw RunError.of("INTERRUPTED", { found: `${values.size} done when it was interrupted`, jobs: jobs.length });
    }
    if (differs) throw differs;
    refuse([...byHash.keys()].flatMap((hash) => faults.get(hash) ?? []));
    return hashes.map((hash) => values.get(hash)!);
  }

  workers(): WorkerState[] {
    return this.#lanes.map(({ job, since, jobs }, i) => ({
      name: `worker ${i + 1}`,
      ...(job !== undefined && { job, since }),
      jobs,
    }));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#performer.close();
  }

  async #first(task: PendingJob, signal: AbortSignal | undefined): Promise<Tried> {
    if (task.stored === undefined) return this.#performer.perform(task, 0, signal);
    return { end: { kind: "done", text: canonicalJson(task.stored) }, fresh: true };
  }

  /** Computes a task again where nothing of its first time is left, and says how that differs. */
  async #again(
    task: PendingJob,
    text: string,
    fresh: boolean,
    signal: AbortSignal | undefined,
  ): Promise<RunError | undefined> {
    let tried = await this.#performer.perform(task, 1, signal);
    // Two processes that had done nothing before are alike in whatever a run leaves behind: the second time is not.
    if (fresh && tried.fresh && tried.end.kind === "done") tried = await this.#performer.perform(task, 2, signal);
    if (signal?.aborted) return undefined;
    this.#repeated = true;
    const { end } = tried;
    return difference(describeJob(task.job), text, end.kind === "done" ? end.text : end.fault);
  }
}
