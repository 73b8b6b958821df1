// Points of y^2 = x^3 + a x + b, a being 0 or -3, in Jacobian coordinates: (X / Z^2, Y / Z^3), infinity where Z is zero.
import { add, BETA, CURVE_A, CURVE_B, FP, multiply, ONE, settle, square, subtract, subtractTwice } from "./products";
import { clear, equal, invert, isZero, move, read, write } from "./field";

export const POINT: usize = 3 * FP;
const Y: usize = FP;
const Z: usize = 2 * FP;

/** No multiple of p other than zero can be Z: no point of the curve has order two, and `sum` sees equal ones. */
export function isInfinite(point: usize): bool {
  let all: i64 = 0;
  for (let i: usize = 0; i < FP; i += 8) all |= load<i64>(point + Z + i);
  return all == 0;
}

const ZERO = memory.data(72);

const CUBE = memory.data(72);
const LEFT = memory.data(72);
const RIGHT = memory.data(72);

/** x^3 + a x + b */
export function cubic(to: usize, x: usize): void {
  square(CUBE, x);
  multiply(to, CUBE, x);
  if (CURVE_A == -3) {
    subtract(to, to, x);
    subtractTwice(to, to, x);
  }
  add(to, to, CURVE_B);
}

/** Reads 64 bytes, infinity as zeros (EIP-196, EIP-7951); whether they are a point of the curve. */
export function readPoint(to: usize, from: usize): bool {
  if (!read(to, from) || !read(to + Y, from + 32)) return false;
  if (isZero(to) && isZero(to + Y)) {
    clear(to + Z);
    return true;
  }
  move(to + Z, ONE);
  square(LEFT, to + Y);
  cubic(RIGHT, to);
  return equal(LEFT, RIGHT);
}

const INVERSE = memory.data(72);
const POWER = memory.data(72);
const COORDINATE = memory.data(72);

export function writePoint(to: usize, a: usize): void {
  memory.fill(to, 0, 64);
  if (isInfinite(a)) return;
  invert(INVERSE, a + Z);
  square(POWER, INVERSE);
  multiply(COORDINATE, a, POWER);
  write(to, COORDINATE);
  multiply(POWER, POWER, INVERSE);
  multiply(COORDINATE, a + Y, POWER);
  write(to + 32, COORDINATE);
}

const A = memory.data(72);
const B = memory.data(72);
const C = memory.data(72);
const D = memory.data(72);
const E = memory.data(72);
const F = memory.data(72);

export function double(to: usize, a: usize): void {
  if (CURVE_A == 0) doubleOfZero(to, a);
  else doubleOfMinusThree(to, a);
}

/** The formulas of dbl-2009-l (Explicit-Formulas Database). */
@inline
function doubleOfZero(to: usize, a: usize): void {
  square(A, a);
  square(B, a + Y);
  add(D, a, B);
  multiply(F, a + Y, a + Z);
  add(E, F, F);
  settle(to + Z, E);
  square(C, B);
  square(D, D);
  subtract(D, D, A);
  subtract(D, D, C);
  add(D, D, D);
  settle(D, D);
  add(E, A, A);
  add(E, E, A);
  square(F, E);
  subtractTwice(to, F, D);
  subtract(D, D, to);
  multiply(E, E, D);
  add(C, C, C);
  add(C, C, C);
  subtractTwice(to + Y, E, C);
}

/** The formulas of dbl-2001-b (Explicit-Formulas Database). */
@inline
function doubleOfMinusThree(to: usize, a: usize): void {
  square(A, a + Z);
  square(B, a + Y);
  multiply(C, a, B);
  subtract(D, a, A);
  add(E, a, A);
  multiply(D, D, E);
  add(E, D, D);
  add(E, E, D);
  settle(E, E);
  multiply(F, a + Y, a + Z);
  add(F, F, F);
  settle(to + Z, F);
  add(C, C, C);
  add(C, C, C);
  square(D, E);
  subtractTwice(to, D, C);
  subtract(C, C, to);
  settle(C, C);
  multiply(E, E, C);
  square(B, B);
  add(B, B, B);
  add(B, B, B);
  subtractTwice(to + Y, E, B);
}

