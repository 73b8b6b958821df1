import type { CallStep } from "./program.ts";
import type { Walk } from "./walk.ts";
import { stepsOf, type Saved, type Way } from "./way.ts";

const TRIES = 12;

/** Goes on within calls: what the attacker does when it is called back. */
export class GrowthWithin {
  readonly #walk: Walk;

  constructor(walk: Walk) {
    this.#walk = walk;
  }

  /** Goes on within a call that calls back: other calls are tried there until they succeed and do something new. */
  grow(parent: Way): void {
    const { session } = this.#walk.scene;
    const random = this.#walk.random;
    const steps = stepsOf(parent);
    const places = steps.flatMap((step, i) =>
      step.kind === "call" && this.#walk.maker.experience.callsBack[step.fn] ? [i] : [],
    );
    const at = places.length > 0 ? random.pick(places) : steps.length;
    this.#walk.resume(parent, at);
    if (!this.#walk.isShort()) return;
    const there = steps[at];
    const calling = this.#walk.maker.experience.callsBack.flatMap((callsBack, fn) => (callsBack ? [fn] : []));
    const begun = there?.kind === "call" ? there : random.unit() < 0.85 ? this.#walk.callbacks.pick(random) : undefined;
    const saved = session.save();
    for (let tries = 0; tries < TRIES; tries++) {
      const step = begun
        ? random.unit() < 0.15
          ? this.#walk.maker.within.all(begun)
          : this.#walk.maker.within.more(begun)
        : this.#walk.maker.within.around(
            this.#walk.maker.callTo(random.pick(calling), 0, { returns: this.#walk.returns }),
          );
      const before = this.#walk.archive.size;
      if (!this.#walk.take(step)) {
        if (session.length > saved.stops) session.back(saved);
        continue;
      }
      if (this.#walk.archive.size > before) {
        // What does not matter within is left out at once, or it would be carried along.
        const done = session.last;
        if (done?.kind === "call") this.#prune(done, saved);
        break;
      }
      if (tries === TRIES - 1) break;
      session.back(saved);
    }
    session.drop(saved);
    for (const step of steps.slice(at + 1)) if (this.#walk.isShort()) this.#walk.take(step);
  }

  /** Takes the call without those within that its effects do without. */
  #prune(step: CallStep, saved: Saved): void {
    const { session } = this.#walk.scene;
    const run = (call: CallStep): string | undefined => {
      session.back(saved);
      const { ok, changed } = session.step(call);
      return ok ? changed.join() : undefined;
    };
    const effects = run(step);
    let best = step;
    for (let i = (step.within?.length ?? 0) - 1; i >= 0; i--) {
      const less = { ...best, within: best.within!.filter((_, j) => j !== i) };
      if (less.within.length > 0 && run(less) === effects) best = less;
    }
    run(best);
    this.#walk.callbacks.remember(best);
    this.#walk.archive.note(session.values.flatMap((value, i) => (value === saved.values[i] ? [] : [i])));
  }
}
