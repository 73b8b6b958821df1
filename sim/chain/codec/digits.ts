/** More than a byte can be: what two characters are that are no hex digits. */
const BAD = 256;
/** The byte that two hex digits make, by both characters as one 16-bit number in this machine's order. */
const BYTES = new Uint16Array(65_536).fill(BAD);
const PAIRS: string[] = [];

const encoder = new TextEncoder();
let characters = new Uint8Array(512);
let pairs = new Uint16Array(characters.buffer);

for (let i = 0; i < 256; i++) {
  const digits = i.toString(16).padStart(2, "0");
  PAIRS.push(digits);
  const [high, low] = [digits[0]!, digits[1]!];
  for (const a of [high, high.toUpperCase()]) {
    for (const b of [low, low.toUpperCase()]) {
      encoder.encodeInto(a + b, characters);
      BYTES[pairs[0]!] = i;
    }
  }
}

/** Writes the digits of "0x…" to `out` from `at`. @returns whether all of them are hex digits, two a byte. */
export function writeDigits(hex: string, out: Uint8Array, at: number): boolean {
  const { length } = hex;
  if (length % 2 !== 0 || length < 2) return false;
  if (length > characters.length) {
    characters = new Uint8Array(2 * length);
    pairs = new Uint16Array(characters.buffer);
  }
  // All characters at once: a string that was put together from parts is slow to ask for one after the other.
  // What is not ASCII becomes bytes above 127, which no hex digit is.
  const { written } = encoder.encodeInto(hex, characters);
  if (written !== length || characters[0] !== 0x30 || characters[1] !== 0x78) return false;
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
  let hex = "0x";
  for (let i = start; i < end; i++) hex += PAIRS[bytes[i]!]!;
  return hex;
}
