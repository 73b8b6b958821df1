// Sums of multiples of two points, one of them the generator: k G + l P, by signed digits of several bits of which most
// are zero. Where the curve has an image that is a multiple (secp256k1), both are multiplied by two numbers of half the
// length, as in g1.ts.
import { BETA, CURVE_A, FP, GENERATOR, multiply, ONE, square, subtract } from "./products";
import { invert, move } from "./field";
import { double, POINT, sum, sumAffine } from "./g1";

const Y: usize = FP;
const Z: usize = 2 * FP;
/** Bits of a digit, and odd multiples that it may ask for. Those of the generator are computed once. */
const FIXED_WIDTH = 8;
const FIXED: usize = 64;
const WIDTH = 5;
const ODD: usize = 8;
const AFFINE: usize = 2 * FP;
const HALVED = CURVE_A == 0;
const TERMS: usize = HALVED ? 4 : 2;
/** Bytes of a factor. */
export const FACTOR: usize = HALVED ? 16 : 32;
const DIGITS: usize = 8 * FACTOR + 1;

const FIXED_MULTIPLES = memory.data(2 * 64 * 144);
const MULTIPLES = memory.data(2 * 8 * 144);
const ROWS = memory.data(4 * 257);
const GIVEN = memory.data(216);
const TWICE = memory.data(216);
const OPPOSITE = memory.data(144);
const POINTS = memory.data(64 * 216);
const UP_TO = memory.data(64 * 72);
const INVERSE = memory.data(72);
const OF_ONE = memory.data(72);
const SQUARED = memory.data(72);
const ZERO = memory.data(72);
let prepared = false;

/**
 * Writes a point's odd multiples with Z = 1, and their images behind them. All Z are inverted at once, by the products
 * up to each (Montgomery). None is zero, since the order of the point is a large prime.
 */
function oddMultiples(to: usize, point: usize, count: usize): void {
  memory.copy(POINTS, point, POINT);
  double(TWICE, point);
  move(UP_TO, point + Z);
  for (let i: usize = 1; i < count; i++) {
    const next = POINTS + i * POINT;
    sum(next, next - POINT, TWICE);
    multiply(UP_TO + i * FP, UP_TO + (i - 1) * FP, next + Z);
  }
  invert(INVERSE, UP_TO + (count - 1) * FP);
  for (let i = count; i-- > 0;) {
    const jacobian = POINTS + i * POINT;
    const affine = to + i * AFFINE;
    if (i > 0) multiply(OF_ONE, INVERSE, UP_TO + (i - 1) * FP);
    else move(OF_ONE, INVERSE);
    multiply(INVERSE, INVERSE, jacobian + Z);
    square(SQUARED, OF_ONE);
    multiply(affine, jacobian, SQUARED);
    multiply(SQUARED, SQUARED, OF_ONE);
    multiply(affine + Y, jacobian + Y, SQUARED);
    if (!HALVED) continue;
    const image = affine + count * AFFINE;
    multiply(image, affine, BETA);
    move(image + Y, affine + Y);
  }
}

function prepare(): void {
  memory.copy(GIVEN, GENERATOR, AFFINE);
  move(GIVEN + Z, ONE);
  oddMultiples(FIXED_MULTIPLES, GIVEN, FIXED);
  prepared = true;
}

/**
 * @param factors Numbers of FACTOR bytes, the highest first: of the generator, where halved of its image, of the point,
 * of its image.
 * @param negative Bits that say which of them are negative.
 */
export function combine(to: usize, point: usize, factors: usize, negative: i32): void {
  if (!prepared) prepare();
  oddMultiples(MULTIPLES, point, ODD);
  for (let term: usize = 0; term < TERMS; term++)
    recode(ROWS + term * DIGITS, factors + term * FACTOR, term < TERMS / 2 ? FIXED_WIDTH : WIDTH);
  memory.fill(to, 0, POINT);
  for (let i = i32(DIGITS) - 1; i >= 0; i--) {
    double(to, to);
    for (let term: usize = 0; term < TERMS; term++) {
      let digit = i32(load<i8>(ROWS + term * DIGITS + i));
      if (digit == 0) continue;
      if ((negative >> i32(term)) & 1) digit = -digit;
      const which = usize(abs(digit) >> 1);
      const entry =
        term < TERMS / 2
          ? FIXED_MULTIPLES + (term * FIXED + which) * AFFINE
          : MULTIPLES + ((term - TERMS / 2) * ODD + which) * AFFINE;
      if (digit < 0) {
        move(OPPOSITE, entry);
        subtract(OPPOSITE + Y, ZERO, entry + Y);
      }
      sumAffine(to, to, digit < 0 ? OPPOSITE : entry);
    }
  }
}

/** Digits of a factor that are zero or odd, from -2^(width - 1) to 2^(width - 1), at most one in `width` not zero. */
function recode(row: usize, factor: usize, width: i32): void {
  memory.fill(row, 0, DIGITS);
  let carry = 0;
  for (let i = 0; i < i32(DIGITS);) {
    if ((window(factor, i) & 1) == carry) {
      i++;
      continue;
    }
    const digit = (window(factor, i) & ((1 << width) - 1)) + carry;
    carry = digit >> (width - 1);
    store<i8>(row + i, digit - (carry << width));
    i += width;
  }
}

/** The bits of a factor from one on, at least nine. */
function window(factor: usize, bit: i32): i32 {
  const at = i32(FACTOR) - 1 - (bit >> 3);
  const low = at >= 0 ? i32(load<u8>(factor + at)) : 0;
  const high = at >= 1 ? i32(load<u8>(factor + at - 1)) : 0;
  return ((high << 8) | low) >> (bit & 7);
}
