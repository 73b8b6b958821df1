import { requireThat } from "./estimate.ts";

/**
 * Gini coefficient of holdings in wei: 0 when all hold the same, (n - 1)/n when one holds everything. Exact until the
 * one division at the end. Holdings must not be negative; 0 for nobody or nothing.
 *
 * @example
 * const inequality = gini([1n, 1n, 10n]);
 */
export function gini(holdings: readonly bigint[]): number {
  const ascending = sorted(holdings);
  const n = BigInt(ascending.length);
  const total = sum(ascending);
  if (total === 0n) return 0;
  const weighted = ascending.reduce((acc, value, i) => acc + (2n * BigInt(i + 1) - n - 1n) * value, 0n);
  return ratio(weighted, n * total);
}

/** One point of the Lorenz curve: the poorest `population` of the holders own `wealth` of everything (both shares). */
export interface LorenzPoint {
  readonly population: number;
  readonly wealth: number;
}

/**
 * The Lorenz curve from (0, 0) to (1, 1), one point a holder; the diagonal when nobody owns anything.
 *
 * @example
 * const curve = lorenz([1n, 1n, 10n]);
 */
export function lorenz(holdings: readonly bigint[]): LorenzPoint[] {
  const ascending = sorted(holdings);
  const n = ascending.length;
  const total = sum(ascending);
  let owned = 0n;
  const points = ascending.map((value, i) => {
    owned += value;
    const population = (i + 1) / n;
    return { population, wealth: total === 0n ? population : ratio(owned, total) };
  });
  return [{ population: 0, wealth: 0 }, ...points];
}

/**
 * Herfindahl-Hirschman index, the sum of squared shares: 1/n when equal, 1 for a monopoly; 0 for nobody or nothing.
 *
 * @example
 * const concentration = herfindahl([1n, 1n, 2n]); // 0.375
 */
export function herfindahl(holdings: readonly bigint[]): number {
  const total = sum(sorted(holdings));
  if (total === 0n) return 0;
  return ratio(
    holdings.reduce((acc, value) => acc + value * value, 0n),
    total * total,
  );
}

/**
 * numerator / denominator as the nearest float but for one last bit, for integers of any size; denominator above 0.
 * Converting both first would overflow beyond 2^1024.
 */
export function ratio(numerator: bigint, denominator: bigint): number {
  requireThat(denominator > 0n, "a denominator above 0", denominator, "ratio");
  if (numerator < 0n) return -ratio(-numerator, denominator);
  if (numerator === 0n) return 0;
  // a quotient of 64 bits or more holds all the digits of a float
  const shift = Math.max(0, denominator.toString(16).length * 4 - numerator.toString(16).length * 4 + 72);
  let value = Number((numerator << BigInt(shift)) / denominator);
  let left = shift;
  for (; left >= 32; left -= 32) value /= 4_294_967_296;
  for (; left > 0; left--) value /= 2;
  return value;
}

function sorted(holdings: readonly bigint[]): bigint[] {
  const ascending = [...holdings].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  requireThat(ascending.length === 0 || ascending[0]! >= 0n, "holdings of 0 wei or more", ascending[0], "inequality");
  return ascending;
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((acc, value) => acc + value, 0n);
}
