import type { CallStep } from "./program.ts";

const MOST = 6;

/** Calls that came through a door nobody had come through, by function, the last few of them. */
export class FarDoors {
  readonly #deep = new Map<number, CallStep[]>();

  remember(step: CallStep): void {
    const list = this.#deep.get(step.fn) ?? [];
    list.push(step);
    if (list.length > MOST) list.shift();
    this.#deep.set(step.fn, list);
  }

  of(fn: number): readonly CallStep[] | undefined {
    return this.#deep.get(fn);
  }
}
