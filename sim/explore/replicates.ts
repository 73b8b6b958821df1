import { FaultsError, RewardscapeError, type Fault } from "../core/errors.ts";
import type { EvaluationRequest } from "../evaluate-job.ts";
import type { Replicate } from "../goals/index.ts";
import type { LoadedScenario } from "../load.ts";
import { prepare, sourceHashOf } from "../prepare.ts";
import type { Results } from "../runs/evaluations.ts";
import type { JobPool } from "../runs/job.ts";
import type { Design } from "../scenario/parameters.ts";
import { race } from "../stats/racing.ts";
import { studentMean } from "../stats/sequential-mean.ts";
import type { Aims } from "./aims.ts";
import { explorationJob, readEvaluated } from "./evaluation.ts";
import type { RecordState } from "./record.ts";
import { designSetting } from "./space.ts";

/** A design on its way through the seeds. */
export interface Runner {
  readonly id: string;
  readonly design: Design;
  replicates: Replicate[];
  state: RecordState | "running";
  fault?: Fault;
  /** What attackers left untried under any of the seeds. */
  untested?: readonly string[];
}

/** What all evaluations of a search have in common. */
export interface Bench {
  readonly loaded: LoadedScenario;
  readonly aims: Aims;
  /** Everything of a request but design, seed and hash. */
  readonly request: Omit<EvaluationRequest, "seed" | "set" | "sourceHash">;
  /** Common to all designs: the first few are run first. */
  readonly seeds: readonly string[];
  readonly pool: JobPool;
  readonly results?: Results;
  readonly signal?: AbortSignal;
  /** After each evaluation, for the screen. */
  readonly onEvaluation?: (done: number) => void;
}

/** Chance, over a whole search, that any design is dropped which belongs in the front. */
const ALPHA = 0.05;
/**
 * Standardised effect that the race is tuned to. Seeds are common, so designs that differ at all differ by many
 * standard deviations of their differences; any choice is valid, and this one decides soonest for such.
 */
const EFFECT = 10;
/** With fewer seeds no interval that survives repeated looks tells designs apart. */
const FIRST_LOOK = 6;

/** Seeds that a design holds after each round: a few, then twice as many, up to all. */
export function raceRounds(seeds: number): number[] {
  const rounds: number[] = [];
  for (let n = FIRST_LOOK; n < seeds; n *= 2) rounds.push(n);
  return [...rounds, seeds];
}

/**
 * Runs fresh designs on the common seeds, few seeds first, and gives more only to those that could still matter beside
 * each other and the rivals (the best so far, complete). `batch` counts from 0: the chance of an error is shared among
 * all batches there may ever be, 1 / ((b + 1)(b + 2)) of it to each. Changes the runners.
 * @returns how many evaluations that took. Throws what the pool throws.
 */
export async function replicate(
  bench: Bench,
  fresh: readonly Runner[],
  rivals: readonly (readonly Replicate[])[],
  batch: number,
): Promise<number> {
  const { aims, seeds } = bench;
  const confidence = 1 - ALPHA / ((batch + 1) * (batch + 2));
  const rounds = aims.race ? raceRounds(seeds.length) : [seeds.length];
  const hashes = new Map(fresh.map((runner) => [runner, sourceHash(bench, runner)]));
  let spent = 0;
  for (const upTo of rounds) {
    const running = fresh.filter(({ state }) => state === "running");
    spent += await runTo(bench, running, hashes, upTo, spent);
    const racing = fresh.filter(({ state }) => state !== "failed" && state !== "unmeasured");
    if (!aims.race || upTo === seeds.length || racing.length === 0) continue;
    const racers = [...racing.map(({ replicates }) => replicates), ...rivals];
    const standings = race(
      racers.map((replicates) => ({ results: replicates.map(aims.raceRow) })),
      { goals: aims.race, rounds, confidence, interval: studentMean(EFFECT), judged: racing.length },
    );
    racing.forEach((runner, i) => {
      const { state } = standings[i]!;
      if (runner.state === "running" && (state === "dominated" || state === "infeasible")) runner.state = state;
    });
  }
  for (const runner of fresh) if (runner.state === "running") runner.state = "complete";
  return spent;
}

/** Gives one design all the seeds that it lacks. @returns how many evaluations that took. */
export async function complete(bench: Bench, runner: Runner): Promise<number> {
  const hashes = new Map([[runner, sourceHash(bench, runner)]]);
  runner.state = "running";
  const spent = await runTo(bench, [runner], hashes, bench.seeds.length, 0);
  if (runner.state === "running") runner.state = "complete";
  return spent;
}

async function runTo(
  bench: Bench,
  running: readonly Runner[],
  hashes: ReadonlyMap<Runner, string | undefined>,
  upTo: number,
  before: number,
): Promise<number> {
  const places = running
    .filter(({ state }) => state === "running")
    .flatMap((runner) => bench.seeds.slice(runner.replicates.length, upTo).map((seed) => ({ runner, seed })));
  const jobs = places.map(({ runner, seed }) => {
    const request = { ...bench.request, seed, set: designSetting(runner.design), sourceHash: hashes.get(runner) };
    return explorationJob(request as EvaluationRequest, runner.id);
  });
  const values = await bench.pool.run(jobs, {
    repeat: true,
    ...(bench.results && { results: bench.results }),
    ...(bench.signal && { signal: bench.signal }),
    onProgress: ({ done }) => bench.onEvaluation?.(before + done),
  });
  values.forEach((json, i) => {
    const { runner } = places[i]!;
    const evaluated = readEvaluated(json);
    if ("failed" in evaluated) {
      runner.state = "failed";
      runner.fault ??= evaluated.failed;
    } else {
      runner.replicates.push(evaluated.measures);
      const untested = [...(runner.untested ?? []), ...(evaluated.untested ?? [])];
      if (untested.length > 0) runner.untested = [...new Set(untested)];
    }
  });
  for (const runner of running) {
    if (runner.state !== "running") continue;
    const { outcomes } = bench.aims.assess(runner.replicates);
    if (!outcomes.every(({ estimate }) => Number.isFinite(estimate.value))) runner.state = "unmeasured";
  }
  return jobs.length;
}

/**
 * The hash of scenario and contracts as this design deploys them. A design that the scenario refuses before a chain
 * starts fails here, for nothing.
 */
function sourceHash({ loaded, request, seeds }: Bench, runner: Runner): string | undefined {
  try {
    const inputs = prepare(loaded, { ...request, seed: seeds[0]!, set: designSetting(runner.design) });
    return sourceHashOf(loaded, inputs, "exploration");
  } catch (error) {
    if (!(error instanceof RewardscapeError)) throw error;
    runner.state = "failed";
    runner.fault = error instanceof FaultsError ? error.faults[0]! : error.fault;
    return undefined;
  }
}
