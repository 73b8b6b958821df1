import { cos, pow, sin } from "../../core/math.ts";
import { requireSample } from "../estimate.ts";
import { modesOf, type Mode } from "./modes.ts";

/** The slowest pole of a series left alone after a kick. */
export interface RingDown {
  /** Growth of the envelope a step: below 1 it dies out, above 1 it feeds itself. 0 when nothing answered the kick. */
  readonly modulus: number;
  /** Radians a step: 0 decays without swinging, pi flips sign every step. */
  readonly angle: number;
  /** Poles that explain the series, this one among them. */
  readonly order: number;
  /** Root mean square of what the poles leave unexplained, over that of the series. */
  readonly residual: number;
  /** The part of the series that was fitted. */
  readonly from: number;
  readonly to: number;
  /** The kick shifted the series for good, as it does any running total; the pole is that of its changes. */
  readonly accumulates: boolean;
}

/** A fit that leaves more than this unexplained is told to be one, and believed only for want of a better. */
export const WELL_FITTED = 0.01;
/** The accuracy to which a modulus is known. */
export const MARGINAL = 1e-3;
/** Steps below which a part tells nothing. */
const SHORTEST = 12;

/**
 * The slowest pole of the paired difference of a kicked and an unkicked run, of as many poles as explain it. Where they
 * do not explain the whole series (saturation at the end, noise that drowns it), the longest part that they do explain
 * within 1 % is taken, else the best one. A series that ends larger than it began has grown, even if what it has
 * become is steady: its beginning decides. A series that the kick has shifted for good is fitted in its changes from
 * step to step, which have the same poles but that of the sum.
 */
export function fitRingDown(series: ArrayLike<number>): RingDown {
  requireSample(series, 9, "fitRingDown");
  const whole = Float64Array.from(series);
  // what hears of the kick some steps late has poles of its own once it has heard
  const heard = Math.min(
    Math.max(
      0,
      whole.findIndex((value) => value !== 0),
    ),
    whole.length - 9,
  );
  const fit = fitAnswer(whole.subarray(heard));
  return { ...fit, from: fit.from + heard, to: fit.to + heard };
}

function fitAnswer(y: Float64Array): RingDown {
  const plain = bestWindow(y);
  const total = plain.angle === 0 && Math.abs(plain.modulus - 1) <= MARGINAL;
  if (plain.residual <= WELL_FITTED && !total) return plain;
  const summed = bestWindow(Float64Array.from({ length: y.length - 1 }, (_, i) => y[i + 1]! - y[i]!));
  // noise is never better explained in changes, which double it
  return total || summed.residual < plain.residual / 2 ? { ...summed, accumulates: true } : plain;
}

function bestWindow(y: Float64Array): RingDown {
  const best = bestOf(y, [1, 0.8, 0.6, 0.4, 0.25], [0, 0.5, 1]);
  const growing = (fit: RingDown): boolean => fit.modulus > 1 + MARGINAL;
  if (!growing(best) && !grown(y)) return best;
  const small = y.subarray(0, smallUntil(y));
  const shares = Array.from({ length: 16 }, (_, i) => pow(0.8, i));
  const beginning = bestOf(small, shares, [0], growing);
  return beginning.residual <= WELL_FITTED && growing(beginning) ? beginning : best;
}

/** The first part that is well explained, the longest first, or else the one that is explained best. */
function bestOf(
  y: Float64Array,
  shares: readonly number[],
  places: readonly number[],
  accept: (fit: RingDown) => boolean = () => true,
): RingDown {
  let best: RingDown | undefined;
  for (const share of shares) {
    const length = Math.floor(y.length * share);
    if (length < SHORTEST && best) break;
    for (const place of share === 1 ? [0] : places) {
      const from = Math.round((y.length - length) * place);
      const fit = fitWindow(y, from, from + length);
      if (fit.residual <= WELL_FITTED && accept(fit)) return fit;
      if (best === undefined || fit.residual < best.residual) best = fit;
    }
  }
  return best!;
}

/** Whether the last quarter is more than twice as large as the beginning. */
function grown(y: Float64Array): boolean {
  const size = (part: Float64Array): number => part.reduce((sum, value) => sum + value * value, 0) / part.length;
  return size(y.subarray(-Math.ceil(y.length / 4))) > 4 * size(y.subarray(0, SHORTEST));
}

/** Until when a series stays within ten times the size of its beginning: what grows is linear only while it is small. */
function smallUntil(y: Float64Array): number {
  const first = y.subarray(0, SHORTEST / 2).reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const large = y.findIndex((value) => Math.abs(value) > 10 * first);
  return large < 0 ? y.length : Math.max(large, SHORTEST);
}

function fitWindow(y: Float64Array, from: number, to: number): RingDown {
  const { modes, order, residual } = modesOf(y.subarray(from, to));
  const slowest = ownModes(modes).reduce((a, b) => (b.modulus > a.modulus ? b : a), { modulus: 0, angle: 0 });
  return { modulus: slowest.modulus, angle: slowest.angle, order, residual, from, to, accumulates: false };
}

/** A weaker mode than this share is not told from what is left unexplained. */
const WEAK = WELL_FITTED ** 2;
/** How near a pole must be to a product of stronger ones to be their harmonic, relative. */
const NEAR = 0.02;

/**
 * Modes that are the plant's own. A plant that is not quite linear adds powers and products of its poles; of poles that
 * decay they are the faster, but of one that grows they grow faster than it does, and would pass for the slowest.
 */
function ownModes(modes: readonly Mode[]): readonly Mode[] {
  const own: Mode[] = [];
  for (const mode of modes) {
    if (mode.share < WEAK) continue;
    if (mode.modulus <= 1 || !isProduct(mode, own)) own.push(mode);
  }
  return own;
}

function isProduct(mode: Mode, stronger: readonly Mode[]): boolean {
  const poles = stronger.flatMap(({ modulus, angle }) => [complex(modulus, angle), complex(modulus, -angle)]);
  const [re, im] = complex(mode.modulus, mode.angle);
  const seconds = products(poles, poles);
  return [...seconds, ...products(seconds, poles)].some(
    ([a, b]) => Math.sqrt((a - re) ** 2 + (b - im) ** 2) < NEAR * mode.modulus,
  );
}

type Complex = readonly [number, number];

const complex = (modulus: number, angle: number): Complex => [modulus * cos(angle), modulus * sin(angle)];

function products(first: readonly Complex[], second: readonly Complex[]): Complex[] {
  return first.flatMap(([a, b]) => second.map(([c, d]): Complex => [a * c - b * d, a * d + b * c]));
}
