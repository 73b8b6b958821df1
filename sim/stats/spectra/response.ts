import { sortedQuantile } from "../quantile.ts";
import type { Inquiry } from "../inquiry.ts";
import { requireThat } from "../estimate.ts";
import { envelopeSlope } from "./envelope.ts";
import { distinct, frequencyGrid, nearestFrequency, omega, wave, type Frequency } from "./frequency.ts";
import { lockIn, type LockIn } from "./lock-in.ts";
import { refinePeak, type Peak } from "./peak.ts";
import { fitRingDown, MARGINAL, WELL_FITTED, type RingDown } from "./ring-down.ts";
import { polesOfSweep } from "./sweep-poles.ts";

export interface ResponseOptions {
  /** How many measures each run returns. */
  readonly measures: number;
  /** Of the forcing, in its own unit; the sweep is repeated at twice this. */
  readonly amplitude: number;
  /** Steps before any forcing; default 0. */
  readonly settle?: number;
  /** Steps of the ring-down after the kick; default 200. */
  readonly ring?: number;
  /** Longest window of whole periods; default 512. It sets how finely frequencies can be told apart. */
  readonly samples?: number;
  /** Longest period of the sweep; default a quarter of `samples`. */
  readonly longestPeriod?: number;
  /** Frequencies of the sweep, log-spaced; default 24. */
  readonly frequencies?: number;
  /** Most steps to wait for the transient, whatever its pole says; default 4,000. */
  readonly patience?: number;
}

/** `damped`: forcing is passed on; `resonant`: amplified; `self-exciting`: grows without forcing. */
export type ResponseVerdict = "damped" | "resonant" | "self-exciting";

export interface MeasureResponse {
  readonly verdict: ResponseVerdict;
  readonly ringDown: RingDown;
  /** One entry a frequency, ascending; empty where the plant is marginal or unstable and has no finite gain. */
  readonly sweep: readonly LockIn[];
  /** Highest gain, bracketed; Infinity for a marginal plant, undefined for an unstable one or one without an answer. */
  readonly peak?: Peak;
  /** Marginal plant only: growth of the envelope a step for a forcing of amplitude 1 at its own frequency. */
  readonly envelopeSlope?: number;
  /** Frequencies whose gain changed by more than 5 % when the amplitude was doubled. */
  readonly nonLinear: readonly { readonly frequency: Frequency; readonly change: number }[];
  /** The pole that the sweep implies; it must agree with the ring-down's. Not for a measure that accumulates. */
  readonly sweepPole?: { readonly modulus: number; readonly angle: number };
}

export interface Response {
  /** The worst of the measures. */
  readonly verdict: ResponseVerdict;
  /** The slowest pole seen by any measure that poles explain. */
  readonly pole: RingDown;
  /** 1 - modulus: how far from self-excitation. */
  readonly stabilityMargin: number;
  readonly measures: readonly MeasureResponse[];
}

const NON_LINEAR = 0.05;
/** A gain this many times the plain one (the larger of the lowest frequency's and the median) is a resonance: 6 dB. */
export const RESONANCE = 2;

/**
 * Frequency response of a plant. A point is a forcing series, its value one series a measure: the state that the
 * forcing of the same step then acts on. All runs must use the same seed; the unforced run is subtracted from each.
 *
 * 1. A single kick, up and down: the ring-down tells modulus and angle of the slowest pole. What does not die out is
 *    kicked again, a tenth as hard. Above 1.001 the plant is self-exciting
 *    and gets no gain. Within 0.001 of 1 it is forced at its own frequency and answers with a growing envelope.
 * 2. Otherwise sinusoids over the grid and at the pole's own angle, at once and twice the amplitude, each after ten
 *    time constants; lock-in; then the grid is refined around each measure's maximum.
 */
