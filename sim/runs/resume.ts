import { maxOf } from "../core/many.ts";
import { InputError, RewardscapeError, RunError } from "../core/errors/errors.ts";
import type { Manifest, Resumable } from "../core/history.ts";
import { changedSources } from "../sources/list.ts";
import { runIds } from "./folder.ts";
import { hashJson } from "./json.ts";
import { openRun, type StoredRun } from "./read.ts";
import { continueRun, type RunStore } from "./store.ts";

/** An earlier attempt at the same inputs that did not come to its end. */
export interface ResumableRun extends Resumable {
  readonly id: string;
  /** The recorder that writes on where the attempt stopped. */
  continue(): RunStore;
}

/**
 * The attempt at these inputs that came furthest, if there is one and none came to its end. A run that fell back to
 * another engine is found by the engine that was asked for as well. When the only attempt cannot be read this throws
 * why, STORE_NEWER or STORE_CORRUPT, because to begin again would not be what was asked for.
 */
export function findResumable(folder: string, inputs: Manifest["inputs"]): ResumableRun | undefined {
  const { runs, fault } = attempts(folder, inputs);
  const finished = runs.some(({ status }) => status === "finished");
  const [best] = runs.filter(({ generations }) => generations > 0).sort((a, b) => b.generations - a.generations);
  for (const run of runs) if (run !== best || finished) run.close();
  if (runs.length === 0 && fault) throw fault;
  return best && !finished ? resumable(folder, best) : undefined;
}

/** A finished run of these inputs, if there is one: there is nothing to compute. */
export function findFinished(folder: string, inputs: Manifest["inputs"]): StoredRun | undefined {
  const { runs } = attempts(folder, inputs);
  const found = runs.find(({ status }) => status === "finished");
  for (const run of runs) if (run !== found) run.close();
  return found;
}

/**
 * Refuses to begin anew where the only attempts at these inputs were made by other code: to go on would mix two
 * histories, to begin again is not what was asked for. Throws InputError RESUME_OTHER_SOURCE, naming what differs.
 */
export function refuseOtherSources(folder: string, { inputs, sources = {} }: Manifest): void {
  const { runs } = attempts(folder, inputs);
  for (const run of runs) run.close();
  if (runs.length > 0) return;
  for (const id of runIds(folder).reverse()) {
    const other = attemptBefore(folder, id, inputs);
    if (!other) continue;
    const { manifest } = other;
    throw InputError.of("RESUME_OTHER_SOURCE", {
      where: other.file,
      found: manifest.sources
        ? `one of hash ${manifest.inputs.sourceHash.slice(0, 12)}; these differ: ${listed(changedSources(manifest.sources, sources))}`
        : `one of hash ${manifest.inputs.sourceHash.slice(0, 12)}, of an older version that did not store what made it`,
      hash: inputs.sourceHash.slice(0, 12),
    });
  }
}

/** An unfinished run of inputs that differ in their sources alone. */
function attemptBefore(
  folder: string,
  id: string,
  inputs: Manifest["inputs"],
): Pick<StoredRun, "file" | "manifest"> | undefined {
  try {
    const run = openRun(folder, id);
    run.close();
    const { manifest, file, status, generations } = run;
    const now = { ...manifest.inputs, sourceHash: inputs.sourceHash };
    const same = isOf({ manifest: { ...manifest, inputs: now }, inputHash: hashJson(now) }, hashJson(inputs), inputs);
    return same && status !== "finished" && generations > 0 ? { manifest, file } : undefined;
  } catch (error) {
    if (error instanceof RewardscapeError) return undefined;
    throw error;
  }
}

/** Names that a message has room for. */
const SHOWN = 12;

function listed(names: readonly string[]): string {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
  return names.slice(0, SHOWN).join(", ") + more;
}

interface Attempts {
  readonly runs: readonly StoredRun[];
  /** Of the last one, by its name, that cannot be read. */
  readonly fault: RewardscapeError | undefined;
}

function attempts(folder: string, inputs: Manifest["inputs"]): Attempts {
  const hash = hashJson(inputs);
  const runs: StoredRun[] = [];
  let fault: RewardscapeError | undefined;
  for (const id of runIds(folder)) {
    try {
      const run = openRun(folder, id);
      if (isOf(run, hash, inputs)) runs.push(run);
      else run.close();
    } catch (error) {
      if (!(error instanceof RewardscapeError)) throw error;
      if (error.code !== "STORE_UNKNOWN_RUN" && id.includes(`-${hash.slice(0, 8)}-`)) fault = error;
    }
  }
  return { runs, fault };
}

function isOf(
  { inputHash, manifest }: Pick<StoredRun, "inputHash" | "manifest">,
  hash: string,
  { engine }: Manifest["inputs"],
): boolean {
  if (inputHash === hash) return true;
  return manifest.fallbacks.length > 0 && hashJson({ ...manifest.inputs, engine }) === hash;
}

/**
 * What was stored, without a hold on the file: a reader that stays open would keep the write-ahead log beside it when
 * the resumed run ends. Generations that the resumed run adds meanwhile are not shown.
 */
function resumable(folder: string, run: StoredRun): ResumableRun {
  const { id, generations, seconds } = run;
  const checkpoint = run.checkpoint() ?? new Uint8Array();
  const hashes = run.generationHashes();
  run.close();
  const last = maxOf(hashes.keys());
  function* reading<T extends { readonly generation: number }>(rows: (of: StoredRun) => Iterable<T>): Iterable<T> {
    const again = openRun(folder, id);
    try {
      for (const row of rows(again)) if (row.generation <= last) yield row;
    } finally {
      again.close();
    }
  }
  return {
    id,
    generations,
    checkpoint,
    seconds,
    blocks: () => reading((again) => again.blocks()),
    summaries: () => reading((again) => again.summaries()),
    generationHash(generation) {
      const hash = hashes.get(generation);
      if (hash === undefined)
        throw RunError.of("INTERNAL", { expected: "a generation that is stored", found: `generation ${generation}` });
      return hash;
    },
    continue: () => continueRun(folder, id),
  };
}
