import { cmaEs } from "../search/index.ts";
import { amountsOf, replaceAmounts } from "./amounts.ts";
import { number, WHOLE, type Amount, type Step } from "./program.ts";
import type { Scene } from "./scene.ts";

export interface PolishOptions {
  /** Programs that are executed at most. */
  readonly runs: number;
  /** Ends the search when this much is taken. */
  readonly enough?: bigint;
}

export interface Polished {
  readonly steps: readonly Step[];
  readonly profit: bigint;
  readonly runs: number;
}

/** Factors of the grid: orders of magnitude, and what lies between two of them. */
const GRID = [1e-3, 0.01, 0.1, 0.3, 0.5, 0.8, 1.25, 2, 3, 10, 100, 1e3];
/** Amounts go together by at most this factor up and down from where the grid left them. */
const REACH = 8;
/** Of the box's width, which is 2 ln 8: a factor of about 1.5. */
const STEP = 0.1;
/** More amounts than these are too many to be searched together in a few hundred programs. */
const MOST_TOGETHER = 24;
/** Smaller numbers name things. */
const SMALLEST = 1000n;
const FINE = 1_000_000_000;

/**
 * The amounts of a program chosen anew, its steps as they are: each one on a logarithmic grid, then all together by CMA-ES
 * on their logarithms. What is a part of the own balance goes no further than the whole. Deterministic.
 */
export function polish(
  scene: Scene,
  steps: readonly Step[],
  profitOf: (steps: readonly Step[]) => bigint,
  { runs: budget, enough }: PolishOptions,
): Polished {
  let best: readonly Step[] = steps;
  let runs = 0;
  const evaluate = (candidate: readonly Step[]): bigint => (runs++, profitOf(candidate));
  let profit = evaluate(steps);
  const isOver = (): boolean => runs >= budget || (enough !== undefined && profit >= enough);
  const keep = (candidate: readonly Step[]): bigint => {
    const taken = evaluate(candidate);
    if (taken > profit) [best, profit] = [candidate, taken];
    return taken;
  };
  const own = ownIn(scene);
  const groups = alikeIn(amountsOf(steps)).filter(({ amount }) => isScaled(amount));
  const changed = (from: readonly Step[], factors: ReadonlyMap<number, number>): Step[] =>
    replaceAmounts(from, (amount, at) => scaled(amount, factors.get(at) ?? 1, own));
  const by = (factor: number, places: readonly number[]) => places.map((at) => [at, factor] as const);
  for (const { places } of groups)
    for (const factor of GRID) {
      // The grid may have half of the budget.
      if (isOver() || runs >= budget / 2) break;
      keep(changed(best, new Map(by(factor, places))));
    }
  const from = best;
  // All of what is its own says more than a number that is nearly all of it.
  const free = alikeIn(amountsOf(from)).filter(({ amount }) => isScaled(amount) && !isAllOf(amount, own));
  if (isOver() || free.length === 0 || free.length > MOST_TOGETHER) return { steps: best, profit, runs };
  const optimiser = cmaEs(
    {
      variables: free.map((_, i) => ({
        kind: "real",
        name: `amount ${i}`,
        low: 1 / REACH,
        high: REACH,
        scale: "log",
      })),
      objectives: ["maximize"],
      seed: "amounts",
    },
    { start: free.map(() => 1), sigma: STEP, restarts: "none" },
  );
  while (!isOver() && !optimiser.finished) {
    const proposals = optimiser.ask(1);
    if (proposals.length === 0) break;
    optimiser.tell(
      proposals.map(({ id, values }) => {
        const factors = new Map(free.flatMap(({ places }, i) => by(values[i]!, places)));
        return { id, objectives: [Number(keep(changed(from, factors)))] };
      }),
    );
  }
  return { steps: best, profit, runs };
}

/** Amounts that are equal, with their places: what is lent and what is given back change together. */
export function alikeIn(amounts: readonly Amount[]): { readonly amount: Amount; readonly places: readonly number[] }[] {
  const groups = new Map<string, { readonly amount: Amount; readonly places: number[] }>();
  amounts.forEach((amount, at) => {
    const key = amount.kind === "number" ? `${amount.value}` : `${amount.of} ${amount.numerator} ${amount.plus}`;
    const group = groups.get(key);
    if (group) group.places.push(at);
    else groups.set(key, { amount, places: [at] });
  });
  return [...groups.values()];
}

const isScaled = (amount: Amount): boolean =>
  amount.kind === "share" ? amount.numerator > 0n : amount.value >= SMALLEST;

/** Observables that are about the attacker's accounts. */
export const ownIn = ({ session }: Scene): ReadonlySet<number> =>
  new Set(session.observer.observables.flatMap(({ account }, index) => (account >= 0 ? [index] : [])));

const isAllOf = (amount: Amount, own: ReadonlySet<number>): boolean =>
  amount.kind === "share" && amount.numerator === WHOLE && own.has(amount.of);

/** An amount times a factor; a part of an own balance becomes at most all of it. */
export function scaled(amount: Amount, factor: number, own: ReadonlySet<number>): Amount {
  if (factor === 1) return amount;
  const by = (value: bigint): bigint => (value * BigInt(Math.round(factor * FINE))) / BigInt(FINE);
  if (amount.kind === "number") return number(by(amount.value));
  const numerator = by(amount.numerator);
  const isPart = own.has(amount.of) && amount.numerator <= WHOLE;
  return { ...amount, numerator: isPart && numerator > WHOLE ? WHOLE : numerator };
}
