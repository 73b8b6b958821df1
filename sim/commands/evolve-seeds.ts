import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { RewardscapeError } from "../core/errors/errors.ts";
import type { Json } from "../core/history.ts";
import type { EvaluationRequest } from "../evaluation/evaluation-job.ts";
import { defaultScenario, loadScenario } from "../evaluation/load.ts";
import { prepare } from "../evaluation/prepare.ts";
import { pairedRuns } from "../evaluation/paired-runs.ts";
import { severalSeeds, type SeedRun } from "../evaluation/several-seeds.ts";
import { commandLine, outFolder } from "../project/project.ts";
import { pairedSummary } from "../report/run/paired.ts";
import { seedsReport } from "../report/run/seeds-report.ts";
import { measureUnits } from "../scenario/measures.ts";
import { severalSeedsSummary } from "../report/run/several-seeds.ts";
import { writeReport } from "../report/html/write.ts";
import { screen, silent } from "../report/screen.ts";
import type { ActivityWriter } from "../runs/activity-file.ts";
import { fileNameOf } from "../runs/folder.ts";
import { hashJson } from "../runs/json.ts";
import { openEvaluations } from "../runs/evaluations.ts";
import { openRun } from "../runs/read.ts";
import type { EvolveOptions } from "./evolve-options.ts";
import { rivalOf } from "./evolve-rival.ts";
import { requestOf } from "./evolve-request.ts";
import { EXIT } from "./exit.ts";
import { findHistory, reportOf } from "./history-job.ts";
import { openPool } from "./queue/open-pool.ts";
import { runHistories } from "./run-histories.ts";
import { partOf, shardStatement, type Shard } from "./shard.ts";
import { faultLine, givenFlags, Pace, telling, withoutPlace } from "./telling.ts";
import { requireMemory } from "./memory.ts";

/**
 * Runs of one question from several seeds, side by side on the job pool, each stored with its report, and what they say
 * together. What is stored already is not run again, so that an interrupted command goes on when it is given again. A shard stores its part of the runs and says nothing of them.
 */
export async function evolveSeeds(
  options: EvolveOptions,
  count: number,
  signal: AbortSignal,
  shard?: Shard,
): Promise<number> {
  const folder = outFolder(options.out);
  const scenario = options.scenario ?? (await defaultScenario());
  const loaded = await loadScenario(scenario);
  const asked = requestOf(options, folder, loaded.scenario.name);
  const seeds = Array.from({ length: count }, (_, i) => `${options.seed ?? "1"}.${i + 1}`);
  const mine = shard ? partOf(seeds, shard) : seeds;
  const workers = options.workers ?? Math.max(1, Math.min(mine.length, availableParallelism()));
  const atOnce = options.queue === undefined ? Math.min(workers, mine.length) : 1;
  requireMemory(prepare(loaded, { ...asked, seed: seeds[0]! }), { replay: 0, runs: atOnce });
  mkdirSync(folder, { recursive: true });
  const live = options.quiet ? silent : screen(process.stderr);
  const rival = rivalOf(options, loaded, asked);
  if (rival) prepare(loaded, { ...rival.request, seed: seeds[0]! });
  const requests = [asked, ...(rival ? [rival.request] : [])].flatMap((request) =>
    mine.map((seed) => ({ ...request, scenario, seed }) as EvaluationRequest),
  );
  const found = requests.map((request) => findHistory(folder, loaded, request)?.run);
  const missing = requests.flatMap((request, i) => (found[i] === undefined ? [{ request, i }] : []));
  // What a queue says while nothing is done is of its workers: the page has them at once, too.
  let tellWorkers = (): void => undefined;
  const pool = await openPool({ ...options, workers }, loaded, (text) => {
    live.write(text);
    tellWorkers();
  });
  const work = async (activity: ActivityWriter): Promise<void> => {
    const pace = new Pace(requests.length - missing.length, requests.length);
    tellWorkers = () => activity.tell({ workers: pool.workers?.() ?? [] });
    live.write(`${loaded.scenario.base.title}: ${mine.length} seeds${rival ? `, and as many ${rival.name}` : ""}`);
    const asked = missing.map(({ request }) => ({ request, name: `seed ${request.seed}` }));
    await runHistories(asked, {
      ...{ loaded, folder, pool, signal },
      onStored(index, { run }) {
        found[missing[index]!.i] = run;
      },
      onProgress({ done }) {
        live.say(`runs: ${requests.length - missing.length + done}/${requests.length}`);
        const runs = found.filter((run) => run !== undefined);
        activity.tell({ ...pace.told(done), runs });
        tellWorkers();
      },
      onFault: (fault) => activity.fault(faultLine(fault)),
    });
  };
  const { name, base } = loaded.scenario;
  const title = `${name}: ${base.title}`;
  const command = commandLine("evolve", scenario, ...givenFlags(options));
  try {
    const id = `evolve-${fileNameOf(name)}-${hashJson({ ...withoutPlace(options) }).slice(0, 8)}`;
    await telling(folder, id, "evolve", { title, command }, work, () => signal.aborted);
  } catch (error) {
    if (!(error instanceof RewardscapeError && error.code === "INTERRUPTED")) throw error;
    return EXIT.interrupted;
  } finally {
    live.end();
    await pool.close();
  }
  if (shard) {
    // So that merge can tell a shard that had nothing to do from a folder that was mistyped.
    openEvaluations(folder).close();
    process.stdout.write(shardStatement(shard, mine.length, count, folder, options.json));
    return EXIT.done;
  }
  const all = found.map((id, i) => readRun(folder, id!, seeds[i % count]!));
  const runs = all.slice(0, count);
  const together = severalSeeds(loaded.scenario, runs);
  const units = measureUnits(loaded.scenario.measures);
  const compared = rival && pairedRuns(loaded.scenario, runs, all.slice(count));
  const reports = found.map((id) => join(folder, reportOf(id!)));
  const views = all.map(({ seed, records }, i) => ({ seed, records, report: reportOf(found[i]!) }));
  // of what was asked, wherever and by how many workers it was run
  const asks = JSON.parse(JSON.stringify([asked, rival?.request ?? null, seeds])) as Json;
  const page = writeReport(
    join(folder, `seeds-${fileNameOf(name)}-${hashJson(asks).slice(0, 8)}.html`),
    seedsReport({
      ...{ title, command, found: together, units, runs: views.slice(0, count) },
      ...(rival && { rival: { name: rival.name, compared: compared!, runs: views.slice(count) } }),
    }),
  );
  if (options.json) {
    const document = {
      scenario: loaded.scenario.name,
      seeds,
      runs: found,
      report: page,
      reports,
      ...together,
      ...(rival && { rival: rival.name, compared }),
    };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    const runs = reports.map((file, i) => {
      return [`seed ${seeds[i % count]}${i < count ? "" : ` ${rival!.name}`}`, file] as const;
    });
    const where = [["all seeds together", page] as const, ...runs];
    process.stdout.write(severalSeedsSummary({ title, seeds, found: together, units, where }));
    if (rival) process.stdout.write(`\n${pairedSummary(rival.name, count, compared!, units)}`);
  }
  const isOpen = runs.some(({ measurement }) => measurement.goals.some(({ untested }) => (untested?.length ?? 0) > 0));
  return isOpen ? EXIT.undecided : EXIT.done;
}

function readRun(folder: string, id: string, seed: string): SeedRun {
  const run = openRun(folder, id);
  try {
    return { seed, measurement: run.measurement!, records: [...run.summaries()] };
  } finally {
    run.close();
  }
}
