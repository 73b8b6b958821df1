import { faultShape } from "../core/errors/fault-shape.ts";
import { type Fault, RewardscapeError } from "../core/errors/errors.ts";
import {
  isRead,
  measuresShape,
  runWithOptions,
  type EvaluationRequest,
  type JobKind,
} from "../evaluation/evaluation-job.ts";
import type { GoalResult, Json } from "../core/history.ts";
import type { Replicate } from "../goals/index.ts";
import type { Job } from "../jobs/job.ts";
import { array, object, optional, string } from "../core/shape.ts";

/** One design under one seed: its measures, or why such a design cannot be. */
export type Evaluated =
  { readonly measures: Replicate; readonly untested?: readonly string[] } | { readonly failed: Fault };

/**
 * Failures that are the design's own: they happen whenever it is tried, so it is infeasible and the search goes on. Any
 * other failure is a fault of the engine, the simulator or a policy, and ends the search.
 */
const OF_THE_DESIGN = new Set(["DEPLOY_REVERTED", "SETUP_FAILED", "INVARIANT", "SOLVENCY"]);

/** Which handler does a request: what it needs is part of what its results are of. */
export function explorationKind({ attack }: Pick<EvaluationRequest, "attack">): JobKind {
  return attack ? "attacked-exploration" : "exploration";
}

export function explorationJob(request: EvaluationRequest, design: string): Job {
  return {
    handler: explorationKind(request),
    inputs: JSON.parse(JSON.stringify(request)) as Json,
    name: `${request.scenario} design ${design} seed ${request.seed}`,
  };
}

/**
 * What a worker of the pool calls: an evaluation of which only what a search needs is kept, and the hash of its event log,
 * by which a second one is told from it even where no measure differs.
 */
export default function run(inputs: Json): Promise<Json> {
  return explored(inputs, "exploration");
}

/** The same with more measures, which cost more than the run tells. */
export async function explored(
  inputs: Json,
  kind: JobKind,
  more: () => Promise<Record<string, number>> = () => Promise.resolve({}),
): Promise<Json> {
  try {
    const { measures, goals, eventLogHash } = (await runWithOptions(inputs, kind)) as unknown as {
      readonly measures: Record<string, Json>;
      readonly goals: readonly Pick<GoalResult, "untested">[];
      readonly eventLogHash: string;
    };
    const untested = [...new Set(goals.flatMap((goal) => goal.untested ?? []))];
    return { measures: { ...measures, ...(await more()) }, eventLogHash, ...(untested.length > 0 && { untested }) };
  } catch (error) {
    if (!(error instanceof RewardscapeError) || !OF_THE_DESIGN.has(error.code)) throw error;
    return { failed: JSON.parse(JSON.stringify(error.fault)) as Json };
  }
}

const failure = object({ failed: faultShape });
const success = object({ measures: measuresShape, untested: optional(array(string)) });

/** A result as it comes back: what could not be measured is null in JSON and NaN here. Throws ShapeError for no result. */
export function readEvaluated(json: Json): Evaluated {
  return typeof json === "object" && json !== null && "failed" in json
    ? failure.read(json, "result")
    : success.read(json, "result");
}

/** Whether what is stored is a result. */
export const isEvaluated = (json: Json): boolean => isRead(readEvaluated, json);
