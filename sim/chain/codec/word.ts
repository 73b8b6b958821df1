import { readWord, writeWord } from "../batch.ts";
import { readAddress, readDigits, writeDigits } from "./digits.ts";
import { badData, badValue, type TypeCodec } from "./type.ts";

/** Integers up to this many bits are numbers, wider ones bigints, as in viem. */
const NUMBER_BITS = 48;

export function unsigned(bits: number, where: string): TypeCodec {
  const max = (1n << BigInt(bits)) - 1n;
  const expected = `uint${bits}, a whole number from 0 to ${max}`;
  return {
    dynamic: false,
    headSize: 32,
    write(value, out, at) {
      const whole = typeof value === "bigint" ? value : wholeNumber(value, expected, where);
      if (whole < 0n || whole > max) throw badValue(expected, value, where);
      writeWord(out.view, at, whole);
    },
    read: bits <= NUMBER_BITS ? readNumber(bits) : ({ view }, at) => readWord(view, at),
  };
}

function readNumber(bits: number): TypeCodec["read"] {
  if (bits <= 32) return ({ view }, at) => view.getUint32(at + 28);
  return ({ view }, at) => view.getUint16(at + 26) * 4_294_967_296 + view.getUint32(at + 28);
}

export function signed(bits: number, where: string): TypeCodec {
  const half = 1n << BigInt(bits - 1);
  const expected = `int${bits}, a whole number from ${-half} to ${half - 1n}`;
  return {
    dynamic: false,
    headSize: 32,
    write(value, out, at) {
      const whole = typeof value === "bigint" ? value : wholeNumber(value, expected, where);
      if (whole < -half || whole >= half) throw badValue(expected, value, where);
      writeWord(out.view, at, whole < 0n ? BigInt.asUintN(256, whole) : whole);
    },
    read:
      bits <= NUMBER_BITS
        ? ({ view }, at) => view.getInt32(at + 24) * 4_294_967_296 + view.getUint32(at + 28)
        : ({ view }, at) => BigInt.asIntN(256, readWord(view, at)),
  };
}

function wholeNumber(value: unknown, expected: string, where: string): bigint {
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  throw badValue(expected, value, where);
}

export function bool(where: string): TypeCodec {
  return {
    dynamic: false,
    headSize: 32,
    write(value, out, at) {
      if (typeof value !== "boolean") throw badValue("bool, true or false", value, where);
      if (value) out.bytes[at + 31] = 1;
    },
    read({ view }, at) {
      const last = view.getUint32(at + 28);
      if (last > 1) throw badData("bool, 0 or 1", String(last), where);
      return last === 1;
    },
  };
}

/** Checksums are not looked at, and decoded addresses are in lower case: a checksum costs a hash an address. */
export function address(where: string): TypeCodec {
  const expected = "address, 0x and 40 hex digits or 20 bytes";
  return {
    dynamic: false,
    headSize: 32,
    digits: { size: 20, start: 12 },
    write(value, out, at) {
      if (typeof value === "string" && value.length === 42) {
        if (writeDigits(value, out.bytes, at + 12)) return;
      } else if (value instanceof Uint8Array && value.length === 20) {
        out.bytes.set(value, at + 12);
        return;
      }
      throw badValue(expected, value, where);
    },
    read: (source, at) => readAddress(source, at + 12),
  };
}

export function fixedBytes(size: number, where: string): TypeCodec {
  const expected = `bytes${size}, 0x and ${2 * size} hex digits or ${size} bytes`;
  return {
    dynamic: false,
    headSize: 32,
    digits: { size, start: 0 },
    write(value, out, at) {
      if (typeof value === "string" && value.length === 2 + 2 * size) {
        if (writeDigits(value, out.bytes, at)) return;
      } else if (value instanceof Uint8Array && value.length === size) {
        out.bytes.set(value, at);
        return;
      }
      throw badValue(expected, value, where);
    },
    read: ({ bytes }, at) => readDigits(bytes, at, at + size),
  };
}
