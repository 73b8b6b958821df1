import { log } from "../core/math.ts";

/** Strategy parameters of CMA-ES, all from Hansen, "The CMA Evolution Strategy: A Tutorial" (2016), table 1. */
export interface CmaParameters {
  /** Dimension n and population size lambda. */
  readonly n: number;
  readonly lambda: number;
  /** Recombination weights by rank: the better half adds up to 1, the rest is negative (active CMA). */
  readonly weights: readonly number[];
  /** Number of positive weights, and the variance-effective size of that half. */
  readonly mu: number;
  readonly muEff: number;
  /** Learning rates of the two paths and of the rank-one and rank-mu updates; damping of the step size. */
  readonly cSigma: number;
  readonly cC: number;
  readonly c1: number;
  readonly cMu: number;
  readonly dSigma: number;
  /** Expected length of a standard normal vector in n dimensions. */
  readonly chiN: number;
}

export function usualLambda(n: number): number {
  return 4 + Math.floor(3 * log(n));
}

export function cmaParameters(n: number, lambda: number): CmaParameters {
  const raw = Array.from({ length: lambda }, (_, i) => log((lambda + 1) / 2) - log(i + 1));
  const mu = Math.floor(lambda / 2);
  const muEff = effectiveSize(raw.slice(0, mu));
  const muEffBad = effectiveSize(raw.slice(mu));

  const cSigma = (muEff + 2) / (n + muEff + 5);
  const cC = (4 + muEff / n) / (n + 4 + (2 * muEff) / n);
  const c1 = 2 / ((n + 1.3) ** 2 + muEff);
  const cMu = Math.min(1 - c1, (2 * (0.25 + muEff + 1 / muEff - 2)) / ((n + 2) ** 2 + muEff));
  const dSigma = 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma;

  const good = sum(raw.slice(0, mu));
  const bad = -sum(raw.slice(mu));
  const badShare = Math.min(1 + c1 / cMu, 1 + (2 * muEffBad) / (muEff + 2), (1 - c1 - cMu) / (n * cMu));
  const weights = raw.map((w, i) => (i < mu ? w / good : (w * badShare) / bad));
  const chiN = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
  return { n, lambda, weights, mu, muEff, cSigma, cC, c1, cMu, dSigma, chiN };
}

function effectiveSize(weights: readonly number[]): number {
  return sum(weights) ** 2 / sum(weights.map((w) => w * w));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
