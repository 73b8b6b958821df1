// What JavaScript may call of a curve for signatures. It writes its input at `place`, and reads a key there.
import { FP, multiply, ONE, ORDER, square, subtract } from "./products";
import { equal, move, read, root, write } from "./field";
import { cubic, isInfinite, readPoint, writePoint } from "./g1";
import { invertModulo } from "./inverse";
import { combine } from "./multiples";

const PLACE = memory.data(256);
const A = memory.data(216);
const B = memory.data(216);
const RIGHT = memory.data(72);
const LEFT = memory.data(72);
const ZERO = memory.data(72);
const COORDINATE = memory.data(32);
const Y: usize = FP;
const Z: usize = 2 * FP;

export function place(): usize {
  return PLACE;
}

/** Inverts a number of 32 bytes modulo the order of the curve. */
export function invertScalar(): void {
  invertModulo(PLACE, ORDER);
}

/**
 * From an x-coordinate and four factors (multiples.ts) to the key, where there is one. Only where p is 3 modulo 4.
 *
 * @param odd Whether the point's y-coordinate is odd.
 */
export function recover(odd: bool, negative: i32): bool {
  if (!read(A, PLACE)) return false;
  cubic(RIGHT, A);
  root(A + Y, RIGHT);
  square(LEFT, A + Y);
  if (!equal(LEFT, RIGHT)) return false;
  write(COORDINATE, A + Y);
  if (((load<u8>(COORDINATE + 31) & 1) != 0) != odd) subtract(A + Y, ZERO, A + Y);
  move(A + Z, ONE);
  combine(B, A, PLACE + 32, negative);
  if (isInfinite(B)) return false;
  writePoint(PLACE, B);
  return true;
}

/** Whether 64 bytes are a point of the curve other than infinity; `verify` then takes it for the key. */
export function readKey(): bool {
  return readPoint(A, PLACE) && !isInfinite(A);
}

/** The key's and the generator's multiples by two factors, added up. */
export function add(): bool {
  combine(B, A, PLACE, 0);
  return !isInfinite(B);
}

/** Whether the sum has an x-coordinate. */
export function hasX(): bool {
  if (!read(A, PLACE)) return false;
  square(LEFT, B + Z);
  multiply(LEFT, LEFT, A);
  return equal(LEFT, B);
}

// For the test that holds them to their bounds.
export { multiply, settle, square } from "./products";
