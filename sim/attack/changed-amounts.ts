import { exp } from "../core/math.ts";
import type { Random } from "../core/random.ts";
import { number, WHOLE, type Amount } from "./program.ts";

/** An amount changed: a factor, a whole, or another one. */
export function changedAmount(random: Random, amount: Amount): Amount {
  const draw = random.unit();
  if (amount.kind === "share") {
    if (draw < 0.25) return { ...amount, numerator: WHOLE, plus: 0n };
    if (draw < 0.35) return { ...amount, plus: amount.plus + (random.unit() < 0.5 ? 1n : -1n) };
    if (draw < 0.5) return { ...amount, numerator: WHOLE / random.pick([2n, 3n, 4n, 10n, 100n]) };
    return { ...amount, numerator: scaledBy(amount.numerator, logNormal(random, 0.7)) || 1n };
  }
  if (draw < 0.15) return number(amount.value + 1n);
  if (draw < 0.3) return number(amount.value > 0n ? amount.value - 1n : 0n);
  if (draw < 0.4) return number(amount.value * 2n);
  if (draw < 0.5) return number(amount.value / 2n);
  if (draw < 0.6) return number(amount.value * 10n);
  return number(scaledBy(amount.value, logNormal(random, 1)));
}

function logNormal(random: Random, size: number): number {
  // A sum of uniforms is normal enough to draw factors.
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random.unit();
  return exp(size * sum);
}

/** An integer times a factor, exact for whole numbers of parts. */
export function scaledBy(value: bigint, factor: number): bigint {
  return (value * BigInt(Math.round(factor * 1e6))) / 1_000_000n;
}
