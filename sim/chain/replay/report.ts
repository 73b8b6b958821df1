import type { CheckCase } from "./case.ts";
import type { DrawOptions } from "./draw.ts";

/** What is compared of each block and deployment, in the order in which a statement names it. */
export const COMPARED = [
  "outcomes",
  "return data",
  "logs",
  "gas",
  "balances",
  "nonces",
  "code",
  "storage",
  "created and destroyed accounts",
] as const;

/** What has been compared so far, and was the same. */
export interface ReplayReport {
  /** Drawn blocks, all with calls. */
  readonly blocks: number;
  /** Blocks mined in all after the set-up, and those of them that had calls. */
  readonly of: number;
  readonly withCalls: number;
  /** Calls in drawn blocks, and in all blocks after the set-up. */
  readonly calls: number;
  readonly ofCalls: number;
  /** Drawn blocks of whose calls only some in a row were compared, because all use much gas. */
  readonly partly?: number;
  /** Blocks that were to be drawn, where somebody said how many. */
  readonly wanted?: number;
  /** Deployments and calls of the set-up: all of them. */
  readonly deployments: number;
  readonly setupCalls: number;
  /** Single reads. */
  readonly views: number;
  readonly compared: readonly string[];
  /** How often the process that compares was started again. */
  readonly restarts: number;
  /** What the comparison took, in a process of its own, and how long the run was held up. */
  readonly seconds: number;
  readonly waited: number;
  /**
   * Upper bound, at 95 %, of the share of blocks with calls in which a fault could have been missed: 3/n, the rule of
   * three, where n are those of which all calls were compared. 0 when every one was.
   */
  readonly missedBelow: number;
}

/** Counts what is compared. */
export class ReplayTally {
  readonly #replay: DrawOptions["replay"];
  readonly #counts = { blocks: 0, of: 0, withCalls: 0, calls: 0, ofCalls: 0, deployments: 0, setupCalls: 0, views: 0 };
  #seconds = 0;
  #waited = 0;
  #partly = 0;

  constructor(replay: DrawOptions["replay"]) {
    this.#replay = replay;
  }

  /** A block is mined after the set-up. */
  mined(calls: number): void {
    this.#counts.of++;
    this.#counts.ofCalls += calls;
    if (calls > 0) this.#counts.withCalls++;
  }

  /** A case was found the same. */
  same({ step }: CheckCase, seconds: number, setup: boolean): void {
    this.#seconds += seconds;
    if (step.kind === "deployment") this.#counts.deployments++;
    else if (step.kind === "views") this.#counts.views += step.views.length;
    else if (step.kind !== "block") return;
    else if (setup) this.#counts.setupCalls += step.calls.count;
    else {
      this.#counts.blocks++;
      const { from, to } = step.compared ?? { from: 0, to: step.calls.count };
      this.#counts.calls += to - from;
      if (step.compared) this.#partly++;
    }
  }

  /** The run was held up from then until now. */
  held(since: number): void {
    this.#waited += (performance.now() - since) / 1000;
  }

  report(restarts: number): ReplayReport {
    const { blocks, withCalls } = this.#counts;
    return {
      ...this.#counts,
      ...(typeof this.#replay === "number" && { wanted: this.#replay }),
      ...(this.#partly > 0 && { partly: this.#partly }),
      compared: COMPARED,
      restarts,
      seconds: this.#seconds,
      waited: this.#waited,
      missedBelow: blocks - this.#partly === withCalls ? 0 : Math.min(1, 3 / Math.max(1, blocks - this.#partly)),
    };
  }
}
