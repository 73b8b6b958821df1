import type { Hardfork } from "../core/hardfork.ts";
import { openChain } from "../chain/open.ts";
import type { EngineName } from "../chain/chain.ts";
import { RunError } from "../core/errors/errors.ts";
import { evaluate } from "./evaluate.ts";
import type { Conditions, Inputs, EvaluateOptions } from "./evaluate.ts";
import type { GenerationRecord, Json, Measurement } from "../core/history.ts";
import {
  array,
  boolean,
  finite,
  natural,
  object,
  optional,
  record,
  sha256,
  shape,
  ShapeError,
  string,
  type Shape,
} from "../core/shape.ts";
import { limitedEach } from "../core/watchdog.ts";
import { loadScenario } from "./load.ts";
import type { LoadedScenario } from "./load.ts";
import { prepare, sourceHashOf } from "./prepare.ts";
import type { Agents } from "./prepare.ts";
import type { Job } from "../jobs/job.ts";
import type { ResultKind } from "./source-hash.ts";

/** An evaluation as a job: its inputs as plain JSON, amounts in wei as text such as "250wei". */
export interface EvaluationRequest {
  /** Name of a scenario, or path of its file. */
  readonly scenario: string;
  readonly engine: EngineName;
  readonly hardfork?: Hardfork;
  readonly seed: string;
  readonly set?: { readonly [parameter: string]: string | number };
  readonly agents?: Agents;
  readonly generations?: number;
  readonly blocks?: number;
  readonly conditions?: Conditions;
  /** What is wanted besides the measurement: each generation's measures, each block's, and the agents of the last. */
  readonly keep?: readonly ("series" | "blocks" | "agents")[];
  /** Where what an outsider gains is wanted as well. */
  readonly attack?: AttackRequest;
  /** Of scenario and contracts: equal inputs give equal results only with it. */
  readonly sourceHash?: string;
}

/** What is tried on a design. */
export interface AttackRequest {
  /** Calls of a fresh search. */
  readonly evaluations: number;
  /** Findings of earlier attacks, as a ledger has them. */
  readonly findings: readonly Json[];
}

/** Jobs that evaluate: each has a handler of this name. */
export type JobKind = Exclude<ResultKind, "run">;

/** What an evaluation job gives back: the measurement without what differs from run to run. */
export interface EvaluationResult extends Omit<Measurement, "throughput"> {
  readonly series?: { readonly [measure: string]: readonly number[] };
  /** Of measures that can be told block by block: views read every block, and sums of events. */
  readonly blockSeries?: { readonly [measure: string]: readonly number[] };
  readonly agents?: GenerationRecord["agents"];
}

/** An evaluation that is to be made. */
export interface AskedEvaluation {
  readonly request: EvaluationRequest;
  /** What it is called where it is told of. */
  readonly name?: string;
  /** Of a handler that makes more of it than an evaluation. */
  readonly handler?: JobKind;
}

/** The jobs of evaluations, each named by everything that decides its result. */
export async function evaluationJobs(asked: readonly AskedEvaluation[]): Promise<Job[]> {
  const loaded = await Promise.all(
    asked.map(async (one) => ({ ...one, loaded: await loadOnce(one.request.scenario) })),
  );
  return limitedEach(loaded, ({ request, name, handler = "evaluation", loaded }) => ({
    handler,
    inputs: JSON.parse(
      JSON.stringify({ ...request, sourceHash: sourceHashOf(loaded, prepare(loaded, request), handler) }),
    ) as Json,
    ...(name !== undefined && { name }),
  }));
}

const cache = new Map<string, Promise<LoadedScenario>>();

function loadOnce(scenario: string): Promise<LoadedScenario> {
  let loaded = cache.get(scenario);
  if (!loaded) cache.set(scenario, (loaded = loadScenario(scenario)));
  return loaded;
}

/** Runs an evaluation job; the default export is what a worker of the pool calls. */
export default async function run(inputs: Json): Promise<Json> {
  return runWithOptions(inputs, "evaluation");
}

/** The same for the handler of another kind of job, with the accounting asserted as it wants. Throws RunError SOURCE_CHANGED. */
export async function runWithOptions(
  inputs: Json,
  kind: JobKind,
  options: Pick<EvaluateOptions, "audit"> = {},
): Promise<Json> {
  const request = inputs as unknown as EvaluationRequest;
  const loaded = await loadOnce(request.scenario);
  const prepared = prepare(loaded, request);
  requireSources(loaded, prepared, request, kind);
  const series: Record<string, number[]> = {};
  const blockSeries: Record<string, number[]> = {};
  let agents: GenerationRecord["agents"] = [];
  const { throughput: _throughput, ...measurement } = await evaluate(prepared, {
    openChain,
    ...options,
    onGeneration(record) {
      for (const [name, value] of Object.entries(record.measures)) (series[name] ??= []).push(value);
      agents = record.agents;
    },
    ...(request.keep?.includes("blocks") && {
      onBlock(measures) {
        for (const [name, value] of Object.entries(measures)) (blockSeries[name] ??= []).push(value);
      },
    }),
  });
  const result: EvaluationResult = {
    ...measurement,
    ...(request.keep?.includes("series") && { series }),
    ...(request.keep?.includes("blocks") && { blockSeries }),
    ...(request.keep?.includes("agents") && { agents }),
  };
  // What could not be measured is null in JSON.
  return JSON.parse(JSON.stringify(result)) as Json;
}

/**
 * A worker may start after somebody has edited a file: what it runs then is not what its result would be stored as.
 * Throws RunError SOURCE_CHANGED.
 */
export function requireSources(
  loaded: LoadedScenario,
  inputs: Inputs,
  { sourceHash }: Pick<EvaluationRequest, "sourceHash">,
  kind: JobKind,
): void {
  if (sourceHash === undefined) return;
  const found = sourceHashOf(loaded, inputs, kind);
  if (found === sourceHash) return;
  throw RunError.of("SOURCE_CHANGED", {
    where: loaded.file,
    expected: `the sources that the command began with, hash ${sourceHash.slice(0, 12)}`,
    found: `others, hash ${found.slice(0, 12)}: a module, a file or a contract was changed meanwhile`,
    remedy: "give the same command again; what the changed sources do not decide is not done again",
  });
}

const measured = shape(
  "a number, or null",
  (value): value is number | null => value === null || Number.isFinite(value),
);

/** Measures as they come back: what could not be measured is null in JSON and NaN here. */
export const measuresShape: Shape<{ readonly [measure: string]: number }> = {
  read(value, where) {
    const measures = Object.entries(record(measured).read(value, where));
    return Object.fromEntries(measures.map(([name, one]) => [name, one ?? NaN]));
  },
};

const series = optional(record(array(measured)));

/** What is looked at of a result. */
const resultShape = object({
  measures: measuresShape,
  goals: array(object({ measure: string })),
  eventLogHash: sha256,
  interrupted: boolean,
  series,
  blockSeries: series,
  agents: optional(array(object({ species: string, slot: natural, genome: array(finite) }))),
});

/** A result as it comes back from a pool or a store: what could not be measured is NaN again. Throws ShapeError for no result. */
export function readResult(json: Json): EvaluationResult {
  const { measures } = resultShape.read(json, "result");
  return { ...(json as unknown as EvaluationResult), measures };
}

/** Whether a result is read without a ShapeError. */
export function isRead(read: (json: Json) => unknown, json: Json): boolean {
  try {
    read(json);
    return true;
  } catch (error) {
    if (error instanceof ShapeError) return false;
    throw error;
  }
}
