import { maxOf, minOf } from "../core/many.ts";
import { exp, log } from "../core/math.ts";
import { normalDraw } from "../core/normal.ts";
import type { Random } from "../core/random.ts";
import { studentQuantile } from "./distributions.ts";
import { requireSample, requireThat, type Estimate } from "./estimate.ts";
import type { Inquiry } from "./inquiry.ts";
import { mean, variance } from "./mean.ts";
import { fitMixture, type NormalMixture, type WeightedPoint } from "./normal-mixture.ts";
import { innovations, rareEvent, type InnovationSpace, type RareEvent } from "./rare-event.ts";
import { upperBound } from "./proportion.ts";
import { exploreBySubsets, type SubsetOptions } from "./subset-simulation.ts";

// this share of the draws keeps the nominal distribution, so that no weight exceeds its inverse
const DEFENSIVE = 0.1;
/** Regions of failure told apart at most: more components than a computation of this size could explore. */
const REGIONS = 8;
/** Points of a chain of subset simulation, of which only the first is independent. */
const CHAIN = 10;
/** Failures a region, and for two at least, that the weighted ones must be worth for their interval to be trusted. */
const EFFECTIVE = 25;
/**
 * Repeats that must have met failures before the first stage is taken to have seen every region that matters: the chains
 * of a repeat may all end in one, so that a region with the share s of the probability is missed with (1 - s)^repeats.
 */
const EXPLORERS = 8;
/** Share of a component's draws that spread wider by this factor: a curved boundary reaches further than unit normals. */
const WIDER = 0.3;
const SPREAD = 1.6;

export interface RefinedOptions extends SubsetOptions {
  /** Draws of the second stage; default 100 a dimension, 1,000 to 3,000. Half as many before it adapt the mixture. */
  readonly draws?: number;
}

/** A rare event measured in two stages. */
export interface RefinedRareEvent extends RareEvent {
  /** What subset simulation alone says. */
  readonly explored: Estimate;
  /** Whose interval is told. */
  readonly method: "importance sampling" | "subset simulation";
  /** Components of the mixture that was drawn from; none where there was no second stage. */
  readonly regions: number;
  /** Independent failures that the weighted ones of the second stage are worth. */
  readonly effective: number;
  /**
   * At most so probable whatever the margins do: the upper bound of plain Monte Carlo, from the `n` points that nothing
   * conditions. The interval of `probability` supposes that margins announce failures, this does not.
   */
  readonly ceiling: { readonly value: number; readonly n: number };
  /** Why the interval is not to be trusted; absent where it is. */
  readonly untrusted?: string;
}

/** Share of the repeats that must meet failures for their scatter to tell how far they are from the truth. */
const MET = 0.8;
/** Relative standard deviation of the repeats beyond which ten of them do not show how lopsided they are. */
const DISAGREE = 2;

/**
 * The probability of a rare failure in two stages: subset simulation finds where it lies, whatever its shape; then
 * draws about there, from a mixture of normals fitted to the failures found, weigh it. The second estimate is unbiased
 * for every mixture, and its interval several times as narrow. Subset simulation's own, widened to hold the other,
 * stands where too few of its repeats met failures, and where the weighted failures are worth too few or say less than
 * it does, as they would if the mixture had left a region out. With fewer repeats than it takes there is no second stage.
 * Source: N. Kurtz, J. Song, Structural Safety 42 (2013), 35-44; T. Hesterberg, Technometrics 37 (1995).
 */
export function* refinedRareEvent(options: RefinedOptions): Inquiry<number[], number, RefinedRareEvent> {
  const { dimension, random, space = "unit", confidence = 0.95 } = options;
  const { draws = Math.min(3000, Math.max(1000, 100 * dimension)) } = options;
  requireThat(draws >= 20, "20 draws or more", draws, "refinedRareEvent");
  const { event, failing, repeats, plain } = yield* exploreBySubsets({ ...options, random: random.at(0) });
  const explored = event.probability;
  const ceiling = { value: upperBound(plain.failures, plain.n, confidence).high, n: plain.n };
  const untrusted = doubt(repeats);
  const trust = { ceiling, ...(untrusted !== undefined && { untrusted }) };
  const alone = { ...event, explored, method: "subset simulation", regions: 0, effective: 0, ...trust } as const;
  // a coordinate that only names a draw has no centre about which failures lie
  const located = (z: readonly number[]): readonly number[] => (options.luck ? [...z.slice(0, -1), 0] : z);
  const known = failing.flat().map((z) => ({ z: located(z), weight: 1 / CHAIN }));
  if (failing.length < EXPLORERS || known.length === 0) return alone;
  const adapting = Math.ceil(draws / 2);
  let mixture = fitMixture(known, REGIONS);
  let drawn = yield* draw(mixture, adapting, dimension, random.at(1), space, options.luck);
  const worth = effectiveSize(drawn.map(failed));
  const hopeful = worth >= EFFECTIVE / 5;
  if (hopeful) {
    const scale = worth / drawn.reduce((sum, one) => sum + failed(one), 0);
    const met = drawn.filter(({ fails }) => fails).map(({ z, weight }) => ({ z: located(z), weight: weight * scale }));
    mixture = fitMixture([...known, ...met], REGIONS);
    drawn = yield* draw(mixture, draws, dimension, random.at(2), space, options.luck);
  }
  const probability = weighted(drawn.map(failed), confidence);
  const regions = mixture.centres.length;
  const effective = effectiveSize(drawn.map(failed));
  // in many dimensions a centre is known too poorly for weights to say how little they say
  const needed = Math.max(EFFECTIVE * Math.max(2, regions), 2 * dimension);
  const explorers = failing.filter((points) => points.length > 0).length;
  const refined = explorers >= EXPLORERS && effective >= needed && probability.high >= explored.low;
  const evaluations = event.evaluations + adapting + (hopeful ? draws : 0);
  return {
    ...rareEvent(refined ? probability : hull(explored, probability), evaluations, event.levels),
    explored,
    method: refined ? "importance sampling" : "subset simulation",
    regions,
    effective,
    ...trust,
  };
}

