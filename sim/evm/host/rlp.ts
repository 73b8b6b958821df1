/** What RLP encodes: a byte string, or a list of such (yellow paper, appendix B). */
export type RlpItem = Uint8Array | readonly RlpItem[];

/** RLP encoding of an item. Numbers are given as bytes without leading zeros: see `quantity`. */
export function encodeRlp(item: RlpItem): Uint8Array {
  if (item instanceof Uint8Array) {
    return item.length === 1 && item[0]! < 0x80 ? item : join(head(item.length, 0x80), [item]);
  }
  const parts = item.map(encodeRlp);
  return join(
    head(
      parts.reduce((sum, part) => sum + part.length, 0),
      0xc0,
    ),
    parts,
  );
}

/** A number as RLP wants it: big-endian, shortest, nothing for zero. */
export function quantity(value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array(0);
  const hex = value.toString(16);
  return Uint8Array.from(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex"));
}

function head(length: number, offset: number): Uint8Array {
  if (length < 56) return Uint8Array.of(offset + length);
  const bytes = quantity(BigInt(length));
  return Uint8Array.of(offset + 55 + bytes.length, ...bytes);
}

function join(first: Uint8Array, parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, first.length));
  whole.set(first);
  let at = first.length;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
