/**
 * What a search costs besides its evaluations, against the stated limits: `npm run bench:explore`. Exit status 2 when
 * a limit is missed. Timings mean something on a quiet machine only.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { normalDraw } from "../sim/core/normal.ts";
import { Random } from "../sim/core/random.ts";
import { evaluationJobs, type EvaluationRequest } from "../sim/evaluation/evaluation-job.ts";
import type { Exploration } from "../sim/explore/exploration.ts";
import { explore } from "../sim/explore/explore.ts";
import type { ExploreOptions } from "../sim/explore/options.ts";
import { maximize, minimize } from "../sim/goals/index.ts";
import { loadScenario } from "../sim/evaluation/load.ts";
import { openEvaluations } from "../sim/runs/evaluations.ts";
import { jobHash, type Job, type JobPool } from "../sim/jobs/job.ts";
import { processPool } from "../sim/jobs/pool.ts";
import { hypervolume } from "../sim/search/index.ts";
import { plantedWork } from "../sim/scenarios/planted.ts";

const rows: { readonly what: string; readonly found: number; readonly limit: number; readonly met: boolean }[] = [];
const folder = mkdtempSync(join(tmpdir(), "rewardscape-bench-"));
function below(what: string, limit: number, found: number): void {
  rows.push({ what, found, limit, met: found < limit });
}

/** A search whose evaluations cost nothing: 100 designs a batch, three objectives, so that all its time is its own. */
async function overhead(): Promise<void> {
  for (const replicates of [1, 8]) {
    const budget = { evaluations: 2000 * replicates };
    const started = performance.now();
    const { evaluations, optimiser } = await search({ replicates, budget });
    const each = (performance.now() - started) / evaluations;
    below(`ms an evaluation, population ${optimiser.batch}, 3 objectives, seeds: ${replicates}`, 2, each);
  }
}

/** A search whose 1,000 results are all stored: from opening the store to the outcome. */
async function resumption(): Promise<void> {
  const question = { replicates: 1, budget: { evaluations: 1000 } };
  const filled = openEvaluations(folder);
  await search({ ...question, results: filled });
  filled.close();
  const started = performance.now();
  const results = openEvaluations(folder);
  const pool = processPool({ workers: 2 });
  const { evaluations } = await search({ ...question, results, pool });
  await pool.close();
  results.close();
  below(`seconds to resume ${evaluations} stored evaluations`, 2, (performance.now() - started) / 1000);
}

function volume(): void {
  const random = Random.of(1, "bench hypervolume");
  const points = Array.from({ length: 200 }, () => {
    // On the positive part of a sphere no point dominates another: the hardest case.
    const point = Array.from({ length: 5 }, () => Math.abs(normalDraw(random.unit())));
    const length = Math.hypot(...point);
    return point.map((x) => x / length);
  });
  const started = performance.now();
  hypervolume(points, [1.1, 1.1, 1.1, 1.1, 1.1]);
  below("seconds for the hypervolume of 200 points in 5 objectives", 1, (performance.now() - started) / 1000);
}

/** Jobs of about a second on the fast engine, by one worker and by two, each already warm. */
async function workers(): Promise<void> {
  const one = processPool({ workers: 1 });
  const two = processPool({ workers: 2 });
  try {
    const trial = await Promise.all([1, 2].map((seed) => contest(`trial ${seed}`, 20)));
    for (const pool of [one, two]) await pool.run(trial);
    const base = await timed(one, [await contest("pace", 20)]);
    const generations = Math.max(1, Math.round(20 / base));
    const jobs = await Promise.all(Array.from({ length: 8 }, (_, i) => contest(String(i), generations)));
    // By turns, so that a machine that slows down slows both.
    const times = [await timed(one, jobs), await timed(two, jobs), await timed(two, jobs), await timed(one, jobs)];
    const ratio = (times[0]! + times[3]!) / (times[1]! + times[2]!);
    const length = (times[0]! + times[3]!) / 16;
    const what = `times as fast with two workers as with one, jobs of ${length.toFixed(1)} s`;
    rows.push({ what, found: ratio, limit: 1.8, met: ratio >= 1.8 });
  } finally {
    await Promise.all([one.close(), two.close()]);
  }
}

async function contest(seed: string, generations: number): Promise<Job> {
  const request: EvaluationRequest = { scenario: "hash-rate", engine: "fast", seed, generations };
  return (await evaluationJobs([{ request }]))[0]!;
}

async function timed(pool: JobPool, jobs: readonly Job[]): Promise<number> {
  const started = performance.now();
  await pool.run(jobs);
  return (performance.now() - started) / 1000;
}

/** NSGA-II on the planted contest under three goals; without a pool of its own it is a formula that answers. */
async function search(
  options: Pick<ExploreOptions, "replicates" | "budget"> & Partial<ExploreOptions>,
): Promise<Exploration> {
  const loaded = await loadScenario("planted");
  const goals = [maximize("work"), minimize("issuance"), minimize("gini")];
  const { scenario } = loaded;
  const measures = { ...scenario.measures, gini: scenario.measures["work"]! };
  return explore({
    loaded: { ...loaded, scenario: { ...scenario, goals, measures } },
    scenario: "planted",
    engine: "fast",
    seed: "1",
    optimiser: "nsga2",
    pool: formula,
    ...options,
  });
}

const formula: JobPool = {
  run(jobs, { results } = {}) {
    const values = jobs.map((job) => {
      const { set, seed } = job.inputs as { readonly set: Record<string, string>; readonly seed: string };
      const prize = Number(set["prize"]!.replace("wei", "")) / 1e18;
      const [difficulty, tempo] = [Number(set["difficulty"]), Number(set["tempo"])];
      const noise = 1 + 0.01 * Random.of(seed, "bench").unit();
      const work = noise * plantedWork(prize, difficulty, tempo);
      const value = { measures: { work, issuance: prize, gini: noise * (difficulty + tempo) } };
      results?.put(jobHash(job), job.inputs, value);
      return value;
    });
    return Promise.resolve(values);
  },
  close: () => Promise.resolve(),
};

try {
  await overhead();
  await resumption();
  volume();
  await workers();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log("| what | measured | limit | |");
console.log("| --- | ---: | ---: | --- |");
for (const { what, found, limit, met } of rows)
  console.log(`| ${what} | ${Number(found.toPrecision(3))} | ${limit} | ${met ? "met" : "NOT MET"} |`);
process.exitCode = rows.every(({ met }) => met) ? 0 : 2;
