import type { Hardfork } from "../core/hardfork.ts";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { explorationDocument } from "../explore/document.ts";
import type { Exploration } from "../explore/exploration.ts";
import { explore as search } from "../explore/explore.ts";
import { bestOf, spread } from "../explore/front.ts";
import type { OptimiserName } from "../explore/optimiser-names.ts";
import { recommend } from "../explore/recommend.ts";
import { isFeasible, isShown } from "../explore/record.ts";
import type { ReplayStatement } from "../core/history.ts";
import { DEFAULT_REPLAYED_BLOCKS } from "../evaluation/cross-check.ts";
import { defaultScenario, loadScenario } from "../evaluation/load.ts";
import { commandLine, engineOf, outFolder } from "../project/project.ts";
import type { ExploreProgress } from "../explore/progress.ts";
import { exploreKicker, exploreReport, exploreSections } from "../report/explore/report.ts";
import { exploreLine, exploreSummary, secondsLeft } from "../report/explore/summary.ts";
import { designsTable } from "../report/explore/table.ts";
import { exportFormat } from "../report/export-format.ts";
import { exportTable } from "../report/export.ts";
import { crossCheckedBlocks } from "../report/run/tables.ts";
import { screen, silent } from "../report/screen.ts";
import { attackRequest } from "../run/known-attacks.ts";
import { writeReport } from "../report/html/write.ts";
import { formatNumber, formatShare } from "../report/text.ts";
import type { Counter } from "../runs/activity.ts";
import type { ActivityWriter, Told } from "../runs/activity-file.ts";
import { openEvaluations } from "../runs/evaluations.ts";
import { fileNameOf, probeFile } from "../runs/folder.ts";
import { hashJson } from "../runs/json.ts";
import { damageNote } from "./damage.ts";
import { EXIT } from "./exit.ts";
import { EXPLORE_OPTIONS, type ExploreCommandOptions } from "./explore-options.ts";
import { storeHistories } from "./histories.ts";
import { crossCheckOf } from "./judgement.ts";
import { readAgents, readAssignments, requireOptions, takeFork } from "./options.ts";
import { openPool } from "./queue/open-pool.ts";
import { faultLine, givenFlags, stageTold, telling } from "./telling.ts";

/** Histories stored unless told: each takes an evaluation and, with its report, a few megabytes. */
const HISTORIES = 24;