const U1 = memory.data(72);
const U2 = memory.data(72);
const S1 = memory.data(72);
const S2 = memory.data(72);
const H = memory.data(72);
const R = memory.data(72);

export function sum(to: usize, a: usize, b: usize): void {
  if (isInfinite(a) || isInfinite(b)) {
    memory.copy(to, isInfinite(a) ? b : a, POINT);
    return;
  }
  square(A, a + Z);
  square(B, b + Z);
  multiply(U1, a, B);
  multiply(U2, b, A);
  multiply(B, B, b + Z);
  multiply(A, A, a + Z);
  multiply(S1, a + Y, B);
  multiply(S2, b + Y, A);
  subtract(H, U2, U1);
  subtract(R, S2, S1);
  if (isZero(H)) {
    if (isZero(R)) double(to, a);
    else clear(to + Z);
    return;
  }
  multiply(C, a + Z, b + Z);
  multiply(to + Z, C, H);
  square(A, H);
  multiply(B, A, H);
  multiply(C, A, U1);
  square(D, R);
  subtract(D, D, B);
  subtractTwice(to, D, C);
  subtract(C, C, to);
  multiply(C, C, R);
  multiply(B, B, S1);
  subtract(C, C, B);
  settle(to + Y, C);
}

/** The sum with a point whose Z is one; `b` has no Z. */
export function sumAffine(to: usize, a: usize, b: usize): void {
  if (isInfinite(a)) {
    memory.copy(to, b, Z);
    move(to + Z, ONE);
    return;
  }
  square(A, a + Z);
  multiply(U2, b, A);
  multiply(A, A, a + Z);
  multiply(S2, b + Y, A);
  subtract(H, U2, a);
  subtract(R, S2, a + Y);
  if (isZero(H)) {
    if (isZero(R)) double(to, a);
    else clear(to + Z);
    return;
  }
  multiply(to + Z, a + Z, H);
  square(A, H);
  multiply(B, A, H);
  multiply(C, A, a);
  multiply(E, B, a + Y);
  square(D, R);
  subtract(D, D, B);
  subtractTwice(to, D, C);
  subtract(C, C, to);
  multiply(C, C, R);
  subtract(C, C, E);
  settle(to + Y, C);
}

/** Multiples from 0 to 15 of the point and of its image: a window of a factor has four bits. */
const MULTIPLES = memory.data(16 * 216);
const IMAGES = memory.data(16 * 216);
const PRODUCT = memory.data(216);
const WINDOWS: usize = 32;

/**
 * k1 P + k2 (BETA x, y) with P = (x, y) and two numbers of 16 bytes, the highest first. The image is a multiple of P, so
 * any multiple is such a sum of numbers of half the length (Gallant, Lambert and Vanstone, CRYPTO 2001), for which one
 * row of doublings is enough.
 */
export function timesScalars(to: usize, a: usize, factors: usize, negative1: bool, negative2: bool): void {
  clear(MULTIPLES + Z);
  for (let i: usize = 1; i < 16; i++) sum(MULTIPLES + i * POINT, MULTIPLES + (i - 1) * POINT, a);
  for (let i: usize = 0; i < 16 * POINT; i += POINT) {
    memory.copy(IMAGES + i, MULTIPLES + i, POINT);
    multiply(IMAGES + i, IMAGES + i, BETA);
    if (negative1) subtract(MULTIPLES + i + Y, ZERO, MULTIPLES + i + Y);
    if (negative2) subtract(IMAGES + i + Y, ZERO, IMAGES + i + Y);
  }
  clear(PRODUCT + Z);
  for (let i: usize = 0; i < WINDOWS; i++) {
    for (let j = 0; j < 4; j++) double(PRODUCT, PRODUCT);
    sum(PRODUCT, PRODUCT, MULTIPLES + window(factors, i) * POINT);
    sum(PRODUCT, PRODUCT, IMAGES + window(factors + 16, i) * POINT);
  }
  memory.copy(to, PRODUCT, POINT);
}

@inline
function window(factor: usize, i: usize): usize {
  const byte = load<u8>(factor + (i >> 1));
  return i & 1 ? byte & 15 : byte >> 4;
}
