import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compare as compareSides, type Comparison } from "../compare/comparison.ts";
import { sideOf } from "../compare/side.ts";
import { outFolder } from "../project/project.ts";
import { comparisonReport } from "../report/compare/report.ts";
import { comparisonSummary } from "../report/compare/summary.ts";
import { runView, type RunView } from "../report/run/view.ts";
import { openEvaluations } from "../runs/evaluations.ts";
import { hashJson } from "../runs/json.ts";
import { listRuns, openRun } from "../runs/read.ts";
import { guarded } from "../runs/sqlite.ts";
import type { Options } from "./options.ts";
import type { COMPARE_OPTIONS } from "./compare-options.ts";
import { EXIT } from "./exit.ts";

/** Sets runs or designs side by side: what differs, measures with paired intervals, verdicts; and a page of them. */
export async function compare({ ids: names = [], out, json }: Options<typeof COMPARE_OPTIONS>): Promise<number> {
  const folder = outFolder(out);
  const entries = listRuns(folder);
  const comparison = withEvaluations(folder, (evaluations) =>
    compareSides(names.map((name) => sideOf(folder, name, evaluations, entries))),
  );
  if (json) {
    process.stdout.write(`${JSON.stringify(documentOf(comparison), null, 2)}\n`);
    return EXIT.done;
  }
  const file = join(folder, `compare-${hashJson(names).slice(0, 8)}.html`);
  guarded(folder, () => writeFileSync(file, comparisonReport(comparison, viewsOf(folder, comparison))));
  process.stdout.write(comparisonSummary(comparison, [["report", file]]));
  return EXIT.done;
}

function withEvaluations<T>(folder: string, use: (evaluations?: ReturnType<typeof openEvaluations>) => T): T {
  if (!existsSync(join(folder, "evaluations.sqlite"))) return use();
  const evaluations = openEvaluations(folder);
  try {
    return use(evaluations);
  } finally {
    evaluations.close();
  }
}

/** The histories of the sides that have one, by the place of the side. */
function viewsOf(folder: string, { sides }: Comparison): ReadonlyMap<number, RunView> {
  return new Map(
    sides.flatMap(({ kind, name }, i): [number, RunView][] => {
      if (kind !== "run") return [];
      const run = openRun(folder, name);
      try {
        return [[i, runView(run)]];
      } finally {
        run.close();
      }
    }),
  );
}

/** What `--json` prints. */
function documentOf({ sides, ...comparison }: Comparison): object {
  return {
    sides: sides.map(({ name, kind, design, conditions, bySeed, runs }) => ({
      name,
      kind,
      design,
      conditions,
      seeds: [...bySeed.keys()],
      runs,
    })),
    ...comparison,
  };
}
