import type { Exploration } from "../../explore/exploration.ts";
import { explore } from "../../explore/explore.ts";
import type { OptimiserName } from "../../explore/optimisers.ts";
import type { EvaluationRequest } from "../../evaluate-job.ts";
import { atMost, type Goal, maximize, minimize } from "../../goals/index.ts";
import type { Json } from "../../history.ts";
import { loadScenario } from "../../load.ts";
import type { JobPool } from "../../runs/job.ts";
import { plantedBest } from "../../scenarios/planted.ts";
import { hypervolume } from "../../search/index.ts";
import { meanInterval } from "../../stats/mean.ts";
import { quantileInterval } from "../../stats/quantile.ts";
import { CONFIDENCE, seeds } from "../target.ts";
import type { Evaluate, Target } from "../target.ts";

const [LEAST, MOST] = [0.1, 10];

/** On the planted contest the whole front is known: work plantedBest(R) for issuance R. */
export const exploreFront: Target = {
  id: "explore-front",
  title: "The front of a contest, known in closed form and inside the box",
  source: "front W(R) = 3R/(4(1 + R/5)) for R in [0.1, 10] at difficulty 0.35, tempo 0.6: Dimitri 2017, costs planted",
  scenario: "planted",
  slow: "hundreds of designs, each with several seeds, and as many again for the baseline",
  async measure(evaluate, scale) {
    const evaluations = 600;
    const goals = [maximize("work"), minimize("issuance")];
    const share = async (optimiser: OptimiserName) => {
      const shares: number[] = [];
      for (const seed of seeds(scale === "quick" ? 5 : 11)) {
        const { best } = await searchPlanted(evaluate, goals, seed, optimiser, evaluations);
        const found = best.map(({ objectives }) => objectives);
        shares.push(hypervolume(found, [0, MOST]) / trueHypervolume());
      }
      return meanInterval(shares, CONFIDENCE);
    };
    return [
      {
        claim: `NSGA-II, ${evaluations} evaluations: share of the true front's hypervolume`,
        prediction: 1,
        measured: await share("nsga2"),
        tolerance: 0.03,
      },
      {
        claim: `control: Sobol, ${evaluations} evaluations, misses by a tenth or more`,
        prediction: 1,
        measured: await share("sobol"),
        tolerance: 0.1,
        control: true,
      },
    ];
  },
};

/** Issuance that the planted constraint allows, and so the prize of the optimum. */
const ALLOWED = 2;

/** Seeds whose median has a 99 % interval from the fifth of them to the fifth last; that of 11 is all they span. */
const RANKED = 21;

export const exploreConstrained: Target = {
  id: "explore-constrained",
  title: "A planted constrained optimum: most work for an issuance of at most 2",
  source: "optimum W(2) = 3/2.8, prize 2, difficulty 0.35, tempo 0.6: Dimitri 2017, costs planted",
  scenario: "planted",
  slow: "hundreds of designs, each with several seeds, and as many again for the baseline",
  async measure(evaluate, scale) {
    const evaluations = 330;
    const goals = [maximize("work"), atMost("issuance", ALLOWED)];
    const median = async (optimiser: OptimiserName, budget: number, full: number) => {
      const shares: number[] = [];
      for (const seed of seeds(scale === "quick" ? 3 : full)) {
        const { best } = await searchPlanted(evaluate, goals, seed, optimiser, budget);
        shares.push(-best[0]!.objectives[0]! / plantedBest(ALLOWED));
      }
      return scale === "quick" ? meanInterval(shares, CONFIDENCE) : quantileInterval(shares, 0.5, CONFIDENCE);
    };
    return [
      {
        claim: `CMA-ES, ${evaluations} evaluations: share of the optimum, median of the seeds`,
        prediction: 1,
        measured: await median("cma-es", evaluations, RANKED),
        tolerance: 0.02,
      },
      {
        claim: `control: Latin hypercube, three times as many, misses by more than 2 %`,
        prediction: 1,
        measured: await median("lhs", 3 * evaluations, 11),
        tolerance: 0.02,
        control: true,
      },
    ];
  },
};

/** Area that the true front dominates up to (work 0, issuance 10): the integral of W over R, by the midpoint rule. */
function trueHypervolume(): number {
  const steps = 10_000;
  const width = (MOST - LEAST) / steps;
  let area = 0;
  for (let i = 0; i < steps; i++) area += plantedBest(LEAST + (i + 0.5) * width) * width;
  return area;
}

async function searchPlanted(
  evaluate: Evaluate,
  goals: readonly Goal[],
  seed: string,
  optimiser: OptimiserName,
  evaluations: number,
): Promise<Exploration> {
  const loaded = await loadScenario("planted");
  return explore({
    loaded: { ...loaded, scenario: { ...loaded.scenario, goals } },
    scenario: "planted",
    engine: "fast",
    seed,
    replicates: 1,
    optimiser,
    budget: { evaluations },
    pool: poolOf(evaluate),
  });
}

/** The validation's way to evaluate, as the pool that a search wants. */
function poolOf(evaluate: Evaluate): JobPool {
  return {
    async run(jobs) {
      const results = await evaluate(jobs.map(({ inputs }) => inputs as unknown as EvaluationRequest));
      return results.map(({ measures }) => ({ measures }) as Json);
    },
    close: () => Promise.resolve(),
  };
}