/** Searches a scenario's designs for those that meet its goals best when agents adapt to each, and shows them. */
export async function explore(given: ExploreCommandOptions, signal: AbortSignal): Promise<number> {
  requireOptions(EXPLORE_OPTIONS, given);
  const options = takeFork(given);
  if (options.watch) return (await import("./watch.ts")).watch({ name: "explore", options }, signal);
  const scenario = options.scenario ?? (await defaultScenario());
  const folder = outFolder(options.out);
  const format = options.export === undefined ? undefined : exportFormat(options.export);
  if (options.export !== undefined) probeFile(options.export);
  const { evaluations, seconds, stall, histories = HISTORIES } = options;
  const budget = {
    ...(evaluations !== undefined && { evaluations }),
    ...(seconds !== undefined && { seconds }),
    ...(stall !== undefined && { stall }),
  };
  const loaded = await loadScenario(scenario);
  const request = {
    scenario,
    engine: engineOf(options.engine),
    ...(options.hardfork !== undefined && { hardfork: options.hardfork as Hardfork }),
    ...(options.agents !== undefined && { agents: readAgents(options.agents) }),
    ...(options.generations !== undefined && { generations: options.generations }),
    ...(options.blocks !== undefined && { blocks: options.blocks }),
  };
  const attack = attackRequest(loaded, options);
  const live = options.quiet ? silent : screen(process.stderr);
  const results = openEvaluations(folder);
  // What a queue says while nothing is done is of its workers: the page has them at once, too.
  let tellWorkers = (): void => undefined;
  const pool = await openPool(options, loaded, (text) => {
    live.write(text);
    tellWorkers();
  });
  const command = (id: string): string => evolveCommand(options, scenario, exploration.seeds[0]!, id);
  const file = join(folder, `explore-${fileNameOf(loaded.scenario.name)}-${searchId(options)}.html`);
  let exploration!: Exploration;
  let report!: string;
  let stored: ReadonlyMap<string, string> = new Map();
  let replay: ReplayStatement | undefined;
  const work = async (activity: ActivityWriter): Promise<void> => {
    tellWorkers = () => activity.tell({ workers: pool.workers?.() ?? [] });
    live.write(`exploring ${loaded.scenario.name}: ${loaded.scenario.base.title}`);
    exploration = await search({
      ...request,
      loaded,
      seed: options.seed ?? "1",
      replicates: options.replicates ?? 8,
      held: options.set === undefined ? {} : readAssignments(options.set),
      ...(attack && { attack }),
      ...(options.optimiser !== undefined && { optimiser: options.optimiser as OptimiserName }),
      ...(options.fresh !== undefined && { fresh: options.fresh }),
      budget,
      pool,
      results,
      signal,
      onFresh(done, of) {
        live.say(`measuring the front on fresh seeds: ${done}/${of}`);
        activity.tell({
          ...stageTold("measures the front on fresh seeds", done, of, "evaluations"),
          workers: pool.workers?.() ?? [],
        });
      },
      onProgress(progress) {
        live.update(
          (columns) => exploreLine(progress, columns),
          () => exploreLine(progress, Infinity),
        );
        activity.tell({ ...searchTold(progress), workers: pool.workers?.() ?? [] });
      },
      onBatch: (sofar) =>
        activity.show(() => {
          const found = sofar();
          const commandSoFar = (id: string): string => evolveCommand(options, scenario, found.seeds[0]!, id);
          return {
            kicker: exploreKicker(found, loaded.scenario),
            sections: exploreSections(found, loaded.scenario, commandSoFar),
          };
        }),
      onFault: (fault, design) => activity.fault(`${design ? `design ${design}: ` : ""}${faultLine(fault)}`),
    });
    mkdirSync(folder, { recursive: true });
    report = writeReport(file, exploreReport(exploration, loaded.scenario, command));
    const showFound = (): void => {
      activity.tell(foundTold(exploration));
      activity.show(() => ({
        kicker: exploreKicker(exploration, loaded.scenario),
        sections: exploreSections(exploration, loaded.scenario, command, stored),
      }));
    };
    showFound();
    if (exploration.ended === "interrupted") return;
    const recommended = recommend(exploration)?.record;
    const kept = await storeHistories(spread(bestOf(exploration), recommended, histories), {
      loaded,
      request: { ...request, seed: exploration.seeds[0]! },
      folder,
      pool,
      signal,
      ...(recommended && { crossCheck: { id: recommended.id, replay: DEFAULT_REPLAYED_BLOCKS } }),
      onProgress(done, of) {
        live.say(`storing the histories of ${of} designs of the front: ${done}/${of}`);
        activity.tell({
          ...stageTold("stores the histories of the front", done, of, "histories"),
          workers: pool.workers?.() ?? [],
        });
      },
    });
    stored = kept.files;
    replay = kept.replay;
    if (stored.size === 0) return showFound();
    writeReport(file, exploreReport(exploration, loaded.scenario, command, stored));
    activity.tell({ runs: [...stored.values()].map((name) => name.replace(/\.html$/, "")) });
    showFound();
  };
  try {
    const id = `explore-${fileNameOf(loaded.scenario.name)}-${searchId(options)}`;
    const told = {
      title: `${loaded.scenario.name}: ${loaded.scenario.base.title}`,
      command: commandLine(
        "explore",
        ...(options.scenario === undefined ? [] : [options.scenario]),
        ...givenFlags(options),
      ),
    };
    await telling(folder, id, "explore", told, work, () => signal.aborted);
  } finally {
    live.end();
    await pool.close();
    results.close();
    process.stderr.write(damageNote(results));
  }
  const where: [string, string][] = [["report", report]];
  if (stored.size > 0) where.push(["histories", `of ${stored.size} designs, linked from the report`]);
  if (replay) where.push(["cross-checked", `the recommended design's run, ${crossCheckedBlocks(replay)}`]);
  if (options.export !== undefined) {
    writeFileSync(options.export, exportTable(designsTable(exploration), format!));
    where.push(["export", options.export]);
  }
  if (options.json) {
    const document = { ...explorationDocument(exploration, loaded.scenario.name, command), ...crossCheckOf(replay) };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    const { scenario: found } = loaded;
    const title = `${found.name}: ${found.base.title}`;
    process.stdout.write(exploreSummary(exploration, title, found, where, command));
  }
  if (exploration.ended === "interrupted" || signal.aborted) return EXIT.interrupted;
  const anew = recommend(exploration) && exploration.fresh.designs.get(recommend(exploration)!.record.id);
  // What fresh seeds show of the recommended design decides; where they do not decide, what was observed on them.
  if (anew?.verdict === "not met" || !exploration.best.some(isFeasible)) return EXIT.notMet;
  if (anew?.untested) return EXIT.undecided;
  if (anew?.assessment?.outcomes.some(({ holds }) => holds === false)) return EXIT.undecided;
  return exploration.best.some(isShown) ? EXIT.done : EXIT.undecided;
}

