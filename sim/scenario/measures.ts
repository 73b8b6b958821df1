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
}

/** What a population measure may look at: the living at the end of a generation, before selection. */
export interface PopulationView {
  /** Values of a gene, one an agent; a choice is its index. */
  genes(species: string, gene: string): readonly number[];
  /** Balances and positions, wei in the numeraire. */
  wealth(species: string): readonly bigint[];
  /** Of this generation, whole units of the numeraire. */
  fitness(species: string): readonly number[];
  count(species: string): number;
  /** Off-chain cost of all agents in this generation, whole units of the numeraire. */
  cost(species: string): number;
}

/** Reads a view each block or at the end of each generation. Bigints are divided by `per` (1e18 for tokens). */
export interface ViewMeasure<C, D> extends Described {
  readonly kind: "view";
  readonly read: (setting: Setting<C, D>) => View<bigint> | View<number>;
  readonly every: "block" | "generation";
  /** Within a generation: the mean, last, least or most of the readings, or how much it has grown since the generation began. */
  readonly take: "mean" | "last" | "least" | "most" | "change";
  readonly per: bigint;
}

export interface EventMeasure<C, D> extends Described {
  readonly kind: "events";
  readonly of: (setting: Setting<C, D>) => EventFilter;
  readonly value: (args: never) => bigint | number;
  readonly take: "sum" | "mean" | "count";
  readonly per: bigint;
}

export interface PopulationMeasure extends Described {
  readonly kind: "population";
  readonly value: (population: PopulationView) => number;
}

export interface DerivedMeasure extends Described {
  readonly kind: "derived";
  readonly of: readonly string[];
  readonly value: (...values: readonly number[]) => number;
}

export type Measure<C, D> = ViewMeasure<C, D> | EventMeasure<C, D> | PopulationMeasure | DerivedMeasure;
export type Measures<C, D> = { readonly [name: string]: Measure<C, D> };

const DEFAULT_WINDOW: Window = { from: 0.5, to: 1 };

export function windowOf(measure: { readonly window?: Partial<Window> }): Window {
  return { ...DEFAULT_WINDOW, ...measure.window };
}

/** Makes measures whose functions know the scenario's contracts and design. */
export class MeasureMaker<C, D> {
  /** A number read from the contracts. */
  view(
    options: Described & {
      read: (setting: Setting<C, D>) => View<bigint> | View<number>;
      every?: "block" | "generation";
      take?: "mean" | "last" | "least" | "most" | "change";
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
  population(options: Described & { value: (population: PopulationView) => number }): PopulationMeasure {
    return { kind: "population", ...options };
  }

  /** A number made of other measures, generation by generation. */
  derived(
    options: Described & { of: readonly string[]; value: (...values: readonly number[]) => number },
  ): DerivedMeasure {
    return { kind: "derived", ...options };
  }
}

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? NaN : values.reduce((a, b) => a + b, 0) / values.length;
