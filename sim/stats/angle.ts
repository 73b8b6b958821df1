import { cos, sin } from "../core/math.ts";

/**
 * Angle of the vector (x, y) in (-pi, pi], as Math.atan2 but the same on every machine, which matters because sweeps
 * choose their next frequency from it. Error below 1e-15; 0 at the origin.
 *
 * @example
 * const quarter = angleOf(1, 0); // pi / 2
 */
export function angleOf(y: number, x: number): number {
  const length = Math.sqrt(x * x + y * y);
  if (length === 0) return 0;
  const u = Math.abs(x) / length;
  const v = Math.abs(y) / length;
  const ratio = v < u ? v / u : u / v;
  let first = ratio * (1.0584 - 0.2731 * ratio); // within 0.004 of the arc tangent on [0, 1]
  if (v >= u) first = Math.PI / 2 - first;
  // the vector turned back by the guess: what angle remains is its sine, to the third order
  for (let i = 0; i < 2; i++) {
    const rest = v * cos(first) - u * sin(first);
    first += rest + (rest * rest * rest) / 6;
  }
  const upper = x < 0 ? Math.PI - first : first;
  return y < 0 ? -upper : upper;
}
