import type { Hardfork } from "../core/hardfork.ts";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { RewardscapeError } from "../core/errors/errors.ts";
import { DEFAULT_REPLAYED_BLOCKS } from "../evaluation/cross-check.ts";
import type { Json } from "../core/history.ts";
import { hashJson } from "../runs/json.ts";
import { defaultScenario, loadScenario } from "../evaluation/load.ts";
import { commandLine, engineOf, outFolder } from "../project/project.ts";
import { manifestOf, prepare } from "../evaluation/prepare.ts";
import { screen, silent } from "../report/screen.ts";
import { formatNumber, formatSeconds } from "../report/text.ts";
import { crossCheckedBlocks } from "../report/run/tables.ts";
import type { Circumstances } from "../report/verify/circumstances.ts";
import type { ReporterName } from "../report/verify/reporter-names.ts";
import { reported } from "../report/verify/reporters.ts";
import { specSheet } from "../report/verify/spec-sheet.ts";
import { rowsSoFar, verifyReport, verifySections } from "../report/verify/report.ts";
import { writeReport } from "../report/html/write.ts";
import type { ActivityWriter, Told } from "../runs/activity-file.ts";
import { openEvaluations } from "../runs/evaluations.ts";
import { fileNameOf } from "../runs/folder.ts";
import type { BenchProgress, Subject } from "../verify/runner.ts";
import { planOf, type Plan } from "../verify/plan.ts";
import { nominalTrial } from "../verify/sign-off.ts";
import { attackRequest, playKnown } from "../run/known-attacks.ts";
import { changeFrom } from "../verify/base.ts";
import { verifyDesign, type Questions, type Verification } from "../verify/verification.ts";
import { damageNote } from "./damage.ts";
import { EXIT } from "./exit.ts";
import { storeHistories, type Histories } from "./histories.ts";
import { crossCheckOf } from "./judgement.ts";
import { readAgents, readAssignments, requireOptions, takeFork } from "./options.ts";
import { measureUnits } from "../scenario/measures.ts";
import { openPool } from "./queue/open-pool.ts";
import { readBase } from "./verify-base.ts";
import { replayCase } from "./verify-case.ts";
import { madeOf, nominalOf, recordedOf, shownDesign, wholeDocumentOf } from "./verify-document.ts";
import { faultLine, givenFlags, stageTold, telling, withoutPlace } from "./telling.ts";
import { readShard } from "./shard.ts";
import { requireSpecAlone, verifyShard } from "./verify-shard.ts";
import { VERIFY_OPTIONS, type VerifyOptions } from "./verify-options.ts";

