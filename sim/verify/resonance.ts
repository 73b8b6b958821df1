import { maxOf } from "../core/many.ts";
import { InputError } from "../core/errors/errors.ts";
import { suggest } from "../core/did-you-mean.ts";
import type { Conditions } from "../evaluation/evaluate.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Verdict } from "../stats/estimate.ts";
import { answer } from "../stats/inquiry.ts";
import { nearestFrequency, omega, wave, type Frequency } from "../stats/spectra/frequency.ts";
import { frequencyResponse, type Response } from "../stats/spectra/response.ts";
import type { Bench, Trial } from "./runner.ts";
import type { Effort } from "./plan.ts";
import { judgeReplicates, type Replicates, type ReplicatedVerdict } from "./resonance-replicates.ts";

export interface ResonanceOptions {
  /** Values of the environment to force, one after the other; all of them unless stated. */
  readonly force?: readonly string[];
  /** Amplitude as a share of the value's nominal level; default 0.01. */
  readonly amplitude?: number;
  readonly seed: string;
  /** Of every run, such as pinned genomes. */
  readonly conditions?: Conditions;
  /** Steps before any forcing; default 0. */
  readonly settle?: number;
  /** Steps of the ring-down, and the longest window of whole periods. */
  readonly ring?: number;
  readonly samples?: number;
  readonly frequencies?: number;
  /** Fresh seeds on which the answer is measured again, at least 5; default 6. */
  readonly replicates?: number;
  /** Of all verdicts together, where agents draw; default 0.95. */
  readonly confidence?: number;
  /** Blocks of a generation, by which runs are rounded up. */
  readonly blocks: number;
}

/** The clock of a response: frequencies are radians a step, and poles growth a step. */
export type Step = "block" | "generation";

/** How one measure answers in time, beside the run that was left alone. */
export interface TimePlot {
  readonly measure: string;
  /** What was done: forced at the worst frequency, or kicked once where forcing has no answer. */
  readonly kind: "forced" | "kicked";
  readonly omega: number;
  readonly unforced: readonly number[];
  readonly answer: readonly number[];
}

/** The frequency response of an economy to one value of its environment. */
export interface Resonance {
  readonly force: string;
  /** In the unit of the value. */
  readonly amplitude: number;
  /** What the value is held for, and each measure read after. */
  readonly step: Step;
  readonly measures: readonly string[];
  /** On one seed. */
  readonly response: Response;
  /** What all seeds support; that of the response where seeds do not differ. */
  readonly verdict: ReplicatedVerdict;
  readonly replicates: Replicates;
  /** The measure that answers worst. */
  readonly plot: TimePlot;
}

/** Sizes of a sweep: windows tell frequencies apart, the ring-down tells the pole. */
export const SWEEPS: {
  readonly [E in Effort]: { ring: number; samples: number; frequencies: number; replicates: number };
} = {
  quick: { ring: 120, samples: 256, frequencies: 24, replicates: 6 },
  standard: { ring: 200, samples: 512, frequencies: 24, replicates: 8 },
  thorough: { ring: 400, samples: 2048, frequencies: 48, replicates: 16 },
};

/** `damped` meets the specification; an economy shown to amplify or to feed itself does not. */
export function resonanceVerdict(found: readonly Resonance[]): Verdict {
  if (found.some(({ verdict }) => verdict === "resonant" || verdict === "self-exciting")) return "not met";
  return found.every(({ verdict }) => verdict === "damped") ? "met" : "undecided";
}

/**
 * Forces each value with small sinusoids and measures how every measure that can be told block by block answers, or,
 * where there is none, how every measure does generation by generation.
 * Throws InputError RESONANCE_FORCE for a value that is not there, RESONANCE_SERIES without such a measure.
 */
export async function resonances(bench: Bench, scenario: Scenario, options: ResonanceOptions): Promise<Resonance[]> {
  const { forced, step, measures } = forcing(scenario, options.force);
  const found: Resonance[] = [];
  for (const force of forced) {
    const [first] = scenario.base.environment!.variables.filter(({ process }) => process === force);
    const level = Math.abs(first?.nominal ?? 1) || 1;
    found.push(
      await resonanceOf(bench, force, level * (options.amplitude ?? 0.01), step, measures, {
        ...options,
        confidence: 1 - (1 - (options.confidence ?? 0.95)) / forced.length,
      }),
    );
  }
  return found;
}

/** What is forced, all values unless some are asked for, and what is read. Throws as `resonances` does, before any run. */
export function forcing(scenario: Scenario, asked?: readonly string[]) {
  const names = scenario.base.environment?.names ?? [];
  const forced = asked ?? names;
  const unknown = forced.find((name) => !names.includes(name));
  if (unknown !== undefined || forced.length === 0)
    throw InputError.of("RESONANCE_FORCE", {
      where: `environment of ${scenario.name}`,
      expected: names.length > 0 ? `a value to force: ${names.join(", ")}` : "an environment with a value to force",
      found: unknown ?? "none",
      remedy: suggest(unknown ?? "", names),
    });
  return { forced, ...readable(scenario) };
}

/** Measures that have a value after every block; failing these, what contracts say after every generation. */
function readable({ name: scenario, measures }: Scenario): { step: Step; measures: string[] } {
  const entries = Object.entries(measures);
  const names = (kept: (measure: (typeof entries)[number][1]) => boolean): string[] =>
    entries.flatMap(([name, measure]) => (kept(measure) ? [name] : []));
  const blocks = names((one) => one.kind === "events" || (one.kind === "view" && one.every === "block"));
  if (blocks.length > 0) return { step: "block", measures: blocks };
  const generations = names((one) => one.kind === "view");
  if (generations.length > 0) return { step: "generation", measures: generations };
  throw InputError.of("RESONANCE_SERIES", {
    where: `measures of ${scenario}`,
    found: "only measures of the population",
  });
}

