import type { IslandTask } from "./island.ts";
import type { Means } from "./means.ts";

/** Islands that need nothing of each other. */
export interface Stage {
  readonly islands: readonly Omit<IslandTask, "seed" | "from">[];
  /** Whether they begin with the best programs of all islands before; otherwise with nothing. */
  readonly refines: boolean;
}

/** Every `of`-th of the islands that can be done at once, from 1 on. */
export interface IslandPart {
  readonly index: number;
  readonly of: number;
}

/** Calls of islands, in the first age. */
export interface IslandSizes {
  /** Of one that begins with nothing, and of its first start. */
  readonly calls: number;
  readonly first: number;
  /** Of one that goes on from the best. */
  readonly refined: number;
}

const ISLANDS = 8;
/** A fifth of the budget goes on from the best. */
const SIZES: IslandSizes = { calls: 200_000, first: 20_000, refined: 50_000 };
/** Islands of later ages are longer. */
const AGE = 1.5;

const ALL: Means = { accounts: true, callbacks: true };
/** By an island's place in its stage. Half of them keep to less, or try callbacks more often. */
const KINDS: readonly Means[] = [
  ALL,
  { accounts: true, callbacks: "rather" },
  ALL,
  { accounts: false, callbacks: false },
  ALL,
  { accounts: true, callbacks: false },
  ALL,
  { accounts: false, callbacks: true },
];

/**
 * What a budget is spent on, whoever does it. A smaller budget is the beginning of a larger one, but for the last island,
 * so that what was stored counts for both and a search that was cut is repeated by its calls.
 */
export function* stages(evaluations: number, sizes: IslandSizes = SIZES): Generator<Stage> {
  let left = evaluations;
  let number = 0;
  for (let age = 1; left > 0; age *= AGE)
    for (const refines of [false, true]) {
      const size = Math.round((refines ? sizes.refined : sizes.calls) * age);
      const islands: Stage["islands"][number][] = [];
      for (let i = 0; i < ISLANDS && left > 0; i++) {
        const calls = Math.min(size, left);
        const means = refines ? ALL : KINDS[i]!;
        islands.push({ number: number++, means, calls, first: refines ? size : Math.round(sizes.first * age) });
        left -= calls;
      }
      if (islands.length > 0) yield { islands, refines };
    }
}
