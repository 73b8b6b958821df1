import { RunError } from "../core/errors/errors.ts";
import { parquetWriteBuffer, type ColumnSource } from "hyparquet-writer";
import type { ExportFormat } from "./export-format.ts";

/** A table by columns. All columns are of one length; a number that is missing is NaN or null. */
export interface DataTable {
  readonly columns: readonly DataColumn[];
}

export type DataColumn =
  | { readonly name: string; readonly type: "number"; readonly values: readonly (number | null)[] }
  | { readonly name: string; readonly type: "integer"; readonly values: readonly (bigint | number | null)[] }
  | { readonly name: string; readonly type: "text"; readonly values: readonly (string | null)[] }
  | { readonly name: string; readonly type: "boolean"; readonly values: readonly (boolean | null)[] };

/** A table as the bytes of a file. */
export function exportTable(table: DataTable, format: ExportFormat): Uint8Array {
  switch (format) {
    case "csv":
      return new TextEncoder().encode(toCsv(table));
    case "json":
      return new TextEncoder().encode(toJson(table));
    case "parquet":
      return toParquet(table);
  }
}

/**
 * RFC 4180, with a head. A text that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP
 * advises (CSV injection); numbers are written so that they read back the same.
 */
export function toCsv({ columns }: DataTable): string {
  const rows = rowCount(columns);
  const lines = [columns.map(({ name }) => quoted(name)).join(",")];
  for (let i = 0; i < rows; i++) lines.push(columns.map((column) => csvCell(column, i)).join(","));
  return lines.map((line) => `${line}\r\n`).join("");
}

function csvCell(column: DataColumn, i: number): string {
  const value = column.values[i];
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  return column.type === "text" ? quoted(String(value)) : String(value);
}

function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A list of rows; integers beyond 2^53 as decimal strings, missing numbers as null. */
export function toJson({ columns }: DataTable): string {
  const rows = Array.from({ length: rowCount(columns) }, (_, i) =>
    Object.fromEntries(columns.map(({ name, values }) => [name, jsonCell(values[i])])),
  );
  return `${JSON.stringify(rows, null, 1)}\n`;
}

function jsonCell(value: unknown): unknown {
  if (typeof value !== "bigint") return value ?? null;
  return value >= -(2n ** 53n) && value <= 2n ** 53n ? Number(value) : String(value);
}

/** Numbers as DOUBLE, texts as STRING, integers as INT64 where they fit and as decimal STRING where they do not. */
export function toParquet({ columns }: DataTable): Uint8Array {
  rowCount(columns);
  return new Uint8Array(parquetWriteBuffer({ columnData: columns.map(parquetColumn) }));
}

function parquetColumn(column: DataColumn): ColumnSource {
  const { name } = column;
  const nullable = true;
  switch (column.type) {
    case "number":
      return {
        name,
        nullable,
        type: "DOUBLE",
        data: column.values.map((value) => (Number.isNaN(value) ? null : value)),
      };
    case "text":
      return { name, nullable, type: "STRING", data: [...column.values] };
    case "boolean":
      return { name, nullable, type: "BOOLEAN", data: [...column.values] };
    case "integer": {
      const data = column.values.map((value) => (value === null ? null : BigInt(value)));
      return data.every((value) => value === null || BigInt.asIntN(64, value) === value)
        ? { name, nullable, type: "INT64", data }
        : { name, nullable, type: "STRING", data: data.map((value) => (value === null ? null : String(value))) };
    }
  }
}

function rowCount(columns: readonly DataColumn[]): number {
  const lengths = new Set(columns.map(({ values }) => values.length));
  if (lengths.size > 1)
    throw RunError.of("INTERNAL", { expected: "columns of one length", found: `${[...lengths].join(" and ")} rows` });
  return columns[0]?.values.length ?? 0;
}
