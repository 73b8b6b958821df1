import { maxOf } from "../core/many.ts";
import { InputError } from "../core/errors/errors.ts";
import { hypervolumeWfg } from "./hypervolume-wfg.ts";
import { sweep2, sweep3 } from "./hypervolume-sweep.ts";

/**
 * Exact hypervolume: the measure of what the points dominate and the reference point bounds (Zitzler & Thiele 1998). All
 * objectives minimised; points not better than the reference in every objective add nothing. A sweep for two and three
 * objectives, WFG above.
 * @throws {InputError} OBJECTIVE_COUNT, NOT_FINITE
 *
 * @example
 * const area = hypervolume([[1, 1]], [2, 2]); // 1
 */
export function hypervolume(points: readonly (readonly number[])[], reference: readonly number[]): number {
  const bad = points.find((point) => point.length !== reference.length);
  if (bad || reference.length === 0)
    throw InputError.of("OBJECTIVE_COUNT", {
      expected: "points with as many objectives as the reference point, at least one",
      found: `${bad?.length ?? 0} and ${reference.length}`,
    });
  if (![reference, ...points].every((point) => point.every(Number.isFinite)))
    throw InputError.of("NOT_FINITE", { found: "NaN or an infinity" });
  const inside = points.filter((point) => point.every((value, m) => value < reference[m]!));
  if (inside.length === 0) return 0;
  // Measured from the reference point, all coordinates are positive lengths and larger is better.
  const lengths = inside.map((point) => point.map((value, m) => reference[m]! - value));
  if (reference.length === 1) return maxOf(lengths.map(([length]) => length!));
  if (reference.length === 2) return sweep2(lengths);
  if (reference.length === 3) return sweep3(lengths);
  return hypervolumeWfg(lengths);
}
