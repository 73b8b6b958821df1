import { meanOf, sumOf } from "../core/sum.ts";
import { ATTACK_PROFIT, deviatingSpecies } from "../goals/index.ts";
import type { EventFilter, View } from "./handles.ts";
import type { Setting } from "./species.ts";

/** Which share of the generations a measure is taken over; the default leaves the first half out as burn-in. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

interface Described {
  readonly about: string;
  /** Of the number that comes out: "ether", "hashes", "blocks", "share". */
  readonly unit: string;
  readonly window?: Partial<Window>;
  /**
   * Least and greatest value that the measure of a run can have, whatever happens, as in [0, 1] for a share. Only with it
   * does an interval of its mean hold on every noise, and may a race over seeds drop designs by it.
   */
  readonly range?: readonly [min: number, max: number];
  /**
   * Attacking species on whose doings the measure rests: where those are idle, goals on it are untested. All of them
   * unless stated; none for a measure that no attacker can move.
   */
  readonly concerns?: readonly string[];
}

/** One agent at the end of a generation, before selection; whole units of the numeraire. */
export interface AgentView {
  /** Fitness: change of balances and positions, plus utility, less cost. */
  readonly gain: number;
  /** What it has in hand: change of balances, less cost; claims are left out. */
  readonly realised: number;
  readonly wealth: number;
  /**
   * Positions at the end of each block, summed over the blocks: what was at stake, and how long. A population measure that
   * looks at it says `exposure: true`; otherwise InputError MEASURE_EXPOSURE.
   */
  readonly exposure: number;
  readonly cost: number;
  /** By gene; a choice is its index. */
  readonly genome: { readonly [gene: string]: number };
  readonly slot: number;
  readonly group: number;
}

/** Numbers of an agent that have a name. */
export type Quantity = "gain" | "realised" | "wealth" | "exposure" | "cost";

/** What is taken of a species' agents. */
export type AgentStatistic = "best" | "worst" | "median" | "mean" | { readonly quantile: number };

/** What a population measure may look at: the living at the end of a generation, before selection. */
export interface PopulationView {
  /** Values of a gene, one an agent; a choice is its index. */
  genes(species: string, gene: string): readonly number[];
  /** Balances and positions, wei in the numeraire. */
  wealth(species: string): readonly bigint[];
  /** Of this generation, whole units of the numeraire. */
  fitness(species: string): readonly number[];
  /** How many of a species live. */
  count(species: string): number;
  /** Off-chain cost of all agents in this generation, whole units of the numeraire. */
  cost(species: string): number;
  /** Fitness of this generation and off-chain cost, exact: wei in the numeraire. */
  gains(species: string): readonly bigint[];
  /** Off-chain cost of all agents in this generation, wei in the numeraire. */
  spent(species: string): bigint;
  /** The agents one by one. */
  agents(species: string): readonly AgentView[];
}

/** Reads a view each block or at the end of each generation. Bigints are divided by `per` (1e18 for tokens). */
export interface ViewMeasure<C, D> extends Described {
  readonly kind: "view";
  readonly read: (setting: Setting<C, D>) => View<bigint> | View<number>;
  readonly every: "block" | "generation";
  /** Within a generation: the mean, last, least or most of the readings, or how much it has grown since the generation began. */
  readonly take: "mean" | "last" | "min" | "max" | "change";
  readonly per: bigint;
}

export interface EventMeasure<C, D> extends Described {
  readonly kind: "events";
  readonly of: (setting: Setting<C, D>) => EventFilter;
  readonly value: (args: never) => bigint | number;
  readonly take: "sum" | "mean" | "count";
  readonly per: bigint;
}

/** A measure of the whole population, or of one species, at the end of a generation. */
export interface PopulationMeasure extends Described {
  readonly kind: "population";
  /** The number of one generation; NaN where there is none. */
  readonly value: (population: PopulationView) => number;
  /** Whether `value` looks at agents' exposure, which is then summed after every block. */
  readonly exposure?: boolean;
}

/** A number of each agent of a species, and which of them is taken: the best attacker's gain. */
export interface PerAgentMeasure<C, D> extends Described {
  readonly kind: "perAgent";
  readonly species: string;
  readonly of: Quantity | ((agent: AgentView, setting: Setting<C, D>) => number);
  readonly take: AgentStatistic;
  /** How the generations of the window are put together. */
  readonly across: "mean" | "max" | "min";
}

export interface DerivedMeasure extends Described {
  readonly kind: "derived";
  readonly of: readonly string[];
  readonly value: (...values: readonly number[]) => number;
}

/** A number that is told of a run: how it is read, its unit and what it means. */
export type Measure<C, D> =
  ViewMeasure<C, D> | EventMeasure<C, D> | PopulationMeasure | PerAgentMeasure<C, D> | DerivedMeasure;
export type Measures<C, D> = { readonly [name: string]: Measure<C, D> };

export type AnyMeasure = Measure<never, never>;

/** The ranges that measures declare, by name. */
export interface Ranges {
  readonly [measure: string]: readonly [min: number, max: number];
}

