import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Fault, RewardscapeError, RunError } from "../core/errors/errors.ts";
import { moduleFlags } from "../core/typescript.ts";
import { knownProject } from "../project/project.ts";
import { LIMITS } from "./limits.ts";
import type { Question, Read, readers } from "./readers.ts";
import type { Answer } from "./view-worker.ts";

interface Waiting {
  readonly question: Question;
  readonly resolve: (text: string) => void;
  readonly reject: (error: Error) => void;
}

/** What one answer may take, and how many files are looked at; that of LIMITS unless stated. */
export interface ReadingLimits {
  readonly seconds?: number | undefined;
  /** Megabytes. */
  readonly heap?: number | undefined;
  readonly files?: number | undefined;
}

/**
 * Reads stores in a process of its own, so that the server answers others meanwhile, and ends that process where a store
 * takes more time or memory than it may. (A thread that runs out of memory may take the server with it.) Questions of
 * people go before those of the list.
 */
export class ReadingProcess {
  readonly #seconds: number;
  readonly #heap: number;
  readonly #urgent: Waiting[] = [];
  readonly #later: Waiting[] = [];
  #worker: ChildProcess | undefined;
  #now: { readonly waiting: Waiting; readonly timer: NodeJS.Timeout | undefined } | undefined;
  #ready = false;
  #closed = false;

  constructor({ seconds = LIMITS.seconds, heap = LIMITS.heap }: ReadingLimits = {}) {
    this.#seconds = seconds;
    this.#heap = heap;
  }

  /** The answer as JSON. Throws what the reader throws, and RunError STUDIO_TOO_LARGE. */
  async text<K extends keyof typeof readers>(
    what: K,
    of: Question<K>["of"],
    { urgent = true }: { readonly urgent?: boolean } = {},
  ): Promise<string> {
    return new Promise((resolve, reject) => {
      (urgent ? this.#urgent : this.#later).push({ question: { what, of } as Question, resolve, reject });
      this.#next();
    });
  }

  async read<K extends keyof typeof readers>(what: K, of: Question<K>["of"], urgent?: boolean): Promise<Read<K>> {
    return JSON.parse(await this.text(what, of, { urgent })) as Read<K>;
  }

  close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#now?.timer);
    this.#worker?.kill("SIGKILL");
    return Promise.resolve();
  }

  #next(): void {
    if (this.#now || this.#closed) return;
    const waiting = this.#urgent.shift() ?? this.#later.shift();
    if (!waiting) return;
    const worker = (this.#worker ??= this.#start());
    worker.send(waiting.question);
    this.#now = { waiting, timer: this.#ready ? this.#limit() : undefined };
  }

  /** Of the work alone: a process that starts on a busy machine has not begun. */
  #limit(): NodeJS.Timeout {
    return setTimeout(() => this.#end(`more than ${this.#seconds} s of work`), 1000 * this.#seconds);
  }

  #start(): ChildProcess {
    this.#ready = false;
    const typescript = import.meta.url.endsWith(".ts");
    const file = fileURLToPath(new URL(typescript ? "./view-worker.ts" : "./view-worker.js", import.meta.url));
    const worker = fork(file, [], {
      execArgv: [`--max-old-space-size=${this.#heap}`, ...moduleFlags],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    worker.send({ project: knownProject() ?? null });
    worker.unref();
    worker.channel?.unref();
    worker.on("message", (answer: Answer | "ready") => {
      if (worker !== this.#worker) return;
      if (answer === "ready") {
        this.#ready = true;
        if (this.#now) this.#now = { ...this.#now, timer: this.#limit() };
        return;
      }
      const waiting = this.#settle();
      if ("text" in answer) waiting?.resolve(answer.text);
      else waiting?.reject(new RewardscapeError(answer.fault));
      this.#next();
    });
    const died = (error: Error): void => {
      if (worker === this.#worker) this.#end(error.message);
    };
    worker.on("error", died);
    worker.on("exit", (status, signal) => died(new Error(`a reader that ended with ${signal ?? `status ${status}`}`)));
    return worker;
  }

  #settle(): Waiting | undefined {
    const now = this.#now;
    clearTimeout(now?.timer);
    this.#now = undefined;
    return now?.waiting;
  }

  /** Ends the process, and with it what it reads. */
  #end(found: string): void {
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.kill("SIGKILL");
    const expected = `what is read in ${this.#seconds} s and ${this.#heap} MB`;
    this.#settle()?.reject(RunError.of("STUDIO_TOO_LARGE", { expected, found }));
    this.#next();
  }
}

/** A fault as the page is told of it. */
export function faultOf(error: unknown): Fault {
  if (error instanceof RewardscapeError) return error.fault;
  const found = error instanceof Error ? error.message : String(error);
  return Fault.of("STUDIO_REQUEST", { expected: "a request that can be answered", found });
}
