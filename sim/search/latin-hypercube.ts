import { Random } from "../core/random.ts";
import { drive, wholeOption, type Problem } from "./ask-tell.ts";
import type { Optimiser } from "./optimiser.ts";

/** How many points one Latin hypercube has. */
export interface LatinHypercubeOptions {
  /** Points of one design; further asks bring further, independent designs of this size. */
  readonly size: number;
}

/**
 * Latin hypercube sampling (McKay, Beckman & Conover 1979): in each variable every one of `size` equal strata holds one
 * point. Takes any number of objectives and learns nothing.
 *
 * @example
 * const variables = [{ kind: "real", name: "x", low: 0, high: 1 }] as const;
 * const sampler = latinHypercube({ variables, objectives: ["minimize"], seed: 1 }, { size: 10 });
 */
export function latinHypercube(problem: Problem, options: LatinHypercubeOptions): Optimiser {
  const size = wholeOption("size", options.size, 1, 1_000_000);
  const random = Random.of(problem.seed, "latin-hypercube");
  let design = 0;
  return drive(problem, { min: 0, max: Infinity }, () => ({
    propose: () => latinPoints(size, problem.variables.length, random.at(design++)),
  }));
}

/**
 * A Latin hypercube of `size` points in the unit cube, each at random within its stratum.
 *
 * @example
 * const points = latinPoints(10, 3, Random.of(1, "points")); // 10 points of [0, 1)^3
 */
export function latinPoints(size: number, dimensions: number, random: Random): number[][] {
  const columns = Array.from({ length: dimensions }, (_, d) => {
    const stream = random.at(d);
    return stream.shuffle(Array.from({ length: size }, (_, i) => i)).map((stratum) => (stratum + stream.unit()) / size);
  });
  return Array.from({ length: size }, (_, i) => columns.map((column) => column[i]!));
}
