import { angleOf } from "../angle.ts";
import { requireSample } from "../estimate.ts";
import { leastSquares } from "../least-squares.ts";

/** The slowest pole of a series left alone after a kick. */
export interface RingDown {
  /** Growth of the envelope a step: below 1 it dies out, above 1 it feeds itself. 0 when nothing answered the kick. */
  readonly modulus: number;
  /** Radians a step: 0 decays without swinging, pi flips sign every step. */
  readonly angle: number;
  /** Root mean square of what two poles leave unexplained, over that of the series. */
  readonly residual: number;
  /** The part of the series that was fitted. */
  readonly from: number;
  readonly to: number;
  /** The kick shifted the series for good, as it does any running total; the pole is that of its changes. */
  readonly accumulates: boolean;
}

const WELL_FITTED = 0.01;

/**
 * Fits x[t] = p x[t-1] + q x[t-2] with free start to the paired difference of a kicked and an unkicked run: linear
 * prediction (Prony) to begin, then Gauss-Newton on the trajectory itself, which noise does not bias. Where two poles
 * do not explain the whole series (faster poles at the beginning, saturation at the end), the longest part that they
 * do explain within 1 % is taken, else the best one. A series that the kick has shifted for good is fitted in its
 * changes from step to step, which have the same poles but that of the sum.
 */
export function fitRingDown(series: ArrayLike<number>): RingDown {
  requireSample(series, 9, "fitRingDown");
  const plain = bestWindow(series);
  const total = plain.angle === 0 && Math.abs(plain.modulus - 1) <= 1e-3;
  if (plain.residual <= WELL_FITTED && !total) return plain;
  const changes = Float64Array.from({ length: series.length - 1 }, (_, i) => series[i + 1]! - series[i]!);
  const summed = bestWindow(changes);
  // noise is never better explained in changes, which double it
  return total || summed.residual < plain.residual / 2 ? { ...summed, accumulates: true } : plain;
}

function bestWindow(series: ArrayLike<number>): RingDown {
  const n = series.length;
  let best: RingDown | undefined;
  for (const share of [1, 0.8, 0.6, 0.4, 0.25]) {
    const length = Math.floor(n * share);
    if (length < 8) continue;
    for (const place of share === 1 ? [0] : [1, 0.5, 0]) {
      const from = Math.round((n - length) * place);
      const fit = fitWindow(series, from, from + length);
      if (best === undefined || fit.residual < best.residual) best = fit;
    }
    if (best!.residual <= WELL_FITTED) break;
  }
  return best!;
}

function fitWindow(series: ArrayLike<number>, from: number, to: number): RingDown {
  const y = Float64Array.from({ length: to - from }, (_, i) => series[from + i]!);
  const power = y.reduce((sum, value) => sum + value * value, 0);
  if (power === 0) return { modulus: 0, angle: 0, residual: 0, from, to, accumulates: false };
  const prediction = leastSquares(
    Array.from({ length: y.length - 2 }, (_, i) => [y[i + 1]!, y[i]!]),
    y.subarray(2),
  );
  let parameters = [y[0]!, y[1]!, prediction[0]!, prediction[1]!];
  let { error, rows, rest } = linearise(y, parameters);
  for (let step = 0, damping = 1; step < 60 && damping > 1e-6; step++) {
    const change = leastSquares(rows, rest);
    const next = parameters.map((value, i) => value + damping * change[i]!);
    const trial = linearise(y, next);
    if (!(trial.error < error)) {
      damping /= 4;
      continue;
    }
    const gained = error - trial.error;
    parameters = next;
    ({ error, rows, rest } = trial);
    damping = Math.min(1, damping * 2);
    if (gained <= 1e-14 * error) break;
  }
  return {
    ...dominantPole(parameters[2]!, parameters[3]!),
    residual: Math.sqrt(error / power),
    from,
    to,
    accumulates: false,
  };
}

/** The trajectory of (x0, x1, p, q), its distance from y, and its derivatives, which obey the same recursion. */
function linearise(y: Float64Array, [x0, x1, p, q]: readonly number[]) {
  const n = y.length;
  const x = new Float64Array(n);
  const rows = Array.from({ length: n }, () => new Float64Array(4));
  const rest = new Float64Array(n);
  let error = 0;
  for (let t = 0; t < n; t++) {
    const row = rows[t]!;
    if (t < 2) {
      x[t] = t === 0 ? x0! : x1!;
      row[t] = 1;
    } else {
      x[t] = p! * x[t - 1]! + q! * x[t - 2]!;
      for (let k = 0; k < 4; k++) row[k] = p! * rows[t - 1]![k]! + q! * rows[t - 2]![k]!;
      row[2]! += x[t - 1]!;
      row[3]! += x[t - 2]!;
    }
    rest[t] = y[t]! - x[t]!;
    error += rest[t]! * rest[t]!;
  }
  return { error, rows, rest };
}

/** The root of z^2 = p z + q that is largest in modulus, in the upper half plane. */
export function dominantPole(p: number, q: number): { modulus: number; angle: number } {
  const discriminant = p * p + 4 * q;
  if (discriminant < 0) return { modulus: Math.sqrt(-q), angle: angleOf(Math.sqrt(-discriminant), p) };
  const root = (p + (p < 0 ? -1 : 1) * Math.sqrt(discriminant)) / 2;
  return { modulus: Math.abs(root), angle: root < 0 ? Math.PI : 0 };
}
