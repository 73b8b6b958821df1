import { cos, sin } from "../core/math.ts";
import { distinct, frequencyGrid, nearestFrequency, wave, type Frequency } from "../stats/spectra/frequency.ts";
import { lockIn } from "../stats/spectra/lock-in.ts";
import { replicatedResponse, type ComplexGain, type ReplicatedResponse } from "../stats/spectra/replicated-response.ts";
import type { Response, ResponseVerdict } from "../stats/spectra/response.ts";
import { requireConfidence, type Estimate } from "../stats/estimate.ts";
import { mean, meanInterval } from "../stats/mean.ts";
import { fitRingDown, MARGINAL } from "../stats/spectra/ring-down.ts";

/** `not shown`: the agents' own luck hides whether the economy amplifies. */
export type ReplicatedVerdict = ResponseVerdict | "not shown";

/** What the answers of several seeds say together. */
export interface Replicates {
  /** Fresh seeds on which the answer was measured. */
  readonly seeds: number;
  /** Whether seeds differ at all. If none does, one seed tells all, and there is no noise floor. */
  readonly luck: boolean;
  /** With luck: frequencies of the grid, and one entry a measure. */
  readonly frequencies: readonly Frequency[];
  readonly measures: readonly ReplicatedResponse[];
}

/** Runs on a seed of their own, series by series and measure by measure: replicate r of each point. */
export type ReplicatedRun = (points: readonly Float64Array[], replicate: number) => Promise<Float64Array[][]>;

export interface ReplicateOptions {
  readonly replicates: number;
  readonly confidence: number;
  readonly amplitude: number;
  readonly settle: number;
  readonly ring: number;
  readonly samples: number;
  readonly frequencies: number;
}

/**
 * Judges what one seed said. Where nothing differs between seeds, it stands. Where agents draw, what one seed showed may
 * be their luck, so the verdict is that of the replicates alone: self-exciting if the mean answer to a kick is shown to
 * grow, else resonant or damped if that is shown of the gains, else not shown.
 */
export async function judgeReplicates(
  response: Response,
  run: ReplicatedRun,
  options: ReplicateOptions,
): Promise<{ verdict: ReplicatedVerdict; replicates: Replicates }> {
  const { replicates: n, confidence, amplitude, settle, ring, samples, frequencies } = options;
  requireConfidence(confidence, "judgeReplicates");
  const each = <T>(work: (replicate: number) => Promise<T>): Promise<T[]> =>
    Array.from({ length: n }, (_, r) => r).reduce<Promise<T[]>>(
      async (done, r) => [...(await done), await work(r)],
      Promise.resolve([]),
    );
  const kick = new Float64Array(settle + ring);
  kick[settle] = amplitude;
  const kicks = await each((r) => run([kick, kick.map((value) => -value)], r));
  if (kicks.every((one) => equal(one, kicks[0]!)))
    return { verdict: response.verdict, replicates: { seeds: n, luck: false, frequencies: [], measures: [] } };

  // error for growth and for gains, of every measure
  const measures = response.measures.map((_, m) => m);
  const own = 1 - (1 - confidence) / (2 * measures.length);
  // what the first seed suspects lies between the frequencies of the grid, perhaps; these seeds are others
  const { angle } = response.pole;
  const suspected = [
    ...(angle > 0 && angle < Math.PI ? [nearestFrequency(angle, samples)] : []),
    ...response.measures.flatMap(({ peak }) => (peak ? [peak.frequency] : [])),
  ];
  const grid = distinct([...frequencyGrid(frequencies, samples / 4, samples), ...suspected]);
  const wait = ring;
  const answers = await each(async (r): Promise<ComplexGain[][]> => {
    const length = (f: Frequency): number => settle + wait + f.samples;
    const points = grid.map((f) =>
      Float64Array.from({ length: length(f) }, (_, t) => (t < settle ? 0 : amplitude * wave(f, t - settle))),
    );
    const [still, ...forced] = await run([new Float64Array(settle + wait + samples), ...points], r);
    return measures.map((m) =>
      grid.map((f, i) => {
        const { gain, phase } = lockIn(difference(forced[i]![m]!, still![m]!, settle), f, amplitude, wait);
        return { re: gain.value * cos(phase), im: gain.value * sin(phase) };
      }),
    );
  });
  const gains = measures.map((m) =>
    replicatedResponse(
      answers.map((row) => row[m]!),
      { confidence: own },
    ),
  );
  const grows = measures.some((m) =>
    shownToGrow(
      kicks.map(([up, down]) => difference(up![m]!, down![m]!, settle + 1)),
      own,
    ),
  );
  const verdict: ReplicatedVerdict = grows
    ? "self-exciting"
    : gains.some((one) => one.verdict === "resonant")
      ? "resonant"
      : gains.every((one) => one.verdict === "damped")
        ? "damped"
        : "not shown";
  return { verdict, replicates: { seeds: n, luck: true, frequencies: grid, measures: gains } };
}

/**
 * Whether the mean answer to a kick has a pole that grows, and is shown to be greater at some step of the last quarter
 * than anywhere in the first: the pole alone may be luck's, and what is greater later alone a slow answer.
 */
export function shownToGrow(answers: readonly Float64Array[], confidence: number): boolean {
  const average = answers[0]!.map((_, t) => mean(answers.map((series) => series[t]!)));
  const quarter = Math.floor(average.length / 4);
  const sized = (t: number): Estimate => {
    const { value, low, high, ...rest } = meanInterval(
      answers.map((series) => series[t]!),
      1 - (1 - confidence) / (2 * quarter),
    );
    const least = low > 0 ? low : high < 0 ? -high : 0;
    return { ...rest, value: Math.abs(value), low: least, high: Math.max(Math.abs(low), Math.abs(high)) };
  };
  const steps = (from: number): Estimate[] => Array.from({ length: quarter }, (_, i) => sized(from + i));
  const before = steps(0).reduce((most, { high }) => Math.max(most, high), 0);
  const greater = steps(average.length - quarter).some(({ low }) => low > before);
  // the fit is the dear part
  return greater && fitRingDown(average).modulus > 1 + MARGINAL;
}

function equal(a: readonly (readonly Float64Array[])[], b: readonly (readonly Float64Array[])[]): boolean {
  return a.every((row, i) => row.every((series, m) => series.every((value, t) => Object.is(value, b[i]![m]![t]))));
}

/** One minus the other from a step on, as long as the shorter lasts. */
function difference(series: Float64Array, other: Float64Array, from: number): Float64Array {
  const length = Math.min(series.length, other.length) - from;
  return Float64Array.from({ length }, (_, t) => series[from + t]! - other[from + t]!);
}
