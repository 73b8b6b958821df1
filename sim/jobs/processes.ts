import { Fault } from "../core/errors/errors.ts";
import type { Project } from "../project/project.ts";
import { describeJob, type Job } from "./job.ts";
import { WorkerProcess, type JobOutcome } from "./worker-process.ts";

/** How a job ends for whoever asked for it. */
export type JobEnd = Exclude<JobOutcome, { kind: "died" | "late" | "unbegun" }>;

/** The end of a job, and whether the process that did it had done nothing before. */
export interface Tried {
  readonly end: JobEnd;
  readonly fresh: boolean;
}

export interface PerformOptions {
  /** In a process that has computed nothing for the first time. */
  readonly again: boolean;
  /** Seconds. */
  readonly timeLimit: number;
  readonly signal?: AbortSignal | undefined;
  /** What faults call the job; by its inputs unless stated. */
  readonly where?: string;
}

/** Where one job is done at a time, and what does it now. */
export interface Seat {
  process?: WorkerProcess | undefined;
}

type Begun = Exclude<JobOutcome, { kind: "unbegun" }>;

interface Attempt {
  readonly outcome: Begun;
  readonly fresh: boolean;
}

const NEVER: Attempt = { outcome: { kind: "died", reason: "never started" }, fresh: true };

/** How often a job is tried whose process dies or hangs. A job that throws is not tried again: it would throw again. */
const TRIES = 2;

/** Child processes of this machine, started when needed and kept, because a process takes seconds to boot. */
export class Processes {
  readonly #idle: WorkerProcess[] = [];
  /** Those that compute again what others have computed: never the same job first. */
  readonly #repeaters: WorkerProcess[] = [];
  readonly #all = new Set<WorkerProcess>();
  readonly #project: Project | undefined;
  #closed = false;

  /** @param project whose contracts they simulate; those of this process unless stated */
  constructor(project?: Project) {
    this.#project = project;
  }

  /** Ids of those that live. */
  get pids(): readonly number[] {
    return [...this.#all].flatMap(({ pid }) => pid ?? []);
  }

  /** Does a job on an idle process or a new one, and once more on another if that one dies or hangs. */
  async perform(job: Job, options: PerformOptions): Promise<Tried> {
    return this.#tries(job, options, {});
  }

  /**
   * As `perform`, where a job may be done already: this one then waits in its process, which begins it at once when that
   * one ends. Undefined where it has not begun after `patience` milliseconds, or that process is gone before.
   */
  async performBehind(seat: Seat, patience: number, job: Job, options: PerformOptions): Promise<Tried | undefined> {
    const { process } = seat;
    if (!process || options.again) return this.#tries(job, options, seat);
    const { timeLimit, signal } = options;
    const outcome = await process.perform(job, { timeLimit, patience, signal });
    await this.#leave(process, seat, outcome, this.#idle);
    return outcome.kind === "unbegun" ? undefined : this.#tries(job, options, seat, { outcome, fresh: false });
  }

  /** @param first what came of the first of all tries, where there was one */
  async #tries(job: Job, options: PerformOptions, seat: Seat, first?: Attempt): Promise<Tried> {
    const { again, timeLimit, signal, where = describeJob(job) } = options;
    const idle = again ? this.#repeaters : this.#idle;
    let tried = first;
    for (let tries = first ? 1 : 0; !isOver(tried) && tries < TRIES && !signal?.aborted && !this.#closed; tries++) {
      const worker = idle.pop() ?? this.#start();
      if (!again) seat.process = worker;
      const fresh = worker.jobs === 0;
      const outcome = await worker.perform(job, { timeLimit, signal });
      await this.#leave(worker, seat, outcome, idle);
      if (outcome.kind !== "unbegun") tried = { outcome, fresh };
    }
    const { outcome, fresh } = tried ?? NEVER;
    return { end: endOf(where, outcome, timeLimit), fresh };
  }

  /** A process without a job is there for others; one that is of no more use is ended. */
  async #leave(worker: WorkerProcess, seat: Seat, { kind }: JobOutcome, idle: WorkerProcess[]): Promise<void> {
    const isLost = kind === "died" || kind === "late";
    if (seat.process === worker && (isLost || worker.isFree)) seat.process = undefined;
    if (isLost) await worker.kill();
    else if (worker.isFree && !idle.includes(worker)) idle.push(worker);
  }

  /** Ends those that do nothing now: the next job begins in a process that has loaded nothing. */
  async renew(): Promise<void> {
    await Promise.all([...this.#idle.splice(0), ...this.#repeaters.splice(0)].map((worker) => worker.kill()));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#all].map((worker) => worker.kill()));
    this.#idle.length = 0;
    this.#repeaters.length = 0;
  }

  #start(): WorkerProcess {
    const worker = new WorkerProcess(() => {
      this.#all.delete(worker);
      for (const idle of [this.#idle, this.#repeaters]) {
        const place = idle.indexOf(worker);
        if (place >= 0) idle.splice(place, 1);
      }
    }, this.#project);
    this.#all.add(worker);
    return worker;
  }
}

const isOver = (tried: Attempt | undefined): boolean =>
  tried?.outcome.kind === "done" || tried?.outcome.kind === "failed";

function endOf(where: string, outcome: Begun, timeLimit: number): JobEnd {
  switch (outcome.kind) {
    case "done":
      return outcome;
    case "failed": {
      const { fault } = outcome;
      const place = [where, fault.where].filter(Boolean).join(", ");
      return { kind: "failed", fault: { ...fault, ...(place !== "" && { where: place }) } };
    }
    case "died": {
      const found = `${TRIES} workers that did not: ${outcome.reason}`;
      return { kind: "failed", fault: Fault.of("JOB_DIED", { found, where }) };
    }
    case "late": {
      const found = `one that did not, ${TRIES} times`;
      return { kind: "failed", fault: Fault.of("JOB_TIMEOUT", { found, where, seconds: timeLimit }) };
    }
  }
}
