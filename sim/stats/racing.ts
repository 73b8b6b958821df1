import { requireConfidence, requireThat, type Estimate } from "./estimate.ts";
import { studentMean, type AnytimeInterval } from "./sequential-mean.ts";

/** A design in a race: its measures by seed so far, all designs on the same seeds in the same order. */
export interface Racer {
  /** `results[s][m]`: measure m at seed s. */
  readonly results: readonly (readonly number[])[];
}

/** What each measure is for. A constraint is met when the mean of the measure is on the good side of the bound. */
export type RaceGoal =
  { readonly kind: "minimize" | "maximize" } | { readonly kind: "at least" | "at most"; readonly bound: number };

export interface RaceOptions {
  /** One for each measure, in the same order. */
  readonly goals: readonly RaceGoal[];
  /** Seeds that a design holds after each round, ascending; the last is the full set. For instance 4, 8, 16, 32. */
  readonly rounds: readonly number[];
  /** Default 0.95: with this probability the race drops no design that belongs in the front, over all looks together. */
  readonly confidence?: number;
  /** Interval of a mean, valid under repeated looks; default `studentMean()`. */
  readonly interval?: AnytimeInterval;
  /** Only the first so many are judged; the others, known already, are there to beat them. Default all. */
  readonly contested?: number;
}

/** `continues`: run it up to `seeds` seeds. `dominated` and `infeasible` are out. `complete` has the full set. */
export interface RaceStanding {
  readonly state: "continues" | "complete" | "dominated" | "infeasible";
  /** Seeds that it should hold now. */
  readonly seeds: number;
  /** The design that beats it, for `dominated`. */
  readonly by?: number;
}

/**
 * Which designs deserve more seeds, as a pure function of the results so far; call it again after each round.
 *
 * A design is dropped when another is better in the mean of every objective at once (and meets every constraint), or
 * when it fails a constraint: each "is" by an anytime-valid interval of paired differences over common seeds. The error
 * budget is shared evenly among the ordered pairs and the constraints, so the union bound covers all decisions and
 * all looks. Dropping is judged on the seeds that both hold; values to report come from complete designs only.
 */
export function race(racers: readonly Racer[], options: RaceOptions): RaceStanding[] {
  const { goals, rounds, confidence = 0.95, interval = studentMean(), contested = racers.length } = options;
  requireConfidence(confidence, "race");
  requireThat(
    rounds.length > 0 && rounds.every((n, i) => n > (rounds[i - 1] ?? 0)),
    "ascending rounds",
    rounds,
    "race",
  );
  const objectives = goals.flatMap((goal, m) => (goal.kind === "minimize" || goal.kind === "maximize" ? [m] : []));
  const constraints = goals.flatMap((goal, m) => ("bound" in goal ? [m] : []));
  const k = racers.length;
  const decisions = contested * (objectives.length > 0 ? k - 1 : 0) + k * constraints.length;
  const each = 1 - (1 - confidence) / Math.max(1, decisions);

  const margins = racers.map((racer) => constraints.map((m) => margin(racer, goals[m]!, m, interval, each)));
  const infeasible = margins.map((list) => list.some((estimate) => estimate.high < 0));
  const feasible = margins.map((list) => list.every((estimate) => estimate.low >= 0));
  return racers.slice(0, contested).map((racer, i) => {
    const held = racer.results.length;
    if (infeasible[i]) return { state: "infeasible", seeds: held };
    const by = racers.findIndex(
      (rival, j) => j !== i && feasible[j] && beats(rival, racer, goals, objectives, interval, each),
    );
    if (by >= 0) return { state: "dominated", seeds: held, by };
    const next = rounds.find((n) => n > held);
    return next === undefined ? { state: "complete", seeds: held } : { state: "continues", seeds: next };
  });
}

/** How far the mean lies inside the constraint; negative outside. */
function margin(racer: Racer, goal: RaceGoal, m: number, interval: AnytimeInterval, confidence: number): Estimate {
  if (racer.results.length === 0) return { value: 0, low: -Infinity, high: Infinity, n: 0, confidence };
  const bound = "bound" in goal ? goal.bound : 0;
  return interval(
    racer.results.map((row) => (goal.kind === "at least" ? row[m]! - bound : bound - row[m]!)),
    confidence,
  );
}

function beats(
  rival: Racer,
  racer: Racer,
  goals: readonly RaceGoal[],
  objectives: readonly number[],
  interval: AnytimeInterval,
  confidence: number,
): boolean {
  const common = Math.min(rival.results.length, racer.results.length);
  if (common < 2 || objectives.length === 0) return false;
  return (
    // No interval lies above its own mean, so most pairs are settled without one.
    objectives.every((m) => !(totalGain(rival, racer, goals[m]!, m, common) <= 0)) &&
    objectives.every((m) => {
      const gain = Array.from({ length: common }, (_, s) => gainAt(rival, racer, goals[m]!, m, s));
      return interval(gain, confidence).low > 0;
    })
  );
}

function totalGain(rival: Racer, racer: Racer, goal: RaceGoal, m: number, common: number): number {
  let sum = 0;
  for (let s = 0; s < common; s++) sum += gainAt(rival, racer, goal, m, s);
  return sum;
}

/** By how much the rival is better in measure m under seed s. */
function gainAt(rival: Racer, racer: Racer, goal: RaceGoal, m: number, s: number): number {
  const difference = racer.results[s]![m]! - rival.results[s]![m]!;
  return goal.kind === "minimize" ? difference : -difference;
}
