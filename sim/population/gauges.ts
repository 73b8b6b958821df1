import type { BlockResult, Chain } from "../chain/chain.ts";
import { asFunctionOfItsInput } from "../core/determinism.ts";
import { RunError } from "../core/errors.ts";
import { type Steps, soon } from "../core/steps.ts";
import type { EventFilter, View } from "../scenario/handles.ts";
import type {
  AgentStatistic,
  AgentView,
  EventMeasure,
  Measure,
  PerAgentMeasure,
  PopulationView,
  ViewMeasure,
} from "../scenario/measures.ts";
import type { Design } from "../scenario/parameters.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { meanOf } from "../core/sum.ts";
import { sortedQuantile } from "../stats/quantile.ts";
import { Ears } from "./ears.ts";
import { Sheet, addViews, answersOf } from "./sheet.ts";
import type { Places } from "./sheet.ts";

type AnyViewMeasure = ViewMeasure<Record<string, unknown>, Design>;
type AnyPerAgentMeasure = PerAgentMeasure<Record<string, unknown>, Design>;
type AnyEventMeasure = EventMeasure<Record<string, unknown>, Design>;

interface Tally {
  sum: number;
  /** What rounding took from the sum so far (Neumaier). */
  lost: number;
  count: number;
  least: number;
  most: number;
  first: number;
  last: number;
}

const NOTHING: Tally = { sum: 0, lost: 0, count: 0, least: Infinity, most: -Infinity, first: NaN, last: NaN };

