import { cos, sin } from "../../core/math.ts";
import { requireThat } from "../estimate.ts";
import { leastSquares } from "../least-squares.ts";
import { omega } from "./frequency.ts";
import type { LockIn } from "./lock-in.ts";
import { dominantRoot } from "./roots.ts";

type Complex = readonly [number, number];

/**
 * The dominant pole that a sweep implies: (b0 + ... + bK z^K) / (z^K - a1 z^(K-1) - ... - aK) fitted to gain and phase,
 * K poles as the ring-down has found them, for comparison with it, which saw the same plant in another way. Needs K + 1
 * frequencies with an answer; undefined with fewer.
 * Source: E. C. Levy 1959, reweighted after C. Sanathanan, J. Koerner, IEEE Trans. Automatic Control 8 (1963).
 */
export function polesOfSweep(sweep: readonly LockIn[], order: number): { modulus: number; angle: number } | undefined {
  requireThat(order >= 1, "a pole or more", order, "polesOfSweep");
  const answered = sweep.filter(({ gain }) => gain.value > 0);
  if (answered.length <= order) return undefined;
  let a: readonly number[] = new Array<number>(order).fill(0);
  for (let round = 0; round < 8; round++) {
    const rows: number[][] = [];
    const target: number[] = [];
    for (const { frequency, gain, phase } of answered) {
      const w = omega(frequency);
      const power = (k: number): Complex => [cos(k * w), sin(k * w)];
      const g: Complex = [gain.value * cos(phase), gain.value * sin(phase)];
      const answer = (k: number): Complex => times(g, power(k));
      const bottom = a.reduce<Complex>(([re, im], value, k) => {
        const [x, y] = power(order - 1 - k);
        return [re - value * x, im - value * y];
      }, power(order));
      // each frequency counts by its relative error, or the peak would drown the rest
      const weight = 1 / (Math.sqrt(bottom[0] * bottom[0] + bottom[1] * bottom[1]) * gain.value);
      const waves = Array.from({ length: order + 1 }, (_, k) => power(k));
      const answers = a.map((_, k) => answer(order - 1 - k));
      // g z^K = b0 + ... + bK z^K + a1 g z^(K-1) + ... + aK g, real and imaginary part
      for (const part of [0, 1] as const) {
        rows.push([...waves, ...answers].map((value) => value[part] * weight));
        target.push(answer(order)[part] * weight);
      }
    }
    a = leastSquares(rows, target).slice(order + 1);
  }
  return dominantRoot(a);
}

function times([a, b]: Complex, [c, d]: Complex): Complex {
  return [a * c - b * d, a * d + b * c];
}
