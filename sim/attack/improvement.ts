import { amountsOf, replaceAmounts } from "./amounts.ts";
import { insert, type Candidate } from "./found.ts";
import { number, WHOLE, type Amount, type Step } from "./program.ts";
import type { Walk } from "./walk.ts";
import { BEGIN, sharedBy, type Way } from "./way.ts";

const MAX_STEPS = 32;
const POLISH = 25;

/** Makes programs that pay shorter, and has them pay more. */
export class Improvement {
  readonly #walk: Walk;
  /** Programs that pay and of which no single step can be left out. */
  readonly #short = new WeakSet<Candidate>();

  constructor(walk: Walk) {
    this.#walk = walk;
  }

  /** A program that pays and was not shortened yet. */
  get long(): Candidate | undefined {
    return this.#walk.best.find((one) => !this.#short.has(one));
  }

  /** Leaves out steps that a program does without: what goes on from it would carry them along, and has room for more. */
  shorten(long: Candidate): void {
    let steps = long.steps;
    for (let i = steps.length - 1; i >= 0; i--) {
      const less = [...steps.slice(0, i), ...steps.slice(i + 1)];
      if (this.#profitOf(less, long.way) >= long.profit) steps = less;
    }
    let best = long;
    if (steps.length < long.steps.length) {
      const { session } = this.#walk.scene;
      const profit = this.#profitOf(steps, BEGIN);
      session.reset();
      for (const step of steps) session.step(step);
      // Whoever looked only at the profit also counted steps that fail.
      if (profit >= long.profit && this.#walk.scene.profit() === profit)
        best = { steps: session.steps(), profit, calls: long.calls, way: session.way() };
    }
    this.#short.add(best);
    this.#short.add(long);
    if (best === long) return;
    const at = this.#walk.best.indexOf(long);
    this.#walk.best.splice(at, 1);
    insert(this.#walk.best, best);
  }

  /** Changes the amounts of a program that pays, its steps as they are. */
  polish(goesOn: () => boolean): void {
    const random = this.#walk.random;
    let parent =
      this.#walk.best[Math.min(this.#walk.best.length - 1, Math.floor(random.unit() ** 2 * this.#walk.best.length))]!;
    const { session } = this.#walk.scene;
    const amounts = amountsOf(parent.steps).length;
    let size = 1;
    for (let i = 0; i < POLISH && goesOn(); i++) {
      const joint = random.unit() < 0.3 ? 2 : 1;
      const places = new Set(Array.from({ length: joint }, () => random.integer(Math.max(1, amounts))));
      const repeated = amounts === 0 || random.unit() < 0.15;
      const steps = repeated
        ? this.#repeated(parent.steps)
        : replaceAmounts(parent.steps, (amount, at) => (places.has(at) ? this.#polished(amount, size) : amount));
      const profit = this.#profitOf(steps, parent.way);
      if (profit > parent.profit) {
        this.#walk.execute(steps, parent.way);
        parent = { steps: session.steps(), profit, calls: this.#walk.used(), way: session.way() };
        size = Math.min(4, size * 1.5);
        if (repeated) return;
      } else size *= 0.93;
    }
  }

  /** What steps pay, with nothing else looked at. */
  #profitOf(steps: readonly Step[], way: Way): bigint {
    const { session } = this.#walk.scene;
    session.resume(way, sharedBy(way, steps));
    for (let i = session.length; i < steps.length; i++) session.blindly(steps[i]!);
    return this.#walk.scene.profit();
  }

  #repeated(steps: readonly Step[]): Step[] {
    const random = this.#walk.random;
    const at = random.integer(steps.length);
    const length = 1 + random.integer(Math.min(4, steps.length - at));
    const times = random.pick([2, 2, 3, 5, 8]);
    const segment = steps.slice(at, at + length);
    return [
      ...steps.slice(0, at),
      ...Array.from({ length: times }, () => segment).flat(),
      ...steps.slice(at + length),
    ].slice(0, MAX_STEPS);
  }

  #polished(amount: Amount, size: number): Amount {
    const random = this.#walk.random;
    const draw = random.unit();
    if (amount.kind === "share" && draw < 0.3) return { ...amount, numerator: WHOLE, plus: 0n };
    const value = amount.kind === "share" ? amount.numerator : amount.value;
    const factor = draw < 0.6 ? random.pick([0.01, 0.1, 0.5, 0.9, 1.1, 2, 10, 100]) : 1 + size * (random.unit() - 0.5);
    const next = (value * BigInt(Math.round(Math.abs(factor) * 1e9))) / 1_000_000_000n;
    return amount.kind === "share" ? { ...amount, numerator: next > 4n * WHOLE ? WHOLE : next } : number(next);
  }
}