export function* frequencyResponse(options: ResponseOptions): Inquiry<Float64Array, readonly Float64Array[], Response> {
  const { measures, amplitude, settle = 0, ring = 200, samples = 512, frequencies = 24, patience = 4000 } = options;
  const { longestPeriod = samples / 4 } = options;
  requireThat(amplitude > 0 && measures >= 1, "an amplitude above 0 and a measure", amplitude, "frequencyResponse");
  const kicked = function* (size: number): Inquiry<Float64Array, readonly Float64Array[], RingDown[]> {
    const kick = new Float64Array(settle + ring);
    kick[settle] = size;
    const [up, down] = yield [kick, kick.map((value) => -value)];
    // The answer begins one step after the kick at the earliest. What is even in the kick cancels between up and down.
    return up!.map((series, m) => fitRingDown(difference(series, down![m]!, settle + 1)));
  };
  let ringDowns = yield* kicked(amplitude);
  if (slowest(ringDowns).modulus >= 1 - MARGINAL) {
    // What does not die out leaves the linear range sooner or later: the smaller the kick, the later.
    const smaller = yield* kicked(amplitude / 10);
    ringDowns = ringDowns.map((one, m) => (smaller[m]!.residual <= WELL_FITTED ? smaller[m]! : one));
  }
  const pole = slowest(ringDowns);

  if (pole.modulus > 1 + MARGINAL) {
    const unstable = (ringDown: RingDown): MeasureResponse => {
      const verdict = ringDown.modulus > 1 + MARGINAL ? "self-exciting" : "damped";
      return { verdict, ringDown, sweep: [], nonLinear: [] };
    };
    return response(pole, ringDowns.map(unstable));
  }
  // a pole that does not swing has no frequency of its own to be forced at: it is swept like any other
  if (pole.modulus >= 1 - MARGINAL && pole.angle > 0) return response(pole, yield* marginal(options, pole, ringDowns));

  const wait = Math.min(patience, Math.ceil(10 / Math.max(1e-9, 1 - pole.modulus)));
  const start = settle + wait;
  const [unforced] = yield [new Float64Array(start + samples)];
  const measure = function* (
    list: readonly Frequency[],
    scale: number,
  ): Inquiry<Float64Array, readonly Float64Array[], LockIn[][]> {
    const runs = yield list.map((f) => forcing(f, scale * amplitude, settle, start + f.samples));
    return list.map((f, i) =>
      runs[i]!.map((series, m) => lockIn(difference(series, unforced![m]!, settle), f, scale * amplitude, wait)),
    );
  };

  const own = pole.angle > 0 && pole.angle < Math.PI ? [nearestFrequency(pole.angle, samples)] : [];
  const grid = distinct([...frequencyGrid(frequencies, longestPeriod, samples), ...own]);
  const sweeps = yield* measure(grid, 1);
  const doubled = yield* measure(grid, 2);
  const results: MeasureResponse[] = [];
  for (let m = 0; m < measures; m++) {
    const sweep = sweeps.map((row) => row[m]!);
    const nonLinear = sweep.flatMap(({ frequency, gain }, i) => {
      const change = gain.value > 0 ? doubled[i]![m]!.gain.value / gain.value - 1 : 0;
      return Math.abs(change) > NON_LINEAR ? [{ frequency, change }] : [];
    });
    const ringDown = ringDowns[m]!;
    if (sweep.every(({ gain }) => gain.value === 0)) {
      results.push({ verdict: "damped", ringDown, sweep, nonLinear });
      continue;
    }
    const peak = yield* refinePeak(sweep, samples, function* (list) {
      return (yield* measure(list, 1)).map((row) => row[m]!);
    });
    const verdict = peak.gain.value > RESONANCE * plainGain(sweep) ? "resonant" : "damped";
    const sweepPole = ringDown.accumulates || ringDown.order === 0 ? undefined : polesOfSweep(sweep, ringDown.order);
    results.push({ verdict, ringDown, sweep, peak, nonLinear, ...(sweepPole && { sweepPole }) });
  }
  return response(pole, results);
}

function* marginal(
  { amplitude, settle = 0, samples = 512 }: ResponseOptions,
  pole: RingDown,
  ringDowns: readonly RingDown[],
): Inquiry<Float64Array, readonly Float64Array[], MeasureResponse[]> {
  const frequency = nearestFrequency(pole.angle, samples);
  const length = settle + frequency.samples;
  const [still, forced] = yield [new Float64Array(length), forcing(frequency, amplitude, settle, length)];
  return ringDowns.map((ringDown, m) => {
    const answer = difference(forced![m]!, still![m]!, settle);
    if (answer.every((value) => value === 0)) return { verdict: "damped", ringDown, sweep: [], nonLinear: [] };
    const slope = envelopeSlope(answer, omega(frequency)) / amplitude;
    const infinite = { value: Infinity, low: Infinity, high: Infinity, n: frequency.samples, confidence: 0.95 };
    const peak = { frequency, omega: pole.angle, gain: infinite, bracket: 0 };
    return { verdict: "resonant", ringDown, sweep: [], peak, envelopeSlope: slope, nonLinear: [] };
  });
}

function forcing(frequency: Frequency, amplitude: number, settle: number, length: number): Float64Array {
  return Float64Array.from({ length }, (_, t) => (t < settle ? 0 : amplitude * wave(frequency, t - settle)));
}

/** One minus the other from a step on, as long as the shorter lasts. */
function difference(series: Float64Array, unforced: Float64Array, from: number): Float64Array {
  const length = Math.min(series.length, unforced.length) - from;
  return Float64Array.from({ length }, (_, t) => series[from + t]! - unforced[from + t]!);
}

function slowest(ringDowns: readonly RingDown[]): RingDown {
  const explained = ringDowns.filter(({ residual }) => residual <= 0.1);
  const candidates = explained.length > 0 ? explained : ringDowns;
  return candidates.reduce((a, b) => (b.modulus > a.modulus ? b : a));
}

function plainGain(sweep: readonly LockIn[]): number {
  const gains = Float64Array.from(sweep, ({ gain }) => gain.value);
  return Math.max(gains[0]!, sortedQuantile(gains.slice().sort(), 0.5));
}

function response(pole: RingDown, measures: readonly MeasureResponse[]): Response {
  const verdict = (["self-exciting", "resonant", "damped"] as const).find((v) =>
    measures.some((m) => m.verdict === v),
  )!;
  return { verdict, pole, stabilityMargin: 1 - pole.modulus, measures };
}
