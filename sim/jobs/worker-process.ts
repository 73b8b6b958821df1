import { fork, type ChildProcess } from "node:child_process";
import type { Fault, RewardscapeError } from "../core/errors/errors.ts";
import { moduleFlags } from "../core/typescript.ts";
import { knownProject, type Project } from "../project/project.ts";
import { handlerModule } from "./handlers.ts";
import type { Job } from "./job.ts";
import { afterTime, workOf } from "./processor-time.ts";
import type { WorkerReply, WorkerTask } from "./worker.ts";

/**
 * How a job ended on a worker. After `died` and `late` the worker is of no more use; `unbegun` waited behind another job,
 * and was taken back or lost its worker before it began.
 */
export type JobOutcome =
  | { readonly kind: "done"; readonly text: string }
  | { readonly kind: "failed"; readonly fault: Fault }
  | { readonly kind: "died"; readonly reason: string }
  | { readonly kind: "late" }
  | { readonly kind: "unbegun" };

export interface PerformLimits {
  /** Seconds of processor time, of the clock only where the process does nothing. */
  readonly timeLimit: number;
  /** Milliseconds that the job may wait behind another before it is taken back. */
  readonly patience?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Seconds to boot, before the time of the job counts. */
const BOOT = 120;
/** Characters of what a worker printed last, told when it dies; and milliseconds to wait for them. */
const TAIL = 2000;
const LAST_WORDS = 200;

/** A job that a process has, done or not yet begun. */
interface Given {
  readonly heard: (reply: WorkerReply) => void;
  readonly died: (reason: string) => void;
}

/** A child process that performs one job at a time, and may hold the next. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<string>;
  readonly #given = new Map<number, Given>();
  #tail = "";
  #task = 0;
  /** Why it ended. */
  #ended: string | undefined;

  constructor(onExit: () => void, project: Project | undefined = knownProject()) {
    this.#child = fork(
      new URL("./worker.ts", import.meta.url),
      [String(process.pid), JSON.stringify(project ?? null)],
      {
        execArgv: [...moduleFlags],
        stdio: ["ignore", "pipe", "pipe", "ipc"],
      },
    );
    const keep = (text: Buffer): void => {
      this.#tail = (this.#tail + text.toString()).slice(-TAIL);
    };
    this.#child.stdout!.on("data", keep);
    this.#child.stderr!.on("data", keep);
    this.#child.on("message", (reply: WorkerReply) => this.#given.get(reply.id)?.heard(reply));
    this.#exited = new Promise((resolve) => {
      this.#child.on("error", (error) => resolve(error.message));
      this.#child.on("exit", (code, signal) => {
        // Its last words may come after it; what it started itself may hold the pipe open for ever.
        const report = (): void => resolve(`${signal ?? `exit status ${code}`} ${this.#tail}`.trim());
        this.#child.on("close", report);
        setTimeout(report, LAST_WORDS);
      });
    });
    void this.#exited.then((reason) => {
      this.#ended = reason;
      for (const { died } of [...this.#given.values()]) died(reason);
      onExit();
    });
  }

  /** Jobs that were given to it. */
  get jobs(): number {
    return this.#task;
  }

  /** Whether it lives and has no job. */
  get isFree(): boolean {
    return this.#ended === undefined && this.#given.size === 0;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Performs a job, after those that it has; never rejects. */
  perform(job: Job, { timeLimit, patience, signal }: PerformLimits): Promise<JobOutcome> {
    const id = ++this.#task;
    let module: string;
    try {
      module = handlerModule(job.handler);
    } catch (error) {
      return Promise.resolve({ kind: "failed", fault: (error as RewardscapeError).fault });
    }
    if (this.#ended !== undefined) return Promise.resolve({ kind: "died", reason: this.#ended });
    return new Promise((resolve) => {
      let isHeld = this.#given.size > 0;
      let timer: NodeJS.Timeout | undefined;
      let stop: (() => void) | undefined;
      const end = (outcome: JobOutcome): void => {
        clearTimeout(timer);
        stop?.();
        this.#given.delete(id);
        signal?.removeEventListener("abort", abort);
        resolve(outcome);
      };
      const died = (reason: string): void => end(isHeld ? { kind: "unbegun" } : { kind: "died", reason });
      const late = (): void => end({ kind: "late" });
      const abort = (): void => end({ kind: "died", reason: "interrupted" });
      const takeBack = (): void => {
        if (!isHeld || !this.#given.has(id)) return;
        this.#send({ id, kind: "taken back" });
        end({ kind: "unbegun" });
      };
      const heard = (reply: WorkerReply): void => {
        if (reply.kind !== "begun") return end(reply);
        isHeld = false;
        clearTimeout(timer);
        stop = afterTime(timeLimit, () => (this.pid === undefined ? undefined : workOf(this.pid)), late);
      };
      // What has come meanwhile is read first, in case this process was stopped.
      if (isHeld && patience !== undefined) timer = setTimeout(() => setImmediate(takeBack), patience);
      if (!isHeld) timer = setTimeout(late, (BOOT + timeLimit) * 1000);
      this.#given.set(id, { heard, died });
      signal?.addEventListener("abort", abort);
      this.#send({ id, kind: "job", handler: job.handler, module, inputs: job.inputs });
    });
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exited;
  }

  /** A channel that is closed already is told by the exit that follows. */
  #send(message: WorkerTask): void {
    this.#child.send(message, () => undefined);
  }
}
