import { type Fault, FaultsError, RewardscapeError } from "../core/errors/errors.ts";
import type { EvaluationRequest } from "../evaluation/evaluation-job.ts";
import { limitedEach } from "../core/watchdog.ts";
import type { Replicate } from "../goals/index.ts";
import type { LoadedScenario } from "../evaluation/load.ts";
import { prepare, sourceHashOf } from "../evaluation/prepare.ts";
import type { Results } from "../runs/evaluations.ts";
import type { JobPool } from "../jobs/job.ts";
import type { Design } from "../scenario/parameters.ts";
import { validRace } from "../stats/valid-race.ts";
import type { Aims } from "./aims.ts";
import { explorationJob, explorationKind, isEvaluated, readEvaluated } from "./evaluation.ts";
import type { RecordState } from "./record.ts";
import { designSetting } from "./space.ts";
import { keepStatements } from "./statements.ts";

/** A design on its way through the seeds. */
export interface Candidate {
  readonly id: string;
  readonly design: Design;
  replicates: Replicate[];
  state: RecordState | "running";
  fault?: Fault;
  /** What attackers left untried under any of the seeds. */
  untested?: readonly string[];
}

/** What all evaluations of a search have in common. */
export interface Replication {
  readonly loaded: LoadedScenario;
  readonly aims: Aims;
  /** No more designs than this are ever held: among all of their pairs the chance of a wrong drop is shared. */
  readonly designs: number;
  /** Everything of a request but design, seed and hash. */
  readonly request: Omit<EvaluationRequest, "seed" | "set" | "sourceHash">;
  /** Common to all designs: the first few are run first. */
  readonly seeds: readonly string[];
  readonly pool: JobPool;
  readonly results?: Results;
  readonly signal?: AbortSignal;
  /** As soon as a design has failed, or a job has; for the screen. */
  readonly onFault?: (fault: Fault, design?: string) => void;
  /** After each evaluation, for the screen. */
  readonly onEvaluation?: (done: number) => void;
}

/** Chance, over a whole search, that any design is dropped which belongs in the front. */
const ALPHA = 0.05;
/** No rule that survives repeated looks and all pairs of a search drops anything after fewer seeds. */
export const FIRST_LOOK = 32;

/** Seeds that a design holds after each round: a few, then twice as many, up to all. */
export function raceRounds(seeds: number): number[] {
  const rounds: number[] = [];
  for (let n = FIRST_LOOK; n < seeds; n *= 2) rounds.push(n);
  return [...rounds, seeds];
}

/**
 * Runs fresh designs on the common seeds, few seeds first, and gives more only to those that could still matter beside
 * each other and the rivals (the best so far, complete). Changes the candidates.
 * @returns how many evaluations that took. Throws what the pool throws.
 */
export async function replicate(
  replication: Replication,
  fresh: readonly Candidate[],
  rivals: readonly (readonly Replicate[])[],
): Promise<number> {
  const { aims, designs, seeds } = replication;
  const rounds = aims.race ? raceRounds(seeds.length) : [seeds.length];
  let spent = 0;
  for (const upTo of rounds) {
    const running = fresh.filter(({ state }) => state === "running");
    spent += await runTo(replication, running, upTo, spent);
    const racing = fresh.filter(({ state }) => state !== "failed" && state !== "unmeasured");
    if (!aims.race || upTo === seeds.length || racing.length === 0) continue;
    const racers = [...racing.map(({ replicates }) => replicates), ...rivals];
    const { standings } = validRace(
      racers.map((replicates) => ({ results: replicates.map(aims.raceRow) })),
      {
        goals: aims.race,
        rounds,
        designs: Math.max(designs, racers.length),
        confidence: 1 - ALPHA,
        judged: racing.length,
      },
    );
    racing.forEach((candidate, i) => {
      const { state } = standings[i]!;
      if (candidate.state === "running" && (state === "dominated" || state === "infeasible")) candidate.state = state;
    });
  }
  for (const candidate of fresh) if (candidate.state === "running") candidate.state = "complete";
  return spent;
}

/** Gives designs all the seeds that they lack. @returns how many evaluations that took. */
export async function complete(replication: Replication, candidates: readonly Candidate[]): Promise<number> {
  for (const candidate of candidates) candidate.state = "running";
  const spent = await runTo(replication, candidates, replication.seeds.length, 0);
  for (const candidate of candidates) if (candidate.state === "running") candidate.state = "complete";
  return spent;
}

async function runTo(
  replication: Replication,
  running: readonly Candidate[],
  upTo: number,
  before: number,
): Promise<number> {
  const asked = running.flatMap((candidate) =>
    replication.seeds.slice(candidate.replicates.length, upTo).map((seed) => ({ candidate, seed })),
  );
  const places = limitedEach(asked, ({ candidate, seed }) => ({
    candidate,
    seed,
    sourceHash: sourceHash(replication, candidate, seed),
  })).filter(({ candidate }) => candidate.state === "running");
  const jobs = places.map(({ candidate, seed, sourceHash }) => {
    const request = { ...replication.request, seed, set: designSetting(candidate.design), sourceHash };
    return explorationJob(request as EvaluationRequest, candidate.id);
  });
  if (replication.results) {
    const hashes = new Set(places.flatMap(({ sourceHash }) => sourceHash ?? []));
    keepStatements(replication.results, replication.loaded.scenario, hashes);
  }
  const values = await replication.pool.run(jobs, {
    repeat: true,
    accepts: isEvaluated,
    ...(replication.results && { results: replication.results }),
    ...(replication.signal && { signal: replication.signal }),
    onProgress: ({ done }) => replication.onEvaluation?.(before + done),
    ...(replication.onFault && {
      onFault: replication.onFault,
      onResult({ index, value, stored }) {
        const evaluated = readEvaluated(value);
        if (!stored && "failed" in evaluated) replication.onFault!(evaluated.failed, places[index]!.candidate.id);
      },
    }),
  });
  values.forEach((json, i) => {
    const { candidate } = places[i]!;
    const evaluated = readEvaluated(json);
    if ("failed" in evaluated) {
      candidate.state = "failed";
      candidate.fault ??= evaluated.failed;
    } else {
      candidate.replicates.push(evaluated.measures);
      const untested = [...(candidate.untested ?? []), ...(evaluated.untested ?? [])];
      if (untested.length > 0) candidate.untested = [...new Set(untested)];
    }
  });
  for (const candidate of running) {
    if (candidate.state !== "running") continue;
    const { outcomes } = replication.aims.assess(candidate.replicates);
    if (!outcomes.every(({ estimate }) => Number.isFinite(estimate.value))) candidate.state = "unmeasured";
  }
  return jobs.length;
}

/**
 * The hash of scenario and contracts as this design deploys them under a seed, which addresses follow from. A design that the scenario refuses before a chain
 * starts fails here, for nothing.
 */
function sourceHash({ loaded, request }: Replication, candidate: Candidate, seed: string): string | undefined {
  if (candidate.state !== "running") return undefined;
  try {
    const inputs = prepare(loaded, { ...request, seed, set: designSetting(candidate.design) });
    return sourceHashOf(loaded, inputs, explorationKind(request));
  } catch (error) {
    if (!(error instanceof RewardscapeError)) throw error;
    candidate.state = "failed";
    candidate.fault = error instanceof FaultsError ? error.faults[0]! : error.fault;
    return undefined;
  }
}
