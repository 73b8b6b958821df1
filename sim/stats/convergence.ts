import { studentQuantile } from "./distributions.ts";
import { requireConfidence, requireSample, requireThat, type Estimate } from "./estimate.ts";
import { mean, variance } from "./mean.ts";

/** Whether a time series had come to rest. */
export interface Convergence {
  /** `converged`: the drift is shown to be within tolerance; `drifting`: shown to be outside; else `undecided`. */
  readonly verdict: "converged" | "drifting" | "undecided";
  /** Change of the level from the first to the second half of the window, in the unit of the series. */
  readonly drift: Estimate;
  /** Level over the window: what the series converged to, if it did. */
  readonly level: Estimate;
  /** A series without drift would be found converged at this tolerance four times out of five: the test's power. */
  readonly resolution: number;
}

export interface ConvergenceOptions {
  /** Largest drift between the halves that still counts as rest, in the unit of the series. */
  readonly tolerance: number;
  /** Share of the series, at its end, that is judged; default 0.5. */
  readonly window?: number;
  /** Default 0.95. */
  readonly confidence?: number;
}

const BATCHES = 10; // in each half: enough for a t interval, few enough that batches outlast the correlation

/**
 * Had the series (a gene's population mean by generation, say) come to rest by its end? Split-window test by batch
 * means: the window's two halves are cut into ten batches each, whose means are nearly independent where a batch is
 * longer than the correlation, and the difference of the halves gets Student's t interval. Converged if and only if
 * this interval lies within +-tolerance: absence of a significant trend would prove nothing for a short or noisy series.
 *
 * A false "converged" (the drift is at the tolerance or beyond) has probability at most (1 - confidence)/2. What it can
 * resolve is reported. Errors: `STATS_SAMPLE` for fewer than 20 observations in the window.
 * Source: the halves after J. Geweke 1992, the equivalence rule after D. Schuirmann 1987, batches after R. Conway 1963.
 */
export function convergence(series: ArrayLike<number>, options: ConvergenceOptions): Convergence {
  const { tolerance, window = 0.5, confidence = 0.95 } = options;
  requireConfidence(confidence, "convergence");
  requireThat(tolerance > 0, "a tolerance above 0", tolerance, "convergence");
  requireThat(window > 0 && window <= 1, "a window in (0, 1]", window, "convergence");
  const length = Math.floor((series.length * window) / (2 * BATCHES));
  const used = Array.from(
    { length: 2 * BATCHES * length },
    (_, i) => series[series.length - 2 * BATCHES * length + i]!,
  );
  requireSample(used, 2 * BATCHES, "convergence");
  const batches = Array.from({ length: 2 * BATCHES }, (_, b) => mean(used.slice(b * length, (b + 1) * length)));
  const early = batches.slice(0, BATCHES);
  const late = batches.slice(BATCHES);
  const freedom = 2 * BATCHES - 2;
  const pooled = (variance(early) + variance(late)) / 2;
  const error = Math.sqrt((2 * pooled) / BATCHES);
  const t = studentQuantile((1 + confidence) / 2, freedom);
  const drift = around(mean(late) - mean(early), t * error, 2 * BATCHES, confidence);
  const level = around(mean(batches), (t * error) / 2, 2 * BATCHES, confidence);
  const inside = drift.low >= -tolerance && drift.high <= tolerance;
  const outside = drift.low > tolerance || drift.high < -tolerance;
  const verdict = inside ? "converged" : outside ? "drifting" : "undecided";
  // P(|drift| + t error < resolution) = 0.8 for a drift of mean 0
  return { verdict, drift, level, resolution: error * (t + studentQuantile(0.9, freedom)) };
}

/**
 * How much runs from different starts disagree: the potential scale reduction of the second halves of their series.
 * 1 when the start is forgotten; above 1.1 it is not. Needs two runs or more of equal length.
 * Source: A. Gelman, D. Rubin, Statistical Science 7 (1992), 457-472.
 */
export function scaleReduction(runs: readonly ArrayLike<number>[]): number {
  requireThat(runs.length >= 2, "2 runs or more", runs.length, "scaleReduction");
  const length = runs[0]!.length;
  requireThat(
    runs.every((run) => run.length === length),
    `runs of ${length} generations each`,
    runs.map((run) => run.length),
    "scaleReduction",
  );
  const halves = runs.map((run) => Array.from(run).slice(Math.floor(length / 2)));
  for (const half of halves) requireSample(half, 2, "scaleReduction");
  const n = halves[0]!.length;
  const inside = mean(halves.map(variance));
  const between = variance(halves.map(mean));
  if (inside === 0) return between === 0 ? 1 : Infinity;
  return Math.sqrt((n - 1) / n + between / inside);
}

function around(value: number, half: number, n: number, confidence: number): Estimate {
  return { value, low: value - half, high: value + half, n, confidence };
}
