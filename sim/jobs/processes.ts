import { Fault } from "../core/errors/errors.ts";
import type { Project } from "../project/project.ts";
import { describeJob, type Job } from "./job.ts";
import { WorkerProcess, type JobOutcome } from "./worker-process.ts";

/** How a job ends for whoever asked for it. */
export type JobEnd = Exclude<JobOutcome, { kind: "died" | "late" }>;

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
    const { again, timeLimit, signal, where = describeJob(job) } = options;
    const idle = again ? this.#repeaters : this.#idle;
    let outcome: JobOutcome = { kind: "died", reason: "never started" };
    let fresh = true;
    for (let attempt = 0; attempt < TRIES && !signal?.aborted && !this.#closed; attempt++) {
      const worker = idle.pop() ?? this.#start();
      fresh = worker.jobs === 0;
      outcome = await worker.perform(job, timeLimit, signal);
      if (outcome.kind === "done" || outcome.kind === "failed") {
        idle.push(worker);
        break;
      }
      await worker.kill();
    }
    return { end: endOf(where, outcome, timeLimit), fresh };
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

function endOf(where: string, outcome: JobOutcome, timeLimit: number): JobEnd {
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
