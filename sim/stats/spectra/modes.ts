import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from "ml-matrix";
import { cos, log, pow, sin } from "../../core/math.ts";
import { angleOf } from "../angle.ts";
import { leastSquares } from "../least-squares.ts";

/** One mode of a sum of damped sinusoids: modulus^t cos(angle t + phase), scaled. */
export interface Mode {
  /** Growth of its envelope a step. */
  readonly modulus: number;
  /** Radians a step, in [0, pi]. */
  readonly angle: number;
  /** Its share of the squares of all modes together. */
  readonly share: number;
}

export interface Modes {
  /** The strongest first. */
  readonly modes: readonly Mode[];
  /** How many poles were taken: a mode that swings has two. */
  readonly order: number;
  /** Root mean square of what is left unexplained, over that of the series. */
  readonly residual: number;
}

const MAX_POLES = 10;
/** Steps in a row of the Hankel matrix: more of them average noise better, at the cost of their cube. */
const MAX_ROWS = 48;
/** Below this share of the largest a singular value is the rounding of doubles. */
const NOISE_FLOOR = 1e-11;
/** What is explained this well needs no further pole: whole wei, whole agents and weak harmonics begin here. */
const EXPLAINED = 1e-4;

/**
 * The modes of a series: poles from the shift invariance of the signal space of its Hankel matrix, sizes by least
 * squares, and as many poles as the Bayesian information criterion finds worth their numbers.
 * Source: R. Roy, T. Kailath, IEEE Trans. Acoustics 37 (1989), ESPRIT; order: G. Schwarz, Annals of Statistics 6 (1978).
 */
export function modesOf(y: Float64Array): Modes {
  const n = y.length;
  const power = y.reduce((sum, value) => sum + value * value, 0);
  if (power === 0) return { modes: [], order: 0, residual: 0 };
  const height = Math.min(MAX_ROWS, Math.floor(n / 2));
  const hankel = Matrix.zeros(n - height + 1, height);
  for (let i = 0; i <= n - height; i++) for (let j = 0; j < height; j++) hankel.set(i, j, y[i + j]!);
  const decomposition = new SingularValueDecomposition(hankel, { computeLeftSingularVectors: false });
  const { diagonal, rightSingularVectors } = decomposition;
  let best: (Modes & { readonly score: number }) | undefined;
  // half of the numbers at most, or any series would be explained
  const max = Math.min(MAX_POLES, height - 1, Math.floor(n / 4));
  for (let order = 1; order <= max && diagonal[order - 1]! > NOISE_FLOOR * diagonal[0]!; order++) {
    const found = fitted(y, power, polesIn(rightSingularVectors, height, order), order);
    const score = 2 * n * log(Math.max(found.residual, EXPLAINED)) + 2 * order * log(n);
    if (!best || score < best.score) best = { ...found, score };
  }
  const { score: _score, ...modes } = best!;
  return modes;
}

function polesIn(vectors: Matrix, height: number, order: number): (readonly [number, number])[] {
  const upper = vectors.subMatrix(0, height - 2, 0, order - 1);
  const lower = vectors.subMatrix(1, height - 1, 0, order - 1);
  // the columns are orthonormal but for the row left out: normal equations lose nothing here
  const rotation = columnwise(upper, lower, order);
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(rotation, { assumeSymmetric: false });
  return realEigenvalues.map((re, i) => [re, imaginaryEigenvalues[i]!] as const);
}

/** The matrix X that minimises |A X - B|. */
function columnwise(a: Matrix, b: Matrix, order: number): Matrix {
  const rows = a.to2DArray();
  const x = Matrix.zeros(order, order);
  for (let j = 0; j < order; j++) leastSquares(rows, b.getColumn(j)).forEach((value, i) => x.set(i, j, value));
  return x;
}

function fitted(y: Float64Array, power: number, poles: readonly (readonly [number, number])[], order: number): Modes {
  const n = y.length;
  const waves = poles
    .filter(([, im]) => im >= 0)
    .map(([re, im]) => ({ modulus: Math.sqrt(re * re + im * im), angle: angleOf(im, re) }))
    .filter(({ modulus }) => modulus > 1e-6);
  const columns = waves.flatMap(({ modulus, angle }, w) => {
    // scaled to its own largest value, or what grows would drown what decays
    const envelope = Float64Array.from({ length: n }, (_, t) => pow(modulus, modulus > 1 ? t - n + 1 : t));
    const swings = angle > 0 && angle < Math.PI;
    const inPhase = envelope.map((size, t) => size * cos(angle * t));
    return [
      { w, column: inPhase },
      ...(swings ? [{ w, column: envelope.map((size, t) => size * sin(angle * t)) }] : []),
    ];
  });
  const rows = Array.from({ length: n }, (_, t) => columns.map(({ column }) => column[t]!));
  const sizes = leastSquares(rows, y);
  const parts = waves.map((_, w) => {
    const part = new Float64Array(n);
    columns.forEach((one, k) => {
      if (one.w === w) for (let t = 0; t < n; t++) part[t]! += sizes[k]! * one.column[t]!;
    });
    return part;
  });
  const rest = y.map((value, t) => value - parts.reduce((sum, part) => sum + part[t]!, 0));
  const squares = parts.map((part) => part.reduce((sum, value) => sum + value * value, 0));
  const all = squares.reduce((sum, value) => sum + value, 0) || 1;
  const modes = waves.map((wave, w) => ({ ...wave, share: squares[w]! / all })).sort((a, b) => b.share - a.share);
  return { modes, order, residual: Math.sqrt(rest.reduce((sum, value) => sum + value * value, 0) / power) };
}
