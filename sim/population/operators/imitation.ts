import { maxOf } from "../../core/many.ts";
import { exp } from "../../core/math.ts";
import type { Random } from "../../core/random.ts";
import type { Operator } from "./operator.ts";
import { refused } from "./selection.ts";

/** Whom individuals take after, having seen what others earned. */
export interface Imitation extends Operator {
  /**
   * Called once for those who look at each other, so that what is the same for all of them is worked out once.
   *
   * @param seen their indices, in order
   * @returns for an individual, told by its place in `seen`, the index of its model: its own when it changes nothing
   */
  models(seen: readonly number[], fitness: readonly number[]): (place: number, random: Random) => number;
}

/** One of the others, each with the same chance; with nobody there, the individual itself. */
function another(seen: readonly number[], place: number, random: Random): number {
  if (seen.length === 1) return seen[place]!;
  const drawn = random.integer(seen.length - 1);
  return seen[drawn < place ? drawn : drawn + 1]!;
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
    models: (seen, fitness) => (place, random) => {
      const self = seen[place]!;
      const other = another(seen, place, random);
      if (other === self) return self;
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
    models: (seen, fitness) => (place, random) => {
      const self = seen[place]!;
      const other = another(seen, place, random);
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
    models(seen, fitness) {
      const best = maxOf(seen.map((one) => fitness[one]!));
      const equals = seen.filter((one) => fitness[one]! === best);
      return (place, random) => {
        const self = seen[place]!;
        return fitness[self]! === best ? self : random.pick(equals);
      };
    },
  };
}
