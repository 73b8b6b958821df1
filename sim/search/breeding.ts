import { Random } from "../core/random.ts";
import type { Box } from "./box.ts";
import { latinPoints } from "./latin-hypercube.ts";
import type { Mate } from "./variation.ts";

/** Rounds in which children that equal a known point are made again; as many follow in which chance fills their places. */
const MAX_TRIES = 20;

/** The first generation: a Latin hypercube, so that even a small one covers each variable. */
export function firstPoints(box: Box, size: number, random: Random): number[][] {
  return latinPoints(size, box.variables.length, random).map(box.snap);
}

/**
 * `size` children of the parents. None equals a parent or another child as far as the box allows: duplicates teach nothing
 * and starve diversity.
 * @param select gives the parents of a number of pairs, as two indices a pair.
 */
export function breed(
  box: Box,
  parents: readonly (readonly number[])[],
  size: number,
  mate: Mate,
  select: (count: number, random: Random) => number[],
  random: Random,
): number[][] {
  const known = new Set(parents.map(keyOf));
  const children: number[][] = [];
  const offspring = (count: number, stream: Random) => {
    const chosen = select(2 * Math.ceil(count / 2), stream);
    return chosen.flatMap((a, i) => (i % 2 === 0 ? mate(parents[a]!, parents[chosen[i + 1]!]!, stream) : []));
  };
  for (let attempt = 0; children.length < size; attempt++) {
    const stream = random.at(attempt);
    const missing = size - children.length;
    for (const child of attempt < MAX_TRIES ? offspring(missing, stream) : firstPoints(box, missing, stream)) {
      const key = keyOf(child);
      if (children.length >= size || (known.has(key) && attempt < 2 * MAX_TRIES)) continue;
      known.add(key);
      children.push(child);
    }
  }
  return children;
}

function keyOf(point: readonly number[]): string {
  return point.join();
}
