import { evaluationJobs, readResult } from "../evaluation/evaluation-job.ts";
import { formatInterval, formatNumber, formatSeconds } from "../report/text.ts";
import type { JobPool } from "../jobs/job.ts";
import type { Results } from "../runs/evaluations.ts";
import { passes } from "./target.ts";
import type { Evaluate, Row, Scale, Target } from "./target.ts";

/** Evaluates on a pool; what is stored already is not computed again. */
export function onPool(pool: JobPool, results?: Results): Evaluate {
  return async (requests) => {
    const jobs = await evaluationJobs(
      requests.map((request) => ({ request, name: `${request.scenario} seed ${request.seed}` })),
    );
    return (await pool.run(jobs, { ...(results && { results }) })).map(readResult);
  };
}

/** Measures targets one after the other. A target that fails to run is a fault, not a missed row. */
export async function validate(
  targets: readonly Target[],
  evaluate: Evaluate,
  scale: Scale,
  onRow?: (row: Row) => void,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const target of targets) {
    const started = performance.now();
    const claims = await target.measure(evaluate, scale);
    const seconds = (performance.now() - started) / 1000;
    for (const claim of claims) {
      const row: Row = {
        decides: target.decides,
        ...claim,
        target: target.id,
        pass: passes(claim),
        seconds: seconds / claims.length,
      };
      rows.push(row);
      onRow?.(row);
    }
  }
  return rows;
}

const HEAD = [
  "target",
  "claim",
  "what decides",
  "prediction",
  "measured",
  "99 % interval",
  "n",
  "tolerance",
  "verdict",
  "seconds",
];

/** The table of docs/validation.md; with figures, each target's name leads to its own. */
export function markdownTable(rows: readonly Row[], figure?: (id: string) => string): string {
  const cells = rows.map((row) => [
    figure ? `[${row.target}](${figure(row.target)})` : row.target,
    // A bar would end the cell.
    row.claim.replaceAll("|", "\\|"),
    row.decides,
    formatNumber(row.prediction, 5),
    formatNumber(row.measured.value, 5),
    formatInterval(row.measured.low, row.measured.high),
    String(row.measured.n),
    row.control ? `outside ± ${formatNumber(row.tolerance, 3)}` : `± ${formatNumber(row.tolerance, 3)}`,
    row.pass ? (row.control ? "fails as it must" : "reproduced") : row.control ? "CONTROL HOLDS" : "MISSED",
    formatSeconds(row.seconds),
  ]);
  return [HEAD, HEAD.map(() => "---"), ...cells].map((line) => `| ${line.join(" | ")} |`).join("\n");
}
