import { InputError } from "../core/errors/errors.ts";
import { pow } from "../core/math.ts";
import { Random } from "../core/random.ts";
import { drive, realOption, wholeOption, type Problem } from "./ask-tell.ts";
import { cardinality, type Box } from "./box.ts";
import { usualLambda } from "./cma-parameters.ts";
import { CmaState, WIDEST } from "./cma-state.ts";
import { CmaStops } from "./cma-stops.ts";
import type { Optimiser } from "./optimiser.ts";
import { compareMerit } from "./strategy.ts";

/** How CMA-ES begins and restarts. */
export interface CmaEsOptions {
  /** Values to start the first run from; a random point of the box when absent, as in every later run. */
  readonly start?: readonly number[];
  /** First standard deviation as a share of the box's width (of its logarithm on a log scale), at most a third; 0.3 when absent. */
  readonly sigma?: number;
  /** Points a generation in the first run; 4 + floor(3 ln n) when absent. */
  readonly population?: number;
  /** What follows a run that has converged; "ipop" when absent. */
  readonly restarts?: Restarts;
}

/**
 * "none": the search is finished; "ipop": a run with twice the population (Auger & Hansen 2005); "bipop": that, in turn
 * with runs of small populations and small steps for as many evaluations (Hansen 2009).
 */
export type Restarts = "none" | "ipop" | "bipop";

/**
 * CMA-ES (Hansen & Ostermeier 2001; Hansen 2016) for one objective, feasible points ranked before infeasible ones, those
 * by violation. It sees ranks only, so any monotone transformation of the objective gives the same search.
 *
 * Bounds: the distribution knows none; a point outside is mirrored at the bound before it is evaluated and learnt
 * from where it was drawn (Darwinian reflection, Biedrzycki 2020), so an optimum on a bound is found as one inside. No
 * coordinate's standard deviation grows beyond a third of the box.
 * Integers and choices are the cell a coordinate falls in; its standard deviation is kept at a quarter of the cell
 * or more, so that the neighbouring cells stay in reach (after Marty et al. 2023).
 *
 * @example
 * const variables = [{ kind: "real", name: "x", low: 0, high: 1 }] as const;
 * const optimiser = cmaEs({ variables, objectives: ["minimize"], seed: 1 });
 * const results = optimiser.ask(8).map(({ id, values }) => ({ id, objectives: [values[0]! ** 2] }));
 * optimiser.tell(results);
 */
export function cmaEs(problem: Problem, options: CmaEsOptions = {}): Optimiser {
  const sigma = realOption("sigma", options.sigma ?? 0.3, 1e-12, WIDEST);
  const restarts = options.restarts ?? "ipop";
  if (!["none", "ipop", "bipop"].includes(restarts)) throw InputError.of("RESTARTS", { found: String(restarts) });
  const population =
    options.population === undefined ? undefined : wholeOption("population", options.population, 4, 100_000);
  const random = Random.of(problem.seed, "cma-es");
  return drive(problem, { min: 0, max: 1 }, (box) => {
    const first = options.start && encodeStart(box, options.start);
    const floor = box.variables.map((variable) => MIN_CELL_SHARE / cardinality(variable));
    const schedule = createSchedule(restarts, population ?? usualLambda(box.variables.length), random);
    const begin = ({ lambda, shrink }: Run, mean?: readonly number[]) => {
      const stream = random.at(run, 0);
      return new CmaState(mean ?? box.variables.map(() => stream.unit()), sigma * shrink, lambda, floor);
    };
    let run = 0;
    let generation = 0;
    let state: CmaState | undefined = begin(schedule(0)!, first);
    let stops = new CmaStops();
    let evaluations = 0;
    return {
      propose: () => (state?.sample(random.at(run, 1, generation++)) ?? []).map((point) => box.snap(point.map(mirror))),
      learn(results) {
        const ranking = [...results.keys()].sort((a, b) => compareMerit(results[a]!, results[b]!));
        state!.update(ranking);
        evaluations += results.length;
        const ranked = ranking.map((k) => results[k]!);
        if (stops.check(state!, ranked) === undefined) return;
        const next = schedule(evaluations);
        run++;
        generation = 0;
        evaluations = 0;
        stops = new CmaStops();
        state = next && begin(next);
      },
    };
  });
}

const MIN_CELL_SHARE = 0.25;

/** Folds a coordinate into [0, 1] as between two mirrors. */
function mirror(x: number): number {
  const turn = x - 2 * Math.floor(x / 2);
  return turn > 1 ? 2 - turn : turn;
}

/** @throws {InputError} START_OUTSIDE */
function encodeStart(box: Box, start: readonly number[]): number[] {
  const outside = box.variables.find((variable, i) => {
    const [low, high] = variable.kind === "choice" ? [0, variable.options.length - 1] : [variable.low, variable.high];
    return !(start[i]! >= low && start[i]! <= high);
  });
  if (start.length !== box.variables.length || outside)
    throw InputError.of("START_OUTSIDE", {
      found: JSON.stringify(start),
      ...(outside && { where: outside.name }),
      count: box.variables.length,
    });
  return box.encode(start);
}

interface Run {
  readonly lambda: number;
  /** Factor on the first standard deviation. */
  readonly shrink: number;
}

/** Doublings of the population after which it grows no more. */
const MAX_DOUBLINGS = 9;

/** The run to come, given how many evaluations the one before took; undefined when there is none. */
function createSchedule(restarts: Restarts, lambda: number, random: Random): (evaluations: number) => Run | undefined {
  let doublings = -1;
  let runs = 0;
  let small = false;
  const spent = { large: 0, small: 0 };
  return (evaluations) => {
    if (runs > 1) spent[small ? "small" : "large"] += evaluations; // the first run counts for neither side (Hansen 2009)
    const run = runs++;
    if (run > 0 && restarts === "none") return undefined;
    small = restarts === "bipop" && run > 1 && spent.small < spent.large;
    if (!small) {
      if (doublings < MAX_DOUBLINGS) doublings++;
      return { lambda: lambda * 2 ** doublings, shrink: 1 };
    }
    const stream = random.at(run, 2);
    const u = stream.unit();
    const ratio = 2 ** doublings / 2;
    return { lambda: Math.max(4, Math.floor(lambda * pow(ratio, u * u))), shrink: pow(10, -2 * stream.unit()) };
  };
}
