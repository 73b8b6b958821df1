import type { RunError } from "../../core/errors.ts";
import type { CheckCase } from "./case.ts";
import { ProcessEnded, type Judging } from "./judge-process.ts";
import { sizeOf } from "./told.ts";
import { ToldLog } from "./told-log.ts";
import type { Verdict } from "./verdict.ts";

/** How often a process that ended is started again in a run. */
const RESTARTS = 1;
/** What a Hardhat chain keeps for good, in bytes: of a block, of a call, and of a byte that it is told. Measured, rounded up. */
const LEFT_BY_CASE = 12_000;
const LEFT_BY_CALL = 6_000;
const LEFT_BY_BYTE = 12;
/** What may be left behind before the chain is made anew. */
const MOST_LEFT = 768 * 2 ** 20;

interface Waiting {
  readonly block: CheckCase;
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (reason: RunError) => void;
}

/**
 * Judges that outlive the process they work in: one that ended is started again once, and one whose chain has a long
 * history is replaced by a new one, which is told all that the one before it knew.
 */
export class Durable implements Judging {
  readonly #start: () => Judging;
  readonly #mostLeft: number;
  readonly #log = new ToldLog();
  readonly #waiting: Waiting[] = [];
  #judging: Judging;
  #restarts = 0;
  #left = 0;

  constructor(start: () => Judging, mostLeft = MOST_LEFT) {
    this.#start = start;
    this.#mostLeft = mostLeft;
    this.#judging = start();
  }

  /** Processes that ended before their time. */
  get restarts(): number {
    return this.#restarts;
  }

  judge(block: CheckCase): Promise<Verdict> {
    const kept = structuredClone(block); // the engine fills its columns again before the judge comes to them
    return new Promise((resolve, reject) => {
      this.#waiting.push({ block: kept, resolve, reject });
      this.#left += leftBy(kept);
      if (this.#left > this.#mostLeft) this.#anew(kept);
      else this.#send(kept);
    });
  }

  close(): Promise<void> {
    return this.#judging.close();
  }

  #send(block: CheckCase): void {
    const judging = this.#judging;
    judging.judge(block).then(
      (verdict) => {
        if (judging !== this.#judging) return; // it was asked again elsewhere
        const { block: judged, resolve } = this.#waiting.shift()!;
        this.#log.enter(judged);
        resolve(verdict);
      },
      (fault: RunError) => {
        if (judging === this.#judging) this.#fail(fault);
      },
    );
  }

  #fail(fault: RunError): void {
    if (!(fault instanceof ProcessEnded) || this.#restarts === RESTARTS) {
      for (const { reject } of this.#waiting.splice(0)) reject(fault);
      return;
    }
    this.#restarts++;
    this.#anew();
  }

  /** Tells a new process everything, then asks it what has not been answered. */
  #anew(newest?: CheckCase): void {
    const before = this.#judging;
    this.#judging = this.#start();
    void before.close();
    this.#left = newest ? leftBy(newest) : 0;
    const judging = this.#judging;
    for (const block of this.#log.cases()) {
      this.#left += leftBy(block);
      judging.judge(block).catch((fault: RunError) => {
        if (judging === this.#judging) this.#fail(fault);
      });
    }
    // A state so large that telling it passes the limit by itself must not be told for ever.
    this.#left = Math.min(this.#left, this.#mostLeft / 2);
    for (const { block } of this.#waiting) this.#send(block);
  }
}

function leftBy({ told, step }: CheckCase): number {
  const calls = step.kind === "block" ? step.calls.count : 0;
  return LEFT_BY_CASE + LEFT_BY_CALL * calls + LEFT_BY_BYTE * sizeOf(told);
}
