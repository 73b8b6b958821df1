import type { Budget } from "../explore/budget.ts";
import { explore as search } from "../explore/explore.ts";
import { attackRequest } from "./known-attacks.ts";
import type { Exploration } from "../explore/exploration.ts";
import type { OptimiserName } from "../explore/optimiser-names.ts";
import { recommend, type Recommendation } from "../explore/recommend.ts";
import { processPool } from "../jobs/pool.ts";
import { currentProject } from "../project/project.ts";
import { openEvaluations } from "../runs/evaluations.ts";
import { load, type CommonOptions, type ScenarioName } from "./request.ts";

/** What may be chosen for a search of designs. */
export interface ExploreOptions extends CommonOptions {
  /** When the search ends: 800 evaluations unless given. */
  readonly budget?: Budget;
  /** How many seeds a reported value rests on; 8 unless given. */
  readonly replicates?: number;
  readonly optimiser?: OptimiserName;
  /** Where a goal names `attack.profit`: calls of the search on each design and seed; 2000 unless given. */
  readonly attackEvaluations?: number;
  /** Folder of attacks' ledgers, whose findings are then played on each design; `attacks` unless given. */
  readonly attacks?: string;
  /** Processes at once; changes no result. */
  readonly workers?: number;
  /** Folder of the stored evaluations, which are used again; the project's unless given. */
  readonly out?: string;
}

/** What a search has found, and the design to take. */
export interface ExploreResult extends Exploration {
  readonly recommended: Recommendation | undefined;
}

/**
 * Searches a scenario's parameters for the designs that meet its goals best. `set` holds parameters.
 *
 * @example
 * const { recommended } = await explore("staking", { budget: { evaluations: 200 } });
 */
export async function explore(scenario: ScenarioName, options: ExploreOptions = {}): Promise<ExploreResult> {
  const { loaded, name, request, seed } = await load(scenario, options);
  const attack = attackRequest(loaded, options);
  const results = openEvaluations(options.out ?? currentProject().out);
  const pool = processPool(options.workers === undefined ? {} : { workers: options.workers });
  try {
    const exploration = await search({
      ...request,
      loaded,
      scenario: name,
      seed,
      replicates: options.replicates ?? 8,
      held: options.set ?? {},
      ...(attack && { attack }),
      ...(options.optimiser && { optimiser: options.optimiser }),
      budget: options.budget ?? {},
      pool,
      results,
      ...(options.signal && { signal: options.signal }),
    });
    return { ...exploration, recommended: recommend(exploration) };
  } finally {
    await pool.close();
    results.close();
  }
}
