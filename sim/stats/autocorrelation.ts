/** How far a series of dependent observations is from as many independent ones. */
export interface Dependence {
  /** Integrated autocorrelation time, at least 1: so many observations in a row are worth one. */
  readonly time: number;
  /** How many independent observations would say as much about the mean. */
  readonly effective: number;
}

/** Longest lag that is looked at; memory that outlasts it leaves too few effective observations in any case. */
const MAX_LAG = 400;

/**
 * The memory of a stationary series, from its residuals about whatever was fitted to it with `fitted` coefficients (1
 * for a mean, 2 for a line). The larger of two estimates, because an underestimate makes intervals that do not hold:
 * that of a first-order autoregression whose coefficient is corrected for its bias in short series and raised by one
 * standard error, and the initial monotone positive sequence, which sees memory of other shapes.
 * Sources: M. Kendall, Biometrika 41 (1954), 403-404; C. Geyer, Statistical Science 7 (1992), 473-483.
 */
export function dependenceOf(residuals: ArrayLike<number>, fitted = 1): Dependence {
  const n = residuals.length;
  const squares = lagged(residuals, 0);
  if (!(squares > 0)) return { time: 1, effective: n };
  const first = lagged(residuals, 1) / squares;
  const corrected = first + (fitted * (1 + (fitted === 1 ? 4 : 3) * first)) / n;
  const raised = corrected + Math.sqrt(Math.max(1 - corrected * corrected, 1 / n) / n);
  const rho = Math.min(0.999, Math.max(0, raised));
  const time = Math.max((1 + rho) / (1 - rho), positiveSequence(residuals, squares));
  return { time, effective: n / time };
}

/** Smaller deviations, beside the size of the values, are those of floating-point sums. */
const RESOLUTION = 1e-12;

/** Residuals of a fit to values, zeros if all are within numerical resolution: a constant has no memory. */
export function resolved(residuals: Float64Array, values: ArrayLike<number>): Float64Array {
  let size = 0;
  for (let i = 0; i < values.length; i++) size = Math.max(size, Math.abs(values[i]!));
  return residuals.every((r) => Math.abs(r) <= RESOLUTION * size) ? new Float64Array(residuals.length) : residuals;
}

/** Twice the sum of autocorrelations, taken in pairs for as long as these are positive and never rising. */
function positiveSequence(residuals: ArrayLike<number>, squares: number): number {
  const n = residuals.length;
  let sum = 0;
  let before = Infinity;
  for (let lag = 0; lag + 1 < Math.min(n / 2, MAX_LAG); lag += 2) {
    const pair = (lagged(residuals, lag) + lagged(residuals, lag + 1)) / squares;
    if (pair <= 0) break;
    before = Math.min(pair, before);
    sum += before;
  }
  const time = Math.max(1, 2 * sum - 1);
  return time / (1 - Math.min(0.5, time / n)); // removing the mean removed some of the memory
}

function lagged(residuals: ArrayLike<number>, lag: number): number {
  let sum = 0;
  for (let i = lag; i < residuals.length; i++) sum += residuals[i]! * residuals[i - lag]!;
  return sum;
}
