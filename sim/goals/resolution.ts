/** Spacing of the floats just above 1: what one rounding may change, as a share of the number. */
const EPSILON = 2 ** -52;

/**
 * The margin to a bound that rounding alone could make: n * 2^-52 * the greater of both magnitudes, n being how many
 * numbers a value was made of (agents, and generations of the window). Whole numbers below 2^53 are added and compared
 * without rounding, so that counts, and a gain of nothing, have none.
 */
export function resolutionOf(value: number, bound: number, n: number): number {
  if (!Number.isFinite(bound) || !Number.isFinite(value) || Number.isSafeInteger(value)) return 0;
  return n * EPSILON * Math.max(Math.abs(value), Math.abs(bound));
}

/** Numbers that a value is taken to be made of where nobody says. */
export const TERMS = 64;
