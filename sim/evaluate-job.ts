import { openChain } from "./chain/open.ts";
import type { EngineName } from "./chain/chain.ts";
import { evaluate } from "./evaluate.ts";
import type { Conditions, Surroundings } from "./evaluate.ts";
import type { GenerationRecord, Json, Measurement } from "./history.ts";
import { loadScenario } from "./load.ts";
import type { LoadedScenario } from "./load.ts";
import { prepare, sourceHashOf } from "./prepare.ts";
import type { Agents } from "./prepare.ts";
import type { Job } from "./runs/job.ts";

/** An evaluation as a job: its inputs as plain JSON, amounts in wei as text such as "250wei". */
export interface EvaluationRequest {
  /** Name of a scenario, or path of its file. */
  readonly scenario: string;
  readonly engine: EngineName;
  readonly seed: string;
  readonly set?: { readonly [parameter: string]: string | number };
  readonly agents?: Agents;
  readonly generations?: number;
  readonly blocks?: number;
  readonly conditions?: Conditions;
  /** What is wanted besides the measurement: each generation's measures, each block's, and the agents of the last. */
  readonly keep?: readonly ("series" | "blocks" | "agents")[];
  /** Of scenario and contracts: equal inputs give equal results only with it. */
  readonly sourceHash?: string;
}

/** What an evaluation job gives back: the measurement without what differs from run to run. */
export interface EvaluationResult extends Omit<Measurement, "throughput"> {
  readonly series?: { readonly [measure: string]: readonly number[] };
  /** Of measures that can be told block by block: views read every block, and sums of events. */
  readonly blockSeries?: { readonly [measure: string]: readonly number[] };
  readonly agents?: GenerationRecord["agents"];
}

/** The job of an evaluation, named by everything that decides its result. */
export async function evaluationJob(request: EvaluationRequest, name?: string): Promise<Job> {
  const loaded = await loadOnce(request.scenario);
  const inputs = prepare(loaded, request);
  const sourceHash = sourceHashOf(loaded, inputs);
  return {
    handler: import.meta.url,
    inputs: JSON.parse(JSON.stringify({ ...request, sourceHash })) as Json,
    ...(name !== undefined && { name }),
  };
}

const cache = new Map<string, Promise<LoadedScenario>>();

function loadOnce(scenario: string): Promise<LoadedScenario> {
  let loaded = cache.get(scenario);
  if (!loaded) cache.set(scenario, (loaded = loadScenario(scenario)));
  return loaded;
}

/** Runs an evaluation job; the default export is what a worker of the pool calls. */
export default async function run(inputs: Json): Promise<Json> {
  return runAround(inputs);
}

/** The same with the books audited as a tool wants it. */
export async function runAround(inputs: Json, around: Pick<Surroundings, "audit"> = {}): Promise<Json> {
  const request = inputs as unknown as EvaluationRequest;
  const loaded = await loadOnce(request.scenario);
  const series: Record<string, number[]> = {};
  const blockSeries: Record<string, number[]> = {};
  let agents: GenerationRecord["agents"] = [];
  const { throughput: _throughput, ...measurement } = await evaluate(prepare(loaded, request), {
    openChain,
    ...around,
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

/** A result as it comes back from a pool or a store: what could not be measured is NaN again. */
export function readResult(json: Json): EvaluationResult {
  const result = json as unknown as EvaluationResult;
  const measures = Object.entries(result.measures).map(
    ([name, value]) => [name, (value as number | null) ?? NaN] as const,
  );
  return { ...result, measures: Object.fromEntries(measures) };
}
