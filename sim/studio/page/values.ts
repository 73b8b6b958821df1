import type { ChartOption } from "../../report/section.ts";

/** The numbers of a chart as a table, for who does not see it. */
export interface Values {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Rows that are left out. */
  readonly more: number;
}

const MAX_ROWS = 300;

interface Series {
  readonly type?: unknown;
  readonly name?: unknown;
  readonly data?: unknown;
  readonly tooltip?: { readonly show?: unknown };
  readonly silent?: unknown;
}

export function valuesOf(option: ChartOption): Values | undefined {
  const series = list(option["series"]).filter((one): one is Series => typeof one === "object" && one !== null);
  const shown = series.filter(({ tooltip, data }) => tooltip?.show !== false && Array.isArray(data));
  if (shown.length === 0) return undefined;
  const axis = list(option["xAxis"])[0] ?? list(option["yAxis"])[0];
  // Points stand on a category wherever they please; other series have one value for each.
  const isPoints = shown.every(({ type }) => type === "scatter");
  const names = isPoints ? undefined : (axis as { readonly data?: unknown } | undefined)?.data;
  const rows = Array.isArray(names) ? byCategory(names, shown) : byItem(shown);
  const head = Array.isArray(names)
    ? [text((axis as { readonly name?: unknown }).name) || "", ...shown.map(({ name }) => text(name))]
    : ["series", "item", "values"];
  return { head, rows: rows.slice(0, MAX_ROWS), more: Math.max(0, rows.length - MAX_ROWS) };
}

function byCategory(names: readonly unknown[], series: readonly Series[]): string[][] {
  return names.map((name, i) => [text(name), ...series.map(({ data }) => text(valueOf((data as unknown[])[i])))]);
}

function byItem(series: readonly Series[]): string[][] {
  return series.flatMap(({ name, data }) =>
    (data as unknown[]).map((item) => [
      text(name),
      text((item as { name?: unknown } | null)?.name),
      text(valueOf(item)),
    ]),
  );
}

function valueOf(item: unknown): unknown {
  return typeof item === "object" && item !== null && "value" in item ? item.value : item;
}

function text(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "number") return String(Number(value.toPrecision(6)));
  if (Array.isArray(value)) return value.map(text).join(", ");
  return typeof value === "string" || typeof value === "boolean" ? String(value) : "";
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
