import { pow } from "../core/math.ts";
import type { Random } from "../core/random.ts";

/** Rows of a point set in [0, 1)^dimension: row i of a set of `rows`, always the same for the same arguments. */
export type Sampler = (rows: number, dimension: number) => readonly (readonly number[])[];

/** Independent uniform rows; row i comes from the stream `random.at(i)`. A low-discrepancy set may take its place. */
export function uniformSampler(random: Random): Sampler {
  return (rows, dimension) =>
    Array.from({ length: rows }, (_, i) => {
      const stream = random.at(i);
      return Array.from({ length: dimension }, () => stream.unit());
    });
}

/**
 * Latin hypercube: each of the `rows` equal slices of every axis holds exactly one row.
 * Source: M. McKay, R. Beckman, W. Conover, Technometrics 21 (1979), 239-245.
 */
export function latinSampler(random: Random): Sampler {
  return (rows, dimension) => {
    const points = Array.from({ length: rows }, () => new Array<number>(dimension).fill(0));
    for (let j = 0; j < dimension; j++) {
      const stream = random.at(j);
      const slices = stream.shuffle(Array.from({ length: rows }, (_, i) => i));
      for (let i = 0; i < rows; i++) points[i]![j] = (slices[i]! + stream.unit()) / rows;
    }
    return points;
  };
}

/**
 * Additive recurrence on the powers of the generalised golden ratio, from a random start: every prefix fills the space
 * evenly, so rows can be taken one after another. For up to about ten dimensions.
 * Source: M. Roberts, "The unreasonable effectiveness of quasirandom sequences", 2018.
 */
export function additiveSampler(random: Random): Sampler {
  return (rows, dimension) => {
    let ratio = 2;
    // the root of x^(d+1) = x + 1, where the iteration contracts
    for (let i = 0; i < 60; i++) ratio = pow(1 + ratio, 1 / (dimension + 1));
    const steps = Array.from({ length: dimension }, (_, j) => pow(1 / ratio, j + 1));
    const start = steps.map((_, j) => random.at(j).unit());
    return Array.from({ length: rows }, (_, i) =>
      start.map((first, j) => {
        const place = first + (i + 1) * steps[j]!;
        return place - Math.floor(place);
      }),
    );
  };
}
