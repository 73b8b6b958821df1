import { hex } from "../core/canonical.ts";
import type { TakenComparisons } from "../evm/host/evm.ts";

/** A comparison that was made, with its place and how often it had been made there before. */
export interface Comparison {
  /** By contract, instruction and how often, the same in each call of a search. */
  readonly key: number;
  readonly a: bigint;
  readonly b: bigint;
}

const PLACES = 2 ** 24;
const TIMES = 2 ** 10;

/** Numbers of contracts for the keys of comparisons; none for those of the attacker itself. */
export class Contracts {
  readonly #own: ReadonlySet<string>;
  readonly #numbers = new Map<string, number>();

  constructor(own: readonly Uint8Array[]) {
    this.#own = new Set(own.map(hex));
  }

  /** -1 for one of the attacker's. */
  numberOf(address: Uint8Array): number {
    const key = hex(address);
    if (this.#own.has(key)) return -1;
    let number = this.#numbers.get(key);
    if (number === undefined) this.#numbers.set(key, (number = this.#numbers.size));
    return number;
  }
}

/** What a call compared outside of the attacker's own contracts; each comparison is made out when it is asked for. */
export class Compared {
  readonly #taken: TakenComparisons;
  /** Of the contracts among what was taken. */
  readonly #numbers: readonly number[];

  constructor(taken: TakenComparisons, contracts: Contracts) {
    this.#taken = taken;
    this.#numbers = taken.contracts.map((address) => contracts.numberOf(address));
  }

  /** The last ones, at most so many, in their order. */
  last(most: number): Comparison[] {
    const found: Comparison[] = [];
    for (let i = this.#taken.count - 1; i >= 0 && found.length < most; i--)
      if (this.#contractOf(i) >= 0) found.push(this.#at(i));
    return found.reverse();
  }

  /** The one at the place and time of another call's. */
  find(key: number): Comparison | undefined {
    let before = key % TIMES;
    const place = (key - before) / TIMES;
    for (let i = 0; i < this.#taken.count; i++)
      if (this.#placeOf(i) === place && before-- === 0) return { key, a: this.#taken.a(i), b: this.#taken.b(i) };
    return undefined;
  }

  #at(i: number): Comparison {
    const place = this.#placeOf(i);
    let before = 0;
    for (let earlier = 0; earlier < i; earlier++) if (this.#placeOf(earlier) === place) before++;
    return { key: place * TIMES + before, a: this.#taken.a(i), b: this.#taken.b(i) };
  }

  #contractOf(i: number): number {
    return this.#numbers[this.#taken.contractOf[i]!]!;
  }

  #placeOf(i: number): number {
    return this.#contractOf(i) * PLACES + this.#taken.pcs[i]!;
  }
}
