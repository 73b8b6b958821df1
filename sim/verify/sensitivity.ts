import { resolutionOf, TERMS } from "../goals/index.ts";
import { logBetween } from "../core/math.ts";
import { Random } from "../core/random.ts";
import type { Design, Parameter } from "../scenario/parameters.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { elementaryEffects, morrisTrajectories, type ElementaryEffects } from "../stats/morris.ts";
import { uniformSampler } from "../stats/sampler.ts";
import { luckSeed, luckSensitivity, type FactorSensitivity } from "../stats/luck-sensitivity.ts";
import { saltelliPoints, type SobolIndices } from "../stats/sobol-indices.ts";
import type { Bench, Subject, Trial } from "./runner.ts";
import type { Plan } from "./plan.ts";

/** Something that may be varied: a parameter of the design about its value, or a variable that nobody controls. */
export interface Factor {
  readonly name: string;
  readonly kind: "parameter" | "environment";
  readonly low: number | string;
  readonly high: number | string;
  /** The value at u in [0, 1], as a request takes it. */
  readonly at: (u: number) => number | string;
}

export interface MeasureSensitivity {
  readonly measure: string;
  /** One entry a factor, in their order. */
  readonly screening: readonly ElementaryEffects[];
  readonly indices: readonly FactorSensitivity[];
  /** The agents' own luck: what of the variance a seed takes part in. */
  readonly luck: FactorSensitivity;
  /** Why there are too few rows to rely on the indices; absent where there are enough. */
  readonly undersampled?: string;
  /** It was the same in every run: nothing is sensitive, and indices of 0 are no finding. */
  readonly constant: boolean;
  /** Indices beyond [0, 1] by more than their error, as in `first of price`: too few rows for this measure. */
  readonly outside: readonly string[];
}

export interface Sensitivity {
  readonly factors: readonly Factor[];
  /** Measures that every run could tell. */
  readonly measures: readonly MeasureSensitivity[];
  readonly trajectories: number;
  readonly rows: number;
  readonly runs: number;
}

/** Share of its value, up and down, by which a parameter of the design is varied within its bounds. */
export const SPREAD = 0.2;

/** Parameters with a number or an amount that can be varied, and every uncertain variable. Choices are left out. */
export function factorsOf(scenario: Scenario, design: Design, spread = SPREAD): Factor[] {
  const parameters = Object.entries(scenario.base.parameters).flatMap(([name, parameter]) => {
    const values = parameter.kind === "choice" ? undefined : options(parameter, design[name]!, spread);
    return values ? [{ name, kind: "parameter" as const, low: values(0), high: values(1), at: values }] : [];
  });
  const variables = (scenario.base.environment?.uncertain ?? []).map(({ name, low, high, sample }): Factor => {
    // a distribution has no ends: its innovations stop where its corners lie
    const at = (u: number): number => Math.min(high, Math.max(low, sample(Math.min(u, 1 - 2 ** -53))));
    return { name, kind: "environment", low, high, at };
  });
  return [...parameters, ...variables];
}

function options(
  parameter: Exclude<Parameter, { kind: "choice" }>,
  value: Design[string],
  spread: number,
): ((u: number) => number | string) | undefined {
  if (parameter.kind === "wei") {
    const centre = value as bigint;
    const step = BigInt(Math.round(spread * 1e6));
    const low = greater(parameter.min, centre - (centre * step) / 1_000_000n);
    const high = lesser(parameter.max, centre + (centre * step) / 1_000_000n);
    if (low >= high) return undefined;
    return (u) => `${low + ((high - low) * BigInt(Math.round(u * 1e9))) / 1_000_000_000n}wei`;
  }
  const centre = value as number;
  const reach = Math.max(Math.abs(centre) * spread, parameter.kind === "integer" && centre !== 0 ? 1 : 0);
  const low = Math.max(parameter.min, centre - reach);
  const high = Math.min(parameter.max, centre + reach);
  if (!(low < high)) return undefined;
  if (parameter.kind === "integer") {
    const [first, last] = [Math.ceil(low), Math.floor(high)];
    return first < last ? (u) => first + Math.min(last - first, Math.floor(u * (last - first + 1))) : undefined;
  }
  if (parameter.scale === "log") return (u) => logBetween(low, high, u);
  return (u) => low + u * (high - low);
}

/**
 * How each measure answers to each factor: Morris' elementary effects under one seed, and Sobol's indices, among which
 * the agents' own luck is a factor like any other, so that no other is charged with it.
 */
export async function sensitivity(
  bench: Bench,
  subject: Subject,
  input: { readonly scenario: Scenario; readonly design: Design; readonly plan: Plan; readonly seed: string },
): Promise<Sensitivity> {
  const { scenario, design, plan, seed } = input;
  const factors = factorsOf(scenario, design);
  const empty = { factors, measures: [], trajectories: 0, rows: 0, runs: 0 };
  if (factors.length === 0) return empty;
  const d = factors.length;
  const trajectories = morrisTrajectories(d, plan.trajectories, Random.of(seed, "verify", "morris"));
  const rows = saltelliPoints(d + 1, plan.rows, uniformSampler(Random.of(seed, "verify", "sobol")));
  const points = [...trajectories.flatMap((one) => one.points), ...rows];
  const observed = await bench(
    // a screening's points have no coordinate for luck, and share one seed
    points.map((point) => trialAt(factors, point, subject, luckSeed(seed, point[d] ?? 0))),
    "sensitivity",
  );
  const screened = trajectories.length * (d + 1);
  const measures = Object.keys(scenario.measures).flatMap((measure): MeasureSensitivity[] => {
    const values = observed.map(({ measures: told }) => told[measure] ?? NaN);
    if (!values.every(Number.isFinite)) return [];
    const byTrajectory = trajectories.map((_, t) => values.slice(t * (d + 1), (t + 1) * (d + 1)));
    const found = luckSensitivity(d, values.slice(screened), {
      random: Random.of(seed, "verify", "bootstrap", measure),
      confidence: plan.confidence,
    });
    return [
      {
        measure,
        screening: elementaryEffects(trajectories, byTrajectory, plan.confidence),
        indices: found.factors,
        luck: found.luck,
        ...(found.undersampled !== undefined && { undersampled: found.undersampled }),
        constant: isConstant(values),
        outside: outsideIndices(factors, found.factors),
      },
    ];
  });
  return { factors, measures, trajectories: trajectories.length, rows: plan.rows, runs: points.length };
}

/** Whether values differ by no more than rounding. */
export function isConstant(values: readonly number[]): boolean {
  const [min, max] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  return max - min <= resolutionOf(max, min, TERMS);
}

/** Indices whose whole interval lies beyond what a share can be. */
export function outsideIndices(factors: readonly Pick<Factor, "name">[], indices: readonly SobolIndices[]): string[] {
  return factors.flatMap(({ name }, i) =>
    (["first", "total"] as const).flatMap((kind) => {
      const { low, high } = indices[i]![kind];
      return high < 0 || low > 1 ? [`${kind} of ${name}`] : [];
    }),
  );
}

function trialAt(factors: readonly Factor[], point: readonly number[], subject: Subject, seed: string): Trial {
  const of = (kind: Factor["kind"]) =>
    Object.fromEntries(
      factors.flatMap((factor, i) => (factor.kind === kind ? [[factor.name, factor.at(point[i]!)] as const] : [])),
    );
  return {
    seed: `${seed}/sensitivity`,
    set: { ...subject.set, ...of("parameter") },
    conditions: { pinned: of("environment") as Record<string, number> },
  };
}

const greater = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const lesser = (a: bigint, b: bigint): bigint => (a < b ? a : b);
