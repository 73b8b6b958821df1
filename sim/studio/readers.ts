import { statSync } from "node:fs";
import { compare } from "../compare/comparison.ts";
import { sideOf } from "../compare/side.ts";
import { comparisonSections } from "../report/compare/report.ts";
import { runSections } from "../report/run/report.ts";
import { runView, type RunView } from "../report/run/view.ts";
import { readEvaluations } from "../runs/evaluations.ts";
import { openRun } from "../runs/read.ts";
import { runFile } from "../runs/folder.ts";
import type { Section } from "../report/section.ts";
import { readActivity } from "../runs/activity-file.ts";
import type { Activity } from "../runs/activity.ts";
import type { ActivityPage, Contents, FindingRow } from "./api.ts";
import { storedCases, storedFindings, type StoredCase } from "./kept-files.ts";
import { LIMITS } from "./limits.ts";
import { listedActivity, rowOf, unreadable, type IndexedRow } from "./rows.ts";

/** What is read of stores, by its name. All of it runs in a process of its own: see view-worker.ts. */
export const readers = {
  rows({ folder, ids }: { readonly folder: string; readonly ids: readonly string[] }): (IndexedRow | null)[] {
    return ids.map((id) => {
      try {
        return rowOf(folder, id) ?? null;
      } catch {
        // Gone since it was listed, or such that our own reader stumbles: the other rows are told all the same.
        const { size = 0, mtime = new Date(0) } = statSync(runFile(folder, id), { throwIfNoEntry: false }) ?? {};
        return { row: unreadable(id, size, mtime.toISOString(), "STORE_CORRUPT"), question: "" };
      }
    });
  },

  run({ folder, id }: { readonly folder: string; readonly id: string }): Contents {
    const view = viewOf(folder, id);
    const { inputs, title } = view.manifest;
    return {
      title,
      kicker: `${inputs.scenario}, seed ${inputs.seed}, ${inputs.engine} engine, run ${id}`,
      sections: runSections(view),
    };
  },

  compare({ folder, sides }: CompareQuestion): Contents {
    const evaluations = readEvaluations(folder);
    try {
      const comparison = compare(
        sides.map(({ name, likes }) =>
          sideOf(
            folder,
            name,
            evaluations,
            likes.map((like) => ({ ...like, status: "finished" })),
          ),
        ),
      );
      const views = new Map<number, RunView>();
      comparison.sides.forEach(({ kind, name }, i) => kind === "run" && views.set(i, viewOf(folder, name)));
      return comparisonSections(comparison, views);
    } finally {
      evaluations?.close();
    }
  },

  activity({ folder, id }: { readonly folder: string; readonly id: string }): ActivityPage {
    const { activity, kicker, sections } = readActivity(folder, id, LIMITS.json);
    return { activity, title: activity.title, kicker, sections: sections as unknown as readonly Section[] };
  },

  listedActivity: ({ folder, id }: { readonly folder: string; readonly id: string }): Activity =>
    listedActivity(readActivity(folder, id, LIMITS.json).activity),

  cases: ({ folder }: { readonly folder: string }): StoredCase[] => storedCases(folder),
  findings: ({ folder }: { readonly folder: string }): FindingRow[] => storedFindings(folder),
} as const;

/** Sides by their names; those that are runs come with the runs that answer the same question under other seeds. */
export interface CompareQuestion {
  readonly folder: string;
  readonly sides: readonly {
    readonly name: string;
    readonly likes: readonly { readonly id: string; readonly scenario: string }[];
  }[];
}

type Readers = typeof readers;
export type Question<K extends keyof Readers = keyof Readers> = {
  readonly what: K;
  readonly of: Parameters<Readers[K]>[0];
};
export type Read<K extends keyof Readers> = ReturnType<Readers[K]>;

function viewOf(folder: string, id: string): RunView {
  const run = openRun(folder, id);
  try {
    return runView(run);
  } finally {
    run.close();
  }
}
