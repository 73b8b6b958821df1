import type { ByteWriter } from "../batch.ts";
import { lengthAt, locate, writeSize } from "./bytes.ts";
import { writeAllDigits } from "./digits.ts";
import { badData, badValue, type Source, type TypeCodec } from "./type.ts";

/** Several values side by side: the body of a tuple, of a fixed array, and of a function's arguments. */
export interface Sequence {
  readonly dynamic: boolean;
  readonly headSize: number;
  readonly parts: readonly TypeCodec[];
  /** Position of each part's head. */
  readonly heads: readonly number[];
}

export function sequence(parts: readonly TypeCodec[]): Sequence {
  const heads: number[] = [];
  let headSize = 0;
  for (const part of parts) {
    heads.push(headSize);
    headSize += part.headSize;
  }
  return { dynamic: parts.some((part) => part.dynamic), headSize, parts, heads };
}

/** Writes values in their order, heads at `at`, offsets from `at`. */
export function writeAll(of: Sequence, values: readonly unknown[], out: ByteWriter, at: number): void {
  const { parts, heads } = of;
  for (let i = 0; i < parts.length; i++) parts[i]!.write(values[i], out, at + heads[i]!, at);
}

export function readAll(of: Sequence, source: Source, at: number, where: string): unknown[] {
  checkHead(of.headSize, source, at, where);
  const { parts, heads } = of;
  const values = new Array<unknown>(parts.length);
  for (let i = 0; i < parts.length; i++) values[i] = parts[i]!.read(source, at + heads[i]!, at);
  return values;
}

/** A tuple is an object when all its parts have names, an array otherwise; encoding takes either. */
export function tuple(names: readonly string[], parts: readonly TypeCodec[], where: string): TypeCodec {
  const of = sequence(parts);
  const named = names.length > 0 && names.every((name) => name !== "");
  const expected = named ? `an object with ${names.join(", ")}` : `an array of ${parts.length}`;
  const body = {
    write(value: unknown, out: ByteWriter, at: number): void {
      if (Array.isArray(value) && value.length === parts.length) {
        writeAll(of, value, out, at);
      } else if (named && typeof value === "object" && value !== null && !Array.isArray(value)) {
        const fields = value as Record<string, unknown>;
        for (let i = 0; i < parts.length; i++) {
          const name = names[i]!;
          if (!(name in fields)) throw badValue(expected, `an object without ${name}`, where);
          parts[i]!.write(fields[name], out, at + of.heads[i]!, at);
        }
      } else {
        throw badValue(expected, value, where);
      }
    },
    read(source: Source, at: number): unknown {
      if (!named) return readAll(of, source, at, where);
      checkHead(of.headSize, source, at, where);
      const fields: Record<string, unknown> = {};
      for (let i = 0; i < parts.length; i++) fields[names[i]!] = parts[i]!.read(source, at + of.heads[i]!, at);
      return fields;
    },
  };
  return of.dynamic ? behindOffset(of.headSize, body, where) : { dynamic: false, headSize: of.headSize, ...body };
}

export function fixedArray(length: number, item: TypeCodec, where: string): TypeCodec {
  const of = sequence(new Array<TypeCodec>(length).fill(item));
  const body = {
    write(value: unknown, out: ByteWriter, at: number): void {
      if (!Array.isArray(value) || value.length !== length) throw badValue(`an array of ${length}`, value, where);
      writeItems(item, value, out, at);
    },
    read: (source: Source, at: number): unknown => readAll(of, source, at, where),
  };
  return of.dynamic ? behindOffset(of.headSize, body, where) : { dynamic: false, headSize: of.headSize, ...body };
}

export function dynamicArray(item: TypeCodec, where: string): TypeCodec {
  const unit = item.headSize;
  return {
    dynamic: true,
    headSize: 32,
    write(value, out, at, base) {
      if (!Array.isArray(value)) throw badValue("an array", value, where);
      const start = out.reserve(32 + value.length * unit);
      writeSize(out, at, start - base);
      writeSize(out, start, value.length);
      const body = start + 32;
      writeItems(item, value, out, body);
    },
    read(source, at, base) {
      const start = locate(source, at, base, where);
      const values = new Array<unknown>(lengthAt(source, start, unit, where));
      const body = start + 32;
      for (let i = 0; i < values.length; i++) values[i] = item.read(source, body + i * unit, body);
      return values;
    },
  };
}

/** Writes values of one type in their order, heads at `at`, offsets from `at`. */
function writeItems(item: TypeCodec, values: readonly unknown[], out: ByteWriter, at: number): void {
  const { digits, headSize } = item;
  // When it cannot, the way one by one says which value is at fault.
  if (digits && writeAllDigits(values, digits.size, out.bytes, at + digits.start)) return;
  for (let i = 0; i < values.length; i++) item.write(values[i], out, at + i * headSize, at);
}

interface Body {
  write(value: unknown, out: ByteWriter, at: number): void;
  read(source: Source, at: number): unknown;
}

function behindOffset(headSize: number, body: Body, where: string): TypeCodec {
  return {
    dynamic: true,
    headSize: 32,
    write(value, out, at, base) {
      const start = out.reserve(headSize);
      writeSize(out, at, start - base);
      body.write(value, out, start);
    },
    read: (source, at, base) => body.read(source, locate(source, at, base, where)),
  };
}

function checkHead(size: number, source: Source, at: number, where: string): void {
  if (at + size > source.end) throw badData(`at least ${size} bytes`, String(Math.max(0, source.end - at)), where);
}