export function rangesOf(measures: { readonly [name: string]: Pick<AnyMeasure, "range"> }): Ranges {
  return Object.fromEntries(
    Object.entries(measures).flatMap(([name, { range }]) => (range ? [[name, range] as const] : [])),
  );
}

export interface MeasureUnits {
  readonly [measure: string]: string;
}

export function measureUnits(measures: { readonly [name: string]: { readonly unit: string } }): MeasureUnits {
  return Object.fromEntries(Object.entries(measures).map(([name, { unit }]) => [name, unit]));
}

/** What gains are counted in: whole units of the token in which wealth is valued. */
export const NUMERAIRE = "of the numeraire";

/** A measure's unit, or that of what goals know besides measures; "" for a bare number, whose unit is "1". */
export function unitOf(measure: string, units: MeasureUnits): string {
  const isGain = measure === ATTACK_PROFIT || deviatingSpecies(measure) !== undefined;
  const unit = units[measure] ?? (isGain ? NUMERAIRE : "");
  return unit === "1" ? "" : unit;
}

/** A text with a measure's unit behind it. */
export function withUnit(text: string, measure: string, units: MeasureUnits): string {
  const unit = unitOf(measure, units);
  return unit === "" ? text : `${text} ${unit}`;
}

/** What stands above numbers of a measure, as in `hashRate, hashes`. */
export function headingOf(text: string, measure: string, units: MeasureUnits): string {
  const unit = unitOf(measure, units);
  return unit === "" ? text : `${text}, ${unit}`;
}

const DEFAULT_WINDOW: Window = { from: 0.5, to: 1 };

export function windowOf(measure: { readonly window?: Partial<Window> }): Window {
  return { ...DEFAULT_WINDOW, ...measure.window };
}

/** One number of a measure's window: the mean over generations, or the greatest or least of those that have a value. */
export function acrossOf(measure: AnyMeasure, values: readonly number[]): number {
  const across = measure.kind === "perAgent" ? measure.across : "mean";
  if (across === "mean") return meanOf(values);
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return NaN;
  return known.reduce((a, b) => (across === "max" ? Math.max(a, b) : Math.min(a, b)));
}

/** Makes measures whose functions know the scenario's contracts and design. */
export class MeasureMaker<C, D> {
  /** A number read from the contracts. */
  view(
    options: Described & {
      read: (setting: Setting<C, D>) => View<bigint> | View<number>;
      every?: "block" | "generation";
      take?: "mean" | "last" | "min" | "max" | "change";
      per?: bigint;
    },
  ): ViewMeasure<C, D> {
    return { kind: "view", every: "generation", take: "last", per: 1n, ...options };
  }

  /** A number made of the events of a generation. */
  events<T>(
    options: Described & {
      of: (setting: Setting<C, D>) => EventFilter<T>;
      value?: (args: T) => bigint | number;
      take?: "sum" | "mean" | "count";
      per?: bigint;
    },
  ): EventMeasure<C, D> {
    const { value = () => 1, ...rest } = options;
    return { kind: "events", take: options.value ? "sum" : "count", per: 1n, ...rest, value };
  }

  /** A number about the agents. */
  population(
    options: Described & { value: (population: PopulationView) => number; exposure?: boolean },
  ): PopulationMeasure {
    return { kind: "population", ...options };
  }

  /**
   * A number of each agent of a species, and which agent's is taken. The best is the greatest there was in any generation
   * of the whole run, unless `across` or `window` say otherwise: one attacker that gained has shown what can be gained.
   *
   * @example theft: measure.perAgent("attacker", { of: "gain", take: "best" })
   */
  perAgent(
    species: string,
    options: Partial<Described> & {
      of: Quantity | ((agent: AgentView, setting: Setting<C, D>) => number);
      take: AgentStatistic;
      across?: "mean" | "max" | "min";
    },
  ): PerAgentMeasure<C, D> {
    const { of, take } = options;
    const ends = { best: "max", worst: "min" } as const;
    const extreme = take === "best" || take === "worst";
    const statistic = typeof take === "string" ? take : `${take.quantile} quantile`;
    return {
      kind: "perAgent",
      species,
      about: `${statistic} of all ${species} agents: ${typeof of === "string" ? of : "a number of each"} in a generation`,
      unit: of === "exposure" ? "token-blocks" : "tokens",
      across: extreme ? ends[take] : "mean",
      ...(extreme && { window: { from: 0 } }),
      ...options,
    };
  }

  /** A number made of other measures, generation by generation. */
  derived(
    options: Described & { of: readonly string[]; value: (...values: readonly number[]) => number },
  ): DerivedMeasure {
    return { kind: "derived", ...options };
  }
}

/**
 * Arithmetic mean, its sum compensated; NaN of nothing.
 *
 * @example
 * const average = mean([1, 2, 3]); // 2
 */
export const mean = (values: readonly number[]): number => meanOf(values);

/**
 * Sum of floats with one rounding's error, however many they are.
 *
 * @example
 * const total = sum([1, 2, 3]); // 6
 */
export const sum = (values: readonly number[]): number => sumOf(values);
