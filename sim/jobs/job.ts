import type { Fault } from "../core/errors/errors.ts";
import type { Json } from "../core/history.ts";
import { hashJson } from "../runs/json.ts";
import type { WorkerState } from "../runs/activity.ts";
import type { Results } from "../runs/evaluations.ts";

/**
 * A unit of work that is nothing but its inputs. The handler is a name of handlers.ts; it is part of the job's name, and
 * its code is not: what makes it give another result (a source hash, a version) must be in the inputs.
 */
export interface Job {
  readonly handler: string;
  readonly inputs: Json;
  /** For people, in faults. */
  readonly name?: string;
}

/** A pure function of the inputs. What it throws is a fault of the job, and it is not asked again. */
export type JobHandler = (inputs: Json) => Json | Promise<Json>;

export interface JobResult {
  readonly job: Job;
  readonly index: number;
  readonly hash: string;
  readonly value: Json;
  /** Read from the store, not computed. */
  readonly stored: boolean;
}

export interface RunJobsOptions {
  /** Looked into before a job is run, written as soon as it is done. */
  readonly results?: Results;
  /** Whether a stored value is one that the jobs give; another is computed again and replaced. */
  readonly accepts?: (value: Json) => boolean;
  /** Called in the order of the jobs, whichever is done first. */
  readonly onResult?: (result: JobResult) => void;
  /** Called whenever a job is done, in no certain order: for the screen only. */
  readonly onProgress?: (progress: { readonly done: number; readonly of: number; readonly stored: number }) => void;
  /** Called as soon as a job has failed, while the others go on: for the screen only. */
  readonly onFault?: (fault: Fault) => void;
  /**
   * The jobs are evaluations: one in a hundred, and at least one in the life of the pool, is computed once more in
   * another process. RunError NONDETERMINISTIC when it comes to something else there.
   */
  readonly repeat?: boolean;
  /** Ends the run: RunError INTERRUPTED, and what is done stays stored. */
  readonly signal?: AbortSignal;
}

/**
 * Runs jobs, somewhere. Results do not depend on how many workers there are, on which of them does a job, or on what
 * ends first. The pool of processes on this machine is one; a queue to other machines may be another.
 */
export interface JobPool {
  /**
   * Values in the order of the jobs; the same job twice is computed once. When some jobs fail the others are still
   * done and stored, then FaultsError is thrown, each fault naming its job: JOB_FAILED (it threw), JOB_DIED (its worker
   * ended, twice), JOB_TIMEOUT (it took too long, twice), JOB_HANDLER (no such handler).
   */
  run(jobs: readonly Job[], options?: RunJobsOptions): Promise<Json[]>;
  /** What each of those that work at once does now; a pool of somebody's own need not tell. */
  workers?(): readonly WorkerState[];
  /** Its workers see no folder of this machine, so that what a job leaves has to be its value. */
  readonly elsewhere?: boolean;
  /** Ends the workers. */
  close(): Promise<void>;
}

/** The name under which a job's result is stored. */
export function jobHash({ handler, inputs }: Job): string {
  return hashJson({ handler, inputs });
}

export function describeJob(job: Job): string {
  return `${job.name ? `${job.name}, ` : ""}job ${jobHash(job).slice(0, 12)} of ${job.handler}`;
}
