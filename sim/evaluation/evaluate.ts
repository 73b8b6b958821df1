import { timed } from "../chain/timed.ts";
import { seal } from "../core/determinism.ts";
import { Evaluation } from "./generations.ts";
import type { Measurement } from "../core/history.ts";
import type { Inputs, EvaluateOptions } from "./inputs.ts";
import { runWatched } from "../population/policies/watchdog.ts";
import { planDeployment } from "../scenario/plan.ts";

export type { Conditions, Inputs, EvaluateOptions } from "./inputs.ts";

/** Unless a scenario says otherwise a block holds every call: leaving calls out is a choice, not an accident. */
const BLOCK_GAS = 1_000_000_000_000;
const GENESIS_TIME = 1_767_225_600; // 2026-01-01 00:00:00 UTC; the chain's clock must not start at wall time

/**
 * The pure function of Rewardscape: deploys the scenario's contracts for a design, lets the population live on them
 * and returns what was measured.
 *
 * Throws FaultsError or InputError for what can be known before a chain starts, RunError for a fault in the run.
 */
export async function evaluate(inputs: Inputs, options: EvaluateOptions): Promise<Measurement> {
  const release = seal();
  try {
    return await lived({ ...inputs, design: Object.freeze({ ...inputs.design }) }, options);
  } finally {
    release();
  }
}

async function lived(inputs: Inputs, options: EvaluateOptions): Promise<Measurement> {
  const { scenario, design, seed, sizes } = inputs;
  const plan = planDeployment(scenario, design, seed, sizes.agents);
  const environment = scenario.base.environment?.start(seed, inputs.conditions);
  const chain = timed(
    await options.openChain(inputs.engine, {
      blockGasLimit: scenario.base.blockGasLimit ?? BLOCK_GAS,
      genesisTime: GENESIS_TIME,
      hardfork: inputs.hardfork,
      coinbase: Buffer.from("c0".repeat(20), "hex"),
    }),
  );
  try {
    const evaluation = new Evaluation(inputs, options, plan, chain, environment);
    return await runWatched(
      evaluation.run(Math.min(sizes.generations, options.until ?? Infinity)),
      options.policyLimit,
    );
  } finally {
    await chain.close();
  }
}
