import type { Random } from "../core/random.ts";
import type { Box } from "./box.ts";
import { cardinality } from "./box.ts";
import { polynomialMutation, resetMutation, simulatedBinaryCrossover } from "./operators.ts";

/** How children are made of their parents' points. */
export interface VariationOptions {
  /** Probability that two parents cross at all. */
  readonly crossover: number;
  /** Distribution index of simulated binary crossover. */
  readonly crossoverEta: number;
  /** Distribution index of polynomial mutation. */
  readonly mutationEta: number;
  /** Probability that a gene mutates; one gene a child on average when absent. */
  readonly mutation?: number;
}

/** Two children of two points of the unit cube: reals and integers by SBX and polynomial mutation, choices by exchange and reset. */
export type Mate = (a: readonly number[], b: readonly number[], random: Random) => [number[], number[]];

/** Half of the genes cross, as in Deb's NSGA-II code. */
const GENE_CROSSES = 0.5;

export function createMate(box: Box, options: VariationOptions): Mate {
  const cross = { low: 0, high: 1, eta: options.crossoverEta };
  const change = { low: 0, high: 1, eta: options.mutationEta };
  const optionCount = box.variables.map((variable) => (variable.kind === "choice" ? cardinality(variable) : 0));
  const mutation = options.mutation ?? 1 / box.variables.length;

  const mutate = (point: number[], random: Random) => {
    for (let i = 0; i < point.length; i++) {
      if (random.unit() >= mutation) continue;
      const n = optionCount[i]!;
      point[i] =
        n > 0
          ? (resetMutation(Math.floor(point[i]! * n), n, random) + 0.5) / n
          : polynomialMutation(point[i]!, change, random);
    }
    return box.snap(point);
  };

  return (a, b, random) => {
    const first = [...a];
    const second = [...b];
    if (random.unit() < options.crossover) {
      for (let i = 0; i < first.length; i++) {
        if (random.unit() >= GENE_CROSSES) continue;
        [first[i], second[i]] =
          optionCount[i]! > 0 ? [b[i]!, a[i]!] : simulatedBinaryCrossover(a[i]!, b[i]!, cross, random);
      }
    }
    return [mutate(first, random), mutate(second, random)];
  };
}
