import { join } from "node:path";
import type { Chain } from "../chain/chain.ts";
import { openChain } from "../chain/open.ts";
import type { DrawOptions } from "../chain/replay/draw.ts";
import type { Measurement, Manifest, Progress } from "../core/history.ts";
import { crossChecked, DEFAULT_REPLAYED_BLOCKS } from "../evaluation/cross-check.ts";
import { evaluate, type EvaluateOptions } from "../evaluation/evaluate.ts";
import { defaultScenario, loadScenario } from "../evaluation/load.ts";
import { manifestOf, prepare } from "../evaluation/prepare.ts";
import { commandLine, outFolder } from "../project/project.ts";
import { writeRunReport } from "../report/html/write.ts";
import { neverSucceeded } from "../report/run/outcome-tables.ts";
import { progressLine, progressPlain } from "../report/run/progress.ts";
import { runSummary } from "../report/run/summary.ts";
import { screen, silent } from "../report/screen.ts";
import { escapeTerminal, formatNumber } from "../report/text.ts";
import type { ActivityWriter, Told } from "../runs/activity-file.ts";
import { fileNameOf } from "../runs/folder.ts";
import { hashJson } from "../runs/json.ts";
import { openRun } from "../runs/read.ts";
import { findResumable, refuseOtherSources } from "../runs/resume.ts";
import { createRun } from "../runs/store.ts";
import { NUMERAIRE } from "../scenario/measures.ts";
import type { EvolveOptions } from "./evolve-options.ts";
import { requestOf } from "./evolve-request.ts";
import { EXIT } from "./exit.ts";
import { requireMemory } from "./memory.ts";
import { RepeatedGeneration } from "./repeated-generation.ts";
import { givenFlags, telling } from "./telling.ts";

/** One run: stores the history, makes its report, and shows what the population became. */
export async function evolveOnce(
  options: Omit<EvolveOptions, "fork">,
  signal: AbortSignal,
  open: EvaluateOptions["openChain"] = openChain,
): Promise<number> {
  const live = options.quiet ? silent : screen(process.stderr);
  const folder = outFolder(options.out);
  const loaded = await loadScenario(options.scenario ?? (await defaultScenario()));
  const inputs = prepare(loaded, requestOf(options, folder, loaded.scenario.name));
  const replay = replayOf(options.replay);
  requireMemory(inputs, { replay });
  const asked = manifestOf(loaded, inputs, { engine: inputs.engine, fallbacks: [] });
  const resume = options.resume ? findResumable(folder, asked.inputs) : undefined;
  if (options.resume && !resume) {
    refuseOtherSources(folder, asked);
    live.write(`nothing to resume in ${folder}: no unfinished run of these inputs; starting anew`);
  }
  const recorder = resume ? resume.continue() : createRun(folder);
  const engines = crossChecked(inputs, {
    replay,
    open,
    traces: join(folder, "replay"),
    onWait: (left) => live.say(`waiting for the cross-check of the last blocks: ${left} left`),
  });
  // A chain of the caller's own cannot be opened in another process.
  const repeat =
    open === openChain ? new RepeatedGeneration({ loaded, inputs, folder, run: () => recorder.id, resume }) : undefined;
  let chain: Chain | undefined;
  let measurement!: Measurement;
  const work = async (activity: ActivityWriter): Promise<void> => {
    live.write(inputs.scenario.base.title);
    if (resume) live.write(`resuming ${resume.id} after generation ${resume.generations}`);
    measurement = await evaluate(inputs, {
      openChain: async (engine, wanted) => (chain = await engines.openChain(engine, wanted)),
      replay: engines.replay,
      recorder,
      manifest: (opened) => manifestOf(loaded, inputs, opened),
      resume,
      repeat,
      signal,
      onProgress(progress) {
        live.update(
          (columns) => progressLine(progress, columns),
          () => progressPlain(progress),
        );
        activity.tell({ ...runTold(progress), runs: [recorder.id] });
      },
    });
  };
  try {
    const { name } = loaded.scenario;
    const command = commandLine("evolve", options.scenario ?? name, ...givenFlags(options));
    const id = `evolve-${fileNameOf(name)}-${hashJson({ ...options }).slice(0, 8)}`;
    await telling(
      folder,
      id,
      "evolve",
      { title: `${name}: ${inputs.scenario.base.title}`, command },
      work,
      () => signal.aborted,
    );
  } finally {
    live.end();
    recorder.close();
    await repeat?.close();
  }
  const manifest = chain ? manifestOf(loaded, inputs, chain) : asked; // with the fallbacks of single blocks
  const report = writeRunReport(folder, recorder.id);
  const { engine } = manifest.inputs;
  const instead = engine === inputs.engine ? "executed blocks as transactions" : `fell back to ${engine}`;
  const fallbacks = manifest.fallbacks.map(
    ({ reason, contract }) => `engine ${inputs.engine} ${instead}: ${reason} in ${contract}`,
  );
  if (options.json) {
    const warnings = neverSucceeded(measurement).map((line) => escapeTerminal(`WARNING: ${line}`));
    process.stderr.write([...fallbacks, ...warnings].map((line) => `${line}\n`).join(""));
    process.stdout.write(`${JSON.stringify(documentOf(recorder.id, manifest, measurement), null, 2)}\n`);
  } else {
    process.stdout.write(summaryOf(folder, recorder.id, report, fallbacks));
  }
  return measurement.interrupted ? EXIT.interrupted : isUndecided(measurement) ? EXIT.undecided : EXIT.done;
}

