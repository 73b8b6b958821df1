import { pushAll } from "../core/many.ts";
import { exp, log } from "../core/math.ts";
import { normalDraw } from "../core/normal.ts";
import type { Random } from "../core/random.ts";
import { studentQuantile } from "./distributions.ts";
import { requireConfidence, requireSample, requireThat } from "./estimate.ts";
import type { Inquiry } from "./inquiry.ts";
import { mean, variance } from "./mean.ts";
import { innovations, rareEvent, type InnovationSpace, type RareEvent } from "./rare-event.ts";

const LEVEL = 0.1; // conditional probability of each level: the source finds 0.1 to 0.3 equally good
const ACCEPTANCE = 0.44; // of the chains' proposals; the step width adapts towards it

export interface SubsetOptions {
  readonly dimension: number;
  readonly random: Random;
  /** Default `unit`. */
  readonly space?: InnovationSpace;
  /** Points of each level, a multiple of 10; default 300. */
  readonly points?: number;
  /** Independent repeats, from whose scatter the interval comes, 3 or more; default 10. */
  readonly repeats?: number;
  /** Default 0.95. */
  readonly confidence?: number;
  /** Levels at most: 10^-levels is the smallest probability that can be met; default 8. */
  readonly levels?: number;
  /**
   * The last coordinate only names a draw, as a seed does: points near each other in it have nothing in common. The chains
   * draw it anew in half of their steps and keep it in the others. Default false.
   */
  readonly luck?: boolean;
}

interface State {
  readonly z: readonly number[];
  readonly margin: number;
}

/** A level and the step width of the chains in it; fixed before the repeats that count. */
interface Level {
  readonly threshold: number;
  readonly width: number;
}

interface Repeat {
  readonly probability: number;
  /** Probability of the last level, which bounds that of failure. */
  readonly reached: number;
  readonly failing: readonly (readonly number[])[];
  /** Failures among the first points, which nothing conditions. */
  readonly plainFailures: number;
}

export interface SubsetFound {
  readonly event: RareEvent;
  /** What each repeat says. */
  readonly repeats: readonly number[];
  /** The points that nothing conditions, of all repeats: plain Monte Carlo. */
  readonly plain: { readonly n: number; readonly failures: number };
  /** Points of standard normal space that fail, repeat by repeat; about as likely as failures are. */
  readonly failing: readonly (readonly (readonly number[])[])[];
}

/**
 * Subset simulation: the failure as a chain of less rare events, each a level of the margin that a tenth of the points
 * before reach, explored by Markov chains that start in it. Needs no gradient and finds unconnected failure regions
 * as long as points of each lie in every level. Point in, margin out; failure is a margin below 0.
 *
 * A pilot chooses levels and step widths and is then put aside: levels taken from the points that they judge make the
 * estimate too large, by 16 % at 300 points and 1e-6. With both fixed each repeat is unbiased. The value is the mean of
 * the repeats, `probability.n` their number; the interval is Student's t in the logarithm (delta method), for the
 * scatter of a product is lopsided.
 * Source: S.-K. Au, J. Beck, Probabilistic Engineering Mechanics 16 (2001), 263-277; chains: I. Papaioannou et al.,
 * ibid. 41 (2015), 89-103; fixed levels: F. Cerou et al., Statistics and Computing 22 (2012), 795-808.
 */
export function* subsetSimulation(options: SubsetOptions): Inquiry<number[], number, RareEvent> {
  return (yield* exploreBySubsets(options)).event;
}

/** The same, with the failures that it met. */
export function* exploreBySubsets(options: SubsetOptions): Inquiry<number[], number, SubsetFound> {
  const { dimension, random, space = "unit", points = 300, repeats = 10, confidence = 0.95, levels = 8 } = options;
  requireConfidence(confidence, "subsetSimulation");
  requireThat(points >= 20 && points % 10 === 0, "points in tens, 20 or more", points, "subsetSimulation");
  requireThat(repeats >= 3, "3 repeats or more", repeats, "subsetSimulation");
  let evaluations = 0;
  const evaluate: Evaluate = function* (batch) {
    evaluations += batch.length;
    const margins = yield batch.map((z) => innovations(z, space));
    requireSample(margins, batch.length, "margins of subsetSimulation");
    return batch.map((z, i) => ({ z, margin: margins[i]! }));
  };
  const walk: Walk = { evaluate, dimension, count: points, luck: options.luck ?? false };
  const plan = yield* pilot(walk, levels, random.at(0));
  const runs: Repeat[] = [];
  for (let r = 1; r <= repeats; r++) runs.push(yield* repeat(walk, plan, random.at(r)));
  const value = mean(runs.map((run) => run.probability));
  const relevant = runs.map((run) => (value > 0 ? run.probability : run.reached));
  const t = studentQuantile((1 + confidence) / 2, repeats - 1);
  const factor = exp((t * scatter(relevant)) / Math.sqrt(repeats));
  const probability = {
    value,
    low: value / factor,
    high: Math.min(1, mean(relevant) * factor),
    n: repeats,
    confidence,
  };
  const thresholds = plan.map(({ threshold }) => threshold);
  return {
    event: rareEvent(probability, evaluations, thresholds),
    failing: runs.map((run) => run.failing),
    repeats: runs.map((run) => run.probability),
    plain: { n: repeats * points, failures: runs.reduce((sum, run) => sum + run.plainFailures, 0) },
  };
}

