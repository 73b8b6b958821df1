import { InputError } from "../core/errors/errors.ts";
import {
  cmaEs,
  differentialEvolution,
  latinHypercube,
  nsga2,
  nsga3,
  type Optimiser,
  type Problem,
  sobol,
} from "../search/index.ts";
import type { OptimiserName } from "./optimiser-names.ts";
import type { Aims } from "./aims.ts";
import type { DesignSpace } from "./space.ts";

export interface ChosenOptimiser {
  readonly name: OptimiserName;
  readonly why: string;
  readonly optimiser: Optimiser;
  /** Designs asked for at a time: a generation, whatever the workers. */
  readonly batch: number;
}

/** Designs asked for at a time where the optimiser has no generations of its own. */
const BATCH = 16;
/** Bounds of the population of an evolutionary optimiser, and the generations that a budget should allow. */
const MIN_POPULATION = 12;
const MAX_POPULATION = 100;
const GENERATIONS = 20;

/**
 * The optimiser for the goals, unless one is named. `designs` is how many the budget allows.
 * Throws InputError EXPLORE_OPTIMISER for one that cannot take so many objectives.
 */
export function chooseOptimiser(
  aims: Aims,
  space: DesignSpace,
  seed: string,
  designs: number,
  named?: OptimiserName,
): ChosenOptimiser {
  const { name, why } = named ? { name: named, why: "as asked" } : usual(aims, space);
  // An order of priorities is one number: the place among all designs seen so far.
  const count = aims.kind === "order" ? 1 : aims.objectives.length;
  checkCount(name, count);
  const problem: Problem = {
    variables: space.variables,
    objectives: Array.from({ length: count }, () => "minimize" as const),
    seed,
  };
  const population = populationFor(designs);
  switch (name) {
    case "cma-es":
      return { name, why, optimiser: cmaEs(problem), batch: BATCH };
    case "de":
      return {
        name,
        why,
        optimiser: differentialEvolution(problem, { population: Math.min(population, 10 * space.names.length + 10) }),
        batch: population,
      };
    case "nsga2":
      return { name, why, optimiser: nsga2(problem, { population }), batch: population };
    case "nsga3":
      return { name, why, optimiser: nsga3(problem, { population: Math.max(population, 24) }), batch: population };
    case "sobol":
      return { name, why, optimiser: sobol(problem), batch: BATCH };
    case "lhs":
      return {
        name,
        why,
        optimiser: latinHypercube(problem, { size: Math.max(1, Math.min(designs, 100_000)) }),
        batch: BATCH,
      };
  }
}

function usual({ kind, objectives }: Aims, space: DesignSpace): { name: OptimiserName; why: string } {
  if (kind === "trade")
    return objectives.length <= 3
      ? { name: "nsga2", why: `${objectives.length} objectives to trade off` }
      : { name: "nsga3", why: `${objectives.length} objectives to trade off, more than crowding can spread` };
  const what = kind === "satisfy" ? "constraints only" : kind === "order" ? "objectives by priority" : "one objective";
  const unordered = space.variables.some((variable) => variable.kind === "choice" && variable.options.length > 2);
  return unordered ? { name: "de", why: `${what}, and choices without an order` } : { name: "cma-es", why: what };
}

function checkCount(name: OptimiserName, count: number): void {
  const max = name === "cma-es" || name === "de" ? 1 : Infinity;
  const min = name === "nsga3" ? 2 : 0;
  if (count >= min && count <= max) return;
  throw InputError.of("EXPLORE_OPTIMISER", {
    where: "optimiser",
    expected: `an optimiser for ${count} objective${count === 1 ? "" : "s"}`,
    found: `${name}, which takes ${max === 1 ? "at most one" : "at least two"}`,
    remedy: count > 1 ? "take nsga2, nsga3, sobol or lhs" : "take cma-es, de, nsga2, sobol or lhs",
  });
}

/** So many that the budget lasts for a dozen generations; a multiple of four, which every operator can use. */
function populationFor(designs: number): number {
  const wanted = 4 * Math.round(designs / GENERATIONS / 4);
  return Math.min(MAX_POPULATION, Math.max(MIN_POPULATION, wanted));
}
