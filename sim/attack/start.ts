import type { Random } from "../core/random.ts";
import { Doors } from "./doors.ts";
import type { Experience } from "./experience.ts";
import type { Candidate } from "./found.ts";
import { Growth } from "./growth.ts";
import { GrowthWithin } from "./growth-within.ts";
import { Improvement } from "./improvement.ts";
import type { Means } from "./means.ts";
import { Mutation } from "./mutation.ts";
import type { Step } from "./program.ts";
import type { Scene } from "./scene.ts";
import { Walk } from "./walk.ts";
import { BEGIN, stepsOf, type Way } from "./way.ts";

/** Draws of a turn: up to where a program is gone on from within its calls, and up to where it is done again. */
const USUAL = { within: 0.67, again: 0.72 };
const RATHER_WITHIN = { within: 0.82, again: 0.86 };

/** One search with a memory of its own: each turn goes on from a program in one of some ways. */
export class Start {
  readonly #walk: Walk;
  readonly #doors: Doors;
  readonly #growth: Growth;
  readonly #within: GrowthWithin;
  readonly #mutation: Mutation;
  readonly #improvement: Improvement;

  constructor(
    scene: Scene,
    random: Random,
    means: Means,
    from: readonly Candidate[],
    used: () => number,
    reasons: readonly Map<string, number>[],
  ) {
    this.#walk = new Walk(scene, random, means, from, used, reasons);
    this.#doors = new Doors(this.#walk);
    this.#growth = new Growth(this.#walk, this.#doors);
    this.#within = new GrowthWithin(this.#walk);
    this.#mutation = new Mutation(this.#walk);
    this.#improvement = new Improvement(this.#walk);
  }

  get best(): readonly Candidate[] {
    return this.#walk.best;
  }

  /** Calls that succeeded and were tried, by function. */
  get experience(): Pick<Experience, "succeeded" | "tried"> {
    return this.#walk.maker.experience;
  }

  get states(): number {
    return this.#walk.archive.size;
  }

  get edges(): number {
    return this.#walk.solver.edges;
  }

  /** Yields after each program, where it may be left. */
  *live(goesOn: () => boolean, known: readonly (readonly Step[])[]): Generator<void> {
    const random = this.#walk.random;
    const turns = this.#walk.means.callbacks === "rather" ? RATHER_WITHIN : USUAL;
    for (const steps of known) this.#walk.execute(steps);
    for (let i = 0; i < 60 && goesOn(); i++) this.#growth.grow(BEGIN, 1 + random.integer(8));
    for (let turn = 0; goesOn(); turn++) {
      yield;
      const long = this.#improvement.long;
      if (long) this.#improvement.shorten(long);
      else if (this.#walk.best.length > 0 && turn % 6 === 5) this.#improvement.polish(goesOn);
      else if (this.#walk.archive.fresh.length > 0 && random.unit() < 0.4)
        this.#growth.leave(this.#walk.archive.fresh.shift()!.way);
      else {
        const parent = this.#parent();
        const draw = random.unit();
        if (draw < 0.33) this.#growth.grow(parent, 1 + random.integer(3));
        else if (draw < 0.5) this.#growth.leave(parent);
        else if (draw < 0.57) this.#doors.openFrom(parent);
        else if (draw < turns.within && this.#walk.maker.experience.callsBack.includes(true)) this.#within.grow(parent);
        else if (draw < turns.again) this.#growth.again(parent);
        else {
          this.#walk.execute(this.#mutation.mutate(stepsOf(parent)), parent);
          if (random.unit() < 0.3) this.#growth.extend(1 + random.integer(2));
        }
      }
    }
  }

  /** What is gone on from. */
  #parent(): Way {
    const random = this.#walk.random;
    if (this.#walk.best.length > 0 && random.unit() < 0.3) return random.pick(this.#walk.best).way;
    return (random.unit() < 0.15 ? this.#walk.archive.pickRare(random) : this.#walk.archive.pick(random)).way;
  }
}
