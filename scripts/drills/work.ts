import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { openEvaluations } from "../../sim/runs/evaluations.ts";
import { listRuns, openRun } from "../../sim/runs/read.ts";

/** What is asked for in a drill: small, since what happens to it is what matters. */
export const WORK = {
  explore: "explore contest --agents 4 --generations 1 --blocks 3 --evaluations 16 --replicates 2 --histories 1 --json",
  verify: "verify contest --agents 4 --generations 1 --blocks 3 --runs 6 --quick --fixed",
  evolve: "evolve contest --agents 4 --generations 2 --blocks 3 --seeds 8",
} as const;

export type WorkName = keyof typeof WORK;

/** The words of a command. */
export const argumentsOf = (name: WorkName): string[] => WORK[name].split(" ");

/** What a command came to, times aside: the front, the sheet or the summary, and everything that it stored. */
export interface Outcome {
  readonly status: number | null;
  /** What it printed, without the name of its folder. */
  readonly text: string;
  /** Evaluations by their hash, and the last hash of each finished history by that of its inputs. */
  readonly stored: ReadonlyMap<string, unknown>;
}

/** Reads what a command has left in its folder. */
export function outcomeOf(folder: string, status: number | null, printed: string): Outcome {
  return { status, text: withoutTimes(printed).replaceAll(folder, "FOLDER"), stored: storedIn(folder) };
}

/** Of the expected results those that are not there, and whether everything else is the same. */
export function differenceOf(
  expected: Outcome,
  found: Outcome,
): { readonly lost: number; readonly same: boolean; readonly why: string } {
  const lost = [...expected.stored.keys()].filter((hash) => !found.stored.has(hash)).length;
  const why = [
    ...(found.status === expected.status ? [] : [`exit status ${found.status} instead of ${expected.status}`]),
    ...(found.text === expected.text ? [] : [firstDifference(found.text, expected.text)]),
    ...[...found.stored].flatMap(([hash, value]) =>
      isDeepStrictEqual(expected.stored.get(hash), value) ? [] : [`result ${hash}`],
    ),
  ];
  return { lost, same: why.length === 0, why: why.join("; ") };
}

function firstDifference(found: string, expected: string): string {
  const [lines, wanted] = [found.split("\n"), expected.split("\n")];
  const at = lines.findIndex((line, i) => line !== wanted[i]);
  return `line ${at + 1} of ${lines.length}: ${lines[at]} instead of ${wanted[at]} (${wanted.length} lines)`;
}

function withoutTimes(printed: string): string {
  if (!printed.startsWith("{")) return printed;
  const { seconds: _seconds, ...document } = JSON.parse(printed) as { readonly seconds?: number };
  return JSON.stringify(document, null, 2);
}

function storedIn(folder: string): Map<string, unknown> {
  const stored = new Map<string, unknown>();
  if (existsSync(join(folder, "evaluations.sqlite"))) {
    const store = openEvaluations(folder);
    for (const { hash, value } of store.all()) stored.set(hash, value);
    store.close();
  }
  for (const { id, status } of existsSync(folder) ? listRuns(folder) : []) {
    if (status !== "finished") continue;
    const run = openRun(folder, id);
    const { throughput: _time, replay: _replay, ...measured } = run.measurement!;
    stored.set(run.inputHash, measured);
    run.close();
  }
  return stored;
}
