import { amountsOf, replaceAmounts } from "./amounts.ts";
import type { Comparison } from "./compared.ts";
import { number, type CallStep, type Step } from "./program.ts";
import type { Solved } from "./solver.ts";
import type { Walk } from "./walk.ts";
import type { Way } from "./way.ts";

/** Smaller numbers are compared with everything. */
const SMALLEST = 2n;
/** Amounts of earlier calls that are changed for a call that fails. */
const MOST_CHANGES = 8;

/** Gets calls further that fail: by other arguments, and by waiting. */
export class Doors {
  readonly #walk: Walk;

  constructor(walk: Walk) {
    this.#walk = walk;
  }

  /** Takes a call that does not get far, and looks for arguments that get further. */
  openFrom(parent: Way): void {
    const { fns } = this.#walk.scene;
    const random = this.#walk.random;
    this.#walk.resume(parent);
    const open = fns.flatMap(({ abi }, fn) => (abi.inputs.length > 0 ? [fn] : []));
    if (open.length === 0 || !this.#walk.isShort()) return;
    const shut = open.filter((fn) => this.#walk.maker.experience.succeeded[fn] === 0);
    const fn = shut.length > 0 && random.unit() < 0.7 ? random.pick(shut) : random.pick(open);
    const deep = this.#walk.doors.of(fn);
    const step =
      deep && random.unit() < 0.6 ? random.pick(deep) : this.#walk.maker.callTo(fn, 0, { returns: this.#walk.returns });
    const shutBy = this.open(step);
    if (shutBy) this.#openEarlier(shutBy.step, shutBy.ended);
  }

  /** Looks for arguments, and a time, with which a call gets further. @returns what it still ends at where it fails */
  open(step: CallStep): Pick<Solved, "step" | "ended"> | undefined {
    const { session } = this.#walk.scene;
    const saved = session.save();
    const first = this.#walk.solver.solve(step, saved, 40);
    session.drop(saved);
    const { waiting } = first;
    let { ended } = first;
    let { step: solved, news } = first;
    if (waiting && this.#walk.take(waiting)) {
      // It was too early: time is what this door opens with, and perhaps others behind it.
      const later = session.save();
      const found = this.#walk.solver.solve(solved, later, 40);
      session.drop(later);
      solved = found.step;
      ended = found.ended;
      news += found.news;
      const before = session.length;
      const isSeen = this.#walk.take(solved);
      if (session.length > before) {
        this.#walk.waited(waiting);
        // What a wait opens is kept, whatever contracts show of it.
        if (!isSeen) {
          this.#walk.archive.keep();
          this.#walk.maker.experience.learn(solved, true);
        }
        return undefined;
      }
    }
    if (news > 0) {
      this.#walk.doors.remember(solved);
      if (this.#walk.take(solved)) {
        this.#walk.maker.experience.learn(solved, true);
        return undefined;
      }
    }
    return { step: solved, ended };
  }

  /**
   * What a call ends at may have been said by an earlier one, as what a motion is to pay is: an amount of the program that is
   * an operand there becomes the other operand.
   */
  #openEarlier(step: CallStep, ended: readonly Comparison[]): void {
    const { session } = this.#walk.scene;
    const steps = session.steps();
    if (steps.length === 0 || ended.length === 0 || !this.#walk.isShort()) return;
    const values = this.#numbersIn(steps);
    const changes = ended.flatMap(({ a, b }) =>
      values.flatMap((value, at) =>
        a === b || value < SMALLEST ? [] : value === a ? [{ at, to: b }] : value === b ? [{ at, to: a }] : [],
      ),
    );
    for (const { at, to } of changes.slice(0, MOST_CHANGES)) {
      this.#walk.execute(replaceAmounts(steps, (amount, i) => (i === at ? number(to) : amount)));
      if (session.length === steps.length && this.#walk.take(step)) return;
    }
  }

  /** What the amounts of a program come to, in order. */
  #numbersIn(steps: readonly Step[]): bigint[] {
    const { session } = this.#walk.scene;
    session.reset();
    return steps.flatMap((step) => {
      const values = amountsOf([step]).map((amount) => session.amount(amount));
      session.blindly(step);
      return values;
    });
  }
}
