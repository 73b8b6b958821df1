import { formatInterval, formatNumber } from "../text.ts";

interface Yield {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Runs that it is of. */
  readonly n: number;
}

/** The share of runs that keep a goal; before the first run nothing is known of it, whatever an estimator starts from. */
export const yieldText = ({ value, n }: Yield): string => (n === 0 ? "none" : formatNumber(value));

export const yieldInterval = ({ low, high, n }: Yield): string => (n === 0 ? "not known" : formatInterval(low, high));
