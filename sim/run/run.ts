import { join } from "node:path";
import type { DrawOptions } from "../chain/replay/draw.ts";
import { openChain } from "../chain/open.ts";
import type { GenerationRecord, Measurement } from "../core/history.ts";
import { crossChecked, DEFAULT_REPLAYED_BLOCKS } from "../evaluation/cross-check.ts";
import { evaluate, type Conditions } from "../evaluation/evaluate.ts";
import { prepare } from "../evaluation/prepare.ts";
import { currentProject } from "../project/project.ts";
import type { Design } from "../scenario/parameters.ts";
import { load, type CommonOptions, type ScenarioName } from "./request.ts";

/** What may be chosen for a run; the scenario's own unless stated. */
export interface RunOptions extends CommonOptions {
  /** What nobody controls, where it is to be given: a corner, forcing, innovations, genomes. */
  readonly conditions?: Conditions;
  /** How many blocks of the fast engine the Hardhat chain executes too: as `--replay`. By the length of the run unless given. */
  readonly replay?: DrawOptions["replay"];
  /** Each generation as it ends. */
  readonly onGeneration?: (record: GenerationRecord) => void;
}

/** What one run measured, and what it was of. */
export interface RunResult extends Measurement {
  readonly scenario: string;
  readonly design: Design;
  readonly seed: string;
  readonly engine: string;
  readonly hardfork: string;
  readonly sizes: {
    readonly generations: number;
    readonly blocks: number;
    readonly agents: { readonly [species: string]: number };
  };
}

/**
 * Lets a population live on a scenario's contracts, as `evolve` does, and gives what was measured. Nothing is stored.
 *
 * @example
 * import assert from "node:assert/strict";
 * const { measures, goals } = await run("staking", { seed: 7, generations: 20 });
 * assert(goals.every(({ verdict }) => verdict !== "not met"));
 */
export async function run(scenario: ScenarioName, options: RunOptions = {}): Promise<RunResult> {
  const { loaded, request, seed } = await load(scenario, options);
  const { set, conditions, onGeneration, signal } = options;
  const inputs = prepare(loaded, { ...request, seed, ...(set && { set }), ...(conditions && { conditions }) });
  let engine: string = inputs.engine;
  const engines = crossChecked(inputs, {
    replay: options.replay ?? DEFAULT_REPLAYED_BLOCKS,
    traces: join(currentProject().out, "replay"),
    open: async (name, wanted) => {
      const chain = await openChain(name, wanted);
      engine = chain.engine;
      return chain;
    },
  });
  const measurement = await evaluate(inputs, {
    ...engines,
    ...(onGeneration && { onGeneration }),
    ...(signal && { signal }),
  });
  const { design, hardfork, sizes } = inputs;
  return { ...measurement, scenario: loaded.scenario.name, design, seed, engine, hardfork, sizes };
}
