import { pushAll } from "../core/many.ts";
import { Random } from "../core/random.ts";
import { drive, wholeOption, type Problem } from "./ask-tell.ts";
import { breed, firstPoints } from "./breeding.ts";
import { nondominatedSort } from "./dominance.ts";
import { checkVariation } from "./nsga2.ts";
import { fillNiches } from "./nsga3-niching.ts";
import { ObjectiveFrame } from "./nsga3-normalise.ts";
import { tournaments } from "./operators.ts";
import type { Optimiser } from "./optimiser.ts";
import { layersFor, referencePoints, type Layer } from "./reference-points.ts";
import type { Evaluated } from "./strategy.ts";
import { createMate, type VariationOptions } from "./variation.ts";

/** Reference points and operators of NSGA-III. */
export interface Nsga3Options extends Partial<VariationOptions> {
  /** Layers of reference points; absent, they are chosen to suit the population. */
  readonly layers?: readonly Layer[];
  /** Size of the population; absent, the number of reference points rounded up to a multiple of four. */
  readonly population?: number;
}

/**
 * NSGA-III (Deb & Jain 2014; constraints after Jain & Deb 2014): as NSGA-II, but the last front is thinned by reference
 * points spread over the front. The choice from three objectives on.
 *
 * @example
 * const variables = [{ kind: "real", name: "x", low: 0, high: 1 }] as const;
 * const optimiser = nsga3({ variables, objectives: ["minimize", "minimize", "maximize"], seed: 1 });
 */
export function nsga3(problem: Problem, options: Nsga3Options = {}): Optimiser {
  const wanted = wholeOption("population", options.population ?? 100, 4, 100_000);
  const variation = checkVariation(options, { crossover: 1, crossoverEta: 30, mutationEta: 20 });
  return drive(problem, { min: 2, max: 15 }, (box) => {
    const m = problem.objectives.length;
    const directions = referencePoints(m, options.layers ?? layersFor(m, wanted));
    const size = options.population ?? Math.max(4, 4 * Math.ceil(directions.length / 4));
    const random = Random.of(problem.seed, "nsga-3");
    const frame = new ObjectiveFrame();
    const mate = createMate(box, variation);
    let population: readonly Evaluated[] = [];
    let generation = 0;
    const lessViolation = (a: number, b: number) => Math.sign(population[a]!.violation - population[b]!.violation) || 0;
    return {
      survivors: () => population,
      propose() {
        const stream = random.at(generation++, 0);
        if (population.length === 0) return firstPoints(box, size, stream);
        const points = population.map(({ point }) => point);
        const select = (count: number, s: Random) => tournaments(count, points.length, 2, lessViolation, s);
        return breed(box, points, size, mate, select, stream);
      },
      learn(children) {
        population = survive([...population, ...children], size, directions, frame, random.at(generation, 1));
      },
    };
  });
}

function survive(
  candidates: readonly Evaluated[],
  size: number,
  directions: readonly (readonly number[])[],
  frame: ObjectiveFrame,
  random: Random,
): readonly Evaluated[] {
  const fronts = nondominatedSort(candidates).map((front) => front.map((i) => candidates[i]!));
  const feasible = fronts.filter((front) => front[0]!.violation === 0);
  const count = feasible.reduce((sum, front) => sum + front.length, 0);
  if (count <= size) {
    // The frame learns from every feasible point, also while there are too few of them to choose among.
    if (count > 0) frame.normalise(objectivesOf(feasible.flat()), objectivesOf(feasible[0]!));
    return fronts.flat().slice(0, size);
  }
  const considered: Evaluated[] = [];
  let certain = 0;
  for (const front of feasible) {
    certain = considered.length;
    pushAll(considered, front);
    if (considered.length >= size) break;
  }
  const normal = frame.normalise(objectivesOf(considered), objectivesOf(feasible[0]!));
  return fillNiches(normal, certain, size, directions, random).map((i) => considered[i]!);
}

function objectivesOf(points: readonly Evaluated[]): (readonly number[])[] {
  return points.map(({ objectives }) => objectives);
}
