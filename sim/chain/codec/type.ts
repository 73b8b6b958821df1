import { InputError } from "../../core/errors/errors.ts";
import type { ByteWriter } from "../batch.ts";

/** What a decoder reads from: all offsets are positions in `bytes`; nothing at or beyond `end` may be read. */
export interface Source {
  bytes: Uint8Array;
  view: DataView;
  end: number;
}

/** One ABI type, prepared: closures that know their widths and bounds and ask nothing about types any more. */
export interface TypeCodec {
  /** Encoded behind an offset. */
  readonly dynamic: boolean;
  /** Bytes in the head: 32 for dynamic types. */
  readonly headSize: number;
  /** For a word that is given as hex digits: how many bytes they make, and where in the word these begin. */
  readonly digits?: { readonly size: number; readonly start: number };
  /** Writes `value` with its head at `at`, which is reserved; what is dynamic goes to the end of `out`. Offsets count from `base`. */
  write(value: unknown, out: ByteWriter, at: number, base: number): void;
  /** Reads the value whose head is at `at`. */
  read(source: Source, at: number, base: number): unknown;
}

/** The fault of a value that does not fit its type; `where` names the parameter. */
export function badValue(expected: string, value: unknown, where: string): InputError {
  return InputError.of("ABI_VALUE", { expected, found: show(value), where });
}

/** The fault of bytes that are no encoding of the type. */
export function badData(expected: string, found: string, where: string): InputError {
  return InputError.of("ABI_DATA", { expected, found, where });
}

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 80 ? value.slice(0, 80) + "…" : value);
  if (typeof value === "bigint") return `${value}n`;
  return Array.isArray(value) ? `an array of ${value.length}` : String(value);
}
