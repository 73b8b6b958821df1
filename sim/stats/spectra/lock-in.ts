import { normalQuantile } from "../../core/normal.ts";
import { angleOf } from "../angle.ts";
import { requireSample, requireThat, type Estimate } from "../estimate.ts";
import { mean } from "../mean.ts";
import { wave, type Frequency } from "./frequency.ts";

/** The answer of a series to a sinusoidal forcing of known amplitude. */
export interface LockIn {
  readonly frequency: Frequency;
  /** Amplitude of the answer over that of the forcing. Interval: white noise of the size of what the waves leave. */
  readonly gain: Estimate;
  /** Lead of the answer in radians, in (-pi, pi]; negative when it lags. */
  readonly phase: number;
  /** Root of the summed squares of harmonics 2 to 5 over the fundamental: 0 for a linear plant. */
  readonly distortion: number;
}

/**
 * Locks on to the frequency in `series[start .. start + samples)`, whole periods, so that constant and harmonics drop
 * out exactly. `start` counts from the step at which the forcing has its phase zero. Subtract the unforced run first.
 */
export function lockIn(
  series: ArrayLike<number>,
  frequency: Frequency,
  amplitude: number,
  start = 0,
  confidence = 0.95,
): LockIn {
  const { periods, samples: n } = frequency;
  requireThat(amplitude > 0, "a positive amplitude of the forcing", amplitude, "lockIn");
  const window = Float64Array.from({ length: n }, (_, i) => series[start + i]!);
  requireSample(window, 3, "lockIn");
  const centre = mean(window);
  const rest = window.map((value) => value - centre);
  const bins = new Set([0]);
  const amplitudes: number[] = [];
  let phase = 0;
  let components = 1;
  for (let harmonic = 1; harmonic <= 5; harmonic++) {
    // a harmonic folded on to one already taken cannot be told from it
    const folded = Math.min((harmonic * periods) % n, n - ((harmonic * periods) % n));
    if (bins.has(folded)) continue;
    bins.add(folded);
    const half = 2 * folded === n;
    let inPhase = 0;
    let quadrature = 0;
    for (let i = 0; i < n; i++) {
      inPhase += rest[i]! * wave(frequency, start + i, harmonic);
      if (!half) quadrature += rest[i]! * wave(frequency, start + i, harmonic, 1);
    }
    const scale = half ? 1 / n : 2 / n;
    inPhase *= scale;
    quadrature *= scale;
    components += half ? 1 : 2;
    if (harmonic === 1) phase = angleOf(quadrature, inPhase);
    amplitudes.push(Math.sqrt(inPhase * inPhase + quadrature * quadrature));
    for (let i = 0; i < n; i++) {
      rest[i]! -= inPhase * wave(frequency, start + i, harmonic);
      if (!half) rest[i]! -= quadrature * wave(frequency, start + i, harmonic, 1);
    }
  }
  const [fundamental, ...harmonics] = amplitudes;
  const noise = Math.sqrt(rest.reduce((sum, value) => sum + value * value, 0) / Math.max(1, n - components));
  const error = (normalQuantile((1 + confidence) / 2) * noise * Math.sqrt(2 / n)) / amplitude;
  const gain = fundamental! / amplitude;
  const square = harmonics.reduce((sum, value) => sum + value * value, 0);
  return {
    frequency,
    gain: { value: gain, low: Math.max(0, gain - error), high: gain + error, n, confidence },
    phase,
    distortion: fundamental! > 0 ? Math.sqrt(square) / fundamental! : 0,
  };
}
