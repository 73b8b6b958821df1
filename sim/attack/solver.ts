import type { Feedback } from "../evm/host/evm.ts";
import { FEEDBACK_EDGES } from "../evm/layout.ts";
import { amountsOf, replaceAmounts } from "./amounts.ts";
import { Clock } from "./clock.ts";
import { Compared, Contracts, type Comparison } from "./compared.ts";
import { number, type CallStep, type Step } from "./program.ts";
import type { Session } from "./session.ts";
import type { Saved, StepResult } from "./way.ts";

interface Path {
  readonly result: StepResult;
  readonly compared: Compared;
  /** Directions of branches, and orders of how often, that no call had come to before. */
  readonly news: number;
}

/** A call and how far it comes. */
export interface Solved {
  /** The one that came furthest, by how many new directions. */
  readonly step: CallStep;
  readonly news: number;
  /** What to wait for where a comparison with the time is what it ended at. */
  readonly waiting: Step | undefined;
  /** What it compared before it failed, the last first; nothing where it succeeds. */
  readonly ended: readonly Comparison[];
}

/** Comparisons looked at from the end of a call back. */
const LAST = 10;
/** A step of an argument by which it is seen what depends on it. */
const NUDGES = [1n, 1_000_003n];

/**
 * Opens doors: looks which comparisons a call made, finds the argument that an operand equals or depends on, and chooses
 * it so that the comparison comes out the other way.
 */
export class Solver {
  readonly #session: Session;
  readonly #feedback: Feedback;
  readonly #seen = new Uint8Array(FEEDBACK_EDGES);
  readonly #contracts: Contracts;
  readonly #clock: Clock;
  #news = 0;
  readonly #nothing: Compared;
  /** What the call that is followed compared; nothing where it was not sent. */
  #compared: Compared;

  constructor(session: Session) {
    this.#session = session;
    this.#feedback = session.machine.evm.feedback!;
    this.#clock = new Clock(session);
    this.#contracts = new Contracts(session.party.accounts.map(({ address }) => address));
    this.#feedback.clear();
    this.#compared = this.#nothing = this.#taken();
  }

  /** Directions of branches that were taken so far. */
  get edges(): number {
    return this.#seen.reduce((sum, bits) => sum + (bits === 0 ? 0 : 1), 0);
  }

  /** Executes a call and notes where it came; the state is then after it. */
  execute(step: CallStep): { readonly result: StepResult; readonly news: number } {
    this.#clear();
    const result = this.#session.step(step, this.#lookAtEdges);
    return { result, news: this.#news };
  }

  /** The same, with a look at whether the account is called back. */
  probe(step: CallStep): { readonly result: StepResult; readonly news: number; readonly calledBack: boolean } {
    this.#clear();
    const found = this.#session.probe(step, this.#lookAtEdges);
    return { ...found, news: this.#news };
  }

  /** The same as `execute`, and what was compared. */
  follow(step: CallStep): Path {
    this.#clear();
    const result = this.#session.step(step, this.#lookAtAll);
    return { result, news: this.#news, compared: this.#compared };
  }

  #clear(): void {
    this.#feedback.clear();
    this.#news = 0;
    this.#compared = this.#nothing;
  }

  readonly #lookAtEdges = (): void => {
    this.#news = this.#feedback.mergeInto(this.#seen);
  };

  readonly #lookAtAll = (): void => {
    this.#lookAtEdges();
    this.#compared = this.#taken();
  };

  #taken(): Compared {
    return new Compared(this.#feedback.takeComparisons(), this.#contracts);
  }

  /**
   * Tries to get further with a call from where the session is: through doors that were never opened, one after the other.
   * The session is back where it was.
   */
  solve(step: CallStep, saved: Saved, budget: number): Solved {
    let left = budget;
    const follow = (call: CallStep): Path => {
      left--;
      const path = this.follow(call);
      if (path.result.ok) this.#session.back(saved);
      return path;
    };
    let best = step;
    let news = 0;
    let path = follow(step);
    // Where what it ends at is that it is too early, other arguments would only lead elsewhere.
    const soon = path.result.ok ? undefined : this.#waitingFor(path.compared.last(1), step, follow, saved);
    if (soon) return { step, news, waiting: soon, ended: [] };
    for (let moved = true; moved && left > 0;) {
      moved = false;
      const tried = new Set<string>();
      search: for (const comparison of path.compared.last(LAST).reverse()) {
        for (const candidate of this.#candidates(best, comparison, follow)) {
          const key = this.#textOf(candidate);
          if (tried.has(key)) continue;
          tried.add(key);
          if (left <= 0) break search;
          const other = follow(candidate);
          if (other.news === 0) continue;
          [best, path, moved] = [candidate, other, true];
          news += other.news;
          break search;
        }
      }
    }
    const ended = path.result.ok ? [] : path.compared.last(LAST).reverse();
    return { step: best, news, waiting: this.#waitingFor(ended, best, follow, saved), ended };
  }

  #waitingFor(
    ended: readonly Comparison[],
    step: CallStep,
    follow: (call: CallStep) => Path,
    saved: Saved,
  ): Step | undefined {
    return this.#clock.dueAt(ended) ?? this.#clock.elapsedAt(ended, () => follow(step).compared, saved);
  }

  /** The same call with an argument that would change the comparison. */
  *#candidates(step: CallStep, { key, a, b }: Comparison, follow: (call: CallStep) => Path): Iterable<CallStep> {
    const amounts = amountsOf([step]);
    const values = amounts.map((amount) => this.#session.amount(amount));
    const withAmount = (index: number, value: bigint): CallStep => {
      const [changed] = replaceAmounts([step], (amount, i) => (i === index ? number(value) : amount));
      return changed as CallStep;
    };
    for (let i = 0; i < values.length; i++) {
      for (const [own, other] of [
        [a, b],
        [b, a],
      ] as const)
        if (values[i] === own) for (const value of around(other)) yield withAmount(i, value);
    }
    if (a === b) return;
    for (let i = 0; i < values.length; i++)
      for (const nudge of NUDGES) {
        const moved = follow(withAmount(i, values[i]! + nudge)).compared.find(key);
        if (!moved) continue;
        const slope = moved.a - a - (moved.b - b);
        if (slope === 0n) continue;
        const step_ = ((b - a) * nudge) / slope;
        for (const value of around(values[i]! + step_)) yield withAmount(i, value);
        break;
      }
  }

  #textOf(step: Step): string {
    return amountsOf([step])
      .map((amount) => String(this.#session.amount(amount)))
      .join();
  }
}

const LIMIT = 1n << 256n;

function around(value: bigint): bigint[] {
  return [value, value + 1n, value - 1n].filter((one) => one >= 0n && one < LIMIT);
}
