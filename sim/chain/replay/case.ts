import type { CallBatch } from "../batch.ts";
import type { BlockContext, BlockResult, Deployment, MineOptions } from "../chain.ts";
import type { Head } from "../fast/fast-chain.ts";
import type { ReportedAccount } from "./reported.ts";

/** Calls of a block in a row: `from` up to, not including, `to`. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

/** A batch of calls as it can be sent to another process. */
export type SentCalls = Pick<CallBatch, "count" | "offsets" | "gasLimits" | "tips"> & { readonly body: Uint8Array };

/** What the engine says a block or a deployment has left. */
export interface Left {
  /** What it has changed. */
  readonly after: readonly ReportedAccount[];
  /** Of the engine's tables after it. */
  readonly commitment: bigint;
}

export interface BlockStep extends Left {
  readonly kind: "block";
  readonly context: BlockContext;
  readonly options: MineOptions;
  readonly calls: SentCalls;
  /** What the fast engine made of it. */
  readonly result: BlockResult;
  /** The calls that are compared; all unless stated. */
  readonly compared?: Part | undefined;
  /** What the calls before those have changed. */
  readonly before: readonly ReportedAccount[];
}

export interface DeploymentStep extends Left {
  readonly kind: "deployment";
  readonly context: BlockContext;
  readonly deployment: Deployment;
  /** Undefined when it failed. */
  readonly created: Uint8Array | undefined;
}

export interface ViewsStep {
  readonly kind: "views";
  readonly views: SentViews;
  /** What the fast engine answered. */
  readonly ok: Uint8Array;
  readonly data: readonly Uint8Array[];
}

/** Reads: target, calldata, and whether it is the target's ether that is asked for. */
export type SentViews = readonly {
  readonly target: Uint8Array;
  readonly data: Uint8Array;
  readonly balance: boolean;
}[];

/** What the Hardhat chain is to do, and to find the same. */
export type Step =
  | BlockStep
  | DeploymentStep
  | ViewsStep
  /** The whole state as it is found in the engine's tables. */
  | { readonly kind: "state"; readonly whole: readonly ReportedAccount[]; readonly commitment: bigint }
  /** Nothing but to be told. */
  | { readonly kind: "told" }
  | { readonly kind: "snapshot"; readonly id: number }
  | { readonly kind: "restore"; readonly id: number };

/** Everything needed to take a step again; all of it can be sent to another process. */
export interface CheckCase {
  /** Before the step. */
  readonly head: Head;
  /** What changed between the case before and this step. */
  readonly reported: readonly ReportedAccount[];
  readonly step: Step;
}

/** A case that stays as it is: the engine fills its columns again before they are compared, and all else is told in copies. */
export function keptCase({ head, reported, step }: CheckCase): CheckCase {
  return { head: structuredClone(head), reported, step: keptStep(step) };
}

function keptStep(step: Step): Step {
  if (step.kind === "deployment") return structuredClone(step);
  if (step.kind !== "block") return step;
  const { calls, result, context, options, compared } = step;
  return { ...step, ...structuredClone({ calls, result, context, options, compared }) };
}

/** Calls as they are sent. */
export function sentCalls({ count, body, offsets, gasLimits, tips }: CallBatch): SentCalls {
  return {
    count,
    body: body.used(),
    offsets: offsets.subarray(0, count + 1),
    gasLimits: gasLimits.subarray(0, count),
    tips: tips.subarray(0, count),
  };
}

/** A result without the room behind its columns. */
export function sentResult(result: BlockResult): BlockResult {
  const { number, count, outcomes, gas, returns, returnOffsets, logs, logCount, created } = result;
  return {
    number,
    count,
    outcomes: outcomes.subarray(0, count),
    gas: gas.subarray(0, count),
    returns,
    returnOffsets: returnOffsets.subarray(0, count + 1),
    logs,
    logCount,
    created,
  };
}
