// Points of the twist y^2 = x^3 + 3/xi over Fp2 in homogeneous coordinates (X/Z, Y/Z), and the lines through them: what a
// step of the Miller loop needs. A line, times a factor that the final exponentiation makes one, is l0 + l1 w + l3 w^3
// at the point (x, y) of the curve, with l0 = y d, l1 = x n, l3 of the step alone, where n / d is minus its slope.
import { add2, FP, FP2, FROBENIUS, multiply2, ONE, settle2, square2, subtract2, TWIST_3B, TWIST_B } from "./products";
import { clear2, conjugate, equal2, isZero2, negate2, read2, scale2 } from "./quadratic";

const Y: usize = FP2;
const Z: usize = 2 * FP2;
/** An affine point. */
export const TWIST_AFFINE: usize = 2 * FP2;
export const TWIST_POINT: usize = 3 * FP2;

const LEFT = memory.data(144);
const RIGHT = memory.data(144);

/** Reads 128 bytes; whether they are zeros, which is infinity, or a point of the twist, of any order. */
export function readTwist(to: usize, from: usize): bool {
  if (!read2(to, from) || !read2(to + Y, from + 64)) return false;
  if (isInfiniteTwist(to)) return true;
  square2(LEFT, to + Y);
  square2(RIGHT, to);
  multiply2(RIGHT, RIGHT, to);
  add2(RIGHT, RIGHT, TWIST_B);
  return equal2(LEFT, RIGHT);
}

export function isInfiniteTwist(affine: usize): bool {
  return isZero2(affine) && isZero2(affine + Y);
}

export function fromAffine(to: usize, affine: usize): void {
  memory.copy(to, affine, TWIST_AFFINE);
  clear2(to + Z);
  memory.copy(to + Z, ONE, FP);
}

/** The power p of the coordinates over Fp12, which is a point of the twist again. */
export function frobeniusTwist(to: usize, affine: usize): void {
  conjugate(to, affine);
  multiply2(to, to, FROBENIUS + 2 * FP2);
  conjugate(to + Y, affine + Y);
  multiply2(to + Y, to + Y, FROBENIUS + 3 * FP2);
}

/** Whether T is the affine point, both finite. Where an addition of the loop meets T = Q, all of T becomes and stays zero. */
export function isPoint(t: usize, affine: usize): bool {
  if (isZero2(t + Z)) return false;
  multiply2(LEFT, affine, t + Z);
  multiply2(RIGHT, affine + Y, t + Z);
  return equal2(LEFT, t) && equal2(RIGHT, t + Y);
}

const A = memory.data(144);
const B = memory.data(144);
const C = memory.data(144);
const D = memory.data(144);
const E = memory.data(144);
const F = memory.data(144);
const G = memory.data(144);
const H = memory.data(144);

/**
 * T = 2 T, and the tangent at T without the point: y^2 = x^3 + b gives with E = 3 b Z^2 (Costello, Lange and Naehrig,
 * PKC 2010, all coordinates times 4) X' = 2 X Y (Y^2 - 3 E), Y' = (Y^2 + 3 E)^2 - 12 E^2, Z' = 8 Y^3 Z, and the line
 * -2 Y Z y + 3 X^2 x w + (E - Y^2) w^3.
 */
export function doubleStep(t: usize, line: usize): void {
  multiply2(A, t, t + Y);
  square2(B, t + Y);
  square2(C, t + Z);
  multiply2(E, C, TWIST_3B);
  multiply2(H, t + Y, t + Z);
  add2(H, H, H);
  square2(G, t);
  negate2(line, H);
  add2(D, G, G);
  add2(line + FP2, D, G);
  subtract2(line + 2 * FP2, E, B);
  add2(F, E, E);
  add2(F, F, E);
  subtract2(D, B, F);
  multiply2(D, D, A);
  add2(D, D, D);
  settle2(t, D);
  add2(F, F, B);
  settle2(F, F);
  square2(F, F);
  square2(E, E);
  add2(D, E, E);
  add2(D, D, E);
  add2(D, D, D);
  add2(D, D, D);
  subtract2(F, F, D);
  settle2(t + Y, F);
  multiply2(D, B, H);
  add2(D, D, D);
  add2(D, D, D);
  settle2(t + Z, D);
}

/** T = T + Q with an affine Q other than T, and the line through both: L y - O x w + (O x' - L y') w^3 for Q = (x', y'). */
export function addStep(t: usize, q: usize, line: usize): void {
  multiply2(A, q + Y, t + Z);
  subtract2(A, t + Y, A); // O
  multiply2(B, q, t + Z);
  subtract2(B, t, B); // L
  settle2(line, B);
  negate2(line + FP2, A);
  multiply2(C, A, q);
  multiply2(D, B, q + Y);
  subtract2(line + 2 * FP2, C, D);
  square2(C, A);
  square2(D, B);
  multiply2(E, D, B);
  multiply2(F, C, t + Z);
  multiply2(G, D, t);
  add2(H, E, F);
  subtract2(H, H, G);
  subtract2(H, H, G);
  settle2(H, H);
  multiply2(F, t + Y, E);
  multiply2(t, B, H);
  subtract2(G, G, H);
  multiply2(G, G, A);
  subtract2(G, G, F);
  settle2(t + Y, G);
  multiply2(t + Z, E, t + Z);
}

/** The line at the point (x, y), settled. */
export function evaluate(line: usize, point: usize): void {
  scale2(line, line, point + FP);
  scale2(line + FP2, line + FP2, point);
  settle2(line + 2 * FP2, line + 2 * FP2);
}
