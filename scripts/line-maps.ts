/** Base64 as source maps have it: five bits a digit, the lowest first, and a sixth where more follow. */
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Of a segment: where it stands in the made line, and its source, line and column there. */
type Segment = readonly [column: number, source: number, line: number, sourceColumn: number];

/**
 * The mappings of a source map with one segment a line, where it begins: a trace then names the source's lines as before,
 * and the map is an eighth.
 *
 * @param mappings as in the map: lines apart by semicolons, segments by commas, each number the difference to the one before
 */
export function lineMappings(mappings: string): string {
  let read = { source: 0, line: 0, column: 0 };
  let written = read;
  return mappings
    .split(";")
    .map((text) => {
      let first: Segment | undefined;
      for (const segment of text.split(",").filter(Boolean)) {
        const [at = 0, source, line = 0, column = 0] = decoded(segment);
        if (source === undefined) continue; // of no source
        read = { source: read.source + source, line: read.line + line, column: read.column + column };
        first ??= [at, read.source, read.line, read.column];
      }
      if (!first) return "";
      const [at, source, line, column] = first;
      const before = written;
      written = { source, line, column };
      return [at, source - before.source, line - before.line, column - before.column].map(encoded).join("");
    })
    .join(";");
}

function decoded(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit);
    value += (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = shift = 0;
  }
  return numbers;
}

function encoded(number: number): string {
  let rest = number < 0 ? (-number << 1) | 1 : number << 1;
  let text = "";
  do {
    const bits = rest & 31;
    rest >>= 5;
    text += DIGITS[rest > 0 ? bits | 32 : bits]!;
  } while (rest > 0);
  return text;
}
