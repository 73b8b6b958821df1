import { studentQuantile } from "../distributions.ts";
import { requireConfidence, requireSample, requireThat, type Estimate } from "../estimate.ts";
import { mean, variance } from "../mean.ts";
import { sortedQuantile } from "../quantile.ts";
import { RESONANCE } from "./response.ts";

/** The answer of one replicate at one frequency: amplitude and phase as a complex number, per unit of forcing. */
export interface ComplexGain {
  readonly re: number;
  readonly im: number;
}

export interface ReplicatedGain {
  /** Size of the mean answer of all replicates. */
  readonly gain: Estimate;
  /** A gain below this is not told from an answer of nothing at all. */
  readonly noiseFloor: number;
}

export interface ReplicatedResponse {
  /**
   * `resonant`: some frequency is shown to be amplified more than twice the plain gain. `damped`: shown that none is.
   * `cannot tell`: neither, most often because the answer drowns in the noise of the agents' own luck.
   */
  readonly verdict: "resonant" | "damped" | "cannot tell";
  /** One entry a frequency. Intervals hold for all frequencies together. */
  readonly gains: readonly ReplicatedGain[];
  /** The larger of the lowest frequency's gain and the median one. */
  readonly plain: { readonly low: number; readonly high: number };
  /** The frequency whose gain is the highest. */
  readonly peak: number;
}

/**
 * Whether an economy amplifies, from the answers of several replicates, each on a seed of its own: `answers[r][f]` at
 * frequency f, ascending. One seed has no noise floor: whatever its agents' luck does at some frequency looks like an
 * answer. Here the mean of real and of imaginary parts get Student's intervals over replicates, with the error shared
 * among all frequencies and parts, so the frequency that looks worst may be chosen from the data.
 *
 * A verdict is false with probability at most 1 - confidence. Five replicates or more. Errors: `STATS_SAMPLE`.
 */
export function replicatedResponse(
  answers: readonly (readonly ComplexGain[])[],
  { confidence = 0.95 }: { readonly confidence?: number } = {},
): ReplicatedResponse {
  requireConfidence(confidence, "replicatedResponse");
  requireThat(answers.length >= 5, "5 replicates or more", answers.length, "replicatedResponse");
  const frequencies = answers[0]!.length;
  requireThat(
    frequencies > 0 && answers.every((row) => row.length === frequencies),
    `${frequencies} frequencies, at least one, in every replicate`,
    answers.map((row) => row.length),
    "replicatedResponse",
  );
  const n = answers.length;
  const factor = studentQuantile(1 - (1 - confidence) / (4 * frequencies), n - 1);
  const gains = Array.from({ length: frequencies }, (_, f): ReplicatedGain => {
    const parts = [answers.map((row) => row[f]!.re), answers.map((row) => row[f]!.im)];
    for (const part of parts) requireSample(part, 5, "replicatedResponse");
    const value = Math.hypot(...parts.map(mean));
    const radius = factor * Math.hypot(...parts.map((part) => Math.sqrt(variance(part) / n)));
    const gain = { value, low: Math.max(0, value - radius), high: value + radius, n, confidence };
    return { gain, noiseFloor: radius };
  });
  const plain = { low: plainOf(gains.map(({ gain }) => gain.low)), high: plainOf(gains.map(({ gain }) => gain.high)) };
  const peak = gains.reduce((best, { gain }, f) => (gain.value > gains[best]!.gain.value ? f : best), 0);
  const resonant = gains.some(({ gain }) => gain.low > RESONANCE * plain.high);
  const damped = gains.every(({ gain }) => gain.high <= RESONANCE * plain.low);
  return { verdict: resonant ? "resonant" : damped ? "damped" : "cannot tell", gains, plain, peak };
}

function plainOf(gains: readonly number[]): number {
  return Math.max(
    gains[0]!,
    sortedQuantile(
      [...gains].sort((a, b) => a - b),
      0.5,
    ),
  );
}
