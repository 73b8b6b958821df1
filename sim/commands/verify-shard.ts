import { InputError, RewardscapeError } from "../core/errors/errors.ts";
import type { LoadedScenario } from "../evaluation/load.ts";
import { processPool } from "../jobs/pool.ts";
import type { Screen } from "../report/screen.ts";
import { openEvaluations } from "../runs/evaluations.ts";
import { partedLimits } from "../verify/deviation-goals.ts";
import { limitsOf } from "../verify/limits.ts";
import type { Plan } from "../verify/plan.ts";
import { benchOn, type BenchProgress, type Subject } from "../verify/runner.ts";
import { plannedTrials } from "../verify/sign-off.ts";
import { EXIT } from "./exit.ts";
import { partOf, shardStatement, type Shard } from "./shard.ts";
import type { VerifyOptions } from "./verify-options.ts";

/** What is looked into besides the spec sheet searches: each of its runs follows from earlier ones. */
const SEARCHES = [
  ["worst", "--worst"],
  ["resonance", "--resonance"],
  ["force", "--force"],
  ["amplitude", "--amplitude"],
  ["sweep", "--sweep"],
  ["equilibrium", "--equilibrium"],
  ["mostGain", "--most-gain"],
  ["anarchy", "--anarchy"],
  ["sensitivity", "--sensitivity"],
  ["rare", "--rare"],
  ["baseline", "--baseline"],
  ["case", "--case"],
  ["reporter", "--reporter"],
] as const satisfies readonly (readonly [keyof VerifyOptions, string])[];

/** Throws InputError SHARD_NOT_SUPPORTED. */
export function requireSpecAlone(options: VerifyOptions): void {
  const given = SEARCHES.filter(([name]) => options[name] !== undefined && options[name] !== false);
  if (given.length === 0) return;
  throw InputError.of("SHARD_NOT_SUPPORTED", { where: "--shard", found: given.map(([, flag]) => flag).join(", ") });
}

export interface VerifyShardInput extends Pick<VerifyOptions, "seed" | "workers" | "json"> {
  readonly loaded: LoadedScenario;
  readonly subject: Subject;
  readonly plan: Plan;
  readonly folder: string;
  readonly live: Screen;
  readonly signal: AbortSignal;
  readonly progressText: (progress: BenchProgress) => string;
}

/** Computes and stores a shard's part of the runs that a verification has planned, whatever they show. */
export async function verifyShard(shard: Shard, input: VerifyShardInput): Promise<number> {
  const { loaded, subject, plan, folder, live, signal, workers, json, progressText } = input;
  // A goal that a search tells leaves nothing to divide.
  if (partedLimits(limitsOf(loaded.scenario.goals, plan.share)).told.length === 0)
    throw InputError.of("SHARD_NOT_SUPPORTED", {
      where: "--shard",
      found: "a scenario without goals that runs decide",
    });
  const { environment } = loaded.scenario.base;
  const trials = plannedTrials({ environment, plan, seed: input.seed ?? "1" });
  const mine = partOf(trials, shard);
  const pool = processPool(workers === undefined ? {} : { workers });
  const results = openEvaluations(folder);
  try {
    const onProgress = (progress: BenchProgress): void => live.say(progressText(progress));
    await benchOn(subject, { pool, results, signal, onProgress })(mine, `shard ${shard.index}/${shard.of}`);
  } catch (error) {
    if (!(error instanceof RewardscapeError) || error.code !== "INTERRUPTED") throw error;
    return EXIT.interrupted;
  } finally {
    live.end();
    results.close();
    await pool.close();
  }
  process.stdout.write(shardStatement(shard, mine.length, trials.length, folder, json));
  return EXIT.done;
}
