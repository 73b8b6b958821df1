import { exp } from "../../core/math.ts";
import type { Random } from "../../core/random.ts";
import type { Operator } from "./operator.ts";
import { refused } from "./selection.ts";

/** Whom an individual takes after, having seen what others earned. */
export interface Imitation extends Operator {
  /**
   * @param self index of the individual
   * @param others indices of those it compares itself with, itself not among them; empty: it keeps to itself
   * @returns the index of its model, `self` when it changes nothing
   */
  model(self: number, others: readonly number[], fitness: readonly number[], random: Random): number;
}

/**
 * Pairwise comparison: meets one of the others at random and takes after it with probability
 * 1 / (1 + e^(-intensity (its fitness - own))). Source: Blume 1993; Szabo and Toke 1998; Traulsen, Nowak, Pacheco 2006.
 *
 * @param intensity per unit of fitness; 0 is drift, large values copy whoever earned more
 *
 * @example
 * const adaptation = imitate({ rule: fermi(10), mutate: gaussian(0.01) });
 */
export function fermi(intensity: number): Imitation {
  if (!(Number.isFinite(intensity) && intensity >= 0)) throw refused("fermi", "an intensity of at least 0", intensity);
  return {
    name: "fermi",
    settings: { intensity },
    model(self, others, fitness, random) {
      if (others.length === 0) return self;
      const other = random.pick(others);
      const chance = 1 / (1 + exp(-intensity * (fitness[other]! - fitness[self]!)));
      return random.unit() < chance ? other : self;
    },
  };
}

/**
 * Meets one of the others at random and takes after it if it earned more.
 *
 * @example
 * const adaptation = imitate({ rule: imitateBetter(), mutate: gaussian(0.01) });
 */
export function imitateBetter(): Imitation {
  return {
    name: "imitateBetter",
    settings: {},
    model(self, others, fitness, random) {
      if (others.length === 0) return self;
      const other = random.pick(others);
      return fitness[other]! > fitness[self]! ? other : self;
    },
  };
}

/**
 * Takes after the best of all it sees; keeps to itself if it is among the best, and draws among equals otherwise.
 *
 * @example
 * const adaptation = imitate({ rule: imitateBest(), mutate: gaussian(0.01) });
 */
export function imitateBest(): Imitation {
  return {
    name: "imitateBest",
    settings: {},
    model(self, others, fitness, random) {
      let best = fitness[self]!;
      for (const other of others) best = Math.max(best, fitness[other]!);
      if (fitness[self]! === best) return self;
      return random.pick(others.filter((other) => fitness[other]! === best));
    },
  };
}
