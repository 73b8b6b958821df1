import { exp, log } from "../core/math.ts";
import { dependenceOf, resolved } from "./autocorrelation.ts";
import { studentQuantile } from "./distributions.ts";
import { requireConfidence, requireSample, requireThat, type Estimate } from "./estimate.ts";
import { mean, variance } from "./mean.ts";
import { batchMeans } from "./series-mean.ts";

/** Whether a series had come to rest by its end. */
export interface Rest {
  /** `converged`: the drift is shown to be within the tolerance. `drifting`: shown to be beyond it. */
  readonly verdict: "converged" | "drifting" | "cannot tell";
  /** Change of the level from the first to the second half of the window; infinite bounds where memory is too long. */
  readonly drift: Estimate;
  /** Level over the window: what the series converged to, if it did. */
  readonly level: Estimate;
  /** How many independent observations the window is worth. */
  readonly effective: number;
  /** Why there is no verdict; absent where there is one. */
  readonly because?: string;
}

export interface RestOptions {
  /** Largest drift between the halves that still counts as rest, in the unit of the series. */
  readonly tolerance: number;
  /** Share of the series, at its end, that is judged; default 0.5. */
  readonly window?: number;
  /** Default 0.95. */
  readonly confidence?: number;
}

const BATCHES = 5; // in each half
const MIN_WINDOW = 20;
/** With fewer effective observations the length of the memory itself is not known well enough. */
const MIN_EFFECTIVE = 10;

/**
 * Had the series come to rest? The difference of the window's halves gets Student's t interval with as many
 * degrees of freedom as the window is worth independent observations (its memory is that of the residuals about a
 * line), and one that is no narrower than that of batch means. Converged if and only if the interval lies within
 * +-tolerance: absence of a significant trend proves nothing for a short or noisy series.
 *
 * A verdict is wrong in at most 5 % of series with autoregressive memory up to 0.9; with more it cannot tell. On a log
 * scale judge the logarithms: `geneRest`.
 * Sources: J. Geweke 1992 (halves); D. Schuirmann 1987 (equivalence).
 */
export function restOf(series: ArrayLike<number>, options: RestOptions): Rest {
  const { tolerance, window = 0.5, confidence = 0.95 } = options;
  requireConfidence(confidence, "restOf");
  requireThat(tolerance > 0, "a tolerance above 0", tolerance, "restOf");
  requireThat(window > 0 && window <= 1, "a window in (0, 1]", window, "restOf");
  const half = Math.floor((series.length * window) / 2);
  const used = Array.from(series).slice(series.length - 2 * half);
  requireSample(used, MIN_WINDOW, "restOf");
  const n = used.length;
  const residuals = resolved(aboutLine(used), used);
  const { time, effective } = dependenceOf(residuals, 2);
  const change = mean(used.slice(half)) - mean(used.slice(0, half));
  const about = (value: number, error: number): Estimate => {
    return { value, low: value - error, high: value + error, n: Math.round(effective), confidence };
  };
  if (effective < MIN_EFFECTIVE) {
    const because = `the last ${n} generations are worth ${effective.toFixed(1)} independent ones, ${MIN_EFFECTIVE} are needed`;
    const [drift, level] = [about(change, Infinity), about(mean(used), Infinity)];
    return { verdict: "cannot tell", drift, level, effective, because };
  }
  const spread = residuals.reduce((sum, r) => sum + r * r, 0) / n / (1 - (2 * time) / n);
  const student = studentQuantile((1 + confidence) / 2, effective - 2) * Math.sqrt((4 * spread * time) / n);
  const error = Math.max(student, batchError(used, half, confidence));
  const drift = about(change, error);
  const level = about(mean(used), error / 2);
  const inside = drift.low >= -tolerance && drift.high <= tolerance;
  const outside = drift.low > tolerance || drift.high < -tolerance;
  if (inside || outside) return { verdict: inside ? "converged" : "drifting", drift, level, effective };
  const because = `the drift, known to within ${error.toPrecision(2)}, is neither shown to be within the tolerance nor beyond it`;
  return { verdict: "cannot tell", drift, level, effective, because };
}

/**
 * The same for a series of a gene's values: on a log scale the logarithms are judged, so a drift and its tolerance are
 * differences of logarithms, and `level` is given as values again, its interval not symmetric.
 */
export function geneRest(series: ArrayLike<number>, scale: "linear" | "log", options: RestOptions): Rest {
  if (scale === "linear") return restOf(series, options);
  const rest = restOf(
    Float64Array.from(series, (value) => log(value)),
    options,
  );
  const { value, low, high } = rest.level;
  return { ...rest, level: { ...rest.level, value: exp(value), low: exp(low), high: exp(high) } };
}

/** Student's half width of the difference of the halves, from batches within each. */
function batchError(used: readonly number[], half: number, confidence: number): number {
  const [early, late] = [used.slice(0, half), used.slice(half)].map((part) => batchMeans(part, BATCHES));
  const pooled = (variance(early!) + variance(late!)) / 2;
  return studentQuantile((1 + confidence) / 2, 2 * BATCHES - 2) * Math.sqrt((2 * pooled) / BATCHES);
}

/** Residuals about the straight line of least squares. */
function aboutLine(values: readonly number[]): Float64Array {
  const n = values.length;
  const centre = (n - 1) / 2;
  const level = mean(values);
  const slope = values.reduce((sum, value, i) => sum + (i - centre) * (value - level), 0) / ((n * (n * n - 1)) / 12);
  return Float64Array.from(values, (value, i) => value - level - slope * (i - centre));
}
