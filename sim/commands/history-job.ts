import { openChain } from "../chain/open.ts";
import { evaluate } from "../evaluate.ts";
import type { EvaluationRequest } from "../evaluate-job.ts";
import type { Json } from "../history.ts";
import { loadScenario } from "../load.ts";
import { manifestOf, prepare } from "../prepare.ts";
import { writeRunReport } from "../report/write.ts";
import { findResumable } from "../runs/resume.ts";
import { createRun } from "../runs/store.ts";
import type { Job } from "../runs/job.ts";

interface HistoryInputs {
  readonly folder: string;
  readonly request: EvaluationRequest;
}

/** An evaluation whose history is stored under `folder`, with a report beside it. What was begun is gone on with. */
export function historyJob(folder: string, request: EvaluationRequest, name: string): Job {
  const inputs: HistoryInputs = { folder, request };
  return { handler: import.meta.url, inputs: JSON.parse(JSON.stringify(inputs)) as Json, name };
}

/** What a worker of the pool calls. @returns the id of the run. */
export default async function run(inputs: Json): Promise<Json> {
  const { folder, request } = inputs as unknown as HistoryInputs;
  const loaded = await loadScenario(request.scenario);
  const prepared = prepare(loaded, request);
  const asked = manifestOf(loaded, prepared, { engine: prepared.engine, fallbacks: [] });
  const resume = findResumable(folder, asked.inputs);
  const recorder = resume ? resume.continue() : createRun(folder);
  try {
    await evaluate(prepared, {
      openChain,
      recorder,
      manifest: (chain) => manifestOf(loaded, prepared, chain),
      ...(resume && { resume }),
    });
  } finally {
    recorder.close();
  }
  writeRunReport(folder, recorder.id);
  return recorder.id;
}
