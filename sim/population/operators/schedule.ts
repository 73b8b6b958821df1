import { exp, log, pow } from "../../core/math.ts";
import type { Operator } from "./operator.ts";
import { refused } from "./selection.ts";

/** The size of mutations over time, as a share of a gene's range (of its logarithm on a log scale). */
export interface Schedule extends Operator {
  /** Generations count from 0. */
  at(generation: number): number;
}

/**
 * The same size always; 0 changes nothing.
 *
 * @example
 * const mutate = gaussian(constantSize(0.05));
 */
export function constantSize(size: number): Schedule {
  requireSize("constantSize", size);
  return { name: "constant", settings: { size }, at: () => size };
}

/**
 * Shrinks by the same factor each generation, from `from` to `to` after `generations`, and stays there.
 *
 * @example
 * const mutate = gaussian(geometricDecrease(0.2, 0.01, 100));
 */
export function geometricDecrease(from: number, to: number, generations: number): Schedule {
  for (const size of [from, to])
    if (!(Number.isFinite(size) && size > 0)) throw refused("geometricDecrease", "sizes above 0", size);
  if (!(Number.isFinite(generations) && generations > 0))
    throw refused("geometricDecrease", "a number of generations above 0", generations);
  const rate = log(to / from) / generations;
  return {
    name: "geometricDecrease",
    settings: { from, to, generations },
    at: (generation) => (generation >= generations ? to : from * exp(rate * generation)),
  };
}

/**
 * from / (1 + generation/delay)^power: the decreasing gain of stochastic approximation.
 *
 * @example
 * const mutate = gaussian(powerDecrease(0.2, 10));
 */
export function powerDecrease(from: number, delay: number, power = 1): Schedule {
  requireSize("powerDecrease", from);
  if (!(delay > 0 && power >= 0))
    throw refused("powerDecrease", "a delay above 0 and a power of at least 0", `${delay}, ${power}`);
  return {
    name: "powerDecrease",
    settings: { from, delay, power },
    at: (generation) => from / pow(1 + generation / delay, power),
  };
}

function requireSize(where: string, size: number): void {
  if (!(Number.isFinite(size) && size >= 0)) throw refused(where, "a size of at least 0", size);
}
