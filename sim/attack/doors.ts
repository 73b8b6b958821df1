import type { CallStep } from "./program.ts";
import type { Walk } from "./walk.ts";
import type { Way } from "./way.ts";

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
    this.open(step);
  }

  /** Looks for arguments, and a time, with which a call gets further. */
  open(step: CallStep): void {
    const { session } = this.#walk.scene;
    const saved = session.save();
    const first = this.#walk.solver.solve(step, saved, 40);
    session.drop(saved);
    const { blocks } = first;
    let { step: solved, news } = first;
    if (blocks !== undefined && this.#walk.take({ kind: "wait", blocks })) {
      // It was too early: time is what this door opens with, and perhaps others behind it.
      const later = session.save();
      const found = this.#walk.solver.solve(solved, later, 40);
      session.drop(later);
      solved = found.step;
      news += found.news;
      if (this.#walk.take(solved)) return;
    }
    if (news === 0) return;
    this.#walk.doors.remember(solved);
    if (this.#walk.take(solved)) this.#walk.maker.experience.learn(solved, true);
  }
}
