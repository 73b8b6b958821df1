/** `length` bytes of the input from `offset`; beyond its end it reads as zeros, as all precompiles read it. */
export function slice(input: Uint8Array, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  if (offset < input.length) bytes.set(input.subarray(offset, Math.min(offset + length, input.length)));
  return bytes;
}

/** Big-endian unsigned number. */
export function toBigInt(bytes: Uint8Array): bigint {
  return bytes.length === 0
    ? 0n
    : BigInt(`0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex")}`);
}

/** The 32-byte word of the input at `offset`. */
export function wordAt(input: Uint8Array, offset: number): bigint {
  return toBigInt(slice(input, offset, 32));
}

/** Big-endian, zeros in front up to `length` bytes; the value must fit. */
export function toBytes(value: bigint, length: number): Uint8Array {
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(2 * length, "0"), "hex"));
}

/** Big-endian without leading zeros, nothing for zero: a number as RLP has it. */
export function quantity(value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array();
  const digits = value.toString(16);
  return toBytes(value, (digits.length + 1) >> 1);
}

/** Arrays one after the other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
