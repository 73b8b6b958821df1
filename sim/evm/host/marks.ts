import { RunError } from "../../core/errors/errors.ts";
import type { Engine } from "./engine.ts";

/** A mark and its place in the runtime's journal. */
export interface OpenMark {
  readonly id: number;
  readonly place: number;
}

/** The marks that can be gone back to, oldest first; a snapshot keeps those of its state. */
export class Marks {
  readonly #engine: Engine;
  #open: OpenMark[] = [];
  #next = 1;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  add(): number {
    this.#open.push({ id: this.#next, place: this.#engine.exports.mark() >>> 0 });
    return this.#next++;
  }

  /** Throws RunError EVM_MARK_UNKNOWN. */
  check(id: number): void {
    if (this.#indexOf(id) < 0) throw RunError.of("EVM_MARK_UNKNOWN", { found: String(id) });
  }

  /** The marks after it are gone; it stays. */
  undo(id: number): void {
    const index = this.#indexOf(id);
    this.#open.length = index + 1;
    this.#engine.exports.undoTo(this.#open[index]!.place);
  }

  /** Nothing when it is gone already. */
  forget(id: number): void {
    const index = this.#indexOf(id);
    if (index < 0) return;
    this.#open.splice(index, 1);
    if (index === 0) this.#shorten();
  }

  /** What a snapshot has to keep. */
  save(): OpenMark[] {
    return [...this.#open];
  }

  /** After the state of a snapshot, its journal included, was put in place. */
  resume(saved: readonly OpenMark[]): void {
    this.#open = [...saved];
    this.#shorten();
  }

  #indexOf(id: number): number {
    return this.#open.findLastIndex((mark) => mark.id === id);
  }

  /** Forgets what lies before the oldest mark. */
  #shorten(): void {
    const { exports } = this.#engine;
    const oldest = this.#open[0];
    if (!oldest) {
      exports.forgetMarks();
      return;
    }
    const less = exports.forgetBefore(oldest.place) >>> 0;
    this.#open = this.#open.map(({ id, place }) => ({ id, place: place - less }));
  }
}
