// Fp12 = Fp2[w] / (w^6 - xi), where pairings lie: six coefficients, all settled. A coefficient of a product is the sum
// of six products, reduced once; where the powers of w add up to six or more a factor was multiplied by xi before.
import { equal, isZero } from "./field";
import {
  add2,
  collect,
  collectSquare,
  FP,
  FP2,
  FROBENIUS,
  multiply2,
  ONE,
  reduce,
  square2,
  subtract2,
  threeMinusTwo,
  threePlusTwo,
  timesXi,
  WIDE,
} from "./products";
import { clear2, conjugate, invert2, isZero2, move2, negate2 } from "./quadratic";

export const FP12: usize = 6 * FP2;

const SUM = memory.data(16 * 17);
/** A factor's coefficients times xi. */
const TURNED = memory.data(6 * 144);
const RESULT = memory.data(6 * 144);

@inline
function beginSum(): void {
  memory.fill(SUM, 0, WIDE);
}

export function setOne12(to: usize): void {
  memory.fill(to, 0, FP12);
  memory.copy(to, ONE, FP);
}

export function move12(to: usize, a: usize): void {
  memory.copy(to, a, FP12);
}

export function isOne12(a: usize): bool {
  if (!equal(a, ONE) || !isZero(a + FP)) return false;
  for (let i: usize = 1; i < 6; i++) if (!isZero2(a + i * FP2)) return false;
  return true;
}

export function multiply12(to: usize, a: usize, b: usize): void {
  for (let i: usize = 1; i < 6; i++) timesXi(TURNED + i * FP2, a + i * FP2);
  for (let k: usize = 0; k < 6; k++) {
    beginSum();
    for (let i: usize = 0; i < 6; i++) {
      if (i <= k) collect(SUM, a + i * FP2, b + (k - i) * FP2);
      else collect(SUM, TURNED + i * FP2, b + (6 + k - i) * FP2);
    }
    reduce(RESULT + k * FP2, SUM);
  }
  move12(to, RESULT);
}

const TWICE = memory.data(144);

export function square12(to: usize, a: usize): void {
  for (let i: usize = 3; i < 6; i++) timesXi(TURNED + i * FP2, a + i * FP2);
  for (let k: usize = 0; k < 6; k++) {
    beginSum();
    for (let i: usize = 0; i < 6; i++) {
      const j = i <= k ? k - i : 6 + k - i;
      if (j < i) continue;
      if (i == j) {
        if (i + j == k) collectSquare(SUM, a + i * FP2);
        else collect(SUM, a + i * FP2, TURNED + j * FP2);
      } else {
        add2(TWICE, a + i * FP2, a + i * FP2);
        collect(SUM, TWICE, i + j == k ? a + j * FP2 : TURNED + j * FP2);
      }
    }
    reduce(RESULT + k * FP2, SUM);
  }
  move12(to, RESULT);
}

/** Times a line l0 + l1 w + l3 w^3, whose coefficients follow each other. */
export function multiplyLine(to: usize, a: usize, line: usize): void {
  const l1 = line + FP2;
  const l3 = line + 2 * FP2;
  timesXi(TURNED, l1);
  timesXi(TURNED + FP2, l3);
  for (let k: usize = 0; k < 6; k++) {
    beginSum();
    collect(SUM, a + k * FP2, line);
    if (k >= 1) collect(SUM, a + (k - 1) * FP2, l1);
    else collect(SUM, a + 5 * FP2, TURNED);
    if (k >= 3) collect(SUM, a + (k - 3) * FP2, l3);
    else collect(SUM, a + (k + 3) * FP2, TURNED + FP2);
    reduce(RESULT + k * FP2, SUM);
  }
  move12(to, RESULT);
}

/** The power p^6, which of a value on the unit circle is the inverse: w to -w. */
export function conjugate12(to: usize, a: usize): void {
  for (let i: usize = 0; i < 6; i += 2) {
    move2(to + i * FP2, a + i * FP2);
    negate2(to + (i + 1) * FP2, a + (i + 1) * FP2);
  }
}

