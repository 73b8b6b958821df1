import { natural, object, shape, ShapeError, type Shape } from "../../core/shape.ts";

/** Hex of so many bytes with 0x before it; of any whole number of bytes where none is stated. */
export function hexBytes(length?: number): Shape<string> {
  const text = length === undefined ? /^0x([0-9a-f]{2})*$/i : new RegExp(`^0x[0-9a-f]{${2 * length}}$`, "i");
  return shape(
    length === undefined ? "bytes in hex" : `${length} bytes in hex`,
    (value): value is string => typeof value === "string" && text.test(value),
  );
}

/** A natural number of at most so many bits, in decimals. */
export function decimalBits(bits: number): Shape<string> {
  return shape(
    `a natural number below 2^${bits}, in decimals`,
    (value): value is string =>
      typeof value === "string" && /^\d{1,78}$/.test(value) && BigInt(value) >> BigInt(bits) === 0n,
  );
}

/** As `decimalBits` gives, but from a number, decimals or hex, as nodes and their tools write it. */
export function quantityBits(bits: number): Shape<bigint> {
  return {
    read(value, where) {
      const isText = typeof value === "string" && /^(\d{1,78}|0x[0-9a-f]{1,64})$/i.test(value);
      if (isText || (typeof value === "number" && Number.isInteger(value) && value >= 0)) {
        const read = BigInt(value);
        if (read >> BigInt(bits) === 0n) return read;
      }
      throw new ShapeError(`a natural number below 2^${bits}`, value, where);
    },
  };
}

export const balance = decimalBits(256);
export const nonce = decimalBits(64);
export const word = hexBytes(32);
export const code = hexBytes();
export const addressText = hexBytes(20);

export const forkBlockShape = object({ chain: natural, number: natural, hash: word, timestamp: natural });
