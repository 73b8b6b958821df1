import { CallBatch } from "../chain/batch.ts";
import { ChainWrapper } from "../chain/chain-wrapper.ts";
import type { BlockContext, Chain, MineOptions } from "../chain/chain.ts";
import { openChain } from "../chain/open.ts";
import { hex } from "../core/canonical.ts";
import { RewardscapeError } from "../core/errors/errors.ts";
import { evaluate, type Inputs } from "../evaluation/evaluate.ts";
import type { Task } from "../core/task.ts";
import { MetricCollector } from "../population/metrics/metric-collector.ts";
import { runWatched } from "../population/policies/watchdog.ts";
import { planOf } from "../evaluation/planned.ts";

/** The calls of a run up to the one with which an invariant breaks, when everything after it is left out. */
export interface Prefix {
  /** Number of the block that breaks it; all blocks before it belong to the prefix. */
  readonly block: number;
  /** Calls of that block that suffice, from its first, out of as many. */
  readonly calls: number;
  readonly of: number;
  /** The last of them: 0x addresses and calldata. Undefined where the block breaks the invariant without any call. */
  readonly call?: { readonly sender: string; readonly target: string; readonly data: string };
}

/**
 * Runs again what broke an invariant, conservation or solvency (`code`), and in the block that did tries its calls one
 * more at a time, each time from the state before the block. Undefined when the run does not break it again, or breaks it
 * between blocks of policies.
 */
export async function shortestPrefix(inputs: Inputs, code: string): Promise<Prefix | undefined> {
  const latest: Latest = { snapshot: -1, calls: new CallBatch() };
  try {
    await evaluate(inputs, {
      async openChain(engine, options) {
        const chain = await openChain(engine, options);
        latest.chain = chain;
        return new RewindableChain(chain, async (context, calls) => {
          latest.snapshot = await chain.snapshot();
          latest.context = context;
          latest.calls = prefixOf(calls, calls.count);
        });
      },
      audit(check) {
        latest.audit = check;
        return check();
      },
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof RewardscapeError) || error.code !== code || !latest.context) throw error;
    return await shorten(inputs, latest as Required<Latest>, code);
  } finally {
    await latest.chain?.close();
  }
}

/** The block that was mined last, and the check of the accounting after it. */
interface Latest {
  chain?: Chain;
  snapshot: number;
  context?: BlockContext;
  calls: CallBatch;
  audit?: () => Task<unknown>;
}

async function shorten(
  inputs: Inputs,
  { chain, snapshot, context, calls, audit }: Required<Latest>,
  code: string,
): Promise<Prefix | undefined> {
  const { scenario, design } = inputs;
  const { contracts } = planOf(inputs);
  const gauges = new MetricCollector(scenario, { c: contracts, design }, chain);
  for (let count = 0; count <= calls.count; count++) {
    await chain.restore(snapshot);
    const result = await chain.mine(context, prefixOf(calls, count));
    try {
      await runWatched(gauges.block(result));
      if (code !== "INVARIANT") await runWatched(audit());
    } catch (error) {
      if (!(error instanceof RewardscapeError) || error.code !== code) throw error;
      const last = count - 1;
      const text = (bytes: Uint8Array): string => `0x${hex(bytes)}`;
      return {
        block: result.number,
        calls: count,
        of: calls.count,
        ...(count > 0 && {
          call: { sender: text(calls.sender(last)), target: text(calls.target(last)), data: text(calls.data(last)) },
        }),
      };
    }
  }
  return undefined;
}

/** A chain that tells of each block before it is mined, and stays open after the run. */
class RewindableChain extends ChainWrapper {
  readonly #before: (context: BlockContext, calls: CallBatch) => Promise<void>;

  constructor(chain: Chain, before: (context: BlockContext, calls: CallBatch) => Promise<void>) {
    super(chain);
    this.#before = before;
  }

  override async mine(context: BlockContext, calls: CallBatch, options?: MineOptions) {
    await this.#before(context, calls);
    return super.mine(context, calls, options);
  }

  override close() {
    return Promise.resolve();
  }
}

function prefixOf(calls: CallBatch, count: number): CallBatch {
  const prefix = new CallBatch();
  for (let i = 0; i < count; i++)
    prefix.add(calls.sender(i), calls.target(i), calls.data(i), calls.value(i), calls.gasLimits[i]!, calls.tips[i]!);
  return prefix;
}
