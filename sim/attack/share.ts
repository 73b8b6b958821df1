import type { IslandResult, IslandTask } from "./island.ts";
import type { IslandPart, Stage } from "./schedule.ts";
import { insert, type FoundProgram } from "./found.ts";

/**
 * Which islands are a shard's. Those that begin with nothing are divided at once. Those that go on from the best are
 * divided once every island before them is stored here, whichever shard did it: after `merge`.
 */
export class Share {
  readonly #part: IslandPart;
  readonly #stored: (task: IslandTask) => IslandResult | undefined;
  /** Of all islands of the stages before; undefined once one of them is not stored. */
  #best: FoundProgram[] | undefined = [];
  /** Islands so far that begin with nothing, and that go on: of each kind every shard has as many as others. */
  readonly #seen = { nothing: 0, best: 0 };
  #waiting = 0;

  constructor(part: IslandPart, stored: (task: IslandTask) => IslandResult | undefined) {
    this.#part = part;
    this.#stored = stored;
  }

  /** Islands that could be divided. */
  get of(): number {
    return this.#seen.nothing + this.#seen.best;
  }

  /** Islands that go on from what is not stored here yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /** What islands of a stage begin with; undefined where they have to wait. */
  before({ islands, refines }: Stage): readonly FoundProgram[] | undefined {
    if (!refines) return this.#best ?? [];
    if (!this.#best) this.#waiting += islands.length;
    return this.#best;
  }

  /** Those of a stage that are this shard's. */
  mine(tasks: readonly IslandTask[], { refines }: Stage): IslandTask[] {
    const kind = refines ? "best" : "nothing";
    return tasks.filter(() => this.#seen[kind]++ % this.#part.of === this.#part.index - 1);
  }

  /** Once this shard's are done: takes up what all of the stage have found. */
  end(tasks: readonly IslandTask[]): void {
    for (const task of tasks) {
      const found = this.#best && this.#stored(task);
      if (!found) return void (this.#best = undefined);
      for (const one of found.best) insert(this.#best!, one);
    }
  }
}
