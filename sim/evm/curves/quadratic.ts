// Fp2 = Fp[i] / (i^2 + 1), the field of the twist.
import { invert, isZero, read } from "./field";
import { add, FP, FP2, multiply, square, subtract2 } from "./products";

/** In unoptimised code too, no call: elements are moved often. */
@inline
export function move2(to: usize, a: usize): void {
  memory.copy(to, a, FP2);
}

export function clear2(to: usize): void {
  memory.fill(to, 0, FP2);
}

const ZERO = memory.data(144);

export function negate2(to: usize, a: usize): void {
  subtract2(to, ZERO, a);
}

/** a1 - a2 i; its power p. */
export function conjugate(to: usize, a: usize): void {
  for (let i: usize = 0; i < FP; i += 8) {
    store<i64>(to + i, load<i64>(a + i));
    store<i64>(to + FP + i, -load<i64>(a + FP + i));
  }
}

/** Times an element of the base field. */
export function scale2(to: usize, a: usize, factor: usize): void {
  multiply(to, a, factor);
  multiply(to + FP, a + FP, factor);
}

export function isZero2(a: usize): bool {
  return isZero(a) && isZero(a + FP);
}

const DIFFERENCE = memory.data(144);

export function equal2(a: usize, b: usize): bool {
  subtract2(DIFFERENCE, a, b);
  return isZero2(DIFFERENCE);
}

/** Reads a part times i, then the other (EIP-197); whether both are below p. */
export function read2(to: usize, from: usize): bool {
  return read(to + FP, from) && read(to, from + 32);
}

const NORM = memory.data(72);
const PART = memory.data(72);

/** 1 / (a1 + a2 i) = (a1 - a2 i) / (a1^2 + a2^2). */
export function invert2(to: usize, a: usize): void {
  square(NORM, a);
  square(PART, a + FP);
  add(NORM, NORM, PART);
  invert(NORM, NORM);
  conjugate(to, a);
  scale2(to, to, NORM);
}
