import { requireThat } from "./estimate.ts";
import { betaPower } from "./gamma.ts";

/**
 * Regularised incomplete beta function I_x(a, b), a, b > 0: the probability that a beta variable stays below x.
 * Lentz's evaluation of the continued fraction of DLMF 8.17.22; relative error below 1e-10 up to a + b = 1e6, about 1e-14 for small shapes.
 */
export function betaCdf(x: number, a: number, b: number): number {
  requireThat(a > 0 && b > 0, "positive shapes a and b", `${a}, ${b}`, "betaCdf");
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  return x < (a + 1) / (a + b + 2) ? lowerTail(x, 1 - x, a, b) : 1 - lowerTail(1 - x, x, b, a);
}

function lowerTail(x: number, y: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return (betaPower(a, b, x, y) * fraction) / a;

  function nonZero(value: number): number {
    return Math.abs(value) < tiny ? tiny : value;
  }
}

/** The x with I_x(a, b) = p, 0 <= p <= 1: Newton's steps, replaced by bisection wherever they leave the bracket. */
export function betaQuantile(p: number, a: number, b: number): number {
  requireThat(p >= 0 && p <= 1, "a probability", p, "betaQuantile");
  if (p === 0 || p === 1) return p;
  let low = 0;
  let high = 1;
  let x = a / (a + b);
  for (let i = 0; i < 200; i++) {
    const excess = betaCdf(x, a, b) - p;
    if (excess > 0) high = x;
    else low = x;
    const slope = betaPower(a, b, x, 1 - x) / (x * (1 - x));
    let next = x - excess / slope;
    if (!(next > low && next < high)) next = low === 0 && high < 1e-3 ? high / 16 : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-15 * x || excess === 0) return excess === 0 ? x : next;
    x = next;
  }
  return x;
}

/** Probability that Student's t with `freedom` > 0 degrees of freedom stays below t. */
export function studentCdf(t: number, freedom: number): number {
  const half = 0.5 * betaCdf(freedom / (freedom + t * t), freedom / 2, 0.5);
  return t > 0 ? 1 - half : half;
}

/** The value that Student's t with `freedom` > 0 degrees of freedom stays below with probability p, 0 < p < 1. */
export function studentQuantile(p: number, freedom: number): number {
  requireThat(p > 0 && p < 1, "a probability strictly between 0 and 1", p, "studentQuantile");
  if (p < 0.5) return -studentQuantile(1 - p, freedom);
  if (p > 0.75) {
    const x = betaQuantile(2 * (1 - p), freedom / 2, 0.5);
    return Math.sqrt((freedom * (1 - x)) / x);
  }
  const y = betaQuantile(2 * p - 1, 0.5, freedom / 2);
  return Math.sqrt((freedom * y) / (1 - y));
}

/** Probability of exactly k successes in n independent trials of probability p. */
export function binomialDensity(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0;
  if (p <= 0 || p >= 1) return k === (p <= 0 ? 0 : n) ? 1 : 0;
  if (k === 0) return powerOf(1 - p, n);
  if (k === n) return powerOf(p, n);
  return (betaPower(k, n - k, p, 1 - p) * n) / (k * (n - k));
}

/** Probability of at most k successes in n independent trials of probability p. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : 1 - betaCdf(p, Math.floor(k) + 1, n - Math.floor(k));
}

/** base^n by squaring: exact rounding behaviour that no platform's pow promises. */
function powerOf(base: number, n: number): number {
  let result = 1;
  for (let k = n, square = base; k > 0; k = Math.floor(k / 2), square *= square) if (k % 2 === 1) result *= square;
  return result;
}
