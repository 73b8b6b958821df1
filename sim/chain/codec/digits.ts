/** More than a byte can be: what two characters are that are no hex digits. */
const BAD = 256;
/** The byte that two hex digits make, by both characters as one 16-bit number in this machine's order. */
const BYTES = new Uint16Array(65_536).fill(BAD);
/** The two digits of each byte, as such a number. */
const DIGITS = new Uint16Array(256);

const encoder = new TextEncoder();
/** Characters of a text, and the same two by two. Faster than any way through the text itself. */
let characters = Buffer.alloc(512);
let pairs = pairsOf(characters);

characters.write("0x");
/** What every text begins with. */
const ZERO_X = pairs[0]!;

for (let i = 0; i < 256; i++) {
  const digits = i.toString(16).padStart(2, "0");
  characters.write(digits);
  DIGITS[i] = pairs[0]!;
  const [high, low] = [digits[0]!, digits[1]!];
  for (const a of [high, high.toUpperCase()]) {
    for (const b of [low, low.toUpperCase()]) {
      characters.write(a + b);
      BYTES[pairs[0]!] = i;
    }
  }
}

/**
 * As `writeDigits` for texts of `size` bytes each, to every 32nd byte from `at`: their characters are copied once for all.
 * @returns whether all of `values` are such texts; when not, what has been written means nothing.
 */
export function writeAllDigits(values: readonly unknown[], size: number, out: Uint8Array, at: number): boolean {
  const pairsEach = size + 1;
  for (let i = 0; i < values.length; i++) {
    const text = values[i];
    if (typeof text !== "string" || text.length !== 2 * pairsEach) return false;
  }
  const length = 2 * pairsEach * values.length;
  if (length > characters.length) makeRoom(length);
  if (encoder.encodeInto(values.join(""), characters).written !== length) return false;
  let all = 0;
  for (let i = 0; i < values.length; i++) {
    const first = i * pairsEach;
    if (pairs[first] !== ZERO_X) return false;
    const to = at + i * 32;
    for (let j = 0; j < size; j++) {
      const byte = BYTES[pairs[first + 1 + j]!]!;
      all |= byte;
      out[to + j] = byte;
    }
  }
  return all < BAD;
}

/** Writes the digits of "0x…" to `out` from `at`. @returns whether all of them are hex digits, two a byte. */
export function writeDigits(hex: string, out: Uint8Array, at: number): boolean {
  const { length } = hex;
  if (length % 2 !== 0 || length < 2) return false;
  if (length > characters.length) makeRoom(length);
  // What is not ASCII becomes bytes above 127, which no hex digit is.
  if (encoder.encodeInto(hex, characters).written !== length || pairs[0] !== ZERO_X) return false;
  const from = at - 1;
  const half = length >>> 1;
  let all = 0;
  for (let i = 1; i < half; i++) {
    const byte = BYTES[pairs[i]!]!;
    all |= byte;
    out[from + i] = byte;
  }
  return all < BAD;
}

/** "0x…", lower case, of the bytes from `start` up to `end`. */
export function readDigits(bytes: Uint8Array, start: number, end: number): string {
  const size = end - start;
  const length = 2 * size + 2;
  if (length > characters.length) makeRoom(length);
  pairs[0] = ZERO_X;
  for (let i = 0; i < size; i++) pairs[i + 1] = DIGITS[bytes[start + i]!]!;
  return characters.toString("latin1", 0, length);
}

/** Addresses as they were last written out, each at the place that its last bytes give it. */
const ADDRESSES = 1 << 12;
const texts = new Array<string | undefined>(ADDRESSES).fill(undefined);
const words = new Uint32Array(5 * ADDRESSES);

/** As `readDigits` of the 20 bytes from `at`: agents and contracts are few, and their addresses are read every block. */
export function readAddress(
  { bytes, view }: { readonly bytes: Uint8Array; readonly view: DataView },
  at: number,
): string {
  const last = view.getUint32(at + 16);
  const place = last % ADDRESSES;
  const first = 5 * place;
  const known = texts[place];
  if (
    known !== undefined &&
    words[first] === view.getUint32(at) &&
    words[first + 1] === view.getUint32(at + 4) &&
    words[first + 2] === view.getUint32(at + 8) &&
    words[first + 3] === view.getUint32(at + 12) &&
    words[first + 4] === last
  )
    return known;
  for (let i = 0; i < 5; i++) words[first + i] = view.getUint32(at + 4 * i);
  return (texts[place] = readDigits(bytes, at, at + 20));
}

function makeRoom(length: number): void {
  characters = Buffer.alloc(2 * length);
  pairs = pairsOf(characters);
}

function pairsOf({ buffer, byteOffset, length }: Buffer): Uint16Array {
  return new Uint16Array(buffer, byteOffset, length / 2);
}
