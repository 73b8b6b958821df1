import { InputError } from "../core/errors/errors.ts";

/** When a search no longer gains: over the last `window` batches a measure rose by less than `tolerance` of its value. */
export interface StallRule {
  /** Batches looked back on, at least 1. */
  readonly window: number;
  /** Relative gain, > 0: 0.001 is a tenth of a percent. */
  readonly tolerance: number;
}

/**
 * Whether a measure that should grow (the hypervolume after each batch, oldest first) has stalled. Never before it is
 * positive, so a search that still looks for its first feasible design goes on.
 * @throws {InputError} STALL_RULE
 *
 * @example
 * const over = hasStalled([3, 2, 2, 2], { window: 2, tolerance: 0.01 });
 */
export function hasStalled(history: readonly number[], { window, tolerance }: StallRule): boolean {
  if (!(Number.isInteger(window) && window >= 1 && tolerance > 0))
    throw InputError.of("STALL_RULE", { found: `${window} and ${tolerance}` });
  if (history.length <= window) return false;
  const now = history.at(-1)!;
  const before = history.at(-1 - window)!;
  return before > 0 && now - before < tolerance * now;
}
