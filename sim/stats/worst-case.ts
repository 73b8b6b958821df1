import { pow } from "../core/math.ts";
import type { Random } from "../core/random.ts";
import { requireSample, requireThat } from "./estimate.ts";
import type { Inquiry } from "./inquiry.ts";
import { LocalSearch } from "./local-search.ts";
import { additiveSampler, type Sampler } from "./sampler.ts";
import { slopeDescent, type Descent } from "./slope-descent.ts";

export interface WorstCaseOptions {
  /** Uncontrollable variables, strategies and innovations, each mapped to [0, 1]. */
  readonly dimension: number;
  /** Evaluations at most; default 1,000. */
  readonly budget?: number;
  /** Descents that run side by side, so the size of a batch; default 4. Part of the result, unlike a worker count. */
  readonly batch?: number;
  /** Ends at the first margin below 0 (default); else spends the budget on the deepest. */
  readonly stopAtFailure?: boolean;
  readonly random: Random;
  /** Fills the space, its rows in order; default an additive recurrence. */
  readonly sampler?: Sampler;
}

export interface WorstCase {
  /** Where the least margin was met. */
  readonly point: readonly number[];
  readonly margin: number;
  readonly failed: boolean;
  readonly evaluations: number;
  /** Every evaluation that was worse than all before it. */
  readonly progress: readonly { readonly evaluation: number; readonly margin: number }[];
}

interface Visited {
  readonly point: readonly number[];
  readonly margin: number;
}

// points of a round: in d dimensions some 5 of them fall within 0.2 of any place, as far as the budget allows
const FILLING = 20;
const GROWTH = 2.7;
const CONVERGED = 1e-6; // a descent whose steps are shorter has reached its bottom

/**
 * Searches the box for the least margin, in rounds of three parts: points fill the space; slopes are followed down from
 * the points that none of their neighbours undercuts, the deepest first; the deepest bottoms are polished by a search
 * that learns their shape. Each part gets about as many evaluations as the filling, so no basin starves the others.
 * Point in, margin out; failure is a margin below 0. Finds what slopes: a failure with no slope around it is met only
 * as often as its share of the volume says. Errors: `STATS_SAMPLE` for a margin that is not finite.
 */
export function* worstCase(options: WorstCaseOptions): Inquiry<readonly number[], number, WorstCase> {
  const { dimension, budget = 1000, batch = 4, stopAtFailure = true, random } = options;
  const { sampler = additiveSampler(random.at(0)) } = options;
  requireThat(dimension >= 1 && budget >= 10 && batch >= 1, "a dimension, a budget of 10 or more", budget, "worstCase");
  const visited: Visited[] = [];
  const progress: { evaluation: number; margin: number }[] = [];
  let worst: Visited = { point: [], margin: Infinity };
  const done = (): boolean => visited.length >= budget || (stopAtFailure && worst.margin < 0);
  const evaluate = function* (points: readonly (readonly number[])[]): Inquiry<readonly number[], number, number[]> {
    const allowed = points.slice(0, budget - visited.length);
    const margins = yield allowed;
    requireSample(margins, allowed.length, "margins of worstCase");
    margins.forEach((margin, i) => {
      visited.push({ point: allowed[i]!, margin });
      if (!(margin < worst.margin)) return;
      worst = visited.at(-1)!;
      progress.push({ evaluation: visited.length, margin });
    });
    return points.map((_, i) => margins[i] ?? Infinity);
  };

  const filling = Math.min(Math.ceil(0.4 * budget), Math.round(FILLING * pow(GROWTH, dimension - 1)));
  const spread = sampler(budget, dimension);
  const spacing = pow(1 / filling, 1 / dimension);
  const descended = new Set<Visited>();
  let searches: LocalSearch[] = [];
  for (let round = 0; !done(); round++) {
    const fresh = spread.slice(round * filling, (round + 1) * filling);
    for (let i = 0; i < filling && !done(); i += 4 * batch) yield* evaluate(fresh.slice(i, i + 4 * batch));

    const untilPolish = visited.length + filling;
    for (const start of basins(visited, dimension)) {
      if (done() || visited.length >= untilPolish) break;
      if (descended.has(start)) continue;
      const from = visited.length;
      const slope = slopeDescent({ point: start.point, value: start.margin, radius: spacing / 4 });
      const bottom = yield* drive(slope, evaluate, done);
      // what the descent has seen is searched through with it
      for (const seen of [start, ...visited.slice(from)]) descended.add(seen);
      if (bottom) searches.push(new LocalSearch(bottom.point, bottom.value, 4 * bottom.radius, random.at(1, from)));
    }

    searches = underWay(searches);
    const untilFill = visited.length + filling;
    while (!done() && searches.length > 0 && visited.length < untilFill) {
      const deepest = searches.slice(0, batch);
      const margins = yield* evaluate(deepest.map((search) => search.propose()));
      deepest.forEach((search, i) => search.accept(margins[i]!));
      searches = underWay(searches);
    }
  }
  return { point: worst.point, margin: worst.margin, failed: worst.margin < 0, evaluations: visited.length, progress };
}

/** Runs one descent through the counted evaluator; undefined when the whole search is done before it. */
function* drive(
  descent: Inquiry<readonly number[], number, Descent>,
  evaluate: (points: readonly (readonly number[])[]) => Inquiry<readonly number[], number, number[]>,
  done: () => boolean,
): Inquiry<readonly number[], number, Descent | undefined> {
  let step = descent.next();
  while (!step.done) {
    if (done()) return undefined;
    step = descent.next(yield* evaluate(step.value));
  }
  return step.value;
}

/** Searches that have not reached their bottom, the deepest first. */
function underWay(searches: readonly LocalSearch[]): LocalSearch[] {
  return searches.filter((search) => search.step > CONVERGED).sort((a, b) => a.value - b.value);
}

/** Points that none of their d + 1 nearest neighbours undercuts and one exceeds; the deepest first. */
function basins(visited: readonly Visited[], dimension: number): Visited[] {
  const smallest = visited.filter(({ point, margin }) => {
    const near = visited
      .map((other) => ({ other, distance: squaredDistance(point, other.point) }))
      .sort((a, b) => a.distance - b.distance)
      .slice(1, dimension + 2);
    return near.every(({ other }) => other.margin >= margin) && near.some(({ other }) => other.margin > margin);
  });
  return smallest.sort((a, b) => a.margin - b.margin);
}

function squaredDistance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]!) * (value - b[i]!), 0);
}
