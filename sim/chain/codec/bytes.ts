import type { ByteWriter } from "../batch.ts";
import { readDigits, writeDigits } from "./digits.ts";
import { badData, badValue, type Source, type TypeCodec } from "./type.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export function bytes(where: string): TypeCodec {
  const expected = "bytes, 0x and an even number of hex digits or a Uint8Array";
  return {
    dynamic: true,
    headSize: 32,
    write(value, out, at, base) {
      if (value instanceof Uint8Array) {
        appendBytes(value, out, at, base);
        return;
      }
      if (typeof value !== "string") throw badValue(expected, value, where);
      const start = openBytes(Math.max(0, value.length - 2) >>> 1, out, at, base);
      if (!writeDigits(value, out.bytes, start)) throw badValue(expected, value, where);
    },
    read(source, at, base) {
      const start = locate(source, at, base, where);
      return readDigits(source.bytes, start + 32, start + 32 + lengthAt(source, start, 1, where));
    },
  };
}

export function string(where: string): TypeCodec {
  return {
    dynamic: true,
    headSize: 32,
    write(value, out, at, base) {
      if (typeof value !== "string") throw badValue("string", value, where);
      appendBytes(encoder.encode(value), out, at, base);
    },
    read(source, at, base) {
      const start = locate(source, at, base, where);
      const length = lengthAt(source, start, 1, where);
      return decoder.decode(source.bytes.subarray(start + 32, start + 32 + length));
    },
  };
}

function appendBytes(value: Uint8Array, out: ByteWriter, at: number, base: number): void {
  const start = openBytes(value.length, out, at, base);
  out.bytes.set(value, start);
}

/** Writes offset and length, makes room for the padded content, and returns where it starts. */
function openBytes(length: number, out: ByteWriter, at: number, base: number): number {
  const start = out.reserve(32 + Math.ceil(length / 32) * 32);
  writeSize(out, at, start - base);
  writeSize(out, start, length);
  return start + 32;
}

/** Offsets and lengths, far below 2^32. */
export function writeSize(out: ByteWriter, at: number, size: number): void {
  out.view.setUint32(at + 28, size);
}

/** Where the content is that the offset at `at` names; its first word can be read. */
export function locate(source: Source, at: number, base: number, where: string): number {
  const start = base + sizeAt(source, at, where);
  if (start + 32 > source.end) throw badData("an offset within the data", String(start - base), where);
  return start;
}

/** A length that the data can hold at `unit` bytes an item. */
export function lengthAt(source: Source, start: number, unit: number, where: string): number {
  const length = sizeAt(source, start, where);
  if (start + 32 + length * unit > source.end) throw badData("a length within the data", String(length), where);
  return length;
}

function sizeAt({ view }: Source, at: number, where: string): number {
  const high =
    view.getBigUint64(at) | view.getBigUint64(at + 8) | view.getBigUint64(at + 16) | BigInt(view.getUint32(at + 24));
  if (high !== 0n) throw badData("an offset or length below 2^32", "a larger one", where);
  return view.getUint32(at + 28);
}