/** Why repeats do not tell how far they are from the truth, if so. */
function doubt(repeats: readonly number[]): string | undefined {
  const met = repeats.filter((value) => value > 0);
  if (repeats.length < EXPLORERS) return `${repeats.length} repeats tell no more than an order of magnitude`;
  if (met.length < MET * repeats.length)
    return met.length === 0 ? "no run broke a limit" : `only ${met.length} of ${repeats.length} repeats met a failure`;
  const scatter = Math.sqrt(variance(repeats)) / mean(repeats);
  if (scatter <= DISAGREE) return undefined;
  return `the repeats disagree, from ${minOf(repeats).toPrecision(2)} to ${maxOf(repeats).toPrecision(2)}`;
}

interface Drawn extends WeightedPoint {
  readonly fails: boolean;
}

const failed = ({ weight, fails }: Drawn): number => (fails ? weight : 0);

function* draw(
  { centres, shares }: NormalMixture,
  count: number,
  dimension: number,
  random: Random,
  space: InnovationSpace,
  luck = false,
): Inquiry<number[], number, Drawn[]> {
  const located = luck ? dimension - 1 : dimension;
  const nominal = new Array<number>(dimension).fill(0);
  const parts = [
    { centre: nominal, spread: 1, share: DEFENSIVE },
    ...centres.flatMap((centre, k) => [
      { centre, spread: 1, share: (1 - DEFENSIVE) * (1 - WIDER) * shares[k]! },
      { centre, spread: SPREAD, share: (1 - DEFENSIVE) * WIDER * shares[k]! },
    ]),
  ];
  const points = stratified(parts, count).map(({ centre, spread }, i) => {
    const stream = random.at(i);
    return centre.map((value, j) => (j < located ? spread : 1) * normalDraw(stream.unit()) + value);
  });
  const margins = yield points.map((z) => innovations(z, space));
  requireSample(margins, count, "margins of refinedRareEvent");
  return points.map((z, i) => {
    const against = parts.reduce((sum, { centre, spread, share }) => {
      let exponent = -located * log(spread);
      for (let j = 0; j < located; j++) exponent += (z[j]! ** 2 - ((z[j]! - centre[j]!) / spread) ** 2) / 2;
      return sum + share * exp(exponent);
    }, 0);
    return { z, weight: 1 / against, fails: margins[i]! < 0 };
  });
}

/** Which component each of so many draws comes from: evenly spaced in the cumulated shares, so each has its part. */
function stratified<Part extends { readonly share: number }>(parts: readonly Part[], count: number): Part[] {
  let k = 0;
  let upTo = parts[0]!.share;
  return Array.from({ length: count }, (_, i) => {
    while ((i + 0.5) / count > upTo && k < parts.length - 1) upTo += parts[++k]!.share;
    return parts[k]!;
  });
}

/** An estimate whose interval holds another's too, where that one met any failure. */
function hull(one: Estimate, other: Estimate): Estimate {
  if (other.value === 0) return one;
  return { ...one, low: Math.min(one.low, other.low), high: Math.max(one.high, other.high) };
}

/** Kish's effective size of a weighted sample. */
function effectiveSize(weights: readonly number[]): number {
  const sum = weights.reduce((a, b) => a + b, 0);
  const squares = weights.reduce((a, b) => a + b * b, 0);
  return squares > 0 ? (sum * sum) / squares : 0;
}

/** Student's t in the logarithm (delta method), for weights are lopsided. The strata only lower the true variance. */
function weighted(terms: readonly number[], confidence: number): Estimate {
  const n = terms.length;
  const value = mean(terms);
  if (value === 0) return { value, low: 0, high: 0, n, confidence };
  const t = studentQuantile((1 + confidence) / 2, n - 1);
  const factor = exp((t * Math.sqrt(variance(terms) / n)) / value);
  return { value, low: value / factor, high: Math.min(1, value * factor), n, confidence };
}
