import { requireConfidence, requireSample, type Estimate } from "./estimate.ts";
import { mean, studentFactor, variance } from "./mean.ts";
import { bettingMean } from "./sequential-mean.ts";

/**
 * The mean of independent observations of unknown shape. `valid`: whatever the shape, because the observations' range
 * is declared. `approximate`: they look like a shape for which the interval holds; an event so rare that none of them
 * shows it may have been missed. `none`: they do not.
 */
export type ShapedMean =
  | { readonly guarantee: "valid"; readonly estimate: Estimate }
  | {
      readonly guarantee: "approximate";
      readonly estimate: Estimate;
      /** An event rarer than this has been missed with probability above 1 - confidence. */
      readonly unseen: number;
    }
  | { readonly guarantee: "none"; readonly value: number; readonly n: number; readonly because: string };

/** Confidence, and the range of the sample where it is known. */
export interface ShapedMeanOptions {
  /** Default 0.95. */
  readonly confidence?: number;
  /** Least and greatest value that an observation can have, if it is known beforehand. */
  readonly range?: readonly [number, number];
}

/** Fewer observations do not show how skewed they are. */
export const MIN_OBSERVATIONS = 8;
/** Standard deviations of the skewness of normal samples beyond which a sample is too skew: refuses 1 in 13 of these. */
const SKEW_DEVIATIONS = 1.75;
/** Cochran's rule: n above 25 times the squared skewness is enough for Student's interval. */
const COCHRAN = 25;
/** Samples show less skewness than there is; the correction is made for this much more. */
const HIDDEN_SKEW = 1.5;

/**
 * Mean of independent observations. With a declared range, by betting: no assumption. Without one no finite interval
 * holds for every shape (Bahadur, Savage 1956), so a sample too skew for its size gets none, and the others the union
 * of Student's interval and Hall's, which corrects for skewness. Wrong in at most 10 % of samples from 8 on at
 * confidence 0.95, also of lognormal ones, but for events that none of the observations shows.
 * Sources: P. Hall, JRSS B 54 (1992), 221-228; W. Cochran, "Sampling Techniques", 1977, section 2.15.
 *
 * @example
 * const shaped = shapedMean([0.1, 0.2, 0.9], { range: [0, 1] });
 */
export function shapedMean(
  sample: ArrayLike<number>,
  { confidence = 0.95, range }: ShapedMeanOptions = {},
): ShapedMean {
  requireConfidence(confidence, "shapedMean");
  if (range) return { guarantee: "valid", estimate: bettingMean(range[0], range[1])(sample, confidence) };
  requireSample(sample, 1, "shapedMean");
  const n = sample.length;
  const value = mean(sample);
  const none = (because: string): ShapedMean => ({ guarantee: "none", value, n, because });
  if (n < MIN_OBSERVATIONS) {
    const few = n === 1 ? "1 observation does not show its skew" : `${n} observations do not show their skew`;
    return none(`${few}, ${MIN_OBSERVATIONS} do`);
  }
  const { skew, limit } = skewness(sample);
  if (Math.abs(skew) > limit) {
    const enough = Math.ceil(COCHRAN * skew * skew);
    return none(
      `too few for this skew: ${n} observations of skewness ${skew.toFixed(1)} or more, about ${enough} needed`,
    );
  }
  const error = Math.sqrt(variance(sample) / n);
  const t = studentFactor(confidence, n);
  const hall = hallShifts(HIDDEN_SKEW * unbiased(skew, n), n, t);
  const low = value - error * Math.max(t, hall.down);
  const high = value + error * Math.max(t, hall.up);
  const unseen = 1 - (1 - confidence) ** (1 / n);
  return { guarantee: "approximate", estimate: { value, low, high, n, confidence }, unseen };
}

/** Skewness of a sample, and how much of it an interval of its mean bears at this size. */
function skewness(sample: ArrayLike<number>): { skew: number; limit: number } {
  const n = sample.length;
  const centre = mean(sample);
  let square = 0;
  let cube = 0;
  for (let i = 0; i < n; i++) {
    const deviation = sample[i]! - centre;
    square += deviation * deviation;
    cube += deviation * deviation * deviation;
  }
  const skew = square > 0 ? cube / n / (square / n) ** 1.5 : 0;
  const deviation = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
  return { skew, limit: Math.max(SKEW_DEVIATIONS * deviation, Math.sqrt(n / COCHRAN)) };
}

function unbiased(skew: number, n: number): number {
  return (skew * Math.sqrt(n * (n - 1))) / (n - 2);
}

/** How many standard errors Hall's interval reaches below and above the mean: his cubic transformation undone. */
function hallShifts(skew: number, n: number, t: number): { down: number; up: number } {
  const root = Math.sqrt(n);
  const inverse = (y: number): number => {
    if (Math.abs(skew) < 1e-9) return y;
    const shifted = y - skew / (6 * root);
    return ((3 * root) / skew) * (Math.cbrt(1 + (skew * shifted) / root) - 1);
  };
  return { down: inverse(t), up: -inverse(-t) };
}
