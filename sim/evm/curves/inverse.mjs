// Writes inverses modulo an odd number of up to 256 bits as AssemblyScript, by Euclid's algorithm in its binary form
// (Stein): halving and taking differences, every word in a local. The build compiles it as the module `./inverse`.

const WORDS = [0, 1, 2, 3];

export function inverse() {
  const each = (line) => WORDS.map(line);
  const load = (to, from) => each((i) => `let ${to}${i} = ${from(i)};`);
  const number = (name, value) => each((i) => `let ${name}${i}: u64 = ${i === 0 ? value : 0};`);
  const bytes = (i) => (i === 3 ? "at" : `at, ${24 - 8 * i}`);
  /** `rest`: what moves into the highest bit. */
  const halve = (a, rest) => each((i) => `${a}${i} = (${a}${i} >> 1) | (${i < 3 ? `${a}${i + 1}` : rest} << 63);`);
  const swap = (a, b) => each((i) => [`w = ${a}${i};`, `${a}${i} = ${b}${i};`, `${b}${i} = w;`].join("\n"));
  /** Adds the modulus where the mask has all bits; in `carry` what is left of the sum. */
  const addMasked = (a, mask) =>
    each((i) =>
      [
        `n = m${i} & ${mask};`,
        `s = ${a}${i} + n;`,
        `next = u64(s < n);`,
        `${a}${i} = s + carry;`,
        `carry = next | u64(${a}${i} < s);`,
      ].join("\n"),
    );
  /** Subtracts b; in `borrow` whether it was more. */
  const subtract = (a, b) =>
    each((i) =>
      [
        `s = ${a}${i} - ${b}${i};`,
        `next = u64(${a}${i} < ${b}${i});`,
        `${a}${i} = s - borrow;`,
        `borrow = next | u64(s < borrow);`,
      ].join("\n"),
    );
  const less = WORDS.reduce((rest, i) => (rest ? `u${i} != v${i} ? u${i} < v${i} : ${rest}` : `u${i} < v${i}`), "");

  return [
    `/**
 * Inverts a number in 32 bytes, the highest first, in place. Both numbers have no common factor, and it is below the
 * modulus.
 *
 * @param modulus Four words, the lowest first.
 */
export function invertModulo(at: usize, modulus: usize): void {`,
    ...load("m", (i) => `load<u64>(modulus, ${8 * i})`),
    "// u = x a and v = y a modulo m, all the way.",
    ...load("u", (i) => `bswap(load<u64>(${bytes(i)}))`),
    ...load("v", (i) => `m${i}`),
    ...number("x", 1),
    ...number("y", 0),
    ...["n", "s", "w", "next", "carry", "borrow"].map((name) => `let ${name}: u64 = 0;`),
    "while ((u0 | u1 | u2 | u3) != 0) {",
    "while ((u0 & 1) == 0) {",
    ...halve("u", "0"),
    "// x / 2, or (x + m) / 2 where x is odd.",
    "const odd = 0 - (x0 & 1);",
    "carry = 0;",
    ...addMasked("x", "odd"),
    ...halve("x", "carry"),
    "}",
    `if (${less}) {`,
    ...swap("u", "v"),
    ...swap("x", "y"),
    "}",
    "// u - v, which is not negative",
    "borrow = 0;",
    ...subtract("u", "v"),
    "// x - y modulo m",
    "borrow = 0;",
    ...subtract("x", "y"),
    "const below = 0 - borrow;",
    "carry = 0;",
    ...addMasked("x", "below"),
    "}",
    ...each((i) => `store<u64>(${i === 3 ? "at, bswap(y3)" : `at, bswap(y${i}), ${24 - 8 * i}`});`),
    "}",
  ].join("\n");
}
