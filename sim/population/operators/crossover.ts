import { pow } from "../../core/math.ts";
import type { Random } from "../../core/random.ts";
import type { Gene } from "../../scenario/genes.ts";
import type { Operator } from "./operator.ts";
import { refused } from "./selection.ts";
import { isInStepOf } from "./steps.ts";
import { fromUnit, reflect, toUnit } from "./unit-interval.ts";

/** Makes two genomes of two. */
export interface Crossover extends Operator {
  /** Two children of two parents, values in the order of the genes. */
  cross(genes: readonly Gene[], a: readonly number[], b: readonly number[], random: Random): [number[], number[]];
}

/**
 * Children are copies of their parents.
 *
 * @example
 * const adaptation = evolve({ select: tournament(2), mutate: gaussian(0.1), cross: noCrossover() });
 */
export function noCrossover(): Crossover {
  return { name: "none", settings: {}, cross: (_genes, a, b) => [[...a], [...b]] };
}

/**
 * Each gene of the two parents goes to either child, the other one to the other; steps of a program go whole.
 *
 * @example
 * const adaptation = evolve({ select: tournament(2), mutate: gaussian(0.1), cross: uniformCrossover() });
 */
export function uniformCrossover(): Crossover {
  return {
    name: "uniform",
    settings: {},
    cross(genes, a, b, random) {
      const [first, second] = [[...a], [...b]];
      let other = false;
      for (let i = 0; i < first.length; i++) {
        if (!isInStepOf(genes[i]!, genes[i - 1])) other = random.bits() < 0;
        if (other) exchange(first, second, i);
      }
      return [first, second];
    },
  };
}

/**
 * Simulated binary crossover (Deb and Agrawal 1995): children lie symmetrically about the middle of their parents, at
 * beta times their distance, with density (index + 1)/2 beta^index up to 1 and (index + 1)/2 beta^-(index + 2) beyond.
 * On a log scale of logarithms; integers rounded at random, true in the mean; choices and programs as in uniform crossover. What
 * oversteps a bound is reflected, so the middle is kept wherever the bounds are not met.
 *
 * @param index of the distribution: 2 spreads far, 20 stays near the parents
 * @param rate probability that a gene is crossed at all; otherwise the children have their parents' values
 *
 * @example
 * const adaptation = evolve({ select: tournament(2), mutate: polynomial(20), cross: simulatedBinary(15) });
 */
export function simulatedBinary(index: number, rate = 0.5): Crossover {
  if (!(Number.isFinite(index) && index >= 0)) throw refused("simulatedBinary", "an index of at least 0", index);
  if (!(Number.isFinite(rate) && rate >= 0 && rate <= 1))
    throw refused("simulatedBinary", "a rate within [0, 1]", rate);
  return {
    name: "simulatedBinary",
    settings: { index, rate },
    cross(genes, a, b, random) {
      const [first, second] = [[...a], [...b]];
      let other = false;
      genes.forEach((gene, i) => {
        if (gene.kind !== "choice" && !gene.part && random.unit() < rate) {
          const [p, q] = [toUnit(gene, a[i]!), toUnit(gene, b[i]!)];
          if (p !== q) {
            const u = random.unit();
            const beta = pow(u < 0.5 ? 2 * u : 1 / (2 * (1 - u)), 1 / (index + 1));
            const [middle, half] = [(p + q) / 2, (beta * (q - p)) / 2];
            first[i] = fromUnit(gene, reflect(middle - half), random);
            second[i] = fromUnit(gene, reflect(middle + half), random);
          }
        }
        if (!isInStepOf(gene, genes[i - 1])) other = random.bits() < 0;
        if (other) exchange(first, second, i);
      });
      return [first, second];
    },
  };
}

/**
 * Each child lies on the line through its parents, at its own parent plus beta times the way to the other, beta drawn for
 * the whole genome, uniform within ± reach. Where parents lie along a ridge, so do the children, however the genes are
 * tied to each other; mean and, at a reach of sqrt(3), spread of the parents' differences are kept. Choices and programs are
 * the own parent's. Source: after extended line recombination, Mühlenbein and Schlierkamp-Voosen 1993.
 *
 * @param reach in distances of the parents
 *
 * @example
 * const adaptation = evolve({ select: truncation(0.3), mutate: gaussian(0.1), cross: lineCrossover(1.5) });
 */
export function lineCrossover(reach: number): Crossover {
  if (!(Number.isFinite(reach) && reach >= 0)) throw refused("lineCrossover", "a reach of at least 0", reach);
  return {
    name: "line",
    settings: { reach },
    cross(genes, a, b, random) {
      const child = (from: readonly number[], to: readonly number[]): number[] => {
        const beta = reach * (2 * random.unit() - 1);
        return genes.map((gene, i) => {
          if (gene.kind === "choice" || gene.part || from[i] === to[i]) return from[i]!;
          const [p, q] = [toUnit(gene, from[i]!), toUnit(gene, to[i]!)];
          return fromUnit(gene, reflect(p + beta * (q - p)), random);
        });
      };
      return [child(a, b), child(b, a)];
    },
  };
}

function exchange(first: number[], second: number[], i: number): void {
  const value = first[i]!;
  first[i] = second[i]!;
  second[i] = value;
}
