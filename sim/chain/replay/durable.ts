import type { RunError } from "../../core/errors/errors.ts";
import { KEPT_OF_CASE, MAX_LEFT_BY_CASES } from "../history.ts";
import { keptCase, type CheckCase } from "./case.ts";
import { ProcessEnded, type ReplayWorker } from "./replay-process.ts";
import { sizeOf } from "./reported.ts";
import { ToldLog } from "./reported-log.ts";
import type { Comparison } from "./comparison.ts";

/** How often a process that ended is started again in a run. */
const RESTARTS = 1;

interface Waiting {
  readonly block: CheckCase;
  readonly resolve: (comparison: Comparison) => void;
  readonly reject: (reason: RunError) => void;
}

/**
 * Judges that outlive the process they work in: one that ended is started again once, and one whose chain has a long
 * history is replaced by a new one, which is told all that the one before it knew.
 */
export class Durable implements ReplayWorker {
  readonly #start: () => ReplayWorker;
  readonly #maxLeft: number;
  readonly #log = new ToldLog();
  readonly #waiting: Waiting[] = [];
  #worker: ReplayWorker;
  #restarts = 0;
  #left = 0;
  #closed = false;

  constructor(start: () => ReplayWorker, maxLeft = MAX_LEFT_BY_CASES) {
    this.#start = start;
    this.#maxLeft = maxLeft;
    this.#worker = start();
  }

  /** Processes that ended before their time. */
  get restarts(): number {
    return this.#restarts;
  }

  compare(block: CheckCase): Promise<Comparison> {
    const kept = keptCase(block);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ block: kept, resolve, reject });
      this.#left += leftBy(kept);
      if (this.#left > this.#maxLeft) this.#reset(kept);
      else this.#send(kept);
    });
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.#worker.close();
  }

  #send(block: CheckCase): void {
    const worker = this.#worker;
    worker.compare(block).then(
      (comparison) => {
        if (worker !== this.#worker) return; // it was asked again elsewhere
        const { block: mineAndReplay, resolve } = this.#waiting.shift()!;
        this.#log.enter(mineAndReplay);
        resolve(comparison);
      },
      (fault: RunError) => {
        if (worker === this.#worker) this.#fail(fault);
      },
    );
  }

  #fail(fault: RunError): void {
    // A process that is closed while cases wait ends before its time as well; another would keep the run from ending.
    if (!(fault instanceof ProcessEnded) || this.#restarts === RESTARTS || this.#closed) {
      for (const { reject } of this.#waiting.splice(0)) reject(fault);
      return;
    }
    this.#restarts++;
    this.#reset();
  }

  /** Tells a new process everything, then asks it what has not been answered. */
  #reset(newest?: CheckCase): void {
    const before = this.#worker;
    this.#worker = this.#start();
    void before.close();
    this.#left = newest ? leftBy(newest) : 0;
    const worker = this.#worker;
    for (const block of this.#log.cases()) {
      this.#left += leftBy(block);
      worker.compare(block).catch((fault: RunError) => {
        if (worker === this.#worker) this.#fail(fault);
      });
    }
    // A state so large that telling it passes the limit by itself must not be told for ever.
    this.#left = Math.min(this.#left, this.#maxLeft / 2);
    for (const { block } of this.#waiting) this.#send(block);
  }
}

function leftBy({ reported, step }: CheckCase): number {
  const calls = step.kind === "block" ? step.calls.count : 0;
  return KEPT_OF_CASE.block + KEPT_OF_CASE.call * calls + KEPT_OF_CASE.byte * sizeOf(reported);
}
