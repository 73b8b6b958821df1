import { exp } from "../core/math.ts";
import { normalDraw } from "../core/normal.ts";
import type { Random } from "../core/random.ts";
import { studentQuantile } from "./distributions.ts";
import { requireConfidence, requireSample, requireThat, type Estimate } from "./estimate.ts";
import type { Inquiry } from "./inquiry.ts";
import { mean, variance } from "./mean.ts";
import { sortedQuantile } from "./quantile.ts";
import { innovations, rareEvent, type InnovationSpace, type RareEvent } from "./rare-event.ts";

// this share of the draws keeps the nominal distribution, so that no weight exceeds its inverse
const DEFENSIVE = 0.1;

export interface ImportanceOptions {
  readonly dimension: number;
  readonly random: Random;
  /** Default `unit`. */
  readonly space?: InnovationSpace;
  /** Draws of each adapting round; default 300, or 50 a dimension where that is more. */
  readonly pilot?: number;
  /** Draws of the final estimate; default 1,000. */
  readonly draws?: number;
  /** Default 0.95. */
  readonly confidence?: number;
  /** Adapting rounds at most; default 20. */
  readonly rounds?: number;
}

interface Drawn {
  readonly z: readonly number[];
  readonly weight: number;
  readonly margin: number;
}

/**
 * Importance sampling with a shift of the innovations found by the cross-entropy method: round by round the shift moves
 * to the worst tenth of the draws until these fail, then fresh draws give the estimate, unbiased, with Student's t
 * interval of the weighted failures. Made for failures that one direction leads to; where several unconnected ones may
 * exist it sees the nearest, and `subsetSimulation` is the tool. Point in, margin out; failure is a margin below 0.
 * Source: R. Rubinstein, D. Kroese, "The Cross-Entropy Method", 2004; T. Hesterberg, Technometrics 37 (1995).
 */
export function* importanceSampling(options: ImportanceOptions): Inquiry<number[], number, RareEvent> {
  const { dimension, random, space = "unit", draws = 1000, confidence = 0.95, rounds = 20 } = options;
  const { pilot = Math.max(300, 50 * dimension) } = options;
  requireConfidence(confidence, "importanceSampling");
  requireThat(
    dimension >= 1 && pilot >= 20 && draws >= 20,
    "a dimension, 20 draws or more",
    draws,
    "importanceSampling",
  );
  const levels: number[] = [];
  let shift: readonly number[] = new Array<number>(dimension).fill(0);
  let evaluations = 0;
  for (let round = 0; round < rounds; round++) {
    const drawn = yield* batch(shift, pilot, random.at(0, round), space);
    evaluations += pilot;
    const level = Math.max(0, quantile(drawn, 0.1));
    levels.push(level);
    shift = centre(
      drawn.filter(({ margin }) => (level > 0 ? margin <= level : margin < 0)),
      shift,
    );
    // the round after the first that fails has several times its failures, and so a steadier shift
    if (level === 0 && levels.at(-2) === 0) break;
  }
  const drawn = yield* batch(shift, draws, random.at(1), space);
  evaluations += draws;
  const probability = weighted(drawn, (margin) => margin < 0, confidence);
  if (probability.value > 0) return rareEvent(probability, evaluations, levels);
  const reached = quantile(drawn, 0.1);
  const bound = weighted(drawn, (margin) => margin <= reached, confidence);
  return rareEvent({ ...probability, high: Math.min(1, bound.high) }, evaluations, levels);
}

function* batch(
  shift: readonly number[],
  count: number,
  random: Random,
  space: InnovationSpace,
): Inquiry<number[], number, Drawn[]> {
  const points = Array.from({ length: count }, (_, i) => {
    const stream = random.at(i);
    const nominal = i < DEFENSIVE * count;
    return shift.map((s) => normalDraw(stream.unit()) + (nominal ? 0 : s));
  });
  const square = shift.reduce((sum, s) => sum + s * s, 0);
  const margins = yield points.map((z) => innovations(z, space));
  requireSample(margins, count, "margins of importanceSampling");
  return points.map((z, i) => {
    const along = z.reduce((sum, value, j) => sum + value * shift[j]!, 0);
    return { z, weight: 1 / (DEFENSIVE + (1 - DEFENSIVE) * exp(along - square / 2)), margin: margins[i]! };
  });
}

function quantile(drawn: readonly Drawn[], q: number): number {
  return sortedQuantile(Float64Array.from(drawn, ({ margin }) => margin).sort(), q);
}

/** Mean of the innovations given the event, from weighted draws: the shift that minimises the cross-entropy. */
function centre(elite: readonly Drawn[], otherwise: readonly number[]): readonly number[] {
  const total = elite.reduce((sum, { weight }) => sum + weight, 0);
  if (!(total > 0)) return otherwise;
  return otherwise.map((_, j) => elite.reduce((sum, { z, weight }) => sum + weight * z[j]!, 0) / total);
}

/** Probability of an event. The draws are stratified in two, which only lowers the true variance. */
function weighted(drawn: readonly Drawn[], event: (margin: number) => boolean, confidence: number): Estimate {
  const terms = drawn.map(({ weight, margin }) => (event(margin) ? weight : 0));
  const n = terms.length;
  const value = mean(terms);
  const half = studentQuantile((1 + confidence) / 2, n - 1) * Math.sqrt(variance(terms) / n);
  return { value, low: Math.max(0, value - half), high: value + half, n, confidence };
}
