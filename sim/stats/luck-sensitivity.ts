import { maxOf } from "../core/many.ts";
import { requireThat, type Estimate } from "./estimate.ts";
import { sobolIndices, type SobolIndices, type SobolOptions } from "./sobol-indices.ts";

/** What a factor explains of a measure. */
export interface FactorSensitivity extends SobolIndices {
  /** `shown`: the interval of the total index leaves 0 out. Negative estimates are kept as they are. */
  readonly verdict: "shown" | "not shown";
}

export interface LuckSensitivity {
  /** One entry a factor, in their order. */
  readonly factors: readonly FactorSensitivity[];
  /** The agents' own luck, as a factor like any other: `total` is the share of the variance that a seed takes part in. */
  readonly luck: FactorSensitivity;
  /** Why there are too few rows to rely on the indices; absent where there are enough. */
  readonly undersampled?: string;
}

/** A total index known less well than to this, on either side, ranks nothing. */
const MAX_HALF_WIDTH = 0.2;
/** Fewer rows do not show the tails that bootstrap intervals need. */
const MIN_ROWS = 64;
const UNITS = 2 ** 32;

/** The seed that a coordinate of [0, 1) stands for. */
export function luckSeed(seed: string, coordinate: number): string {
  return `${seed}/luck ${Math.floor(coordinate * UNITS)}`;
}

/**
 * Variance-based sensitivity of a measure that also depends on agents' luck. The values are those at
 * `saltelliPoints(dimension + 1, ...)`, whose last coordinate is the seed (`luckSeed`), so that luck is a factor: it
 * gets indices of its own and no other factor is charged with it. With one seed for all, what interacts with luck
 * would count as effect, and with a fresh seed for each run every total index would grow by the noise.
 */
export function luckSensitivity(dimension: number, values: ArrayLike<number>, options: SobolOptions): LuckSensitivity {
  requireThat(dimension >= 1, "a factor beside luck", dimension, "luckSensitivity");
  const all = sobolIndices(dimension + 1, values, options).map((indices): FactorSensitivity => {
    return { ...indices, verdict: indices.total.low > 0 ? "shown" : "not shown" };
  });
  const undersampled = shortage(all);
  return { factors: all.slice(0, -1), luck: all[dimension]!, ...(undersampled !== undefined && { undersampled }) };
}

function shortage(all: readonly FactorSensitivity[]): string | undefined {
  const rows = all[0]!.total.n;
  if (rows < MIN_ROWS) return `${rows} rows, ${MIN_ROWS} needed`;
  const wide = maxOf(all.map(({ total }) => (total.high - total.low) / 2));
  if (wide > MAX_HALF_WIDTH) {
    const needed = Math.ceil(rows * (wide / MAX_HALF_WIDTH) ** 2);
    return `a total index is known to within ${wide.toFixed(2)} only; about ${needed} rows needed`;
  }
  if (all.some(({ first, total }) => outside(first) || outside(total)))
    return "an index lies outside [0, 1] by more than its error: the measure's tail is not sampled";
  return undefined;
}

function outside({ low, high }: Estimate): boolean {
  return low > 1 || high < 0;
}
