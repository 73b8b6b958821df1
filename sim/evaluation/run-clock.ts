import type { Progress, SpeciesRecord } from "../core/history.ts";
import { maxOf } from "../core/many.ts";
import { type Task, suspend } from "../core/task.ts";
import type { MaybePromise } from "../core/task.ts";

/** What an earlier attempt has done already. */
export interface Resumed {
  readonly generations: number;
  readonly actions: number;
  readonly seconds: number;
}

/** Seconds of a run for the screen and the throughput; they decide nothing. */
export class RunClock {
  readonly #started = performance.now();
  #resumed: Resumed = { generations: 0, actions: 0, seconds: 0 };
  /** Waited at the end, by what for. */
  readonly waited = { repeat: 0, crossCheck: 0 };

  get seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  get resumed(): Resumed {
    return this.#resumed;
  }

  /** What the earlier attempt took is saved, except what it took to come back to its end. */
  resume(earlier: Resumed): void {
    this.#resumed = { ...earlier, seconds: earlier.seconds - this.seconds };
  }

  *wait<T>(reason: keyof RunClock["waited"], ask: () => MaybePromise<T>): Task<T> {
    const started = this.seconds;
    try {
      return yield* suspend(ask);
    } finally {
      this.waited[reason] = this.seconds - started;
    }
  }

  progress(
    species: readonly SpeciesRecord[],
    now: Pick<Progress, "generation" | "generations" | "blocks" | "actions">,
  ): Progress {
    const { seconds } = this;
    const agents = species.reduce((sum, one) => sum + one.agents, 0);
    const lived = species.filter((one) => one.agents > 0);
    return {
      ...now,
      actionsPerSecond: (now.actions - this.#resumed.actions) / seconds,
      best: maxOf(lived.map(({ fitness }) => fitness.best)),
      mean: lived.reduce((sum, one) => sum + one.agents * one.fitness.mean, 0) / agents,
      secondsLeft: (seconds / (now.generation - this.#resumed.generations)) * (now.generations - now.generation),
    };
  }
}
