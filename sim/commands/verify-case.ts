import { openChain } from "../chain/open.ts";
import { RewardscapeError } from "../core/errors/errors.ts";
import type { Task } from "../core/task.ts";
import { evaluate, type Inputs } from "../evaluation/evaluate.ts";
import { loadScenario } from "../evaluation/load.ts";
import { manifestOf, prepare } from "../evaluation/prepare.ts";
import { ATTACK_PROFIT } from "../goals/index.ts";
import { writeRunReport } from "../report/html/write.ts";
import { formatNumber } from "../report/text.ts";
import { createRun } from "../runs/store.ts";
import type { GenerationRecord } from "../core/history.ts";
import { fitnessOf, stayingTrial } from "../verify/deviation-case.ts";
import { findCase, readCases } from "../verify/failing-cases.ts";
import { goalNow, limitsOf, limitsOn, marginOf } from "../verify/limits.ts";
import type { Trial } from "../verify/runner.ts";
import { EXIT } from "./exit.ts";
import { readAssignments } from "./options.ts";
import type { VerifyOptions } from "./verify-options.ts";

/**
 * Runs one kept case alone, as it was met unless `--set` gives another design, and stores its history with a report to
 * watch it in. Exit status: 0 if it holds now, 2 if it still fails.
 */
export async function replayCase(
  folder: string,
  scenario: string,
  name: string,
  options: VerifyOptions,
  signal: AbortSignal,
): Promise<number> {
  const loaded = await loadScenario(scenario);
  const one = findCase(readCases(folder, loaded.scenario.name), name, scenario);
  const set = options.set === undefined ? (one.subject.set ?? {}) : readAssignments(options.set);
  const inputsOf = (trial: Trial): Inputs => prepare(loaded, { ...one.subject, ...trial, set });
  const inputs = inputsOf(one.trial);
  const audit = (check: () => Task<unknown>): Task<unknown> => check();
  const now = limitsOn(limitsOf(loaded.scenario.goals, 0.5), one.measure);
  const recorder = createRun(folder);
  let outcome: { readonly value: number; readonly holds: boolean; readonly breach?: string };
  try {
    let agents: GenerationRecord["agents"] = [];
    const onGeneration = (record: GenerationRecord): void => void (agents = record.agents);
    let stays = NaN;
    if (one.deviation) {
      await evaluate(inputsOf(stayingTrial(one.trial, one.deviation)), { openChain, audit, onGeneration, signal });
      stays = fitnessOf(agents, one.deviation);
    }
    const { measures, interrupted } = await evaluate(inputs, {
      openChain,
      recorder,
      audit,
      onGeneration,
      manifest: (chain) => manifestOf(loaded, inputs, chain),
      signal,
    });
    if (interrupted) return EXIT.interrupted;
    const told =
      one.measure === ATTACK_PROFIT
        ? await (await import("../attack/attack-profit.ts")).attackProfit({ ...one.subject, ...one.trial, set })
        : (measures[one.measure] ?? NaN);
    const value = one.deviation ? fitnessOf(agents, one.deviation) - stays : told;
    outcome = { value, holds: now.every((limit) => marginOf(limit, value) >= 0) };
  } catch (error) {
    if (!(error instanceof RewardscapeError) || one.breach?.code !== error.code) throw error;
    outcome = { value: NaN, holds: false, breach: error.message };
  } finally {
    recorder.close();
  }
  const report = outcome.breach ? undefined : writeRunReport(folder, recorder.id);
  const goal = goalNow(one, now);
  const held = one.breach || now.length > 0 ? "holds now" : "is held to no goal now";
  const word = outcome.holds ? held : "fails";
  if (options.json)
    process.stdout.write(`${JSON.stringify({ case: one, goal, ...outcome, run: recorder.id, report }, null, 2)}\n`);
  else
    process.stdout.write(
      `case ${name} ${word}: ${goal}\n` +
        `  measured ${formatNumber(outcome.value)}, when it was kept ${formatNumber(one.value ?? NaN)}\n` +
        `  seed ${one.trial.seed}, conditions ${JSON.stringify(one.trial.conditions ?? {})}\n` +
        (outcome.breach ? `  ${outcome.breach}\n` : `  report ${report}\n`),
    );
  return outcome.holds ? EXIT.done : EXIT.notMet;
}
