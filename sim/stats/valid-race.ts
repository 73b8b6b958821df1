import { maxOf, minOf } from "../core/many.ts";
import { anytimeQuantile } from "./anytime-quantile.ts";
import { requireConfidence, requireThat } from "./estimate.ts";
import { shownAbove } from "./sequential-mean.ts";

/** A design in a race: its measures by seed so far, all designs on the same seeds in the same order. */
export interface Racer {
  /** `results[s][m]`: measure m at seed s. */
  readonly results: readonly (readonly number[])[];
}

/** `continues`: run it up to `seeds` seeds. `dominated` and `infeasible` are out. `complete` has the full set. */
export interface RaceStanding {
  readonly state: "continues" | "complete" | "dominated" | "infeasible";
  /** Seeds that it should hold now. */
  readonly seeds: number;
  /** The design that beats it, for `dominated`. */
  readonly by?: number;
}

/** What a goal reads of the runs of a design. */
export type RaceStatistic =
  /** `range`: least and greatest value that the measure can have. Probabilities are means of 0 and 1: [0, 1]. */
  { readonly of: "mean"; readonly range?: readonly [number, number] } | { readonly of: "quantile"; readonly q: number };

export type ValidRaceGoal = { readonly statistic: RaceStatistic } & (
  { readonly kind: "minimize" | "maximize" } | { readonly kind: "at least" | "at most"; readonly bound: number }
);

export interface ValidRaceOptions {
  /** One for each measure, in the same order. */
  readonly goals: readonly ValidRaceGoal[];
  /** Seeds that a design holds after each round, ascending; the last is the full set. */
  readonly rounds: readonly number[];
  /**
   * How many designs the whole search may ever hold. Whom a design is compared with depends on the data, so that every
   * pair there could be has its share of the error.
   */
  readonly designs: number;
  /** Default 0.95: with this probability the search drops no design that belongs in the front. */
  readonly confidence?: number;
  /** Only the first so many are judged; the others are there to beat them. Default all. */
  readonly judged?: number;
}

export interface ValidRace {
  /** `approximate`: a goal on a mean without a declared range, for which nothing is ever dropped. */
  readonly guarantee: "valid" | "approximate";
  readonly standings: readonly RaceStanding[];
}

/**
 * Which designs deserve more seeds, on noise of any kind. A design is dropped when another is shown to be better in
 * every objective, and to meet every constraint, or when it is shown to fail a constraint. Means with a declared range
 * by betting on paired differences over common seeds, quantiles by ranks; both valid at every look. A mean without a
 * range can hide anything in a rare event, so it drops no design.
 */
export function validRace(racers: readonly Racer[], options: ValidRaceOptions): ValidRace {
  const { goals, rounds, designs, confidence = 0.95, judged = racers.length } = options;
  requireConfidence(confidence, "validRace");
  requireThat(designs >= racers.length, `at least the ${racers.length} designs in the race`, designs, "validRace");
  const objectives = goals.flatMap((goal, m) => ("bound" in goal ? [] : [m]));
  const constraints = goals.flatMap((goal, m) => ("bound" in goal ? [m] : []));
  const pairs = objectives.length > 0 ? designs * (designs - 1) : 0;
  const each = 1 - (1 - confidence) / Math.max(1, pairs + 2 * designs * constraints.length);
  const met = racers.map((racer) => constraints.every((m) => meets(racer, goals[m]!, m, each, 1)));
  const standings = racers.slice(0, judged).map((racer, i): RaceStanding => {
    const seeds = racer.results.length;
    if (constraints.some((m) => meets(racer, goals[m]!, m, each, -1))) return { state: "infeasible", seeds };
    const by = racers.findIndex(
      (rival, j) =>
        j !== i && met[j] && objectives.length > 0 && objectives.every((m) => better(rival, racer, goals[m]!, m, each)),
    );
    if (by >= 0) return { state: "dominated", seeds, by };
    const next = rounds.find((n) => n > seeds);
    return next === undefined ? { state: "complete", seeds } : { state: "continues", seeds: next };
  });
  const unbounded = goals.some(({ statistic }) => statistic.of === "mean" && statistic.range === undefined);
  return { guarantee: unbounded ? "approximate" : "valid", standings };
}

/** Whether a constraint is shown to be met (side 1) or to be missed (side -1). */
function meets(racer: Racer, goal: ValidRaceGoal, m: number, confidence: number, side: 1 | -1): boolean {
  const { statistic } = goal;
  if (!("bound" in goal) || racer.results.length === 0) return false;
  const up = (goal.kind === "at least") === (side === 1);
  const values = racer.results.map((row) => row[m]!);
  if (statistic.of === "quantile") {
    const { low, high } = anytimeQuantile(values, statistic.q, confidence);
    if (side === 1) return up ? low >= goal.bound : high <= goal.bound;
    return up ? low > goal.bound : high < goal.bound;
  }
  if (!statistic.range) return false;
  const sign = up ? 1 : -1;
  const ends = statistic.range.map((end) => sign * end);
  const range = { min: minOf(ends), max: maxOf(ends) };
  return inside(sign * goal.bound, range, () =>
    shownAbove(
      values.map((x) => sign * x),
      sign * goal.bound,
      range,
      confidence,
    ),
  );
}

/** A bound outside the range is met or missed by every design, and nothing need be shown. */
function inside(bound: number, range: { min: number; max: number }, shown: () => boolean): boolean {
  if (bound < range.min) return true;
  return bound < range.max && shown();
}

/** Whether the rival is shown to be better in an objective. */
function better(rival: Racer, racer: Racer, goal: ValidRaceGoal, m: number, confidence: number): boolean {
  const { statistic } = goal;
  const common = Math.min(rival.results.length, racer.results.length);
  if (common < 2) return false;
  const sign = goal.kind === "maximize" ? 1 : -1;
  const [of, beside] = [rival, racer].map(({ results }) => results.slice(0, common).map((row) => sign * row[m]!));
  if (statistic.of === "quantile") {
    const q = sign === 1 ? statistic.q : 1 - statistic.q;
    const half = 1 - (1 - confidence) / 2;
    return anytimeQuantile(of!, q, half).low > anytimeQuantile(beside!, q, half).high;
  }
  if (!statistic.range) return false;
  const width = statistic.range[1] - statistic.range[0];
  const gain = of!.map((value, s) => value - beside![s]!);
  // No gambler on a mean above 0 wins in the end where the sum is not, which settles most pairs for little.
  if (!(gain.reduce((sum, value) => sum + value, 0) > 0)) return false;
  return shownAbove(gain, 0, { min: -width, max: width }, confidence);
}