async function resonanceOf(
  bench: Bench,
  force: string,
  amplitude: number,
  step: Step,
  measures: readonly string[],
  options: ResonanceOptions,
): Promise<Resonance> {
  const { blocks, settle = 0, conditions = {} } = options;
  const held = step === "block" ? 1 : blocks;
  // Whatever depends on the planned length of a run, such as a mutation that fades, must be alike in all of them.
  let longest = 0;
  const runOn = async (seed: string, points: readonly Float64Array[]): Promise<Float64Array[][]> => {
    longest = Math.max(longest, maxOf(points.map(({ length }) => length)));
    const generations = Math.ceil((longest * held) / blocks);
    const trials = points.map((point): Trial => ({
      seed,
      generations,
      blocks,
      keep: [step === "block" ? "blocks" : "series"],
      conditions: point.every((value) => value === 0)
        ? conditions
        : { ...conditions, offsets: { ...conditions.offsets, [force]: offsetsOf(point, held) } },
    }));
    const observed = await bench(trials, `resonance, ${force}`);
    return observed.map(({ result, breach, trial }, i) => {
      if (!result)
        throw InputError.of("RESONANCE_BREACH", {
          where: `seed ${trial.seed}, ${force} forced by ${amplitude}`,
          found: breach ? `${breach.code} at ${breach.where}` : "a breach",
        });
      const series = step === "block" ? result.blockSeries : result.series;
      return measures.map((name) => stateSeries(series?.[name] ?? [], points[i]!.length));
    });
  };
  const run = (points: readonly Float64Array[]): Promise<Float64Array[][]> => runOn(options.seed, points);
  const { ring = 200, samples = 512, frequencies = 24, replicates = 6, confidence = 0.95 } = options;
  const response = await answer(
    frequencyResponse({ measures: measures.length, amplitude, settle, ring, samples, frequencies }),
    run,
  );
  const plot = await timePlot(response, measures, run, { amplitude, settle, ring, samples });
  const judged = await judgeReplicates(response, (points, r) => runOn(`${options.seed}/resonance ${r}`, points), {
    ...{ replicates, confidence, amplitude, settle, ring, samples, frequencies },
  });
  return { force, amplitude, step, measures, response, ...judged, plot };
}

/**
 * The answer of each measure to a sinusoid at one frequency, `wait` blocks and then one window, the unforced run
 * subtracted. `amplitude` in the unit of the value.
 */
export async function forceOnce(
  bench: Bench,
  frequency: Frequency,
  wait: number,
  options: { force: string; amplitude: number; seed: string; blocks: number; measures: readonly string[] },
): Promise<Float64Array[]> {
  const { force, amplitude, seed, blocks, measures } = options;
  const length = wait + frequency.samples;
  const offsets = Array.from({ length }, (_, t) => amplitude * wave(frequency, t));
  const run = { seed, generations: Math.ceil(length / blocks), blocks, keep: ["blocks"] } as const;
  const [still, forced] = await bench([run, { ...run, conditions: { offsets: { [force]: offsets } } }], force);
  return measures.map((name) => {
    const [a, b] = [still!, forced!].map(({ result }) => stateSeries(result?.blockSeries?.[name] ?? [], length));
    return b!.map((value, t) => value - a![t]!);
  });
}

/** The reading after step t is the state that the forcing of step t + 1 acts on; the first state is everybody's. */
function stateSeries(readings: readonly number[], length: number): Float64Array {
  return Float64Array.from({ length }, (_, t) => (t === 0 ? 0 : (readings[t - 1] ?? NaN)));
}

/** Block by block, each value held as long as a step lasts; zeros at the end are left out. */
function offsetsOf(point: Float64Array, held: number): number[] {
  const steps = point.findLastIndex((value) => value !== 0) + 1;
  return Array.from({ length: steps * held }, (_, block) => point[Math.floor(block / held)]!);
}

async function timePlot(
  { measures: found, pole }: Response,
  names: readonly string[],
  run: (points: readonly Float64Array[]) => Promise<Float64Array[][]>,
  sizes: { amplitude: number; settle: number; ring: number; samples: number },
): Promise<TimePlot> {
  const { amplitude, settle, ring, samples } = sizes;
  const gain = (m: number): number =>
    found[m]!.peak?.gain.value ?? (found[m]!.verdict === "self-exciting" ? Infinity : 0);
  const worst = found.reduce((best, _, m) => (gain(m) > gain(best) ? m : best), 0);
  const { peak, verdict } = found[worst]!;
  const kicked = verdict === "self-exciting" || !peak;
  const frequency: Frequency = peak?.frequency ?? nearestFrequency(pole.angle > 0 ? pole.angle : Math.PI, samples);
  const length = settle + (kicked ? ring : Math.max(ring, Math.min(frequency.samples, 2 * ring)));
  const point = new Float64Array(length);
  if (kicked) point[settle] = amplitude;
  else for (let t = settle; t < length; t++) point[t] = amplitude * wave(frequency, t - settle);
  const [unforced, answered] = await run([new Float64Array(length), point]);
  // the first reading stands for the state before it, which is not read
  const tidy = (series: Float64Array): number[] => [...series.subarray(1)];
  return {
    measure: names[worst]!,
    kind: kicked ? "kicked" : "forced",
    omega: omega(frequency),
    unforced: tidy(unforced![worst]!),
    answer: tidy(answered![worst]!),
  };
}
