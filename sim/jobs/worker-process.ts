import { fork, type ChildProcess } from "node:child_process";
import type { Fault, RewardscapeError } from "../core/errors/errors.ts";
import { moduleFlags } from "../core/typescript.ts";
import { knownProject, type Project } from "../project/project.ts";
import { handlerModule } from "./handlers.ts";
import type { Job } from "./job.ts";
import { JobTime, workOf } from "./processor-time.ts";
import type { WorkerReply } from "./worker.ts";

/** How a job ended on a worker. After `died` and `late` the worker is of no more use. */
export type JobOutcome =
  | { readonly kind: "done"; readonly text: string }
  | { readonly kind: "failed"; readonly fault: Fault }
  | { readonly kind: "died"; readonly reason: string }
  | { readonly kind: "late" };

/** Seconds to boot, before the time of the job counts. */
const BOOT = 120;
/** Characters of what a worker printed last, told when it dies; and milliseconds to wait for them. */
const TAIL = 2000;
const LAST_WORDS = 200;

/** A child process that performs one job at a time. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<string>;
  #tail = "";
  #task = 0;
  #onDeath: ((reason: string) => void) | undefined;

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
      this.#onDeath?.(reason);
      onExit();
    });
  }

  /** Jobs that were given to it. */
  get jobs(): number {
    return this.#task;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Performs a job; never rejects. `timeLimit` in seconds of processor time, of the clock only where it does nothing. */
  perform(job: Job, timeLimit: number, signal?: AbortSignal): Promise<JobOutcome> {
    const id = ++this.#task;
    let module: string;
    try {
      module = handlerModule(job.handler);
    } catch (error) {
      return Promise.resolve({ kind: "failed", fault: (error as RewardscapeError).fault });
    }
    return new Promise((resolve) => {
      const end = (outcome: JobOutcome): void => {
        clearTimeout(timer);
        this.#child.off("message", onReply);
        signal?.removeEventListener("abort", abort);
        this.#onDeath = undefined;
        resolve(outcome);
      };
      const late = (): void => end({ kind: "late" });
      const abort = (): void => end({ kind: "died", reason: "interrupted" });
      const onReply = (reply: WorkerReply): void => {
        if (reply.id !== id) return;
        if (reply.kind === "begun") {
          clearTimeout(timer);
          const time = new JobTime(timeLimit, () =>
            this.#child.pid === undefined ? undefined : workOf(this.#child.pid),
          );
          const wait = (seconds: number): void => {
            timer = setTimeout(() => {
              const left = time.left(seconds);
              if (left > 0) wait(left);
              else late();
            }, seconds * 1000);
          };
          wait(timeLimit);
        } else end(reply);
      };
      let timer = setTimeout(late, (BOOT + timeLimit) * 1000);
      this.#child.on("message", onReply);
      signal?.addEventListener("abort", abort);
      this.#onDeath = (reason) => end({ kind: "died", reason });
      // A channel that is closed already is told by the exit that follows.
      this.#child.send({ id, handler: job.handler, module, inputs: job.inputs }, () => undefined);
    });
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exited;
  }
}
