import type { Random } from "../core/random.ts";
import type { Ratio, Scene } from "./scene.ts";
import type { Step } from "./program.ts";

/** A program that first led to something, and how often it was gone on from. */
export interface Cell {
  readonly key: string;
  steps: readonly Step[];
  uses: number;
}

/** The best of a number that was reached so far. */
interface Extreme {
  value: number;
  cell: Cell;
}

const MAX_STEPS = 32;

/**
 * States that were new in kind, by the programs that lead to them: a number of a contract in another order of magnitude, or
 * a price that moved, at a certain hour of the honest agents' day.
 */
export class Archive {
  readonly #scene: Scene;
  readonly #cells = new Map<string, Cell>();
  readonly #list: Cell[] = [];
  readonly #priced: Cell[] = [];
  readonly #extremes = new Map<string, Extreme>();
  readonly #ratiosOf: (readonly number[])[];
  /** Programs that reached new extremes, to be looked at for a way out. */
  readonly fresh: Cell[] = [];

  constructor(scene: Scene) {
    this.#scene = scene;
    const of: number[][] = scene.session.observer.observables.map(() => []);
    scene.ratios.forEach(({ over, under }, i) => {
      of[over]!.push(i);
      of[under]!.push(i);
    });
    this.#ratiosOf = of;
    this.#add("begin", []);
  }

  get size(): number {
    return this.#list.length;
  }

  /** Looks at the state that the steps have led to. True when it is new in kind. */
  note(steps: readonly Step[], changed: readonly number[]): boolean {
    if (steps.length > MAX_STEPS) return false;
    const { session, ratios } = this.#scene;
    const clock = `${session.position.total}${session.due > 0 ? "d" : ""}`;
    let isNew = false;
    const touched = new Set<number>();
    for (const index of changed) {
      const value = session.values[index];
      const cell = this.#offer(`${index} ${magnitude(value)} ${clock}`, steps);
      if (cell) isNew = true;
      if (value !== undefined && this.#isAbout(index)) this.#push(`${index}`, Number(value), steps, cell);
      for (const ratio of this.#ratiosOf[index]!) touched.add(ratio);
    }
    for (const i of touched) {
      const level = this.#levelOf(ratios[i]!);
      if (level === undefined) continue;
      const cell = this.#offer(`r${i} ${level} ${clock}`, steps, true);
      if (cell) isNew = true;
      this.#push(`r${i}+`, level, steps, cell);
      this.#push(`r${i}-`, -level, steps, cell);
    }
    return isNew;
  }

  /** A program to go on from: of few that are drawn, the one that was used least. */
  pick(random: Random): Cell {
    const draw = random.unit();
    const extremes = [...this.#extremes.values()];
    const from =
      draw < 1 / 3 && this.#priced.length > 0
        ? this.#priced
        : draw < 2 / 3 && extremes.length > 0
          ? extremes.map(({ cell }) => cell)
          : this.#list;
    let best = random.pick(from);
    for (let i = 0; i < 3; i++) {
      const other = random.pick(from);
      if (other.uses < best.uses) best = other;
    }
    best.uses++;
    return best;
  }

  #isAbout(index: number): boolean {
    return this.#scene.session.observer.observables[index]!.account >= 0;
  }

  #levelOf({ over, under }: Ratio): number | undefined {
    const { values } = this.#scene.session;
    const [a, b] = [Number(values[over] ?? 0n), Number(values[under] ?? 0n)];
    return a > 0 && b > 0 ? Math.round(4 * Math.log2(a / b)) : undefined;
  }

  #offer(key: string, steps: readonly Step[], priced = false): Cell | undefined {
    const known = this.#cells.get(key);
    if (known) {
      if (steps.length < known.steps.length) known.steps = steps.slice();
      return undefined;
    }
    const cell = this.#add(key, steps.slice());
    if (priced) this.#priced.push(cell);
    return cell;
  }

  #add(key: string, steps: readonly Step[]): Cell {
    const cell = { key, steps, uses: 0 };
    this.#cells.set(key, cell);
    this.#list.push(cell);
    return cell;
  }

  #push(key: string, value: number, steps: readonly Step[], cell: Cell | undefined): void {
    const known = this.#extremes.get(key);
    if (known && value <= known.value) return;
    const reached = cell ?? { key, steps: steps.slice(), uses: 0 };
    const far = !known || value > known.value * 1.05 + 1;
    this.#extremes.set(key, { value, cell: reached });
    if (far && this.fresh.length < 64) this.fresh.push(reached);
  }
}

/** Order of magnitude of a number: its bits, below nothing with a sign. */
function magnitude(value: bigint | undefined): string {
  if (value === undefined) return "none";
  return value < 0n ? `-${(-value).toString(2).length}` : value === 0n ? "0" : String(value.toString(2).length);
}
