import { log } from "../core/math.ts";
import type { Random } from "../core/random.ts";

/**
 * n independent standard normal draws, by the polar method (Marsaglia & Bray 1964).
 *
 * @example
 * const draws = normals(4, Random.of(1, "draws"));
 */
export function normals(n: number, random: Random): number[] {
  const draws: number[] = [];
  while (draws.length < n) {
    const x = 2 * random.unit() - 1;
    const y = 2 * random.unit() - 1;
    const s = x * x + y * y;
    if (s >= 1 || s === 0) continue;
    const factor = Math.sqrt((-2 * log(s)) / s);
    draws.push(x * factor, y * factor);
  }
  draws.length = n;
  return draws;
}
