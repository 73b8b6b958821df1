import { requireThat } from "./estimate.ts";

/**
 * Nakamoto coefficient of holdings in wei: the least number of holders who together have more than half of everything,
 * so that they could act as one against the others. Exact. Holdings must not be negative; 0 for nobody or nothing.
 * Source: B. Srinivasan, L. Lee, "Quantifying Decentralization", 2017.
 *
 * @example
 * const control = nakamoto([1n, 1n, 10n]); // 1
 */
export function nakamoto(holdings: readonly bigint[]): number {
  const descending = [...holdings].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
  const least = descending.at(-1) ?? 0n;
  requireThat(least >= 0n, "holdings of 0 wei or more", least, "nakamoto");
  const total = descending.reduce((sum, value) => sum + value, 0n);
  if (total === 0n) return 0;
  let together = 0n;
  return 1 + descending.findIndex((value) => (together += value) * 2n > total);
}
