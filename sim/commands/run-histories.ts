import { resolve } from "node:path";
import type { DrawOptions } from "../chain/replay/draw.ts";
import { RunError } from "../core/errors/errors.ts";
import type { Json } from "../core/history.ts";
import type { EvaluationRequest } from "../evaluation/evaluation-job.ts";
import type { LoadedScenario } from "../evaluation/load.ts";
import { prepare, sourceHashOf } from "../evaluation/prepare.ts";
import type { JobPool, RunJobsOptions } from "../jobs/job.ts";
import { findHistory, historyJob, type StoredHistory } from "./history-job.ts";
import { receiveHistory, sentHistoryJob } from "./queue/sent-history-job.ts";

/** A run whose history is to be stored. */
export interface HistoryRequest {
  readonly request: EvaluationRequest;
  /** For people. */
  readonly name: string;
  /** Blocks to be cross-checked. */
  readonly replay?: DrawOptions["replay"];
}

export interface RunHistoriesOptions extends Pick<RunJobsOptions, "signal" | "onProgress" | "onFault"> {
  readonly loaded: LoadedScenario;
  readonly folder: string;
  readonly pool: JobPool;
  /** Called in the order of the requests. */
  readonly onStored: (index: number, stored: StoredHistory) => void;
}

/** Makes runs and stores their histories under a folder, wherever they are made. Throws what the pool throws. */
export async function runHistories(asked: readonly HistoryRequest[], options: RunHistoriesOptions): Promise<void> {
  const { loaded, folder, pool, onStored, ...rest } = options;
  if (!pool.elsewhere) {
    const jobs = asked.map(({ request, name, replay }) => historyJob(resolve(folder), request, name, replay));
    await pool.run(jobs, {
      ...rest,
      onResult: ({ index, value }) => onStored(index, value as unknown as StoredHistory),
    });
    return;
  }
  const jobs = asked.map(({ request, name, replay }) =>
    sentHistoryJob({ ...request, sourceHash: sourceHashOf(loaded, prepare(loaded, request)) }, name, replay),
  );
  await pool.run(jobs, {
    ...rest,
    onResult: ({ index, value }) => onStored(index, received(folder, loaded, asked[index]!.request, value)),
  });
}

function received(folder: string, loaded: LoadedScenario, request: EvaluationRequest, value: Json): StoredHistory {
  receiveHistory(folder, value);
  const stored = findHistory(folder, loaded, request);
  if (stored) return stored;
  throw RunError.of("SOURCE_CHANGED", {
    where: loaded.file,
    expected: "a history made by the sources that the command began with",
    found: "one of other sources, from a worker of the queue",
    remedy: "end workers whose files were changed, and give the same command again",
  });
}
