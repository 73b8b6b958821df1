import { hex } from "../core/canonical.ts";
import type { Feedback } from "../evm/host/evm.ts";
import { FEEDBACK_EDGES } from "../evm/layout.ts";
import { amountsOf, replaceAmounts } from "./amounts.ts";
import { number, type CallStep, type Step } from "./program.ts";
import type { Session } from "./session.ts";
import type { Saved, StepResult } from "./way.ts";

/** A comparison that was made, with its place and how often it had been made there before. */
interface Comparison {
  readonly key: string;
  readonly a: bigint;
  readonly b: bigint;
}

interface Path {
  readonly result: StepResult;
  readonly comparisons: readonly Comparison[];
  /** Directions of branches, and orders of how often, that no call had come to before. */
  readonly news: number;
}

/** Comparisons looked at from the end of a call back. */
const LAST = 10;
/** Further away is no time that somebody waits for. */
const MAX_BLOCKS = 1n << 24n;
const MAX_SECONDS = 1n << 28n;
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
  readonly #accounts: ReadonlySet<string>;
  #news = 0;
  #comparisons: readonly Comparison[] = [];

  constructor(session: Session) {
    this.#session = session;
    this.#feedback = session.machine.evm.feedback!;
    this.#accounts = new Set(session.party.accounts.map(({ address }) => hex(address)));
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
    return { result, news: this.#news, comparisons: this.#comparisons };
  }

  #clear(): void {
    this.#feedback.clear();
    this.#news = 0;
    this.#comparisons = [];
  }

  readonly #lookAtEdges = (): void => {
    this.#news = this.#feedback.mergeInto(this.#seen);
  };

  readonly #lookAtAll = (): void => {
    this.#lookAtEdges();
    const times = new Map<string, number>();
    const found: Comparison[] = [];
    for (const { contract, pc, a, b } of this.#feedback.comparisons()) {
      const where = hex(contract);
      if (this.#accounts.has(where)) continue;
      const place = `${where} ${pc}`;
      const count = times.get(place) ?? 0;
      times.set(place, count + 1);
      found.push({ key: `${place} ${count}`, a: wordOf(a), b: wordOf(b) });
    }
    this.#comparisons = found;
  };

  /**
   * Tries to get further with a call from where the session is: through doors that were never opened, one after the other.
   * @returns the call that came furthest, by how many new directions, and how many blocks it seems to be too early where a
   * comparison with the time is what it ended at. The session is back where it was.
   */
  solve(
    step: CallStep,
    saved: Saved,
    budget: number,
  ): { readonly step: CallStep; readonly news: number; readonly blocks: number | undefined } {
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
    for (let moved = true; moved && left > 0;) {
      moved = false;
      const tried = new Set<string>();
      search: for (const comparison of path.comparisons.slice(-LAST).reverse()) {
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
    return { step: best, news, blocks: path.result.ok ? undefined : this.#blocksUntil(path.comparisons) };
  }

  /** Blocks until the last comparison with the time or the block's number comes out the other way. */
  #blocksUntil(comparisons: readonly Comparison[]): number | undefined {
    const { number, timestamp } = this.#session.machine.place;
    for (const { a, b } of comparisons.slice(-LAST).reverse())
      for (const [now, then] of [
        [a, b],
        [b, a],
      ] as const) {
        const seconds = then - BigInt(timestamp);
        const blocks = then - BigInt(number);
        if (now === BigInt(number) && blocks >= 0n && blocks < MAX_BLOCKS) return Math.max(1, Number(blocks));
        if (now === BigInt(timestamp) && seconds >= 0n && seconds < MAX_SECONDS)
          return Math.max(1, Math.ceil(Number(seconds) / this.#session.world.blockTime));
      }
    return undefined;
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
        const moved = follow(withAmount(i, values[i]! + nudge)).comparisons.find((one) => one.key === key);
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
const wordOf = (bytes: Uint8Array): bigint => BigInt(`0x${hex(bytes)}`);

function around(value: bigint): bigint[] {
  return [value, value + 1n, value - 1n].filter((one) => one >= 0n && one < LIMIT);
}
