import { cos, sin } from "../../core/math.ts";
import { requireThat } from "../estimate.ts";
import { leastSquares } from "../least-squares.ts";
import { omega } from "./frequency.ts";
import type { LockIn } from "./lock-in.ts";
import { dominantPole } from "./ring-down.ts";

/**
 * The dominant pole that a sweep implies: (b0 + b1 z + b2 z^2) / (z^2 - p z - q) fitted to gain and phase, for
 * comparison with the ring-down, which saw the same plant in another way. Needs 3 frequencies or more.
 * Source: E. C. Levy 1959, reweighted after C. Sanathanan, J. Koerner, IEEE Trans. Automatic Control 8 (1963).
 */
export function polesOfSweep(sweep: readonly LockIn[]): { modulus: number; angle: number } {
  requireThat(sweep.length >= 3, "3 frequencies or more", sweep.length, "polesOfSweep");
  let p = 0;
  let q = 0;
  const answered = sweep.filter(({ gain }) => gain.value > 0);
  for (let round = 0; round < 8; round++) {
    const rows: number[][] = [];
    const target: number[] = [];
    for (const { frequency, gain, phase } of answered) {
      const w = omega(frequency);
      const z = [cos(w), sin(w)] as const;
      const z2 = [cos(2 * w), sin(2 * w)] as const;
      const g = [gain.value * cos(phase), gain.value * sin(phase)] as const;
      const bottom = [z2[0] - p * z[0] - q, z2[1] - p * z[1]] as const;
      // each frequency counts by its relative error, or the peak would drown the rest
      const weight = 1 / (Math.sqrt(bottom[0] * bottom[0] + bottom[1] * bottom[1]) * gain.value);
      // g z^2 = b0 + b1 z + b2 z^2 + p g z + q g, real and imaginary part
      rows.push([1, z[0], z2[0], g[0] * z[0] - g[1] * z[1], g[0]].map((value) => value * weight));
      rows.push([0, z[1], z2[1], g[0] * z[1] + g[1] * z[0], g[1]].map((value) => value * weight));
      target.push((g[0] * z2[0] - g[1] * z2[1]) * weight, (g[0] * z2[1] + g[1] * z2[0]) * weight);
    }
    const solution = leastSquares(rows, target);
    p = solution[3]!;
    q = solution[4]!;
  }
  return dominantPole(p, q);
}
