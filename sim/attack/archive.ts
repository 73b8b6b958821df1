import type { Random } from "../core/random.ts";
import type { Ratio, Scene } from "./scene.ts";
import { BEGIN, type Way } from "./way.ts";

/** A program that first led to something, and how often it was gone on from. */
export interface Cell {
  way: Way;
  uses: number;
}

/** The best of a number that was reached so far. */
interface Extreme {
  value: number;
  /** Of its cell among those of extremes. */
  readonly at: number;
}

const MAX_STEPS = 32;
/** How often a way to a known state gives place to another of equal length. */
const DRIFT = 0.05;
/** Programs that are remembered of each function's successes. */
const PER_FUNCTION = 8;
/** The first key of a cell is an observable or price with its level. */
const LEVELS = 8192;
/** Levels of numbers below nothing, and of prices, lie around this. */
const MIDDLE = LEVELS / 2;

/**
 * States that were new in kind, by the programs that lead to them: a number of a contract in another order of magnitude, or
 * a price that moved, at a certain hour of the honest agents' day.
 */
export class Archive {
  readonly #scene: Scene;
  readonly #random: Random;
  /** By observable or price and its level, and then by the honest clock: numbers so small are found soonest. */
  readonly #cells = new Map<number, Map<number, Cell>>();
  readonly #list: Cell[] = [];
  readonly #priced: Cell[] = [];
  /** Cells by context, and contexts in the order of their coming. */
  readonly #contexts = new Map<number, Cell[]>();
  readonly #contextList: Cell[][] = [];
  readonly #byFunction = new Map<number, { count: number; readonly cells: Cell[] }>();
  /** What is not about the attacker's accounts: whether it is nothing, as it was or not, makes the context. */
  readonly #common: readonly number[];
  readonly #extremes = new Map<number, Extreme>();
  /** The cells of extremes, in their order. */
  readonly #extremeCells: Cell[] = [];
  readonly #ratiosOf: (readonly number[])[];
  #here: Way | undefined;
  readonly #touched = new Set<number>();
  /** Programs that reached new extremes, to be looked at for a way out. */
  readonly fresh: Cell[] = [];

  constructor(scene: Scene, random: Random) {
    this.#scene = scene;
    this.#random = random;
    const of: number[][] = scene.session.observer.observables.map(() => []);
    scene.ratios.forEach(({ over, under }, i) => {
      of[over]!.push(i);
      of[under]!.push(i);
    });
    this.#ratiosOf = of;
    this.#common = scene.session.observer.observables.flatMap(({ account }, i) => (account < 0 ? [i] : []));
    // It belongs to no context: few programs have to begin there again.
    const beginning = { way: BEGIN, uses: 0 };
    this.#list.push(beginning);
  }

  get size(): number {
    return this.#list.length;
  }

