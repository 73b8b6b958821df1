import { FaultsError, InputError } from "../core/errors/errors.ts";
import { attackAsked } from "../attack/asked.ts";
import { prepare } from "../evaluation/prepare.ts";
import { ATTACK_PROFIT } from "../goals/index.ts";
import { rangesOf } from "../scenario/measures.ts";
import type { Design } from "../scenario/parameters.ts";
import { aimsOf } from "./aims.ts";
import { chooseOptimiser, type ChosenOptimiser } from "./optimisers.ts";
import type { ExploreOptions } from "./options.ts";
import { FIRST_LOOK, type Replication } from "./replication.ts";
import { designSpace, requireParameters, type DesignSpace } from "./space.ts";

/** All that a search rests on, checked. */
export interface Setup {
  readonly replication: Omit<Replication, "onEvaluation">;
  readonly space: DesignSpace;
  readonly held: Design;
  readonly chosen: ChosenOptimiser;
  /** Evaluations at most; Infinity where only time or a stall ends the search. */
  readonly max: number;
}

/** Evaluations when no budget is given. */
const USUAL_EVALUATIONS = 800;
/** Designs that an optimiser is told to expect where the budget does not say. */
const USUAL_DESIGNS = 400;

/** More than any search holds. */
const MOST_DESIGNS = 1_000_000;

/** Throws what `explore` throws for a question that cannot be asked. */
export function setUp(options: ExploreOptions): Setup {
  const { loaded, budget, replicates } = options;
  const { scenario } = loaded;
  const measures = [...Object.keys(scenario.measures), ATTACK_PROFIT];
  const aims = aimsOf(scenario.name, scenario.goals, measures, rangesOf(scenario.measures));
  const attack = attackAsked(scenario.goals, options.attack);
  checkWhole("EXPLORE_REPLICATES", "replicates", replicates, 1);
  requireParameters(scenario.name, scenario.base.parameters);
  const held = heldDesign(options);
  const space = designSpace(scenario.name, scenario.base.parameters, held);
  const max = budget.evaluations ?? (budget.seconds || budget.stall ? Infinity : USUAL_EVALUATIONS);
  if (max < Infinity) checkWhole("EXPLORE_BUDGET", "evaluations", max, 2 * replicates);
  const designs = max < Infinity ? Math.floor(max / replicates) : USUAL_DESIGNS;
  const replication = {
    loaded,
    aims,
    designs: max < Infinity ? Math.ceil(max / Math.min(FIRST_LOOK, replicates)) : MOST_DESIGNS,
    request: {
      scenario: options.scenario,
      engine: options.engine,
      ...(options.hardfork !== undefined && { hardfork: options.hardfork }),
      ...(options.agents !== undefined && { agents: options.agents }),
      ...(options.generations !== undefined && { generations: options.generations }),
      ...(options.blocks !== undefined && { blocks: options.blocks }),
      ...(attack && { attack }),
    },
    seeds: Array.from({ length: replicates }, (_, i) => `${options.seed}.${i + 1}`),
    pool: options.pool,
    ...(options.results && { results: options.results }),
    ...(options.signal && { signal: options.signal }),
  };
  return {
    replication,
    space,
    held,
    max,
    chosen: chooseOptimiser(aims, space, options.seed, designs, options.optimiser),
  };
}

/** Held parameters as values; the same faults as those of a single run. */
function heldDesign({ loaded, held = {}, engine, hardfork, agents, generations, blocks }: ExploreOptions): Design {
  try {
    const { design } = prepare(loaded, { engine, hardfork, set: held, agents, generations, blocks });
    return Object.fromEntries(Object.keys(held).map((name) => [name, design[name]!]));
  } catch (error) {
    // A design that cannot be deployed is the search's to find out, but not what is wrong with the question itself.
    if (!(error instanceof FaultsError)) throw error;
    const empty = error.faults.find(({ code }) => code === "PARAMETER_EMPTY");
    if (empty) throw InputError.of("EXPLORE_EMPTY_BOX", { where: empty.where, found: empty.found });
    throw error;
  }
}

function checkWhole(code: "EXPLORE_BUDGET" | "EXPLORE_REPLICATES", where: string, value: number, min: number): void {
  if (Number.isSafeInteger(value) && value >= min) return;
  throw InputError.of(code, { where, found: String(value), min });
}
