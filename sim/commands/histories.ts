import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { RewardscapeError } from "../core/errors.ts";
import type { EvaluationRequest } from "../evaluate-job.ts";
import type { DesignRecord } from "../explore/record.ts";
import { designSetting } from "../explore/space.ts";
import type { ReplayStatement } from "../history.ts";
import type { LoadedScenario } from "../load.ts";
import { manifestOf, prepare } from "../prepare.ts";
import { writeRunReport } from "../report/write.ts";
import type { JobPool } from "../runs/job.ts";
import { findFinished } from "../runs/resume.ts";
import { historyJob, type StoredHistory } from "./history-job.ts";

export interface HistoriesOptions {
  readonly loaded: LoadedScenario;
  /** Everything of a request but the design; its seed is the first of the search. */
  readonly request: Omit<EvaluationRequest, "set">;
  readonly folder: string;
  readonly pool: JobPool;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, of: number) => void;
  /** The design whose run the Hardhat chain judges, and in how many blocks. */
  readonly judge?: { readonly id: string; readonly replay: number };
}

export interface Histories {
  /** For each design's id the file of its report, by its name alone. */
  readonly files: ReadonlyMap<string, string>;
  /** What the judge said; nothing where nobody was judged. */
  readonly replay?: ReplayStatement;
}

/**
 * Runs designs once more with their history stored, where it is not stored yet, and writes their reports. An interrupted
 * call gives what is there.
 */
export async function storeHistories(
  designs: readonly Pick<DesignRecord, "id" | "design">[],
  { loaded, request, folder, pool, signal, onProgress, judge }: HistoriesOptions,
): Promise<Histories> {
  const files = new Map<string, string>();
  let replay: ReplayStatement | undefined;
  const missing: { readonly id: string; readonly request: EvaluationRequest }[] = [];
  for (const { id, design } of designs) {
    const one = { ...request, set: designSetting(design) };
    const stored = finishedRun(loaded, one, folder);
    if (stored === undefined) missing.push({ id, request: one });
    else files.set(id, stored.file);
    if (id === judge?.id) replay = stored?.replay;
  }
  if (missing.length === 0) return { files, ...(replay && { replay }) };
  onProgress(files.size, designs.length);
  const jobs = missing.map(({ id, request: one }) =>
    historyJob(resolve(folder), one, `history of design ${id}`, id === judge?.id ? judge.replay : 0),
  );
  try {
    await pool.run(jobs, {
      signal,
      onResult({ index, value }) {
        const stored = value as unknown as StoredHistory;
        files.set(missing[index]!.id, `${stored.run}.html`);
        replay ??= stored.replay;
      },
      onProgress: ({ done }) => onProgress(designs.length - missing.length + done, designs.length),
    });
  } catch (error) {
    if (!(error instanceof RewardscapeError && error.code === "INTERRUPTED")) throw error;
  }
  return { files, ...(replay && { replay }) };
}

/** The report of a finished run of these inputs, made again if somebody has taken it away. */
function finishedRun(
  loaded: LoadedScenario,
  request: EvaluationRequest,
  folder: string,
): { readonly file: string; readonly replay?: ReplayStatement | undefined } | undefined {
  const inputs = prepare(loaded, request);
  const run = findFinished(folder, manifestOf(loaded, inputs, { engine: inputs.engine, fallbacks: [] }).inputs);
  if (!run) return undefined;
  const replay = run.measurement?.replay;
  run.close();
  const file = `${run.id}.html`;
  if (!existsSync(join(folder, file))) writeRunReport(folder, run.id);
  return { file, replay };
}
