/** One line of a table of speeds. */
export interface BenchRow {
  readonly workload: string;
  readonly engine: string;
  readonly actionsPerSecond: number;
  readonly microseconds: number;
  /** How many times as fast as the first line of its workload. */
  readonly ratio: number;
  /** Gas used, intrinsic gas included, an action. */
  readonly gas?: number;
}

/** One number, beside what it should be. */
export interface BenchFact {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** The rows of one workload, from what an action took on each engine; the first one is what ratios are against. */
export function rowsOf(
  workload: string,
  times: readonly { readonly engine: string; readonly microseconds: number; readonly gas?: number }[],
): BenchRow[] {
  return times.map(({ engine, microseconds, gas }) => ({
    ...{ workload, engine, microseconds, gas },
    actionsPerSecond: 1e6 / microseconds,
    ratio: times[0]!.microseconds / microseconds,
  }));
}

export function printRows(rows: readonly BenchRow[]): void {
  console.log("| workload | engine | actions/s | us an action | gas an action | ratio |");
  console.log("|---|---|---:|---:|---:|---:|");
  for (const { workload, engine, actionsPerSecond, microseconds, gas, ratio } of rows) {
    const cells = [Math.round(actionsPerSecond), microseconds.toPrecision(3), gas?.toFixed(0) ?? "", ratio.toFixed(1)];
    console.log(`| ${[workload, engine, ...cells].join(" | ")} |`);
  }
}

export function printFacts(facts: readonly BenchFact[]): void {
  console.log("| what | measured | target | met |");
  console.log("|---|---:|---:|---|");
  for (const { what, value, unit, atLeast, atMost } of facts) {
    const target = atLeast !== undefined ? `>= ${atLeast}` : atMost !== undefined ? `<= ${atMost}` : "";
    const met = value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity) ? "yes" : "**no**";
    console.log(`| ${what} | ${plain(value)} ${unit} | ${target} | ${target === "" ? "" : met} |`);
  }
}

function plain(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toString() : String(Number(value.toPrecision(3)));
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >>> 1]!;
}
