import { RewardscapeError } from "../core/errors/errors.ts";
import type { Json } from "../core/history.ts";
import { questionOf } from "../compare/side.ts";
import { designWithUnits } from "../runs/design-units.ts";
import { runFile } from "../runs/folder.ts";
import { hashJson } from "../runs/json.ts";
import { openRun } from "../runs/read.ts";
import { statSync } from "node:fs";
import type { Activity } from "../runs/activity.ts";
import type { RunRow } from "./api.ts";
import { formatParameter } from "../report/text.ts";
import { LIMITS } from "./limits.ts";

/** A row of the list, without what people have written beside it. */
export type StoredRow = Omit<RunRow, "tags" | "note">;

/** A row, and what tells which runs answer the same question under other seeds. */
export interface IndexedRow {
  readonly row: StoredRow;
  readonly question: string;
}

export const cut = (text: string): string => (text.length > LIMITS.text ? `${text.slice(0, LIMITS.text - 1)}…` : text);

/** The row of a stored run; undefined where nothing was begun in its file. A file that cannot be read says why. */
export function rowOf(folder: string, id: string): IndexedRow | undefined {
  const { size: bytes, mtime } = statSync(runFile(folder, id));
  if (bytes === 0) return undefined;
  try {
    const run = openRun(folder, id);
    try {
      const { manifest, measurement, created, status, generations } = run;
      const { scenario, seed, engine, sizes } = manifest.inputs;
      const judged = measurement?.goals.filter(({ kind }) => kind !== "maximize" && kind !== "minimize");
      const row: StoredRow = {
        id,
        title: cut(manifest.title),
        scenario: cut(scenario),
        seed: cut(seed),
        engine: cut(engine),
        created: cut(created),
        status,
        generations,
        of: sizes.generations,
        bytes,
        ...(judged && { goals: { met: judged.filter(({ met }) => met === true).length, of: judged.length } }),
        design: cut(designText(designWithUnits(manifest))),
      };
      return { row, question: hashJson(questionOf(manifest)) };
    } finally {
      run.close();
    }
  } catch (error) {
    if (!(error instanceof RewardscapeError)) throw error;
    if (error.code === "STORE_UNKNOWN_RUN") return undefined;
    return { row: unreadable(id, bytes, mtime.toISOString(), error.code), question: "" };
  }
}

/** What the list keeps of what a command tells. */
export function listedActivity(activity: Activity): Activity {
  const { title, command, doing, unit, counted, started, updated, counters, workers, faults, runs } = activity;
  const some = <T>(all: readonly T[]): readonly T[] => all.slice(0, LIMITS.listed);
  return {
    ...activity,
    ...{ title: cut(title), command: cut(command), doing: cut(doing), unit: cut(unit) },
    ...{ started: cut(started), updated: cut(updated), ...(counted !== undefined && { counted: cut(counted) }) },
    counters: some(counters).map(({ label, value, note }) => ({
      ...{ label: cut(label), value: cut(value), ...(note !== undefined && { note: cut(note) }) },
    })),
    workers: some(workers).map(({ name, job, since, jobs }) => ({
      ...{ name: cut(name), jobs },
      ...{ ...(job !== undefined && { job: cut(job) }), ...(since !== undefined && { since: cut(since) }) },
    })),
    faults: some(faults).map(({ at, text }) => ({ at: cut(at), text: cut(text) })),
    runs: some(runs).map(cut),
  };
}

/** The row of a file that says no more than that it is there. */
export function unreadable(id: string, bytes: number, created: string, fault: string): StoredRow {
  const nothing = { title: "", scenario: "", seed: "", engine: "", design: "", generations: 0, of: 0 };
  return { ...nothing, id, bytes, created, status: "unreadable", fault };
}

function designText(design: { readonly [parameter: string]: Json }): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(design)) {
    parts.push(`${cut(name)}=${cut(formatParameter(value))}`);
    if (parts.length > 40) break;
  }
  return parts.join(" ");
}
