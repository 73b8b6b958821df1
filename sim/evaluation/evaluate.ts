import type { EngineName } from "../chain/chain.ts";
import { openGenesis } from "../chain/fork/genesis.ts";
import { TimedChain } from "../chain/timed.ts";
import { seal } from "../core/determinism.ts";
import { Evaluation } from "./evaluation.ts";
import type { Measurement } from "../core/history.ts";
import type { Inputs, EvaluateOptions } from "./inputs.ts";
import { Interruption } from "../core/watchdog.ts";
import { runWatched, timerFor } from "../population/policies/watchdog.ts";
import type { Plan } from "../scenario/plan.ts";
import { planOf } from "./planned.ts";
import { told } from "./told.ts";

export type { Conditions, Inputs, EvaluateOptions } from "./inputs.ts";

/** Unless a scenario says otherwise a block holds every call: leaving calls out is a choice, not an accident. */
const BLOCK_GAS = 1_000_000_000_000;
const GENESIS_TIME = 1_767_225_600; // 2026-01-01 00:00:00 UTC; the chain's clock must not start at wall time

/**
 * The pure function of Rewardscape: deploys the scenario's contracts for a design, lets the population live on them
 * and returns what was measured.
 *
 * A contract that may ask for the hash of a block is not for the fast engine: the evaluation is then one of *batched*, which
 * says where it goes over to *transactions*.
 *
 * Throws FaultsError or InputError for what can be known before a chain starts, RunError for a fault in the run.
 */
export async function evaluate(given: Inputs, options: EvaluateOptions): Promise<Measurement> {
  const release = seal();
  try {
    const inputs = Object.isFrozen(given.design) ? given : { ...given, design: Object.freeze({ ...given.design }) };
    const plan = planOf(inputs);
    const once = told(options);
    const agents = Object.values(inputs.sizes.agents).reduce((sum, count) => sum + count, 0);
    let { engine } = inputs;
    for (let timer = timerFor(agents, options.policyLimit); ;) {
      try {
        return await lived(engine, inputs, plan, once.again(), timer);
      } catch (error) {
        if (error instanceof Interruption) timer = error.nextTimer;
        else if ((error as { code?: unknown }).code === "ENGINE_LACKS_BLOCK_HASHES") engine = "batched";
        else throw error;
      }
    }
  } finally {
    release();
  }
}

async function lived(
  engine: EngineName,
  inputs: Inputs,
  plan: Plan,
  options: EvaluateOptions,
  timer: number,
): Promise<Measurement> {
  const { scenario, seed, conditions, sizes, hardfork } = inputs;
  const environment = scenario.base.environment?.start(seed, conditions);
  const { blockGasLimit = BLOCK_GAS, allowUnlimitedContractSize = false, gasPrice } = scenario.base;
  const coinbase = Buffer.from("c0".repeat(20), "hex");
  const genesis = scenario.base.genesis && (await openGenesis(scenario.base.genesis));
  const chain = new TimedChain(
    await options.openChain(engine, {
      blockGasLimit,
      genesisTime: genesis?.timestamp ?? GENESIS_TIME,
      ...(genesis && { genesisNumber: genesis.number, state: genesis.source }),
      ...(genesis?.chainId !== undefined && { chainId: genesis.chainId }),
      hardfork,
      allowUnlimitedContractSize,
      exactGas: gasPrice !== undefined,
      coinbase,
    }),
  );
  try {
    const generations = Math.min(sizes.generations, options.until ?? Infinity);
    const evaluation = new Evaluation({ inputs, options, plan, chain, environment });
    return await runWatched(evaluation.run(generations), { limit: options.policyLimit, timer });
  } finally {
    await chain.close();
  }
}
