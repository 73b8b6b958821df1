/** The value of each hex digit by character code, 255 for what is none. */
const NIBBLE = new Uint8Array(256).fill(255);
const PAIRS: string[] = [];
for (let i = 0; i < 16; i++) {
  const digit = i.toString(16);
  NIBBLE[digit.charCodeAt(0)] = i;
  NIBBLE[digit.toUpperCase().charCodeAt(0)] = i;
}
for (let i = 0; i < 256; i++) PAIRS.push(i.toString(16).padStart(2, "0"));

/** Writes the digits of "0x…" to `out` from `at`. @returns whether all of them are hex digits, two a byte. */
export function writeDigits(hex: string, out: Uint8Array, at: number): boolean {
  if (hex.length % 2 !== 0 || hex.charCodeAt(0) !== 0x30 || hex.charCodeAt(1) !== 0x78) return false;
  let bad = 0;
  for (let i = 2; i < hex.length; i += 2, at++) {
    const a = hex.charCodeAt(i);
    const b = hex.charCodeAt(i + 1);
    const high = NIBBLE[a & 255]!;
    const low = NIBBLE[b & 255]!;
    bad |= high | low | ((a | b) & ~255);
    out[at] = (high << 4) | low;
  }
  return (bad & ~15) === 0;
}

/** "0x…", lower case, of the bytes from `start` up to `end`. */
export function readDigits(bytes: Uint8Array, start: number, end: number): string {
  let hex = "0x";
  for (let i = start; i < end; i++) hex += PAIRS[bytes[i]!]!;
  return hex;
}
