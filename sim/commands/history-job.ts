import { existsSync } from "node:fs";
import { join } from "node:path";
import { evaluate } from "../evaluation/evaluate.ts";
import type { EvaluationRequest } from "../evaluation/evaluation-job.ts";
import type { Json, ReplayStatement } from "../core/history.ts";
import type { DrawOptions } from "../chain/replay/draw.ts";
import { crossChecked } from "../evaluation/cross-check.ts";
import { loadScenario, type LoadedScenario } from "../evaluation/load.ts";
import { manifestOf, prepare } from "../evaluation/prepare.ts";
import { writeRunReport } from "../report/html/write.ts";
import { findFinished, findResumable } from "../runs/resume.ts";
import { createRun } from "../runs/store.ts";
import type { Job } from "../jobs/job.ts";

export interface HistoryInputs {
  readonly folder: string;
  readonly request: EvaluationRequest;
  readonly replay: DrawOptions["replay"];
}

/** What a history job gives back. */
export interface StoredHistory {
  /** Id of the run. */
  readonly run: string;
  readonly replay?: ReplayStatement;
}

/**
 * An evaluation whose history is stored under `folder`, with a report beside it. What was begun is gone on with.
 * `replay` blocks of the fast engine are cross-checked by the Hardhat chain; a difference is a fault of the job.
 */
export function historyJob(
  folder: string,
  request: EvaluationRequest,
  name: string,
  replay: DrawOptions["replay"] = 0,
): Job {
  const inputs: HistoryInputs = { folder, request, replay };
  return { handler: "history", inputs: JSON.parse(JSON.stringify(inputs)) as Json, name };
}

/** The finished run of these inputs, if there is one; its report is made again if somebody has taken it away. */
export function findHistory(
  folder: string,
  loaded: LoadedScenario,
  request: EvaluationRequest,
): StoredHistory | undefined {
  const inputs = prepare(loaded, request);
  const run = findFinished(folder, manifestOf(loaded, inputs, { engine: inputs.engine, fallbacks: [] }).inputs);
  if (!run) return undefined;
  const replay = run.measurement?.replay;
  run.close();
  if (!existsSync(join(folder, reportOf(run.id)))) writeRunReport(folder, run.id);
  return { run: run.id, ...(replay && { replay }) };
}

/** The name of a run's report, beside it. */
export const reportOf = (run: string): string => `${run}.html`;

/** What a worker of the pool calls. @returns a StoredHistory. */
export default async function run(inputs: Json): Promise<Json> {
  const { folder, request, replay } = inputs as unknown as HistoryInputs;
  const loaded = await loadScenario(request.scenario);
  // A worker that is killed between the end of its run and its answer has left nothing to do.
  const done = findHistory(folder, loaded, request);
  if (done) return done as unknown as Json;
  const prepared = prepare(loaded, request);
  const asked = manifestOf(loaded, prepared, { engine: prepared.engine, fallbacks: [] });
  const resume = findResumable(folder, asked.inputs);
  const recorder = resume ? resume.continue() : createRun(folder);
  let found: ReplayStatement | undefined;
  try {
    const measurement = await evaluate(prepared, {
      ...crossChecked(prepared, { replay, traces: join(folder, "replay") }),
      recorder,
      manifest: (chain) => manifestOf(loaded, prepared, chain),
      ...(resume && { resume }),
    });
    found = measurement.replay;
  } finally {
    recorder.close();
  }
  writeRunReport(folder, recorder.id);
  const stored: StoredHistory = { run: recorder.id, ...(found && { replay: found }) };
  return stored as unknown as Json;
}