/**
 * Relative standard deviation of the repeats: the larger of the sample's and of what their logarithms imply for a
 * log-normal variable. The sample's alone misses the rare large repeat, and the interval then covers too seldom.
 */
function scatter(values: readonly number[]): number {
  const plain = Math.sqrt(variance(values)) / mean(values);
  if (values.some((value) => value === 0)) return plain;
  return Math.max(plain, Math.sqrt(exp(variance(values.map(log))) - 1));
}

type Evaluate = (points: readonly (readonly number[])[]) => Inquiry<number[], number, State[]>;

/** What all levels have in common. */
interface Walk {
  readonly evaluate: Evaluate;
  readonly dimension: number;
  readonly count: number;
  readonly luck: boolean;
}

function* pilot(walk: Walk, max: number, random: Random): Inquiry<number[], number, Level[]> {
  const { evaluate, dimension, count } = walk;
  const plan: Level[] = [];
  let states = yield* evaluate(nominal(dimension, count, random.at(0)));
  for (;;) {
    const threshold = states.map(({ margin }) => margin).sort((a, b) => a - b)[LEVEL * count - 1]!;
    const inside = states.filter(({ margin }) => margin <= threshold);
    // a margin that does not vary leads nowhere: the levels end here
    if (threshold < 0 || plan.length === max || inside.length === count) return plan;
    const found = yield* explore(walk, inside, { threshold }, random.at(plan.length + 1));
    plan.push({ threshold, width: found.width });
    states = found.states;
  }
}

function* repeat(walk: Walk, plan: readonly Level[], random: Random): Inquiry<number[], number, Repeat> {
  const { evaluate, dimension, count } = walk;
  let states = yield* evaluate(nominal(dimension, count, random.at(0)));
  const plainFailures = states.filter(({ margin }) => margin < 0).length;
  let reached = 1;
  for (const [k, level] of plan.entries()) {
    const inside = states.filter(({ margin }) => margin <= level.threshold);
    if (inside.length === 0) return { probability: 0, reached: reached / count, failing: [], plainFailures };
    reached *= inside.length / count;
    ({ states } = yield* explore(walk, inside, level, random.at(k + 1)));
  }
  const failing = states.filter(({ margin }) => margin < 0).map(({ z }) => z);
  return { probability: (reached * failing.length) / count, reached, failing, plainFailures };
}

function nominal(dimension: number, count: number, random: Random): number[][] {
  return Array.from({ length: count }, (_, i) => {
    const stream = random.at(i);
    return Array.from({ length: dimension }, () => normalDraw(stream.unit()));
  });
}

/**
 * `count` states below the threshold: chains of ten from a tenth as many of the states given, all
 * stepping together so that a step is one batch. Without a width it adapts to the acceptance, which only the pilot may.
 */
function* explore(
  { evaluate, count, luck }: Walk,
  inside: readonly State[],
  { threshold, width: fixed }: { readonly threshold: number; readonly width?: number },
  random: Random,
): Inquiry<number[], number, { states: State[]; width: number }> {
  const starts = random.shuffle([...inside]);
  let current = Array.from({ length: LEVEL * count }, (_, i) => starts[i % starts.length]!);
  const states = [...current];
  let width = fixed ?? 0.6;
  for (let step = 1; step < 1 / LEVEL; step++) {
    const keep = Math.sqrt(1 - width * width);
    // chains take turns, so that every batch of the adaptation has moves to judge the width by
    const drawsLuck = (i: number, dimension: number): boolean => luck && (dimension === 1 || (i + step) % 2 === 0);
    const proposals = current.map(({ z }, i) => {
      if (!luck) return z.map((value) => keep * value + width * normalDraw(random.unit()));
      const last = z.length - 1;
      const fresh = drawsLuck(i, z.length);
      return z.map((value, j) => {
        const drawn = normalDraw(random.unit());
        return j < last ? keep * value + width * drawn : fresh ? drawn : value;
      });
    });
    let [moved, accepted] = [0, 0];
    current = (yield* evaluate(proposals)).map((state, i) => {
      const counts = !drawsLuck(i, state.z.length);
      if (counts) moved++;
      if (!(state.margin <= threshold)) return current[i]!;
      if (counts) accepted++;
      return state;
    });
    pushAll(states, current);
    if (fixed === undefined && moved > 0)
      width = Math.min(1, exp(log(width) + (accepted / moved - ACCEPTANCE) / Math.sqrt(step)));
  }
  return { states, width };
}
