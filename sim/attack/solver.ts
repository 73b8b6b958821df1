import * as Op from "../evm/opcodes.ts";
import type { TraceStep } from "../evm/host/types.ts";
import { amountsOf, replaceAmounts } from "./amounts.ts";
import { FrameFollower } from "./dependencies.ts";
import type { Maker } from "./maker.ts";
import { number, type CallStep, type Step } from "./program.ts";
import type { Saved, Session, StepResult } from "./session.ts";

/** A comparison that was made, with its place and how often it had been made there before. */
interface Comparison {
  readonly key: string;
  readonly a: bigint;
  readonly b: bigint;
}

interface Path {
  readonly result: StepResult;
  readonly comparisons: readonly Comparison[];
  /** Directions of branches that no call had taken before. */
  readonly news: number;
  /** Whether one of the attacker's accounts was called by what it called. */
  readonly calledBack: boolean;
}

const COMPARES: readonly number[] = [Op.LT, Op.GT, Op.SLT, Op.SGT, Op.EQ];
const DIFFERS: readonly number[] = [Op.SUB, Op.XOR];
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
  readonly #maker: Maker;
  readonly #frames = new FrameFollower();
  readonly #edges = new Set<string>();
  readonly #accounts: ReadonlySet<string>;

  constructor(session: Session, maker: Maker) {
    this.#session = session;
    this.#maker = maker;
    this.#accounts = new Set(session.party.accounts.map(({ address }) => Buffer.from(address).toString("hex")));
  }

  /** Directions of branches that were taken so far. */
  get edges(): number {
    return this.#edges.size;
  }

  /** Follows a call and notes where it came; the state is then after it. */
  follow(step: CallStep): Path {
    const { contract, address } = this.#session.party.accounts[step.sender]!;
    const comparisons: Comparison[] = [];
    const times = new Map<string, number>();
    let difference: { readonly key: string; readonly a: bigint; readonly b: bigint } | undefined;
    let news = 0;
    let calledBack = false;
    let branch: { readonly key: string; readonly depth: number } | undefined;
    const shell = contract ? 1 : 0;
    this.#frames.begin(contract ? address : this.#session.fns[step.fn]!.bytes);
    const result = this.#session.trace(step, (at: TraceStep) => {
      const { depth, pc, opcode, stack } = at;
      const where = this.#frames.at(at);
      if (depth > shell && this.#accounts.has(where)) calledBack = true;
      if (depth < shell || this.#accounts.has(where)) return;
      if (branch) {
        // Whether it jumped is seen by where the next instruction of the frame is.
        const edge = `${branch.key} ${pc}`;
        if (branch.depth === depth && !this.#edges.has(edge)) {
          this.#edges.add(edge);
          news++;
        }
        branch = undefined;
      }
      if (COMPARES.includes(opcode)) comparisons.push(this.#comparison(times, where, pc, stack));
      else if (DIFFERS.includes(opcode)) difference = this.#comparison(times, where, pc, stack);
      else if (opcode === Op.JUMPI) {
        if (difference) comparisons.push(difference);
        branch = { key: `${where} ${pc}`, depth };
      } else if (opcode === Op.ISZERO && difference) {
        comparisons.push(difference);
        difference = undefined;
      } else if (opcode < Op.PUSH1 - 1 || opcode > Op.PUSH32) difference = undefined;
    });
    if (calledBack) this.#maker.callsBack[step.fn] = true;
    return { result, comparisons, news, calledBack };
  }

  /**
   * Tries to get further with a call from where the session is: through doors that were never opened, one after the other.
   * @returns the call that came furthest, and whether it was accepted. The session is back where it was.
   */
  solve(step: CallStep, saved: Saved, budget: number): { readonly step: CallStep; readonly news: number } {
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
    return { step: best, news };
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

  #comparison(times: Map<string, number>, where: string, pc: number, stack: readonly bigint[]): Comparison {
    const place = `${where} ${pc}`;
    const count = times.get(place) ?? 0;
    times.set(place, count + 1);
    return { key: `${place} ${count}`, a: stack.at(-1) ?? 0n, b: stack.at(-2) ?? 0n };
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
