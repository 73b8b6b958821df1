import type { BlockResult, Chain } from "../../chain/chain.ts";
import { RunError } from "../../core/errors/errors.ts";
import type { Task } from "../../core/task.ts";
import type { EventFilter, View } from "../../scenario/handles.ts";
import type {
  AgentStatistic,
  AgentView,
  EventMeasure,
  Measure,
  PerAgentMeasure,
  PopulationView,
  ViewMeasure,
} from "../../scenario/measures.ts";
import { RESULT, scenarioFunction, wrongResult } from "../../scenario/schema/results.ts";
import { number, truth } from "../../scenario/schema/rules.ts";
import type { Rule } from "../../scenario/schema/rules.ts";
import type { Design } from "../../scenario/parameters.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { meanOf } from "../../core/sum.ts";
import { sortedQuantile } from "../../stats/quantile.ts";
import { EventRouter } from "./event-router.ts";
import { MulticallBatch, addViews, answersOf, readAll } from "../multicall-batch.ts";
import type { ViewIndices } from "../multicall-batch.ts";

type AnyViewMeasure = ViewMeasure<Record<string, unknown>, Design>;
type AnyPerAgentMeasure = PerAgentMeasure<Record<string, unknown>, Design>;
type AnyEventMeasure = EventMeasure<Record<string, unknown>, Design>;

interface Aggregate {
  sum: number;
  /** What rounding took from the sum so far (Neumaier). */
  lost: number;
  count: number;
  min: number;
  max: number;
  first: number;
  last: number;
}

const EMPTY: Aggregate = { sum: 0, lost: 0, count: 0, min: Infinity, max: -Infinity, first: NaN, last: NaN };

