import { InputError } from "../core/errors/errors.ts";
import { availableParallelism } from "node:os";
import type { JobPool } from "./job.ts";
import { Processes } from "./processes.ts";
import { JobRunner } from "./runner.ts";

export interface ProcessPoolOptions {
  /** Processes at once; default the cores of this machine. */
  readonly workers?: number;
  /** Seconds of processor time that a job may take, from when its worker begins it; default an hour. */
  readonly timeLimit?: number;
}

/** Seconds a job may take unless told. */
export const TIME_LIMIT = 3600;

/** A pool of child processes, started when needed and kept between runs, because a process takes seconds to boot. */
export function processPool(options: ProcessPoolOptions = {}): JobPool {
  const { workers = availableParallelism(), timeLimit = TIME_LIMIT } = options;
  if (!Number.isInteger(workers) || workers < 1)
    throw InputError.of("JOB_WORKERS", { where: "workers", found: String(workers) });
  const processes = new Processes();
  return new JobRunner({
    width: () => workers,
    perform: ({ job }, attempt, signal) => processes.perform(job, { again: attempt > 0, timeLimit, signal }),
    close: () => processes.close(),
  });
}
