import { InputError } from "../core/errors/errors.ts";
import { suggest } from "../core/did-you-mean.ts";
import type { Design } from "../scenario/parameters.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Bench, Subject } from "./runner.ts";
import type { ReplicatedVerdict } from "./resonance-replicates.ts";
import { resonances, type ResonanceOptions, type Step } from "./resonance.ts";
import { type Factor, factorsOf } from "./sensitivity.ts";

/** The frequency response at one value of a parameter. */
export interface SweepPoint {
  readonly value: number | string;
  readonly force: string;
  readonly step: Step;
  readonly verdict: ReplicatedVerdict;
  readonly stabilityMargin: number;
  /** One entry a measure; Infinity for a marginal plant, null for an unstable one, which has no finite gain. */
  readonly peaks: readonly { readonly measure: string; readonly gain: number | null; readonly omega: number | null }[];
}

export interface ResonanceSweep {
  readonly parameter: string;
  readonly points: readonly SweepPoint[];
}

/** Share of its value, up and down, over which a parameter is swept within its bounds, and in how many values. */
const REACH = 0.5;
const VALUES = 5;

/**
 * Peak gain, worst frequency and stability margin over each of the parameters, everything else as the subject has it.
 * Throws InputError RESONANCE_SWEEP for a parameter that is not there or has nowhere to go.
 */
export async function resonanceSweeps(
  bench: Bench,
  scenario: Scenario,
  parameters: readonly string[],
  input: { readonly subject: Subject; readonly design: Design; readonly options: ResonanceOptions },
): Promise<ResonanceSweep[]> {
  const { subject, design, options } = input;
  const factors = sweptFactors(scenario, design, parameters);
  const sweeps: ResonanceSweep[] = [];
  for (const parameter of parameters) {
    const factor = factors.find(({ name }) => name === parameter)!;
    const values = [...new Set(Array.from({ length: VALUES }, (_, i) => factor.at(i / (VALUES - 1))))];
    const points: SweepPoint[] = [];
    for (const value of values) {
      const set = { ...subject.set, [parameter]: value };
      const there: Bench = (trials, stage) =>
        bench(
          trials.map((trial) => ({ ...trial, set })),
          `${parameter} ${value}, ${stage}`,
        );
      for (const { force, step, measures, response, verdict } of await resonances(there, scenario, options))
        points.push({
          value,
          force,
          step,
          verdict,
          stabilityMargin: response.stabilityMargin,
          peaks: response.measures.map(({ peak }, m) => ({
            measure: measures[m]!,
            gain: peak?.gain.value ?? null,
            omega: peak?.omega ?? null,
          })),
        });
    }
    sweeps.push({ parameter, points });
  }
  return sweeps;
}

/** The parameters that can be swept. Throws as `resonanceSweeps` does, before any run. */
export function sweptFactors(scenario: Scenario, design: Design, asked: readonly string[]): readonly Factor[] {
  const factors = factorsOf(scenario, design, REACH).filter(({ kind }) => kind === "parameter");
  const names = factors.map(({ name }) => name);
  const unknown = asked.find((name) => !names.includes(name));
  if (unknown === undefined) return factors;
  throw InputError.of("RESONANCE_SWEEP", {
    where: `parameters of ${scenario.name}`,
    expected: names.length > 0 ? `a number to sweep: ${names.join(", ")}` : "a number to sweep; there is none",
    found: unknown,
    remedy: suggest(unknown, names),
  });
}
