// What JavaScript may call. It writes its input at `place`, and reads a point there.
import { readPoint, sum, timesScalars, writePoint } from "./g1";
import { include, MOST_PAIRS } from "./pairing";

export { begin, isOne } from "./pairing";

const PLACE = memory.data(32 * 192);
const A = memory.data(216);
const B = memory.data(216);

/** Where input and output stand, with room for `mostPairs` pairs. */
export function place(): usize {
  return PLACE;
}

export function mostPairs(): usize {
  return MOST_PAIRS;
}

/** Two points of the curve become their sum; false when they are none. */
export function addPoints(): bool {
  if (!readPoint(A, PLACE) || !readPoint(B, PLACE + 64)) return false;
  sum(A, A, B);
  writePoint(PLACE, A);
  return true;
}

/** A point and two numbers of 16 bytes, signed apart, become the point times the first plus its image times the second. */
export function multiplyPoint(negative1: bool, negative2: bool): bool {
  if (!readPoint(A, PLACE)) return false;
  timesScalars(B, A, PLACE + 64, negative1, negative2);
  writePoint(PLACE, B);
  return true;
}

/** Pairs of points; false when one is not valid. */
export function includePairs(count: usize): bool {
  return include(PLACE, count);
}

// For the test that holds them to their bounds.
export { collect, collectSquare, multiply, multiply2, reduce, settle, square, square2, timesXi } from "./products";