/** The same question has the same name, so that a resumed search writes over its own report. */
function searchId(options: ExploreCommandOptions): string {
  const { json: _json, quiet: _quiet, workers: _workers, out: _out, export: _export, ...shown } = options;
  const { histories: _histories, queue: _queue, volatileQueue: _volatile, ...question } = shown;
  return hashJson(question).slice(0, 8);
}

/** What a search tells of itself. */
function searchTold(progress: ExploreProgress): Told {
  const { evaluations, budget, designs, feasible, batches, best, rate } = progress;
  const left = secondsLeft(progress);
  return {
    doing: "searches",
    done: evaluations,
    of: budget.evaluations,
    rate,
    unit: "evaluations",
    secondsLeft: Number.isFinite(left) ? left : undefined,
    counters: [
      ...searchCounters(designs, feasible, batches),
      ...(best ? [{ label: "best", value: best.replace(/^best /, "") }] : []),
    ],
  };
}

/** What a search tells of itself once it has ended, its last batch included. */
function foundTold({ evaluations, records, steps }: Exploration): Told {
  return {
    ...stageTold("", evaluations, undefined, "evaluations"),
    counters: searchCounters(records.length, records.filter(isFeasible).length, steps.length),
  };
}

function searchCounters(designs: number, feasible: number, batches: number): Counter[] {
  return [
    { label: "designs", value: formatNumber(designs) },
    { label: "feasible", value: formatShare(designs > 0 ? feasible / designs : 0) },
    { label: "batches", value: formatNumber(batches) },
  ];
}

/** Runs a design as the search did: the same sizes, engine, and the first of its seeds. */
function evolveCommand(options: ExploreCommandOptions, scenario: string, seed: string, id: string): string {
  const sizes = (["agents", "generations", "blocks", "engine", "hardfork", "out"] as const).flatMap((name) =>
    options[name] === undefined ? [] : [`--${name} ${options[name]}`],
  );
  if (options.forkBlock !== undefined) sizes.push(`--fork-block ${options.forkBlock}`);
  if (options.forkChain !== undefined) sizes.push(`--fork-chain ${options.forkChain}`);
  const engine = options.engine === undefined ? ["--engine fast"] : [];
  return [commandLine("evolve"), scenario, `--design ${id}`, `--seed ${seed}`, ...engine, ...sizes].join(" ");
}
