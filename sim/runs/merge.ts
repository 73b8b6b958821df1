import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "./database.ts";
import { isDeepStrictEqual } from "node:util";
import { InputError } from "../core/errors/errors.ts";
import type { Measurement } from "../core/history.ts";
import { openEvaluations, type Evaluations } from "./evaluations.ts";
import { claimRun, probeFolder, runIds } from "./folder.ts";
import { canonicalJson } from "./json.ts";
import { openRun, type StoredRun } from "./read.ts";
import { findFinished } from "./resume.ts";
import { guarded } from "./sqlite.ts";

export interface Merged {
  /** Results that were added, and finished runs. */
  readonly evaluations: number;
  readonly runs: number;
  /** Both kinds, found with the same value already. */
  readonly same: number;
}

/**
 * Adds the results and the finished runs of folders to those of `into`, by the hashes of their inputs; what is damaged or
 * unfinished is left out. Throws InputError MERGE_EMPTY, and MERGE_DIFFERENT where one hash has two values.
 */
export function mergeStores(folders: readonly string[], into: string): Merged {
  for (const folder of folders) {
    if (existsSync(join(folder, "evaluations.sqlite")) || runIds(folder).length > 0) continue;
    throw InputError.of("MERGE_EMPTY", { where: folder, found: existsSync(folder) ? "none" : "no such folder" });
  }
  probeFolder(into);
  const merged = { evaluations: 0, runs: 0, same: 0 };
  for (const folder of folders) {
    if (existsSync(join(folder, "evaluations.sqlite"))) mergeEvaluations(folder, into, merged);
    for (const id of runIds(folder)) mergeRun(folder, id, into, merged);
  }
  return merged;
}

type Counts = { -readonly [K in keyof Merged]: Merged[K] };

function mergeEvaluations(folder: string, into: string, counts: Counts): void {
  const stores: Evaluations[] = [];
  try {
    stores.push(openEvaluations(folder), openEvaluations(into));
    const [from, to] = stores as [Evaluations, Evaluations];
    for (const { hash, inputs, value } of from.all()) {
      const there = to.get(hash);
      if (there === undefined) {
        to.put(hash, inputs, value);
        counts.evaluations++;
      } else if (canonicalJson(there) === canonicalJson(value)) counts.same++;
      else
        throw InputError.of("MERGE_DIFFERENT", {
          where: `${from.file}, ${to.file}`,
          found: `two values under ${hash}`,
        });
    }
  } finally {
    for (const store of stores) store.close();
  }
}

function mergeRun(folder: string, id: string, into: string, counts: Counts): void {
  const run = openRun(folder, id);
  try {
    if (run.status !== "finished") return;
    const there = findFinished(into, run.manifest.inputs);
    if (there) {
      const same = isDeepStrictEqual(endOf(there), endOf(run));
      there.close();
      if (!same)
        throw InputError.of("MERGE_DIFFERENT", {
          where: `${run.file}, ${there.file}`,
          found: `two histories under ${run.inputHash}`,
        });
      counts.same++;
      return;
    }
    copyRun(run, into);
    counts.runs++;
  } finally {
    run.close();
  }
}

/** What two machines that lived the same history agree on: not how long it took, or how much of it was looked at twice. */
function endOf(run: StoredRun): object {
  const { throughput: _time, replay: _replay, ...measured } = run.measurement ?? ({} as Partial<Measurement>);
  return { hashes: [...run.generationHashes().values()], measured };
}

/** As SQLite copies a database, with what still lies in the log beside it. Its name is taken once it is there whole. */
function copyRun({ file, manifest, inputHash }: StoredRun, into: string): void {
  guarded(into, () => {
    const part = join(into, `${inputHash}.${process.pid}.part`);
    try {
      rmSync(part, { force: true });
      const database = new DatabaseSync(file, { readOnly: true });
      try {
        database.prepare("vacuum into ?").run(part);
      } finally {
        database.close();
      }
      claimRun(into, manifest.inputs.scenario, inputHash, part);
    } finally {
      rmSync(part, { force: true });
    }
  });
}
