import { maxOf } from "../../core/many.ts";
import { loadScenario } from "../../evaluation/load.ts";
import type { Estimate } from "../../stats/estimate.ts";
import { nearestFrequency, omega } from "../../stats/spectra/frequency.ts";
import type { MeasureResponse, Response } from "../../stats/spectra/response.ts";
import { lockIn } from "../../stats/spectra/lock-in.ts";
import type { Bench } from "../../verify/runner.ts";
import { forceOnce, resonances, SWEEPS } from "../../verify/resonance.ts";
import type { Claim, Evaluate, Scale, Target } from "../target.ts";
import { benchOn } from "./verify-bench.ts";

const SCENARIO = "resonance-plant";
const GAIN = 0.5;
/** Of the price, which rests at 1000: forced by 10. */
const AMPLITUDE = 0.01;
/** Blocks of a window, which tells the period of the peak to 0.2 %. */
const SAMPLES = 512;
const DEGREES = 180 / Math.PI;

export const resonance: Target = {
  id: "Resonance",
  title: "A difficulty loop rings, marginally stable and self-exciting at the closed form's thresholds",
  source: "linear algebra of the plant: z^2 - (2 - g) z + 1 - g + g k = 0",
  scenario: SCENARIO,
  decides: "contract",
  async measure(evaluate, scale) {
    const stable = await respond(evaluate, scale, 0.8);
    const marginal = await respond(evaluate, scale, 1);
    const unstable = await respond(evaluate, scale, 1.01);
    // whose answer is nothing, however short the window
    const frozen = await respond(evaluate, scale, 0, scale === "quick" ? 64 : SAMPLES);
    const [d, h] = stable.measures as [MeasureResponse, MeasureResponse];
    return [
      claim("k = 0.8: |lambda| of the ring-down", Math.sqrt(0.9), stable.pole.modulus, 0.001),
      claim("k = 0.8: |lambda| implied by the sweep", Math.sqrt(0.9), d.sweepPole!.modulus, 0.001),
      claim("k = 0.8: natural period, blocks", 9.534, (2 * Math.PI) / stable.pole.angle, 0.01),
      claim("k = 0.8: peak gain of D", 6.532, d.peak!.gain.value, 0.01 * 6.532),
      claim("k = 0.8: period of the peak", 9.56, (2 * Math.PI) / d.peak!.omega, 0.002 * 9.56),
      claim("k = 0.8: largest error of a gain of D or H, share", 0, worstError([d, h], 0.8).gain, 0.01),
      claim("k = 0.8: largest error of a phase of D or H, degrees", 0, worstError([d, h], 0.8).phase, 1),
      ...(await atThreeTenths(evaluate)),
      claim(
        "k = 1, forced at its own period: envelope of D a block, in A",
        0.378,
        marginal.measures[0]!.envelopeSlope!,
        0.00378,
      ),
      claim("k = 1: natural period, blocks", 8.694, (2 * Math.PI) / marginal.pole.angle, 0.01),
      claim("k = 1.01, unforced: growth a block", 1.0024969, unstable.pole.modulus, 0.001),
      claim("k = 0.8 is resonant (1), not self-exciting", 1, Number(stable.verdict === "resonant"), 0),
      claim("k = 1.01 is flagged self-exciting (1), with no finite gain", 1, flagged(unstable), 0),
      claim("frozen agents show no peak: largest gain", 0, largestGain(frozen), 1e-9),
      {
        ...claim("control: the gain of frozen agents is not the plant's", 6.532, largestGain(frozen), 0.01 * 6.532),
        control: true,
      },
    ];
  },
};

/** Deterministic: the same forcing gives the same answer to the last bit, so a number is its own interval. */
function claim(text: string, prediction: number, value: number, tolerance: number): Claim {
  const measured: Estimate = { value, low: value, high: value, n: 1, confidence: 0.99 };
  return { claim: text, prediction, measured, tolerance };
}

async function respond(evaluate: Evaluate, scale: Scale, sensitivity: number, samples = SAMPLES): Promise<Response> {
  const { scenario } = await loadScenario(SCENARIO);
  const options = { seed: "1", blocks: 100, amplitude: AMPLITUDE };
  const sweep = { ...SWEEPS[scale === "quick" ? "quick" : "standard"], samples };
  const [found] = await resonances(benchOf(evaluate, sensitivity), scenario, { ...options, ...sweep });
  return found!.response;
}

function benchOf(evaluate: Evaluate, sensitivity: number): Bench {
  return benchOn(evaluate, { scenario: SCENARIO, engine: "fast", set: { sensitivity, gain: GAIN } });
}

/** H and D at omega = 0.3, as near to it as 2,000 blocks allow. */
async function atThreeTenths(evaluate: Evaluate): Promise<Claim[]> {
  const frequency = nearestFrequency(0.3, 2000);
  const options = { force: "price", amplitude: 10, seed: "1", blocks: 100, measures: ["difficulty", "hashRate"] };
  const [d, h] = (await forceOnce(benchOf(evaluate, 0.8), frequency, 400, options)).map((series) =>
    lockIn(series, frequency, 10, 400),
  );
  return [
    claim("k = 0.8, omega = 0.3: gain of H", 1.372, h!.gain.value, 0.01372),
    claim("k = 0.8, omega = 0.3: gain of D", 1.2637, d!.gain.value, 0.012637),
  ];
}

/** D/P = g k / (z^2 - (2 - g) z + 1 - g + g k), H/P = k (z - 1 + g) / (same), at z = e^(i w): gain and phase. */
export function closedForm(k: number, g: number, w: number): { gain: number; phase: number }[] {
  const re = Math.cos(2 * w) - (2 - g) * Math.cos(w) + 1 - g + g * k;
  const im = Math.sin(2 * w) - (2 - g) * Math.sin(w);
  const over = (a: number, b: number): { gain: number; phase: number } => ({
    gain: Math.hypot(a, b) / Math.hypot(re, im),
    phase: Math.atan2(b, a) - Math.atan2(im, re),
  });
  return [over(g * k, 0), over(k * (Math.cos(w) - 1 + g), k * Math.sin(w))];
}

function worstError(measures: readonly MeasureResponse[], k: number): { gain: number; phase: number } {
  const errors = measures.flatMap(({ sweep }, m) =>
    sweep.map(({ frequency, gain, phase }) => {
      const truth = closedForm(k, GAIN, omega(frequency))[m]!;
      const turns = (phase - truth.phase) / (2 * Math.PI);
      return {
        gain: Math.abs(gain.value / truth.gain - 1),
        phase: DEGREES * 2 * Math.PI * Math.abs(turns - Math.round(turns)),
      };
    }),
  );
  return { gain: maxOf(errors.map(({ gain }) => gain)), phase: maxOf(errors.map(({ phase }) => phase)) };
}

function flagged(found: Response): number {
  return Number(
    found.verdict === "self-exciting" && found.measures.every(({ sweep, peak }) => sweep.length === 0 && !peak),
  );
}

function largestGain({ measures }: Response): number {
  return Math.max(0, maxOf(measures.flatMap(({ sweep }) => sweep.map(({ gain }) => gain.value))));
}