/** What a run tells of itself. */
function runTold({ generation, generations, blocks, actionsPerSecond, best, mean, secondsLeft }: Progress): Told {
  return {
    doing: "simulates",
    done: generation,
    of: generations,
    rate: actionsPerSecond,
    unit: "actions",
    counted: "generations",
    secondsLeft: Number.isFinite(secondsLeft) ? secondsLeft : undefined,
    counters: [
      { label: "block", value: formatNumber(blocks, 12) },
      { label: "best fitness", value: formatNumber(best), note: NUMERAIRE },
      { label: "mean fitness", value: formatNumber(mean), note: NUMERAIRE },
    ],
  };
}

/** Whether a goal was held against the run, and the run could not tell. Whether it was met, one seed does not decide. */
function isUndecided({ goals }: Measurement): boolean {
  return goals.some(({ untested = [], resolution }) => untested.length > 0 || resolution !== undefined);
}

function summaryOf(folder: string, id: string, report: string, notes: readonly string[]): string {
  const run = openRun(folder, id);
  try {
    const { manifest, measurement, generations } = run;
    if (!measurement) return "";
    const ends = generations === 0 ? [] : [run.generation(0), run.generation(generations - 1)];
    // too short a run has no first quarter
    const early = generations < 20 ? undefined : run.generation(Math.floor(generations / 4));
    const where: [string, string][] = [
      ["report", report],
      ["store", run.file],
    ];
    const summary = runSummary({ manifest, measurement, first: ends[0], last: ends[1], early, where });
    return [...notes, summary].join("\n");
  } finally {
    run.close();
  }
}

/** As in --replay: how many blocks are cross-checked. */
export function replayOf(text: string | undefined): DrawOptions["replay"] {
  if (text === undefined) return DEFAULT_REPLAYED_BLOCKS;
  return text === "all" ? text : Number(text);
}

/** What `--json` prints. */
export function documentOf(run: string, manifest: Manifest, measurement: Measurement): object {
  const { inputs, versions } = manifest;
  return {
    run,
    scenario: inputs.scenario,
    design: inputs.design,
    seed: inputs.seed,
    engine: inputs.engine,
    hardfork: inputs.hardfork,
    sourceHash: inputs.sourceHash,
    sizes: inputs.sizes,
    fallbacks: manifest.fallbacks,
    versions,
    ...measurement,
  };
}
