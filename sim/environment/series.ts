import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { InputError } from "../core/errors/errors.ts";
import { suggest } from "../core/did-you-mean.ts";
import { parseJson } from "../core/json.ts";
import { readBytes, unreadBecause } from "../core/outside-file.ts";

/** Numbers read from a file, with the hash of the bytes they came from. */
export interface Series {
  readonly values: readonly number[];
  /** sha256 of the file, hex. */
  readonly sha256: string;
}

/**
 * Reads one column of a CSV file with a header line, or of a JSON array (of numbers, of objects, or of arrays).
 * Throws InputError: SERIES_FILE (not readable), SERIES_FORMAT, SERIES_COLUMN, SERIES_VALUE, SERIES_EMPTY.
 *
 * @param column name in the header or key of the objects, or index from 0. May be left out where there is only one.
 */
export function readSeries(file: string | URL, column?: string | number): Series {
  const path = file instanceof URL ? fileURLToPath(file) : file;
  let bytes: Buffer;
  try {
    bytes = readBytes(path);
  } catch (cause) {
    throw InputError.of("SERIES_FILE", { found: unreadBecause(cause), where: path }, { cause });
  }
  const rows = path.toLowerCase().endsWith(".json") ? jsonRows(bytes.toString(), path) : csvRows(bytes.toString());
  const values = pick(rows, column, path);
  if (values.length === 0) throw InputError.of("SERIES_EMPTY", { found: "none", where: path });
  return { values, sha256: createHash("sha256").update(bytes).digest("hex") };
}

interface Rows {
  readonly names: readonly string[];
  readonly cells: readonly (readonly unknown[])[];
  /** What a row is called in a message, for row i. */
  place(i: number): string;
}

function pick(rows: Rows, column: string | number | undefined, where: string): number[] {
  const { names } = rows;
  const index = typeof column === "string" ? names.indexOf(column) : (column ?? (names.length === 1 ? 0 : -1));
  if (!(Number.isInteger(index) && index >= 0 && index < names.length)) {
    throw InputError.of("SERIES_COLUMN", {
      expected: column === undefined ? "the name of a column, as there are several" : `a column ${column}`,
      found: names.length === 0 ? "no columns" : `columns ${names.join(", ")}`,
      where,
      remedy: suggest(String(column ?? ""), names),
    });
  }
  return rows.cells.map((row, i) => {
    const cell = row[index];
    const value = typeof cell === "string" && cell.trim() !== "" ? Number(cell) : cell;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw InputError.of("SERIES_VALUE", {
      found: cell === undefined ? "no cell" : JSON.stringify(cell),
      where: `${where} ${rows.place(i)}, column ${names[index]}`,
    });
  });
}

/** RFC 4180 with LF or CRLF: quotes may hold commas, doubled quotes and line ends. Blank lines are passed over. */
function csvRows(text: string): Rows {
  const rows: { cells: string[]; line: number }[] = [];
  let cells: string[] = [];
  let cell = "";
  let quoted = false;
  let line = 1;
  let first = 1;
  const endRow = () => {
    cells.push(cell);
    if (cells.length > 1 || cells[0]!.trim() !== "") rows.push({ cells, line: first });
    cells = [];
    cell = "";
  };
  const content = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  for (let i = 0; i < content.length; i++) {
    const c = content[i]!;
    if (c === "\n") line++;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (content[i + 1] === '"') cell += content[++i]!;
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ",") {
      cells.push(cell);
      cell = "";
    } else if (c === "\n") {
      endRow();
      first = line;
    } else cell += c;
  }
  endRow();
  const [header, ...body] = rows;
  return {
    names: header?.cells.map((name) => name.trim()) ?? [],
    cells: body.map((row) => row.cells),
    place: (i) => `line ${body[i]!.line}`,
  };
}

function jsonRows(text: string, where: string): Rows {
  const place = (i: number) => `item ${i}`;
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw InputError.of("SERIES_FORMAT", { expected: "valid JSON", found, where }, { cause });
  }
  if (!Array.isArray(value))
    throw InputError.of("SERIES_FORMAT", { expected: "a JSON array", found: typeof value, where });
  const items: readonly unknown[] = value;
  const first = items[0];
  if (Array.isArray(first)) {
    const rows = items.map((item) => (Array.isArray(item) ? (item as unknown[]) : []));
    return { names: first.map((_, i) => String(i)), cells: rows, place };
  }
  if (typeof first === "object" && first !== null) {
    const names = Object.keys(first);
    const cells = items.map((item) => names.map((name) => (item as Record<string, unknown> | null)?.[name]));
    return { names, cells, place };
  }
  return { names: ["value"], cells: items.map((item) => [item]), place };
}
