import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { DatabaseSync } from "../../runs/database.ts";
import type { DrawOptions } from "../../chain/replay/draw.ts";
import type { Json } from "../../core/history.ts";
import type { EvaluationRequest } from "../../evaluation/evaluation-job.ts";
import type { Job } from "../../jobs/job.ts";
import { runFile } from "../../runs/folder.ts";
import { mergeStores } from "../../runs/merge.ts";
import store, { type HistoryInputs, type StoredHistory } from "../history-job.ts";

/** Bytes of a run's store that are taken from another machine. */
const LARGEST = 1 << 30;

/** A history that comes back as its value, since whoever makes it sees no folder of ours. */
interface SentHistory extends StoredHistory {
  /** The run's store, packed, in base64. */
  readonly store: string;
}

/** As historyJob, on a machine that shares no disk with this one. `sourceHash` of the run stands in the request. */
export function sentHistoryJob(request: EvaluationRequest, name: string, replay: DrawOptions["replay"] = 0): Job {
  return { handler: "sent-history", inputs: JSON.parse(JSON.stringify({ request, replay })) as Json, name };
}

/** What a worker calls. @returns a SentHistory. */
export default async function run(inputs: Json): Promise<Json> {
  const { request, replay } = inputs as unknown as Omit<HistoryInputs, "folder">;
  const folder = mkdtempSync(join(tmpdir(), "rewardscape-"));
  try {
    const stored = (await store({ folder, request, replay } as unknown as Json)) as unknown as StoredHistory;
    const whole = join(folder, "whole");
    const database = new DatabaseSync(runFile(folder, stored.run));
    try {
      database.prepare("vacuum into ?").run(whole);
    } finally {
      database.close();
    }
    const sent: SentHistory = {
      ...stored,
      store: deflateRawSync(readFileSync(whole), { level: 1 }).toString("base64"),
    };
    return sent as unknown as Json;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Adds a run that was sent to the store of a folder. Throws what mergeStores throws. */
export function receiveHistory(folder: string, value: Json): void {
  const { run: id, store: packed } = value as unknown as SentHistory;
  const bytes = inflateRawSync(Buffer.from(packed, "base64"), { maxOutputLength: LARGEST });
  const received = mkdtempSync(join(tmpdir(), "rewardscape-"));
  try {
    writeFileSync(runFile(received, id), bytes);
    mergeStores([received], folder);
  } finally {
    rmSync(received, { recursive: true, force: true });
  }
}