/** Signs a design off, or shows where it breaks. Exit status: 0 met, 2 not met, 3 undecided, 130 interrupted. */
export async function verify(given: VerifyOptions, signal: AbortSignal): Promise<number> {
  requireOptions(VERIFY_OPTIONS, given);
  const options = takeFork(given);
  if (options.watch) return (await import("./watch.ts")).watch({ name: "verify", options }, signal);
  const name = options.scenario ?? (await defaultScenario());
  const folder = outFolder(options.out);
  const shard = readShard(options.shard);
  if (shard) requireSpecAlone(options);
  if (options.case !== undefined) return replayCase(folder, name, options.case, options, signal);
  const plan = planFrom(options);
  const loaded = await loadScenario(name);
  const attack = attackRequest(loaded, options);
  const subject = { ...subjectFrom(name, options), ...(attack && { attack }) };
  const inputs = prepare(loaded, { ...subject, seed: options.seed ?? "1" });
  const { design } = inputs;
  const questions = questionsFrom(options);
  if (questions.baseline) prepare(loaded, { ...subject, set: questions.baseline });
  const place = `verify-${fileNameOf(loaded.scenario.name)}`;
  const page = `${place}${designMark(subject)}`;
  const names = [`${page}.json`, `${place}.json`];
  const base = options.base === undefined ? undefined : readBase(options.base, loaded.scenario.name, names);

  const live = options.quiet ? silent : screen(process.stderr);
  const attacks = shard ? [] : await playKnown(loaded, subject, options.attacks, (text) => live.write(text));
  if (shard) return verifyShard(shard, { ...options, loaded, subject, plan, folder, live, signal, progressText });
  // What a queue says while nothing is done is of its workers: the page has them at once, too.
  let tellWorkers = (): void => undefined;
  const pool = await openPool(options, loaded, (text) => {
    live.write(text);
    tellWorkers();
  });
  const results = openEvaluations(folder);
  let verification!: Verification;
  const units = measureUnits(loaded.scenario.measures);
  let nominal: Histories = { files: new Map() };
  let last: BenchProgress | undefined;
  const work = async (activity: ActivityWriter): Promise<void> => {
    tellWorkers = () => activity.tell({ workers: pool.workers?.() ?? [] });
    verification = await verifyDesign(loaded.scenario, subject, {
      plan,
      seed: options.seed ?? "1",
      design,
      questions,
      attacks,
      folder,
      pool,
      results,
      signal,
      onStart: (text) => live.write(text),
      onProgress(progress) {
        live.update(
          (columns) => progressText(progress).slice(0, columns - 1),
          () => progressText(progress),
        );
        last = progress;
        activity.tell({ ...benchTold(progress), workers: pool.workers?.() ?? [] });
      },
      onRows: (rows) =>
        activity.show(() => ({ kicker: loaded.scenario.base.title, sections: rowsSoFar(rows(), units) })),
      onFault: (fault) => activity.fault(faultLine(fault)),
    });
    activity.show(() => ({ kicker: verification.title, sections: verifySections(verification) }));
    if (verification.signOff.breaches.length > 0) return;
    nominal = await storeHistories([{ id: "nominal", design }], {
      loaded,
      request: { ...subject, ...nominalTrial(options.seed ?? "1") },
      folder,
      pool,
      signal,
      onProgress(done, of) {
        live.say(`storing the history of the nominal run: ${done}/${of}`);
        activity.tell({
          ...stageTold("stores the history of the nominal run", done, of, "histories"),
          workers: pool.workers?.() ?? [],
        });
      },
      crossCheck: { id: "nominal", replay: DEFAULT_REPLAYED_BLOCKS },
    });
    activity.tell({
      ...(last && stageTold("", last.computed + last.stored, undefined, "runs")),
      runs: [...nominal.files.values()].map((file) => file.replace(/\.html$/, "")),
    });
  };
  try {
    const { scenario } = loaded;
    const id = `verify-${fileNameOf(scenario.name)}-${hashJson({ ...withoutPlace(options) } as Json).slice(0, 8)}`;
    const told = { title: `${scenario.name}: ${scenario.base.title}`, command: commandOf(name, options) };
    await telling(folder, id, "verify", told, work, () => signal.aborted);
  } catch (error) {
    if (!(error instanceof RewardscapeError) || error.code !== "INTERRUPTED") throw error;
    live.end();
    process.stderr.write(`${error.message}\n`);
    return EXIT.interrupted;
  } finally {
    live.end();
    results.close();
    process.stderr.write(damageNote(results));
    await pool.close();
  }
  const manifest = manifestOf(loaded, inputs, { engine: inputs.engine, fallbacks: [] });
  const [nominalReport] = nominal.files.values();
  const { gas, eventLogHash } = nominalOf(folder, nominalReport);
  const recorded = recordedOf(loaded.scenario, manifest, gas);
  const made = madeOf(commandOf(name, options), manifest, eventLogHash);
  const change = base ? changeFrom(base, verification, recorded) : options.base === undefined ? undefined : "none";
  const document = { ...wholeDocumentOf(verification, recorded, change), ...crossCheckOf(nominal.replay) };
  const report = join(folder, `${page}.html`);
  const stored = join(folder, `${page}.json`);
  const where: [string, string][] = [
    ["report", report],
    ["document", stored],
    ["results", results.file],
    ...(nominalReport === undefined ? [] : [["nominal run", join(folder, nominalReport)] as [string, string]]),
    ...(nominal.replay ? [["cross-checked", crossCheckedBlocks(nominal.replay)] as [string, string]] : []),
  ];
  const circumstances: Circumstances = {
    ...made,
    where,
    design: shownDesign(recorded.design, loaded.scenario.base.parameters),
    gas,
    ...(nominalReport !== undefined && { nominal: nominalReport }),
    ...(change && { change }),
  };
  writeReport(report, verifyReport(verification, circumstances));
  writeReport(stored, `${JSON.stringify({ made, ...document }, null, 1)}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  else if (options.reporter !== undefined) printFor(verification, options.reporter as ReporterName, circumstances);
  else process.stdout.write(specSheet(verification, where, change));
  return { met: EXIT.done, "not met": EXIT.notMet, undecided: EXIT.undecided }[verification.verdict];
}

/** Another design's page has another name; that of the scenario's defaults has the plain one. */
function designMark({ set = {} }: Subject): string {
  return Object.keys(set).length === 0 ? "" : `-${hashJson(set as Json).slice(0, 8)}`;
}

/** In a workflow of GitHub the summary of the job is written as well. */
function printFor(found: Verification, form: ReporterName, circumstances: Circumstances): void {
  process.stdout.write(reported(found, form, circumstances));
  const summary = process.env["GITHUB_STEP_SUMMARY"];
  if (form === "github" && summary) appendFileSync(summary, reported(found, "markdown", circumstances));
}

function commandOf(name: string, options: VerifyOptions): string {
  return commandLine("verify", name, ...givenFlags(options));
}

function planFrom(options: VerifyOptions): Plan {
  const shares = { confidence: options.confidence, share: options.share };
  const effort = options.quick ? "quick" : options.thorough ? "thorough" : "standard";
  return planOf(effort, { ...shares, runs: options.runs, fixed: options.fixed });
}

function questionsFrom(options: VerifyOptions): Questions {
  const { worst, resonance, force, amplitude, sweep, equilibrium, mostGain, anarchy, sensitivity, rare, baseline } =
    options;
  return {
    ...(worst !== undefined && { worst: worst as NonNullable<Questions["worst"]> }),
    ...((resonance ?? (force !== undefined || amplitude !== undefined || sweep !== undefined)) && {
      resonance: {
        ...(force !== undefined && { force: namesIn(force) }),
        ...(amplitude !== undefined && { amplitude }),
        ...(sweep !== undefined && { sweep: namesIn(sweep) }),
      },
    }),
    ...((equilibrium ?? mostGain !== undefined) && { equilibrium: mostGain === undefined ? {} : { max: mostGain } }),
    ...(anarchy && { anarchy }),
    ...(sensitivity && { sensitivity }),
    ...(rare && { rare }),
    ...(baseline !== undefined && { baseline: readAssignments(baseline) }),
  };
}

const namesIn = (text: string): string[] => text.split(",").map((name) => name.trim());

function subjectFrom(scenario: string, options: VerifyOptions): Subject {
  return {
    scenario,
    engine: engineOf(options.engine),
    ...(options.hardfork !== undefined && { hardfork: options.hardfork as Hardfork }),
    set: options.set === undefined ? {} : readAssignments(options.set),
    ...(options.agents !== undefined && { agents: readAgents(options.agents) }),
    ...(options.generations !== undefined && { generations: options.generations }),
    ...(options.blocks !== undefined && { blocks: options.blocks }),
  };
}

/** What a verification tells of itself. */
function benchTold({ stage, done, of, computed, stored, seconds }: BenchProgress): Told {
  const left = computed > 0 ? (seconds / computed) * (of - done) : undefined;
  return {
    doing: stage,
    done,
    of,
    rate: seconds > 0 ? computed / seconds : 0,
    unit: "runs",
    secondsLeft: left,
    counters: [
      { label: "computed", value: formatNumber(computed), note: "runs" },
      { label: "found in the store", value: formatNumber(stored), note: "runs" },
    ],
  };
}

function progressText({ stage, done, of, computed, stored, seconds }: BenchProgress): string {
  const left = computed > 0 ? (seconds / computed) * (of - done) : Infinity;
  return (
    `${stage}: ${done}/${of} runs, ${formatSeconds(left)} left of this stage, ` +
    `${formatNumber(computed)} computed and ${formatNumber(stored)} found in the store so far`
  );
}
