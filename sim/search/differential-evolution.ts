import { Random } from "../core/random.ts";
import { drive, realOption, wholeOption, type Problem } from "./ask-tell.ts";
import { firstPoints } from "./breeding.ts";
import type { Optimiser } from "./optimiser.ts";
import { compareMerit, type Evaluated } from "./strategy.ts";

/** Population and constants of differential evolution. */
export interface DifferentialEvolutionOptions {
  /** Absent: ten a variable, at least 20 and at most 200. */
  readonly population?: number;
  /** Whose place the differences are added to: a random member's (thorough) or the best one's (fast). */
  readonly base?: "random" | "best";
  /** Weight of the difference, drawn anew for each generation from this range (dither). */
  readonly weight?: readonly [number, number];
  /** Probability that a coordinate comes from the mutant. */
  readonly crossover?: number;
}

/**
 * Differential evolution, rand/1/bin or best/1/bin (Storn & Price 1997) with dithered weight, for one objective; a child
 * replaces its parent when it is not worse by Deb's rules for constraints (Lampinen 2002). Works on a relaxed cube:
 * integers and choices are the cell that a coordinate falls in. A coordinate that leaves the box comes back to a
 * random place between its parent's and the bound.
 *
 * @example
 * const variables = [{ kind: "real", name: "x", low: 0, high: 1 }] as const;
 * const optimiser = differentialEvolution({ variables, objectives: ["minimize"], seed: 1 });
 */
export function differentialEvolution(problem: Problem, options: DifferentialEvolutionOptions = {}): Optimiser {
  const usual = Math.min(200, Math.max(20, 10 * (problem.variables?.length ?? 0)));
  const size = wholeOption("population", options.population ?? usual, 4, 100_000);
  const weight = options.weight ?? [0.5, 1];
  const low = realOption("weight", weight[0], 0, 2);
  const high = realOption("weight", weight[1], low, 2);
  const crossover = realOption("crossover", options.crossover ?? 0.9, 0, 1);
  const random = Random.of(problem.seed, "differential-evolution");
  return drive(problem, { min: 0, max: 1 }, (box) => {
    let population: readonly Evaluated[] = [];
    let generation = 0;
    return {
      survivors: () => population,
      propose() {
        const stream = random.at(generation++);
        if (population.length === 0) return firstPoints(box, size, stream);
        const points = population.map(({ point }) => point);
        const best = population.reduce((top, member) => (compareMerit(member, top) < 0 ? member : top)).point;
        const f = low + stream.unit() * (high - low);
        return points.map((parent, i) => {
          const own = stream.at(i);
          const [a, b, c] = others(i, points, own);
          const base = options.base === "best" ? best : a;
          const sure = own.integer(parent.length);
          return parent.map((x, d) => {
            if (own.unit() >= crossover && d !== sure) return x;
            const moved = base[d]! + f * (b[d]! - c[d]!);
            return moved < 0 ? x * own.unit() : moved > 1 ? x + (1 - x) * own.unit() : moved;
          });
        });
      },
      learn(children) {
        population = children.map((child, i) =>
          population[i] && isWorse(child, population[i]) ? population[i] : child,
        );
      },
    };
  });
}

/** Ids say which is older, so at a tie compareMerit would keep the parent: a tie goes to the child here, to cross plateaus. */
function isWorse(child: Evaluated, parent: Evaluated): boolean {
  return compareMerit({ ...child, id: 0 }, { ...parent, id: 0 }) > 0;
}

/** Three members other than i and than each other. */
function others<T>(i: number, members: readonly T[], random: Random): [T, T, T] {
  const taken = [i];
  while (taken.length < 4) {
    const j = random.integer(members.length);
    if (!taken.includes(j)) taken.push(j);
  }
  return [members[taken[1]!]!, members[taken[2]!]!, members[taken[3]!]!];
}
