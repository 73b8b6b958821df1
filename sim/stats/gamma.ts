import { exp, log } from "../core/math.ts";

const HALF_LOG_2PI = 0.9189385332046728;

/** ln Gamma(x) for x > 0; error a few 1e-15 of the larger of 1 and x ln x. */
export function logGamma(x: number): number {
  return (x - 0.5) * log(x) - x + HALF_LOG_2PI + stirlingError(x);
}

/** ln B(a, b) = ln Gamma(a) + ln Gamma(b) - ln Gamma(a + b) for a, b > 0. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/**
 * What Stirling's formula (x - 1/2) ln x - x + ln(2 pi)/2 lacks to ln Gamma(x): the series of Bernoulli numbers where
 * it converges to the last bit (x >= 15), below that stepped up by Gamma(x + 1) = x Gamma(x).
 */
export function stirlingError(x: number): number {
  let sum = 0;
  let z = x;
  for (; z < 15; z++) sum += (z + 0.5) * log((z + 1) / z) - 1;
  const s = 1 / (z * z);
  return sum + (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - (s * 691) / 360360))))) / z;
}

/**
 * x^a y^b / B(a, b) with y = 1 - x, the common factor of the beta and binomial distributions, without the cancellation
 * of three large logarithms. Source: C. Loader, "Fast and accurate computation of binomial probabilities", 2000.
 */
export function betaPower(a: number, b: number, x: number, y: number): number {
  if (x <= 0 || y <= 0) return 0;
  const n = a + b;
  const correction = stirlingError(n) - stirlingError(a) - stirlingError(b);
  return exp(correction - deviance(a, n * x) - deviance(b, n * y)) * Math.sqrt((a * b) / (2 * Math.PI * n));
}

/** a ln(a/m) + m - a, by its series where the two nearly cancel. */
function deviance(a: number, m: number): number {
  if (Math.abs(a - m) >= 0.1 * (a + m)) return a * log(a / m) + m - a;
  const v = (a - m) / (a + m);
  let sum = (a - m) * v;
  let term = 2 * a * v;
  for (let i = 3; i < 60; i += 2) {
    term *= v * v;
    const next = sum + term / i;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}
