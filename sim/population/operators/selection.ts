import { minOf } from "../../core/many.ts";
import { InputError } from "../../core/errors/errors.ts";
import { shown } from "../../core/shown.ts";
import type { Random } from "../../core/random.ts";
import type { Operator } from "./operator.ts";

/** Chooses parents by fitness (finite numbers, more is better). Equal fitness is decided by a draw, never by position. */
export interface Selection extends Operator {
  /** Indices of `count` parents, in no order that means anything. */
  select(fitness: readonly number[], count: number, random: Random): number[];
}

/**
 * The best of k drawn with replacement, anew for each parent. The best of N individuals gets N (1 - (1 - 1/N)^k) copies
 * in expectation, which is 2 - 1/N for k = 2.
 *
 * @example
 * const adaptation = evolve({ select: tournament(2), mutate: gaussian(0.1) });
 */
export function tournament(k: number): Selection {
  requireWhole("tournament", k, 1);
  return {
    name: "tournament",
    settings: { k },
    select(fitness, count, random) {
      const n = fitness.length;
      return Array.from({ length: count }, () => {
        let best = random.integer(n);
        for (let i = 1; i < k; i++) {
          const rival = random.integer(n);
          if (fitness[rival]! > fitness[best]!) best = rival; // among equals the first drawn, which is any of them
        }
        return best;
      });
    },
  };
}

/**
 * Independent draws with probability proportional to fitness. If any fitness is negative, the least is taken off all, so
 * that the worst has no chance; where nothing is left over (all equal), everyone has the same.
 *
 * @example
 * const adaptation = evolve({ select: roulette(), mutate: gaussian(0.1) });
 */
export function roulette(): Selection {
  return {
    name: "roulette",
    settings: {},
    select(fitness, count, random) {
      const shift = Math.min(0, minOf(fitness));
      const sums: number[] = [];
      let total = 0;
      for (const value of fitness) sums.push((total += value - shift));
      return Array.from({ length: count }, () => {
        if (!(total > 0)) return random.integer(fitness.length);
        const place = random.unit() * total;
        let low = 0;
        let high = sums.length - 1;
        while (low < high) {
          const middle = (low + high) >>> 1;
          if (sums[middle]! > place) high = middle;
          else low = middle + 1;
        }
        return low;
      });
    },
  };
}

/**
 * The best share of individuals, at least one, each as often as any other: a remainder goes to some of them at random,
 * and so does a place in the share where fitness is equal.
 *
 * @example
 * const adaptation = evolve({ select: truncation(0.5), mutate: gaussian(0.1) });
 */
export function truncation(share: number): Selection {
  if (!(Number.isFinite(share) && share > 0 && share <= 1))
    throw refused("truncation", "a share above 0 and at most 1", share);
  return {
    name: "truncation",
    settings: { share },
    select(fitness, count, random) {
      const order = random.shuffle(fitness.map((_, i) => i)); // the sort is stable: ties keep a random order
      order.sort((a, b) => fitness[b]! - fitness[a]!);
      const best = random.shuffle(order.slice(0, Math.max(1, Math.round(share * fitness.length))));
      // shuffled, because those who pair parents take neighbours
      return random.shuffle(Array.from({ length: count }, (_, i) => best[i % best.length]!));
    },
  };
}

export function requireWhole(operator: string, value: number, min: number): void {
  if (!(Number.isInteger(value) && value >= min)) throw refused(operator, `a whole number of at least ${min}`, value);
}

export function refused(operator: string, expected: string, found: unknown): InputError {
  return InputError.of("OPERATOR_SETTING", {
    expected,
    found: typeof found === "string" ? found : shown(found),
    where: operator,
  });
}
