import { maxOf, minOf } from "../core/many.ts";
import { exp, log } from "../core/math.ts";

/** A mixture of normal distributions of unit covariance: where each is centred, and with which share. */
export interface NormalMixture {
  readonly centres: readonly (readonly number[])[];
  readonly shares: readonly number[];
}

export interface WeightedPoint {
  readonly z: readonly number[];
  readonly weight: number;
}

const ITERATIONS = 30;

/**
 * The mixture of up to `most` unit normals that points speak for: fitted by expectation and maximisation, a component
 * more for as long as the Bayesian information criterion finds it worth its parameters, the weights summing to the number of
 * independent points. A new component begins where the mixture before explains the points least.
 */
export function fitMixture(points: readonly WeightedPoint[], max: number): NormalMixture {
  const independent = points.reduce((sum, { weight }) => sum + weight, 0);
  const dimension = points[0]!.z.length;
  let best: NormalMixture | undefined;
  let lowest = Infinity;
  let start: NormalMixture = { centres: [weightedMean(points, (point) => point.weight)], shares: [1] };
  for (let count = 1; count <= max; count++) {
    const { mixture, logLikelihood, worst } = improve(start, points);
    const criterion = -2 * independent * logLikelihood + count * (dimension + 1) * log(Math.max(2, independent));
    if (criterion >= lowest) break;
    [best, lowest] = [mixture, criterion];
    const shares = mixture.shares.map((share) => (share * count) / (count + 1));
    start = { centres: [...mixture.centres, worst.z], shares: [...shares, 1 / (count + 1)] };
  }
  return best!;
}

function improve(
  start: NormalMixture,
  points: readonly WeightedPoint[],
): { mixture: NormalMixture; logLikelihood: number; worst: WeightedPoint } {
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  let { centres, shares } = start;
  for (let i = 0; i < ITERATIONS && centres.length > 1; i++) {
    const belongs = points.map(({ z }) => responsibilities(z, { centres, shares }));
    const held = centres.map((_, k) => points.reduce((sum, { weight }, p) => sum + weight * belongs[p]!.shares[k]!, 0));
    centres = centres.map((centre, k) =>
      held[k]! > 0 ? weightedMean(points, ({ weight }, p) => weight * belongs[p]!.shares[k]!) : centre,
    );
    shares = held.map((weight) => weight / total);
  }
  const mixture = { centres, shares };
  const logs = points.map(({ z }) => responsibilities(z, mixture).logDensity);
  const logLikelihood = points.reduce((sum, { weight }, p) => sum + (weight / total) * logs[p]!, 0);
  return { mixture, logLikelihood, worst: points[logs.indexOf(minOf(logs))]! };
}

/** Share of each component in a point, and the logarithm of the density there, up to the constant of the normal. */
function responsibilities(z: readonly number[], { centres, shares }: NormalMixture) {
  const logs = centres.map((centre, k) => {
    let square = 0;
    for (let j = 0; j < z.length; j++) square += (z[j]! - centre[j]!) ** 2;
    return shares[k]! > 0 ? log(shares[k]!) - square / 2 : -Infinity;
  });
  const top = maxOf(logs);
  const parts = logs.map((value) => exp(value - top));
  const sum = parts.reduce((a, b) => a + b, 0);
  return { shares: parts.map((part) => part / sum), logDensity: top + log(sum) };
}

function weightedMean(
  points: readonly WeightedPoint[],
  weightOf: (point: WeightedPoint, index: number) => number,
): number[] {
  const sums = new Array<number>(points[0]!.z.length).fill(0);
  let total = 0;
  points.forEach((point, p) => {
    const weight = weightOf(point, p);
    total += weight;
    for (let j = 0; j < sums.length; j++) sums[j]! += weight * point.z[j]!;
  });
  return sums.map((sum) => sum / total);
}
