import { exp, log } from "./math.ts";

const INVERSE_SQRT_2PI = 0.3989422804014327;

// Wichura 1988, Algorithm AS 241, PPND16: numerator and denominator of three rational approximations, constant term first.
const CENTRE_P = [
  3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
  67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
];
const CENTRE_Q = [
  1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867, 39307.89580009271061,
  28729.085735721942674, 5226.495278852854561,
];
const TAIL_P = [
  1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504, 1.27045825245236838258,
  0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
];
const TAIL_Q = [
  1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
  0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
];
const FAR_P = [
  6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123, 0.026532189526576123093,
  0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
];
const FAR_Q = [
  1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
  1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
];

/**
 * The value that a standard normal variable stays below with probability p. Relative error about 1e-15 for
 * 1e-300 < p < 1 - 1e-16; -Infinity at 0, Infinity at 1, NaN outside [0, 1].
 * Source: M. J. Wichura, "Algorithm AS 241", Applied Statistics 37 (1988), 477-484.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(CENTRE_P, r)) / polynomial(CENTRE_Q, r);
  }
  const r = Math.sqrt(-log(q < 0 ? p : 1 - p));
  const x =
    r <= 5
      ? polynomial(TAIL_P, r - 1.6) / polynomial(TAIL_Q, r - 1.6)
      : polynomial(FAR_P, r - 5) / polynomial(FAR_Q, r - 5);
  return q < 0 ? -x : x;
}

/** A standard normal draw from an innovation u in [0, 1). Finite for every u: zero counts as half the smallest step. */
export function normalDraw(u: number): number {
  return normalQuantile(u > 0 ? u : 5.551115123125783e-17);
}

/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return INVERSE_SQRT_2PI * exp(-0.5 * x * x);
}

/**
 * The probability that a standard normal variable stays below x. Relative error below 1e-13 for x > -10, growing as
 * x^2 * 1e-16 further out. Near zero the Taylor series of G. Marsaglia, "Evaluating the normal distribution", Journal of
 * Statistical Software 11(4), 2004; in the tails Laplace's continued fraction of Mills' ratio.
 */
export function normalCdf(x: number): number {
  if (x !== x) return NaN;
  if (Math.abs(x) < 2) {
    let term = x;
    let sum = x;
    for (let i = 3; Math.abs(term) > 1e-18; i += 2) sum += term *= (x * x) / i;
    return 0.5 + sum * normalDensity(x);
  }
  const a = Math.abs(x);
  let fraction = a;
  for (let i = 150; i >= 1; i--) fraction = a + i / fraction;
  const tail = a === Infinity ? 0 : normalDensity(a) / fraction;
  return x < 0 ? tail : 1 - tail;
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}
