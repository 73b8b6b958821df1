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

const lines = (head: readonly string[], align: string, cells: readonly (readonly string[])[]): string =>
  [`| ${head.join(" | ")} |`, align, ...cells.map((line) => `| ${line.join(" | ")} |`)].join("\n");

export function rowsTable(rows: readonly BenchRow[]): string {
  return lines(
    ["workload", "engine", "actions/s", "us an action", "gas an action", "ratio"],
    "|---|---|---:|---:|---:|---:|",
    rows.map(({ workload, engine, actionsPerSecond, microseconds, gas, ratio }) => [
      ...[workload, engine, String(Math.round(actionsPerSecond)), microseconds.toPrecision(3)],
      ...[gas?.toFixed(0) ?? "", ratio.toFixed(1)],
    ]),
  );
}

export function factsTable(facts: readonly BenchFact[]): string {
  return lines(
    ["what", "measured", "target", "met"],
    "|---|---:|---:|---|",
    facts.map(({ what, value, unit, atLeast, atMost }) => {
      const target = atLeast !== undefined ? `>= ${atLeast}` : atMost !== undefined ? `<= ${atMost}` : "";
      const met = value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity) ? "yes" : "**no**";
      return [what, `${plain(value)} ${unit}`, target, target === "" ? "" : met];
    }),
  );
}

/** The rows of one workload as the README has them. */
export function workloadTable(rows: readonly BenchRow[], workload: string): string {
  const thousands = (value: number): string => Math.round(value).toLocaleString("en-US");
  return lines(
    ["engine", "actions/s", "us per action", "ratio"],
    "|---|---:|---:|---:|",
    rows
      .filter((row) => row.workload === workload)
      .map(({ engine, actionsPerSecond, microseconds, ratio }) => [
        ...[engine, thousands(actionsPerSecond), microseconds.toPrecision(3), ratio.toFixed(1)],
      ]),
  );
}

function plain(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toString() : String(Number(value.toPrecision(3)));
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >>> 1]!;
}