/** Takes the measures of a scenario: listens and reads block by block, and gives one number a measure and generation. */
export class Gauges {
  readonly #measures: readonly (readonly [string, Measure<Record<string, unknown>, Design>])[];
  readonly #chain: Chain;
  readonly #setting: { readonly c: Record<string, unknown>; readonly design: Design };
  /** Whether positions have to be known after every block. */
  readonly wantsExposure: boolean;
  readonly #tallies = new Map<string, Tally>();
  readonly #latest = new Map<string, number>();
  readonly #ears = new Ears();
  /** Views read after every block, invariants first. */
  readonly #blockSheet = new Sheet();
  readonly #generationSheet = new Sheet();
  readonly #blockViews: { readonly name: string; readonly place: number; readonly per: bigint }[] = [];
  readonly #generationViews: { readonly name: string; readonly place: number; readonly per: bigint }[] = [];
  readonly #invariants: {
    readonly name: string;
    readonly places: Places;
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
      (measure) => measure.kind === "perAgent" && (measure.of === "exposure" || typeof measure.of === "function"),
    );
    this.#measures = Object.entries(scenario.measures);
    measuring(() => {
      for (const [name, measure] of this.#measures) {
        if (measure.kind === "events")
          this.#listen(name, measure as AnyEventMeasure, (measure as AnyEventMeasure).of(setting));
        if (measure.kind === "view")
          this.#read(name, measure as AnyViewMeasure, (measure as AnyViewMeasure).read(setting));
      }
      for (const { name, views, holds } of scenario.invariants) {
        this.#invariants.push({ name, places: addViews(this.#blockSheet, views(setting)), holds });
      }
    });
  }

  /** Starts a generation. Reads what `change` measures start from. */
  *open(): Steps<void> {
    this.#tallies.clear();
    for (const [name] of this.#measures) this.#tallies.set(name, { ...NOTHING });
    for (const [name, value] of yield* this.#readings(this.#generationSheet, this.#generationViews)) {
      const tally = this.#tallies.get(name)!;
      tally.first = value;
    }
    for (const [name, value] of yield* this.#readings(this.#blockSheet, this.#blockViews))
      this.#tallies.get(name)!.first = value;
  }

  /** After a block: hears its events, reads what is read every block, and checks the scenario's invariants. */
  *block(result: BlockResult): Steps<void> {
    this.#latest.clear();
    for (const [name, measure] of this.#measures) if (measure.kind === "events") this.#latest.set(name, 0);
    measuring(() => this.#ears.hear(result));
    if (this.#blockSheet.count === 0) return;
    const answers = yield* soon(() => this.#chain.view(this.#blockSheet.batch));
    const where = (): string => `measures, block ${result.number}`;
    for (const { name, places, holds } of this.#invariants) {
      const values = answersOf(this.#blockSheet, answers, places, where);
      if (!measuring(() => holds(values as never))) {
        throw new RunError({
          code: "INVARIANT",
          where: `invariant ${name}, block ${result.number}`,
          expected: "it to hold after every block",
          found: JSON.stringify(values, (_k, v: unknown) => (typeof v === "bigint" ? String(v) : v)),
        });
      }
    }
    for (const { name, place, per } of this.#blockViews)
      this.#tellBlock(name, asNumber(this.#blockSheet.answer(answers, place, where), per));
  }

  /** What the last block alone said: views that are read every block, and the sum of its events. */
  get latest(): { readonly [measure: string]: number } {
    return Object.fromEntries(this.#latest);
  }

  /** One number a measure for the generation that ends. */
  *close(population: PopulationView): Steps<Record<string, number>> {
    for (const [name, value] of yield* this.#readings(this.#generationSheet, this.#generationViews))
      this.#tell(name, value);
    const values: Record<string, number> = {};
    for (const [name, measure] of this.#measures) {
      if (measure.kind === "population") values[name] = measuring(() => measure.value(population));
      else if (measure.kind === "perAgent")
        values[name] = measuring(() => this.#ofAgents(measure as AnyPerAgentMeasure, population));
      else if (measure.kind === "derived")
        values[name] = measuring(() => measure.value(...measure.of.map((other) => values[other]!)));
      else values[name] = taken(this.#tallies.get(name)!, measure.take);
    }
    return values;
  }

  #ofAgents({ species, of, take }: AnyPerAgentMeasure, population: PopulationView): number {
    const number = typeof of === "string" ? (agent: AgentView) => agent[of] : of;
    return statisticOf(
      population.agents(species).map((agent) => number(agent, this.#setting)),
      take,
    );
  }

  #listen(name: string, measure: AnyEventMeasure, filter: EventFilter): void {
    this.#ears.listen(filter, (args) => this.#tellBlock(name, asNumber(measure.value(args as never), measure.per)));
  }

  #read(name: string, measure: AnyViewMeasure, view: View): void {
    const [sheet, views] =
      measure.every === "block" ? [this.#blockSheet, this.#blockViews] : [this.#generationSheet, this.#generationViews];
    views.push({ name, place: sheet.add(view), per: measure.per });
  }

  #tellBlock(name: string, value: number): void {
    this.#latest.set(name, (this.#latest.get(name) ?? 0) + value);
    this.#tell(name, value);
  }

  #tell(name: string, value: number): void {
    const tally = this.#tallies.get(name);
    if (!tally) return;
    const sum = tally.sum + value;
    tally.lost += Math.abs(tally.sum) >= Math.abs(value) ? tally.sum - sum + value : value - sum + tally.sum;
    tally.sum = sum;
    tally.count++;
    tally.least = Math.min(tally.least, value);
    tally.most = Math.max(tally.most, value);
    tally.last = value;
  }

  *#readings(
    sheet: Sheet,
    views: readonly { readonly name: string; readonly place: number; readonly per: bigint }[],
  ): Steps<[string, number][]> {
    if (views.length === 0) return [];
    const answers = yield* soon(() => this.#chain.view(sheet.batch));
    return views.map(({ name, place, per }) => [
      name,
      asNumber(
        sheet.answer(answers, place, () => `measure ${name}`),
        per,
      ),
    ]);
  }
}

/** Runs what a scenario says of its measures and invariants. */
function measuring<T>(work: () => T): T {
  return asFunctionOfItsInput(() => "measures and invariants", work);
}

/** NaN where nobody lives. */
function statisticOf(values: readonly number[], take: AgentStatistic): number {
  if (values.length === 0 || values.some(Number.isNaN)) return NaN;
  if (take === "mean") return meanOf(values);
  if (take === "best") return values.reduce((a, b) => Math.max(a, b));
  if (take === "worst") return values.reduce((a, b) => Math.min(a, b));
  return sortedQuantile(Float64Array.from(values).sort(), take === "median" ? 0.5 : take.quantile);
}

function taken(tally: Tally, take: AnyViewMeasure["take"] | AnyEventMeasure["take"]): number {
  switch (take) {
    case "mean":
      return tally.count === 0 ? NaN : total(tally) / tally.count;
    case "least":
      return tally.count === 0 ? NaN : tally.least;
    case "most":
      return tally.count === 0 ? NaN : tally.most;
    case "last":
      return tally.last;
    case "change":
      return tally.last - tally.first;
    case "sum":
      return total(tally);
    case "count":
      return tally.count;
  }
}

function total({ sum, lost }: Tally): number {
  return Number.isFinite(lost) ? sum + lost : sum;
}

/** A float from here on: measures are statistics. The division keeps 18 digits before it rounds. */
function asNumber(value: unknown, per: bigint): number {
  if (typeof value === "number") return value / Number(per);
  const amount = BigInt(value as bigint);
  if (per === 1n) return Number(amount);
  return Number(amount / per) + Number(amount % per) / Number(per);
}
