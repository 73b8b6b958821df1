// The optimal ate pairing (Vercauteren, 2010): f = product over the bits of 6x + 2 of the lines that double and add Q,
// then those of Q + pi(Q) and Q - pi^2(Q), raised to (p^12 - 1) / r. All pairs share the squarings of f.
import {
  conjugate12,
  frobenius,
  invert12,
  isOne12,
  move12,
  multiply12,
  multiplyLine,
  setOne12,
  square12,
  squareUnitary,
} from "./extension";
import { isInfinite, POINT, readPoint } from "./g1";
import { FP2, LOOP, LOOP_LENGTH, PARAMETER, PARAMETER_LENGTH } from "./products";
import { negate2 } from "./quadratic";
import {
  addStep,
  doubleStep,
  evaluate,
  fromAffine,
  frobeniusTwist,
  isInfiniteTwist,
  isPoint,
  readTwist,
  TWIST_AFFINE,
  TWIST_POINT,
} from "./twist";

/** Pairs that go through the loop together; more take another turn. */
export const MOST_PAIRS: usize = 32;
export const PAIR_BYTES: usize = 192;

/** A pair: P, Q, and the multiple T of Q. */
const Q: usize = POINT;
const T: usize = Q + TWIST_AFFINE;
const PAIR: usize = T + TWIST_POINT;
const PAIRS = memory.data(32 * 936);

const VALUE = memory.data(6 * 144);
const PRODUCT = memory.data(6 * 144);
const LINE = memory.data(3 * 144);
const NEGATED = memory.data(2 * 144);
const IMAGE = memory.data(2 * 144);

export function begin(): void {
  setOne12(PRODUCT);
}

/** Multiplies the product by the pairs' values before the last exponentiation; whether all their points are valid. */
export function include(from: usize, count: usize): bool {
  let used: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    const pair = PAIRS + used * PAIR;
    if (!readPoint(pair, from + i * PAIR_BYTES) || !readTwist(pair + Q, from + i * PAIR_BYTES + 64)) return false;
    if (isInfiniteTwist(pair + Q)) continue;
    fromAffine(pair + T, pair + Q);
    used++;
  }
  setOne12(VALUE);
  for (let i: i32 = LOOP_LENGTH - 2; i >= 0; i--) {
    square12(VALUE, VALUE);
    const digit = load<i8>(LOOP + i);
    for (let j: usize = 0; j < used; j++) {
      const pair = PAIRS + j * PAIR;
      doubleStep(pair + T, LINE);
      multiplyAt(pair);
      if (digit != 0) addAt(pair, digit > 0 ? pair + Q : negated(pair + Q));
    }
  }
  for (let j: usize = 0; j < used; j++) if (!finishLoop(PAIRS + j * PAIR)) return false;
  multiply12(PRODUCT, PRODUCT, VALUE);
  return true;
}

/** The pairing of infinity is one, whatever the line. */
function multiplyAt(pair: usize): void {
  if (isInfinite(pair)) return;
  evaluate(LINE, pair);
  multiplyLine(VALUE, VALUE, LINE);
}

function addAt(pair: usize, q: usize): void {
  addStep(pair + T, q, LINE);
  multiplyAt(pair);
}

function negated(q: usize): usize {
  memory.copy(NEGATED, q, FP2);
  negate2(NEGATED + FP2, q + FP2);
  return NEGATED;
}

/**
 * The last two lines; whether Q is of order r. For these points (6x + 2) Q + pi(Q) - pi^2(Q) + pi^3(Q) is infinity,
 * and for no others of the twist: with pi^2 = t pi - p the sum is a + b pi, whose norm a^2 + a b t + b^2 p has r as
 * greatest common divisor with the number of the twist's points.
 */
function finishLoop(pair: usize): bool {
  frobeniusTwist(IMAGE, pair + Q);
  addAt(pair, IMAGE);
  frobeniusTwist(IMAGE, IMAGE);
  addAt(pair, negated(IMAGE));
  frobeniusTwist(IMAGE, IMAGE);
  return isPoint(pair + T, negated(IMAGE));
}

const UNIT = memory.data(6 * 144);
const INVERSE = memory.data(6 * 144);
const POWER = memory.data(6 * 144);
const BY_X = memory.data(6 * 144);
const BY_2X = memory.data(6 * 144);
const BY_6X = memory.data(6 * 144);
const BY_6XX = memory.data(6 * 144);
const BY_12XXX = memory.data(6 * 144);
const ALL = memory.data(6 * 144);

/** a^x of a unitary value, whose inverse is its conjugate. */
function powerOfParameter(to: usize, a: usize): void {
  conjugate12(INVERSE, a);
  move12(POWER, a);
  for (let i: i32 = PARAMETER_LENGTH - 2; i >= 0; i--) {
    squareUnitary(POWER, POWER);
    const digit = load<i8>(PARAMETER + i);
    if (digit != 0) multiply12(POWER, POWER, digit > 0 ? a : INVERSE);
  }
  move12(to, POWER);
}

/**
 * Whether the product's pairings multiply to one: its power (p^6 - 1)(p^2 + 1) 2x(6x^2 + 3x + 1) (p^4 - p^2 + 1) / r is
 * one exactly then, as 2x(6x^2 + 3x + 1) has no factor in common with r. In powers of p the last two factors are
 * (1 + 6x + 12x^2 + 12x^3) + (4x + 6x^2 + 12x^3) p + (6x + 6x^2 + 12x^3) p^2 + (-1 + 4x + 6x^2 + 12x^3) p^3
 * (Fuentes-Castaneda, Knapp and Rodriguez-Henriquez, SAC 2011).
 */
export function isOne(): bool {
  invert12(INVERSE, PRODUCT);
  conjugate12(UNIT, PRODUCT);
  multiply12(UNIT, UNIT, INVERSE);
  frobenius(ALL, UNIT, 2);
  multiply12(UNIT, UNIT, ALL);

  powerOfParameter(BY_X, UNIT);
  squareUnitary(BY_2X, BY_X);
  squareUnitary(BY_6X, BY_2X);
  multiply12(BY_6X, BY_6X, BY_2X);
  powerOfParameter(BY_6XX, BY_6X);
  squareUnitary(BY_12XXX, BY_6XX);
  powerOfParameter(BY_12XXX, BY_12XXX);

  multiply12(BY_12XXX, BY_12XXX, BY_6XX);
  multiply12(BY_12XXX, BY_12XXX, BY_6X); // the coefficient of p^2
  multiply12(ALL, BY_12XXX, BY_6XX);
  multiply12(ALL, ALL, UNIT);
  frobenius(POWER, BY_12XXX, 2);
  multiply12(ALL, ALL, POWER);
  conjugate12(BY_2X, BY_2X);
  multiply12(BY_12XXX, BY_12XXX, BY_2X); // the coefficient of p
  frobenius(POWER, BY_12XXX, 1);
  multiply12(ALL, ALL, POWER);
  conjugate12(UNIT, UNIT);
  multiply12(BY_12XXX, BY_12XXX, UNIT);
  frobenius(POWER, BY_12XXX, 3);
  multiply12(ALL, ALL, POWER);
  return isOne12(ALL);
}
