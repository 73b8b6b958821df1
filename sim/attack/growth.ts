import type { Doors } from "./doors.ts";
import { wayOut } from "./exit-probe.ts";
import type { Walk } from "./walk.ts";
import { stepsOf, type Way } from "./way.ts";

const TRIES = 6;
/** Of calls that changed nothing that is observed, so many are kept: contracts do not show all. */
const IDLE_KEPT = 0.1;

/** Goes on from programs: with new steps, with rounds, and with ways out. */
export class Growth {
  readonly #walk: Walk;
  readonly #doors: Doors;

  constructor(walk: Walk, doors: Doors) {
    this.#walk = walk;
    this.#doors = doors;
  }

  /** Goes on from a program with new steps, each tried until one succeeds. */
  grow(parent: Way, steps: number): void {
    this.#walk.resume(parent);
    this.extend(steps);
  }

  /** New steps from where the walk is. */
  extend(steps: number): void {
    for (let i = 0; i < steps && this.#walk.isShort(); i++) {
      if (this.#walk.random.unit() < 0.2) {
        for (const step of this.#walk.waiting()) this.#walk.take(step);
        continue;
      }
      this.#addCall();
    }
  }

  /** Tries calls until one does something; those that are accepted and do nothing are not carried along. */
  #addCall(): void {
    const { session } = this.#walk.scene;
    const saved = session.save();
    for (let tries = 0; tries < TRIES; tries++) {
      const step = this.#walk.maker.call({ returns: this.#walk.returns });
      if (this.#walk.take(step)) break;
      if (session.length > saved.stops) {
        if (this.#walk.isNews || this.#walk.random.unit() < IDLE_KEPT) break;
        session.back(saved);
      }
      if (
        this.#walk.maker.experience.succeeded[step.fn] === 0 &&
        this.#walk.maker.experience.isLive(step.fn) &&
        this.#walk.random.unit() < 0.1
      ) {
        this.#doors.open(step);
        break;
      }
    }
    session.drop(saved);
  }

  /** Goes on with a part of the program once more, at the next honest call or some blocks later: rounds come again. */
  again(parent: Way): void {
    const random = this.#walk.random;
    this.#walk.resume(parent);
    const steps = stepsOf(parent);
    if (steps.length === 0) return;
    const at = random.integer(steps.length);
    const segment = steps.slice(at, at + 1 + random.integer(6));
    for (const step of this.#walk.waiting()) this.#walk.take(step);
    for (const step of segment.slice(segment.findIndex(({ kind }) => kind === "call")))
      if (this.#walk.isShort()) this.#walk.take(step);
  }

  /** Looks for a way out, now or after the next honest call. */
  leave(parent: Way): void {
    this.#walk.resume(parent);
    const draw = this.#walk.random.unit();
    if (draw > 0.85) this.#walk.take({ kind: "wait", blocks: this.#walk.random.pick([1, 2, 3, 5, 10]) });
    else if (draw < 0.35) {
      const until = this.#walk.scene.session.life.untilDue();
      if (until !== undefined) {
        if (until > 0) this.#walk.take({ kind: "wait", blocks: until });
        this.#walk.take({ kind: "honest", calls: Infinity });
      }
    }
    wayOut(this.#walk.scene, this.#walk.maker, this.#walk.random, (changed) => {
      this.#walk.archive.note(changed);
      this.#walk.consider();
    });
  }
}
