import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { RewardscapeError } from "../core/errors.ts";
import type { EvaluationRequest } from "../evaluate-job.ts";
import type { DesignRecord } from "../explore/record.ts";
import { designSetting } from "../explore/space.ts";
import type { LoadedScenario } from "../load.ts";
import { manifestOf, prepare } from "../prepare.ts";
import { writeRunReport } from "../report/write.ts";
import type { JobPool } from "../runs/job.ts";
import { findFinished } from "../runs/resume.ts";
import { historyJob } from "./history-job.ts";

export interface HistoriesOptions {
  readonly loaded: LoadedScenario;
  /** Everything of a request but the design; its seed is the first of the search. */
  readonly request: Omit<EvaluationRequest, "set">;
  readonly folder: string;
  readonly pool: JobPool;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, of: number) => void;
}

/**
 * Runs designs once more with their history stored, where it is not stored yet, and writes their reports. An interrupted
 * call gives what is there. @returns for each design's id the file of its report, by its name alone.
 */
export async function storeHistories(
  designs: readonly DesignRecord[],
  { loaded, request, folder, pool, signal, onProgress }: HistoriesOptions,
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const missing: { readonly id: string; readonly request: EvaluationRequest }[] = [];
  for (const { id, design } of designs) {
    const one = { ...request, set: designSetting(design) };
    const stored = finishedRun(loaded, one, folder);
    if (stored === undefined) missing.push({ id, request: one });
    else files.set(id, stored);
  }
  if (missing.length === 0) return files;
  onProgress(files.size, designs.length);
  const jobs = missing.map(({ id, request: one }) => historyJob(resolve(folder), one, `history of design ${id}`));
  try {
    await pool.run(jobs, {
      signal,
      onResult: ({ index, value }) => files.set(missing[index]!.id, `${String(value)}.html`),
      onProgress: ({ done }) => onProgress(designs.length - missing.length + done, designs.length),
    });
  } catch (error) {
    if (!(error instanceof RewardscapeError && error.code === "INTERRUPTED")) throw error;
  }
  return files;
}

/** The report of a finished run of these inputs, made again if somebody has taken it away. */
function finishedRun(loaded: LoadedScenario, request: EvaluationRequest, folder: string): string | undefined {
  const inputs = prepare(loaded, request);
  const run = findFinished(folder, manifestOf(loaded, inputs, { engine: inputs.engine, fallbacks: [] }).inputs);
  if (!run) return undefined;
  run.close();
  const file = `${run.id}.html`;
  if (!existsSync(join(folder, file))) writeRunReport(folder, run.id);
  return file;
}