/** Collects the measures of a scenario: reads views and events block by block, and gives one number per measure and generation. */
export class MetricCollector {
  readonly #measures: readonly (readonly [string, Measure<Record<string, unknown>, Design>])[];
  readonly #chain: Chain;
  readonly #setting: { readonly c: Record<string, unknown>; readonly design: Design };
  /** Whether positions have to be known after every block. */
  readonly wantsExposure: boolean;
  readonly #aggregates = new Map<string, Aggregate>();
  readonly #latest = new Map<string, number>();
  readonly #eventRouter = new EventRouter();
  /** The measure whose function hears an event. */
  #heardBy = "";
  /** Views read after every block, invariants first. */
  readonly #blockMulticall = new MulticallBatch();
  readonly #generationMulticall = new MulticallBatch();
  readonly #blockViews: { readonly name: string; readonly index: number; readonly per: bigint }[] = [];
  readonly #generationViews: { readonly name: string; readonly index: number; readonly per: bigint }[] = [];
  readonly #invariants: {
    readonly name: string;
    readonly indices: ViewIndices;
    readonly holds: (values: never) => boolean;
  }[] = [];

  constructor(
    scenario: Scenario,
    setting: { readonly c: Record<string, unknown>; readonly design: Design },
    chain: Chain,
  ) {
    this.#chain = chain;
    this.#setting = setting;
    this.wantsExposure = Object.values(scenario.measures).some(
      (measure) =>
        (measure.kind === "perAgent" && (measure.of === "exposure" || typeof measure.of === "function")) ||
        (measure.kind === "population" && measure.exposure === true),
    );
    this.#measures = Object.entries(scenario.measures);
    for (const [name, measure] of this.#measures) {
      if (measure.kind === "events")
        this.#listen(name, measure as AnyEventMeasure, ofMeasure(name, () => (measure as AnyEventMeasure).of(setting), RESULT.filter)); // prettier-ignore
      if (measure.kind === "view")
        this.#read(name, measure as AnyViewMeasure, ofMeasure(name, () => (measure as AnyViewMeasure).read(setting), RESULT.view)); // prettier-ignore
    }
    for (const { name, views: read, holds } of scenario.invariants) {
      const asked = scenarioFunction(() => `invariant ${name}`, () => read(setting), RESULT.views); // prettier-ignore
      this.#invariants.push({ name, indices: addViews(this.#blockMulticall, asked), holds });
    }
  }

  /** Starts a generation. Reads what `change` measures start from. */
  *open(): Task<void> {
    this.#aggregates.clear();
    for (const [name] of this.#measures) this.#aggregates.set(name, { ...EMPTY });
    for (const [name, value] of yield* this.#readViews(this.#generationMulticall, this.#generationViews)) {
      const aggregate = this.#aggregates.get(name)!;
      aggregate.first = value;
    }
    for (const [name, value] of yield* this.#readViews(this.#blockMulticall, this.#blockViews))
      this.#aggregates.get(name)!.first = value;
  }

  /** After a block: hears its events, reads what is read every block, and checks the scenario's invariants. */
  *block(result: BlockResult): Task<void> {
    this.#latest.clear();
    for (const [name, measure] of this.#measures) if (measure.kind === "events") this.#latest.set(name, 0);
    scenarioFunction(
      () => `measure ${this.#heardBy}`,
      () => this.#eventRouter.listener(result),
    );
    if (this.#blockMulticall.count === 0) return;
    const answers = yield* readAll(this.#chain, this.#blockMulticall);
    const where = (): string => `measures, block ${result.number}`;
    for (const { name, indices, holds } of this.#invariants) {
      const values = answersOf(this.#blockMulticall, answers, indices, where);
      const holding = scenarioFunction(
        () => `invariant ${name}, block ${result.number}`,
        () => holds(values as never) as unknown,
        truth,
      );
      if (!holding) {
        throw RunError.of("INVARIANT", {
          where: `invariant ${name}, block ${result.number}`,
          found: JSON.stringify(values, (_k, v: unknown) => (typeof v === "bigint" ? String(v) : v)),
        });
      }
    }
    for (const { name, index, per } of this.#blockViews)
      this.#recordBlock(name, asNumber(this.#blockMulticall.answer(answers, index, where), per));
  }

  /** What the last block alone said: views that are read every block, and the sum of its events. */
  get latest(): { readonly [measure: string]: number } {
    return Object.fromEntries(this.#latest);
  }

  /** One number a measure for the generation that ends. */
  *close(population: PopulationView): Task<Record<string, number>> {
    for (const [name, value] of yield* this.#readViews(this.#generationMulticall, this.#generationViews))
      this.#record(name, value);
    const values: Record<string, number> = {};
    for (const [name, measure] of this.#measures) {
      if (measure.kind === "population") values[name] = ofMeasure(name, () => measure.value(population), number);
      else if (measure.kind === "perAgent")
        values[name] = ofMeasure(name, () => this.#ofAgents(name, measure as AnyPerAgentMeasure, population));
      else if (measure.kind === "derived")
        values[name] = ofMeasure(name, () => measure.value(...measure.of.map((other) => values[other]!)), number);
      else values[name] = reduceBy(this.#aggregates.get(name)!, measure.take);
    }
    return values;
  }

  #ofAgents(name: string, { species, of, take }: AnyPerAgentMeasure, population: PopulationView): number {
    const ask = typeof of === "string" ? (agent: AgentView) => agent[of] : of;
    const values = population.agents(species).map((agent) => {
      const value: unknown = ask(agent, this.#setting);
      if (typeof value === "number") return value;
      throw wrongResult(`measure ${name}`, "a number of each agent", value);
    });
    return statisticOf(values, take);
  }

  #listen(name: string, measure: AnyEventMeasure, filter: EventFilter): void {
    this.#eventRouter.subscribe(filter, (args) => {
      this.#heardBy = name;
      const value: unknown = measure.value(args as never);
      if (typeof value !== "number" && typeof value !== "bigint")
        throw wrongResult(`measure ${name}`, "a number or a bigint of each event", value);
      this.#recordBlock(name, asNumber(value, measure.per));
    });
  }

  #read(name: string, measure: AnyViewMeasure, view: View): void {
    const [multicall, views] =
      measure.every === "block"
        ? [this.#blockMulticall, this.#blockViews]
        : [this.#generationMulticall, this.#generationViews];
    views.push({ name, index: multicall.add(view), per: measure.per });
  }

  #recordBlock(name: string, value: number): void {
    this.#latest.set(name, (this.#latest.get(name) ?? 0) + value);
    this.#record(name, value);
  }

  #record(name: string, value: number): void {
    const aggregate = this.#aggregates.get(name);
    if (!aggregate) return;
    const sum = aggregate.sum + value;
    aggregate.lost +=
      Math.abs(aggregate.sum) >= Math.abs(value) ? aggregate.sum - sum + value : value - sum + aggregate.sum;
    aggregate.sum = sum;
    aggregate.count++;
    aggregate.min = Math.min(aggregate.min, value);
    aggregate.max = Math.max(aggregate.max, value);
    aggregate.last = value;
  }

  *#readViews(
    multicall: MulticallBatch,
    views: readonly { readonly name: string; readonly index: number; readonly per: bigint }[],
  ): Task<[string, number][]> {
    if (views.length === 0) return [];
    const answers = yield* readAll(this.#chain, multicall);
    return views.map(({ name, index, per }) => [
      name,
      asNumber(
        multicall.answer(answers, index, () => `measure ${name}`),
        per,
      ),
    ]);
  }
}

/** Runs a function of a measure. */
function ofMeasure<T>(name: string, work: () => T, must?: Rule): T {
  return scenarioFunction(() => `measure ${name}`, work, must);
}

/** NaN where nobody lives. */
function statisticOf(values: readonly number[], take: AgentStatistic): number {
  if (values.length === 0 || values.some(Number.isNaN)) return NaN;
  if (take === "mean") return meanOf(values);
  if (take === "best") return values.reduce((a, b) => Math.max(a, b));
  if (take === "worst") return values.reduce((a, b) => Math.min(a, b));
  return sortedQuantile(Float64Array.from(values).sort(), take === "median" ? 0.5 : take.quantile);
}

function reduceBy(aggregate: Aggregate, take: AnyViewMeasure["take"] | AnyEventMeasure["take"]): number {
  switch (take) {
    case "mean":
      return aggregate.count === 0 ? NaN : total(aggregate) / aggregate.count;
    case "min":
      return aggregate.count === 0 ? NaN : aggregate.min;
    case "max":
      return aggregate.count === 0 ? NaN : aggregate.max;
    case "last":
      return aggregate.last;
    case "change":
      return aggregate.last - aggregate.first;
    case "sum":
      return total(aggregate);
    case "count":
      return aggregate.count;
  }
}

function total({ sum, lost }: Aggregate): number {
  return Number.isFinite(lost) ? sum + lost : sum;
}

/** A float from here on: measures are statistics. The division keeps 18 digits before it rounds. */
function asNumber(value: unknown, per: bigint): number {
  if (typeof value === "number") return value / Number(per);
  const amount = BigInt(value as bigint);
  if (per === 1n) return Number(amount);
  return Number(amount / per) + Number(amount % per) / Number(per);
}
