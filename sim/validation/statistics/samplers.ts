import { exp, log } from "../../core/math.ts";
import { normalDraw } from "../../core/normal.ts";
import type { Random } from "../../core/random.ts";

/** One observation at a time, and the mean of the distribution that they come from. */
export interface Source {
  readonly about: string;
  readonly mean: number;
  draw(random: Random): number;
}

export const normal: Source = { about: "normal", mean: 0, draw: (random) => normalDraw(random.unit()) };

export const exponential: Source = { about: "exponential", mean: 1, draw: (random) => -log(1 - random.unit()) };

export function lognormal(sigma: number): Source {
  return {
    about: `lognormal ${sigma}`,
    mean: exp((sigma * sigma) / 2),
    draw: (random) => exp(sigma * normalDraw(random.unit())),
  };
}

/** Student's t with 3 degrees of freedom: symmetric, with heavy tails. */
export const heavy: Source = {
  about: "Student's t, 3 degrees of freedom",
  mean: 0,
  draw: (random) => {
    const [z, a, b, c] = Array.from({ length: 4 }, () => normalDraw(random.unit()));
    return z! / Math.sqrt((a! * a! + b! * b! + c! * c!) / 3);
  },
};

/** Near 1, but for crashes to 0: the shape of a design that fails rarely. Within [0, 1.5]. */
export function crashing(probability: number): Source {
  return {
    about: `${100 * probability} % crashes`,
    mean: 1 - probability,
    draw: (random) => (random.unit() < probability ? 0 : 0.9 + 0.2 * random.unit()),
  };
}

export function sampleOf(source: Source, n: number, random: Random): Float64Array {
  return Float64Array.from({ length: n }, () => source.draw(random));
}

/** A stationary first-order autoregression of mean 0 and standard deviation 1, from innovations of mean 0. */
export function autoregression(rho: number, n: number, random: Random, innovation: Source = normal): Float64Array {
  const scale = Math.sqrt(1 - rho * rho);
  let x = 0;
  const next = (): number => (x = rho * x + scale * (innovation.draw(random) - innovation.mean));
  if (innovation === normal) x = normalDraw(random.unit());
  else for (let i = 0; i < 100; i++) next(); // forgets where it began
  return Float64Array.from({ length: n }, next);
}

/** A slow autoregression that hides under white noise: its share of the variance is given. */
export function hiddenMemory(rho: number, share: number, n: number, random: Random): Float64Array {
  const [slow, fast] = [Math.sqrt(share), Math.sqrt(1 - share)];
  return autoregression(rho, n, random).map((value) => slow * value + fast * normalDraw(random.unit()));
}

/** Adds a straight line under which the level of the last quarter is higher than that of the third by `drift`. */
export function drifting(series: Float64Array, drift: number): Float64Array {
  const n = series.length;
  return series.map((value, i) => value + (4 * drift * i) / n);
}

export function trials(probability: number, n: number, random: Random): boolean[] {
  return Array.from({ length: n }, () => random.unit() < probability);
}
