import { RewardscapeError } from "../core/errors/errors.ts";
import type { EvaluationRequest } from "../evaluation/evaluation-job.ts";
import type { DesignRecord } from "../explore/record.ts";
import { designSetting } from "../explore/space.ts";
import type { DrawOptions } from "../chain/replay/draw.ts";
import type { ReplayStatement } from "../core/history.ts";
import type { LoadedScenario } from "../evaluation/load.ts";
import type { JobPool } from "../jobs/job.ts";
import { findHistory, reportOf } from "./history-job.ts";
import { runHistories } from "./run-histories.ts";

export interface HistoriesOptions {
  readonly loaded: LoadedScenario;
  /** Everything of a request but the design; its seed is the first of the search. */
  readonly request: Omit<EvaluationRequest, "set">;
  readonly folder: string;
  readonly pool: JobPool;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, of: number) => void;
  /** The design whose run is cross-checked, and in how many blocks. */
  readonly crossCheck?: { readonly id: string; readonly replay: DrawOptions["replay"] };
}

export interface Histories {
  /** For each design's id the file of its report, by its name alone. */
  readonly files: ReadonlyMap<string, string>;
  /** The result of the cross-check, if there was one. */
  readonly replay?: ReplayStatement;
}

/**
 * Runs designs once more with their history stored, where it is not stored yet, and writes their reports. An interrupted
 * call gives what is there.
 */
export async function storeHistories(
  designs: readonly Pick<DesignRecord, "id" | "design">[],
  { loaded, request, folder, pool, signal, onProgress, crossCheck }: HistoriesOptions,
): Promise<Histories> {
  const files = new Map<string, string>();
  let replay: ReplayStatement | undefined;
  const missing: { readonly id: string; readonly request: EvaluationRequest }[] = [];
  for (const { id, design } of designs) {
    const one = { ...request, set: designSetting(design) };
    const stored = findHistory(folder, loaded, one);
    if (stored === undefined) missing.push({ id, request: one });
    else files.set(id, reportOf(stored.run));
    if (id === crossCheck?.id) replay = stored?.replay;
  }
  if (missing.length === 0) return { files, ...(replay && { replay }) };
  onProgress(files.size, designs.length);
  const asked = missing.map(({ id, request: one }) => {
    const replay = id === crossCheck?.id ? crossCheck.replay : 0;
    return { request: one, name: `history of design ${id}`, replay };
  });
  try {
    await runHistories(asked, {
      ...{ loaded, folder, pool, signal },
      onStored(index, stored) {
        files.set(missing[index]!.id, reportOf(stored.run));
        replay ??= stored.replay;
      },
      onProgress: ({ done }) => onProgress(designs.length - missing.length + done, designs.length),
    });
  } catch (error) {
    if (!(error instanceof RewardscapeError && error.code === "INTERRUPTED")) throw error;
  }
  return { files, ...(replay && { replay }) };
}
