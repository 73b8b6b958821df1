import { pushAll } from "../core/many.ts";
import { Random } from "../core/random.ts";
import { drive, realOption, wholeOption, type Problem } from "./ask-tell.ts";
import { breed, firstPoints } from "./breeding.ts";
import { crowdingDistance, nondominatedSort } from "./dominance.ts";
import { tournaments } from "./operators.ts";
import type { Optimiser } from "./optimiser.ts";
import type { Evaluated } from "./strategy.ts";
import { createMate, type VariationOptions } from "./variation.ts";

/** Population and operators of NSGA-II. */
export interface Nsga2Options extends Partial<VariationOptions> {
  /** Size of the population and of each generation; 100 when absent. */
  readonly population?: number;
}

/**
 * NSGA-II (Deb, Pratap, Agarwal & Meyarivan 2002): elitist selection by non-domination, then by crowding, with Deb's
 * rules for constraints. The choice for two or three objectives.
 *
 * @example
 * const variables = [{ kind: "real", name: "x", low: 0, high: 1 }] as const;
 * const optimiser = nsga2({ variables, objectives: ["minimize", "maximize"], seed: 1 }, { population: 40 });
 */
export function nsga2(problem: Problem, options: Nsga2Options = {}): Optimiser {
  const size = wholeOption("population", options.population ?? 100, 4, 100_000);
  const variation = checkVariation(options, { crossover: 0.9, crossoverEta: 15, mutationEta: 20 });
  const random = Random.of(problem.seed, "nsga-2");
  return drive(problem, { min: 0, max: Infinity }, (box) => {
    const mate = createMate(box, variation);
    let population: Member[] = [];
    let generation = 0;
    const select = (count: number, stream: Random) => {
      const better = (a: number, b: number) =>
        population[a]!.rank - population[b]!.rank || moreRoom(population[a]!, population[b]!);
      return tournaments(count, population.length, 2, better, stream);
    };
    return {
      survivors: () => population,
      propose() {
        const stream = random.at(generation++);
        if (population.length === 0) return firstPoints(box, size, stream);
        return breed(
          box,
          population.map(({ point }) => point),
          size,
          mate,
          select,
          stream,
        );
      },
      learn(children) {
        population = survive([...population, ...children], size);
      },
    };
  });
}

/** @throws {InputError} OPTION_RANGE */
export function checkVariation(options: Partial<VariationOptions>, usual: VariationOptions): VariationOptions {
  const { crossover, crossoverEta, mutationEta, mutation } = { ...usual, ...withoutGaps(options) };
  return {
    crossover: realOption("crossover", crossover, 0, 1),
    crossoverEta: realOption("crossoverEta", crossoverEta, 0, 1000),
    mutationEta: realOption("mutationEta", mutationEta, 0, 1000),
    ...(mutation === undefined ? {} : { mutation: realOption("mutation", mutation, 0, 1) }),
  };
}

function withoutGaps<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}

interface Member extends Evaluated {
  readonly rank: number;
  readonly crowding: number;
}

function survive(candidates: readonly Evaluated[], size: number): Member[] {
  const survivors: Member[] = [];
  nondominatedSort(candidates).every((front, rank) => {
    const crowding = crowdingDistance(front.map((i) => candidates[i]!.objectives));
    const members = front.map((i, k) => ({ ...candidates[i]!, rank, crowding: crowding[k]! }));
    const room = size - survivors.length;
    if (members.length > room) members.sort((a, b) => moreRoom(a, b) || a.id - b.id);
    pushAll(survivors, members.slice(0, room));
    return survivors.length < size;
  });
  return survivors;
}

function moreRoom(a: Member, b: Member): number {
  return a.crowding === b.crowding ? 0 : b.crowding - a.crowding;
}
