import { exp, log } from "../core/math.ts";
import { type Process, plain } from "./process.ts";
import type { Uncertain } from "./uncertain.ts";

/** Beyond it the count is no longer found in reasonable time; arrivals that frequent are a flow. */
const MAX = 1e6;

/** How many arrive a block on average. */
export interface PoissonArrivalsOptions {
  /** Mean number of arrivals a block, at most 1e6. */
  readonly rate: Uncertain;
}

/**
 * The number of arrivals in each block, independent and Poisson distributed. One innovation a block.
 *
 * @example
 * const buyers = poissonArrivals({ rate: 2 });
 */
export function poissonArrivals(options: PoissonArrivalsOptions): Process<"rate"> {
  return {
    ...plain,
    kind: "poissonArrivals",
    innovations: 1,
    parameters: { rate: options.rate },
    domains: { rate: { atLeast: 0, atMost: MAX } },
    path: ({ rate }) => ({ next: (u) => poissonCount(rate, u[0]!), save: () => [], restore: () => {} }),
  };
}

/**
 * The smallest k with P(X <= k) > u for X Poisson with the mean given: inversion, so the count grows with u. The search
 * starts ten deviations below the mean, where less than the smallest u has been passed.
 */
export function poissonCount(mean: number, u: number): number {
  if (mean === 0) return 0;
  let k = Math.max(0, Math.floor(mean - 10 * Math.sqrt(mean) - 10));
  let density = exp(k === 0 ? -mean : logDensity(mean, k));
  let passed = density;
  while (passed <= u) {
    density *= mean / ++k;
    passed += density;
    if (k > mean && density < 1e-18) break; // what remains is below the resolution of u
  }
  return k;
}

/** log of e^-mean mean^k / k! by Stirling's series; k is at least 1, and mostly hundreds. */
function logDensity(mean: number, k: number): number {
  const k2 = k * k;
  const stirling = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * k2)) / k2) / k2) / k;
  return k - mean + k * log(mean / k) - stirling - 0.5 * log(2 * Math.PI * k);
}