  /**
   * What kind of state the session is in: which numbers of contracts have become something or nothing since the attacker
   * came. 0 where none has.
   */
  get context(): number {
    const { values, entryValues } = this.#scene.session;
    if (values === entryValues) return 0;
    let key = 0;
    for (const index of this.#common)
      if (values[index] !== entryValues[index] && !values[index] !== !entryValues[index])
        key = (Math.imul(key, 31) + index + 1) | 0;
    return key;
  }

  /** Looks at the state that the session's steps have led to. True when it is new in kind. */
  note(changed: readonly number[]): boolean {
    const { session, ratios } = this.#scene;
    if (session.length > MAX_STEPS) return false;
    const clock = 2 * session.life.position.total + (session.life.due > 0 ? 1 : 0);
    let isNew = false;
    const touched = this.#touched;
    touched.clear();
    this.#here = undefined;
    for (const index of changed) {
      const value = session.values[index];
      const cell = this.#offer(index * LEVELS + MIDDLE + magnitude(value), clock);
      if (cell) isNew = true;
      if (value !== undefined && this.#isAbout(index)) this.#push(index, Number(value), cell);
      for (const ratio of this.#ratiosOf[index]!) touched.add(ratio);
    }
    const count = session.values.length;
    for (const i of touched) {
      const level = this.#levelOf(ratios[i]!);
      if (level === undefined) continue;
      const cell = this.#offer((count + i) * LEVELS + MIDDLE + level, clock, true);
      if (cell) isNew = true;
      this.#push(count + 2 * i, level, cell);
      this.#push(count + 2 * i + 1, -level, cell);
    }
    return isNew;
  }

  /** Keeps where the session is for another reason than its numbers: code was reached that never ran before. */
  keep(): void {
    if (this.#scene.session.length <= MAX_STEPS) this.#enlist({ way: this.#scene.session.way(), uses: 0 });
  }

  /** Remembers some of the programs that end with a function's success: of functions that seldom succeed, nearly all. */
  succeeded(fn: number): void {
    if (this.#scene.session.length > MAX_STEPS) return;
    const known = this.#byFunction.get(fn) ?? { count: 0, cells: [] };
    this.#byFunction.set(fn, known);
    known.count++;
    const { cells } = known;
    if (cells.length < PER_FUNCTION) cells.push({ way: this.#scene.session.way(), uses: 0 });
    else if (this.#random.unit() < PER_FUNCTION / known.count)
      cells[this.#random.integer(PER_FUNCTION)] = { way: this.#scene.session.way(), uses: 0 };
  }

  /** A program that ends with the success of a function that seldom succeeds. */
  pickRare(random: Random): Cell {
    const known = [...this.#byFunction.values()];
    if (known.length === 0) return this.pick(random);
    let best = random.pick(known);
    for (let i = 0; i < 3; i++) {
      const other = random.pick(known);
      if (other.count < best.count) best = other;
    }
    return random.pick(best.cells);
  }

  /** A program to go on from: of few that are drawn, the one that was used least. */
  pick(random: Random): Cell {
    const draw = random.unit();
    const from =
      draw < 0.25 && this.#contextList.length > 0
        ? random.pick(this.#contextList)
        : draw < 0.5 && this.#priced.length > 0
          ? this.#priced
          : draw < 0.75 && this.#extremeCells.length > 0
            ? this.#extremeCells
            : this.#list;
    let best = random.pick(from);
    for (let i = 0; i < 3; i++) {
      const other = random.pick(from);
      if (other.uses < best.uses) best = other;
    }
    best.uses++;
    return best;
  }

  /** One for all cells of a state. */
  #wayHere(): Way {
    return (this.#here ??= this.#scene.session.way());
  }

  #isAbout(index: number): boolean {
    return this.#scene.session.observer.observables[index]!.account >= 0;
  }

  #levelOf({ over, under }: Ratio): number | undefined {
    const { values } = this.#scene.session;
    const a = values[over] ?? 0n;
    const b = values[under] ?? 0n;
    return a > 0n && b > 0n ? quarterOctaves(Number(a) / Number(b)) : undefined;
  }

  #offer(key: number, clock: number, priced = false): Cell | undefined {
    let byClock = this.#cells.get(key);
    if (!byClock) this.#cells.set(key, (byClock = new Map()));
    const known = byClock.get(clock);
    const { session } = this.#scene;
    if (known) {
      const more = session.length - known.way.stops.length;
      // What contracts keep to themselves may differ between ways as long: now and then the other one is kept.
      if (more < 0 || (more === 0 && this.#random.unit() < DRIFT)) known.way = this.#wayHere();
      return undefined;
    }
    const cell = { way: this.#wayHere(), uses: 0 };
    byClock.set(clock, cell);
    this.#enlist(cell);
    if (priced) this.#priced.push(cell);
    return cell;
  }

  #enlist(cell: Cell): void {
    this.#list.push(cell);
    const { context } = this;
    const known = this.#contexts.get(context);
    if (known) known.push(cell);
    else {
      const made = [cell];
      this.#contexts.set(context, made);
      this.#contextList.push(made);
    }
  }

  #push(key: number, value: number, cell: Cell | undefined): void {
    const known = this.#extremes.get(key);
    if (known && value <= known.value) return;
    const reached = cell ?? { way: this.#wayHere(), uses: 0 };
    const far = !known || value > known.value * 1.05 + 1;
    if (known) {
      this.#extremeCells[known.at] = reached;
      known.value = value;
    } else this.#extremes.set(key, { value, at: this.#extremeCells.push(reached) - 1 });
    if (far && this.fresh.length < 64) this.fresh.push(reached);
  }
}

const FLOAT = new Float64Array(1);
const BITS = new Uint32Array(FLOAT.buffer);

/** Four times the logarithm to base 2 of a positive number, rounded to linear parts of its octave. */
function quarterOctaves(value: number): number {
  FLOAT[0] = value;
  const high = BITS[1]!;
  return 4 * (((high >>> 20) & 0x7ff) - 1023) + ((high >>> 18) & 3);
}

/** Order of magnitude of a number: its bits, below nothing with a sign; 300 for none. */
function magnitude(value: bigint | undefined): number {
  if (value === undefined) return 300;
  if (value === 0n) return 0;
  FLOAT[0] = Number(value);
  const bits = ((BITS[1]! >>> 20) & 0x7ff) - 1022;
  return value < 0n ? -bits : bits;
}