const CONJUGATE = memory.data(144);

/** The power p^k, of k from 1 to 3. */
export function frobenius(to: usize, a: usize, k: usize): void {
  for (let i: usize = 0; i < 6; i++) {
    if (k & 1) conjugate(CONJUGATE, a + i * FP2);
    else move2(CONJUGATE, a + i * FP2);
    multiply2(to + i * FP2, CONJUGATE, FROBENIUS + ((k - 1) * 6 + i) * FP2);
  }
}

const C0 = memory.data(144);
const C1 = memory.data(144);
const C2 = memory.data(144);
const T = memory.data(144);
const OTHER = memory.data(6 * 144);
const NORM = memory.data(6 * 144);

/**
 * 1 / a = a' / (a a') with the conjugate a', whose product n = n0 + n2 w^2 + n4 w^4 has no odd powers. With v = w^2,
 * 1 / (n0 + n1 v + n2 v^2) = (c0 + c1 v + c2 v^2) / (n0 c0 + xi (n2 c1 + n1 c2)), where c0 = n0^2 - xi n1 n2,
 * c1 = xi n2^2 - n0 n1 and c2 = n1^2 - n0 n2.
 */
export function invert12(to: usize, a: usize): void {
  conjugate12(OTHER, a);
  multiply12(NORM, a, OTHER);
  const n0 = NORM;
  const n1 = NORM + 2 * FP2;
  const n2 = NORM + 4 * FP2;
  multiply2(T, n1, n2);
  timesXi(T, T);
  square2(C0, n0);
  subtract2(C0, C0, T);
  square2(T, n2);
  timesXi(C1, T);
  multiply2(T, n0, n1);
  subtract2(C1, C1, T);
  square2(C2, n1);
  multiply2(T, n0, n2);
  subtract2(C2, C2, T);
  beginSum();
  collect(SUM, n2, C1);
  collect(SUM, n1, C2);
  reduce(T, SUM);
  timesXi(T, T);
  multiply2(n0, n0, C0);
  add2(T, T, n0);
  invert2(T, T);
  multiply2(n0, C0, T);
  multiply2(n1, C1, T);
  multiply2(n2, C2, T);
  for (let i: usize = 1; i < 6; i += 2) clear2(NORM + i * FP2);
  multiply12(to, OTHER, NORM);
}

const A = memory.data(144);
const B = memory.data(144);
const REAL = memory.data(144);
const CROSS = memory.data(144);
const TURNED_CROSS = memory.data(144);

/** (a + b s)^2 where s^2 = xi: a^2 + xi b^2 in REAL, 2 a b in CROSS. */
function squarePair(a: usize, b: usize): void {
  square2(A, a);
  square2(B, b);
  add2(CROSS, a, b);
  square2(CROSS, CROSS);
  subtract2(CROSS, CROSS, A);
  subtract2(CROSS, CROSS, B);
  timesXi(B, B);
  add2(REAL, A, B);
}

/**
 * The square of a value whose order divides p^4 - p^2 + 1, by Granger and Scott (PKC 2010): with the pairs of
 * coefficients (a0, a3), (a1, a4), (a2, a5) squared in Fp4, the new ones are 3 t -+ 2 a.
 */
export function squareUnitary(to: usize, a: usize): void {
  squarePair(a, a + 3 * FP2);
  threeMinusTwo(RESULT, REAL, a);
  threePlusTwo(RESULT + 3 * FP2, CROSS, a + 3 * FP2);
  squarePair(a + FP2, a + 4 * FP2);
  threeMinusTwo(RESULT + 2 * FP2, REAL, a + 2 * FP2);
  threePlusTwo(RESULT + 5 * FP2, CROSS, a + 5 * FP2);
  squarePair(a + 2 * FP2, a + 5 * FP2);
  timesXi(TURNED_CROSS, CROSS);
  threePlusTwo(RESULT + FP2, TURNED_CROSS, a + FP2);
  threeMinusTwo(RESULT + 4 * FP2, REAL, a + 4 * FP2);
  move12(to, RESULT);
}
