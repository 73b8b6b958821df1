// Quotients and remainders of words. The result may lie on an operand.
import {
  SCRATCH_DIVISOR,
  SCRATCH_LEFT,
  SCRATCH_QUOTIENT,
  SCRATCH_REMAINDER,
  SCRATCH_RIGHT,
  SCRATCH_WIDE,
} from "../layout.ts";
import { multiplyLimbs } from "./product.ts";
import { add, clear, copy, isZero, less, negate, set } from "./words.ts";

/** Number of 32-bit digits without leading zeros. */
function digits(at: usize, max: i32): i32 {
  let n = max;
  while (n > 0 && load<u32>(at + ((n - 1) << 2)) == 0) n--;
  return n;
}

/**
 * Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D, on 32-bit digits: dividend of m digits by a divisor of
 * n > 0 digits. Leaves the quotient (16 digits) at SCRATCH_QUOTIENT and the remainder (8 digits) at SCRATCH_REMAINDER.
 */
function divideDigits(dividend: usize, m: i32, divisor: usize, n: i32): void {
  memory.fill(SCRATCH_QUOTIENT, 0, 64);
  memory.fill(SCRATCH_REMAINDER, 0, 72);
  if (n == 1) {
    const d = load<u32>(divisor) as u64;
    let r: u64 = 0;
    for (let i = m - 1; i >= 0; i--) {
      const x = (r << 32) | (load<u32>(dividend + (i << 2)) as u64);
      const q = x / d;
      store<u32>(SCRATCH_QUOTIENT + (i << 2), q as u32);
      r = x - q * d;
    }
    store<u32>(SCRATCH_REMAINDER, r as u32);
    return;
  }
  if (m < n) {
    memory.copy(SCRATCH_REMAINDER, dividend, m << 2);
    return;
  }
  const shift = clz(load<u32>(divisor + ((n - 1) << 2)));
  let low: u32 = 0;
  for (let i = 0; i < n; i++) {
    const d = load<u32>(divisor + (i << 2));
    store<u32>(SCRATCH_DIVISOR + (i << 2), shift ? (d << shift) | (low >> (32 - shift)) : d);
    low = d;
  }
  low = 0;
  for (let i = 0; i < m; i++) {
    const d = load<u32>(dividend + (i << 2));
    store<u32>(SCRATCH_REMAINDER + (i << 2), shift ? (d << shift) | (low >> (32 - shift)) : d);
    low = d;
  }
  store<u32>(SCRATCH_REMAINDER + (m << 2), shift ? low >> (32 - shift) : 0);
  const top = load<u32>(SCRATCH_DIVISOR + ((n - 1) << 2)) as u64;
  const second = load<u32>(SCRATCH_DIVISOR + ((n - 2) << 2)) as u64;
  for (let j = m - n; j >= 0; j--) {
    const u = SCRATCH_REMAINDER + (j << 2);
    const x = ((load<u32>(u + (n << 2)) as u64) << 32) | (load<u32>(u + ((n - 1) << 2)) as u64);
    let q = x / top;
    let r = x - q * top;
    const third = load<u32>(u + ((n - 2) << 2)) as u64;
    while (q >> 32 != 0 || q * second > ((r << 32) | third)) {
      q--;
      r += top;
      if (r >> 32 != 0) break;
    }
    let borrow: i64 = 0;
    let carry: u64 = 0;
    for (let i = 0; i < n; i++) {
      const p = q * (load<u32>(SCRATCH_DIVISOR + (i << 2)) as u64) + carry;
      carry = p >> 32;
      const t = (load<u32>(u + (i << 2)) as i64) + borrow - ((p & 0xffffffff) as i64);
      store<u32>(u + (i << 2), t as u32);
      borrow = t >> 32;
    }
    const t = (load<u32>(u + (n << 2)) as i64) + borrow - (carry as i64);
    store<u32>(u + (n << 2), t as u32);
    if (t < 0) {
      q--;
      let c: u64 = 0;
      for (let i = 0; i < n; i++) {
        const s = (load<u32>(u + (i << 2)) as u64) + (load<u32>(SCRATCH_DIVISOR + (i << 2)) as u64) + c;
        store<u32>(u + (i << 2), s as u32);
        c = s >> 32;
      }
      store<u32>(u + (n << 2), load<u32>(u + (n << 2)) + (c as u32));
    }
    store<u32>(SCRATCH_QUOTIENT + (j << 2), q as u32);
  }
  if (shift) {
    for (let i = 0; i < n; i++) {
      const d = load<u32>(SCRATCH_REMAINDER + (i << 2));
      const above = load<u32>(SCRATCH_REMAINDER + ((i + 1) << 2));
      store<u32>(SCRATCH_REMAINDER + (i << 2), (d >> shift) | (above << (32 - shift)));
    }
  }
  for (let i = n; i < 17; i++) store<u32>(SCRATCH_REMAINDER + (i << 2), 0);
}

@inline
function bothNarrow(a: usize, b: usize): bool {
  return (
    (load<u64>(a, 8) | load<u64>(a, 16) | load<u64>(a, 24) | load<u64>(b, 8) | load<u64>(b, 16) | load<u64>(b, 24)) == 0
  );
}

export function divide(a: usize, b: usize, to: usize): void {
  if (bothNarrow(a, b)) {
    const d = load<u64>(b);
    set(to, d == 0 ? 0 : load<u64>(a) / d);
    return;
  }
  if (isZero(b)) {
    clear(to);
    return;
  }
  divideDigits(a, digits(a, 8), b, digits(b, 8));
  copy(SCRATCH_QUOTIENT, to);
}

export function modulo(a: usize, b: usize, to: usize): void {
  if (bothNarrow(a, b)) {
    const d = load<u64>(b);
    set(to, d == 0 ? 0 : load<u64>(a) % d);
    return;
  }
  if (isZero(b)) {
    clear(to);
    return;
  }
  divideDigits(a, digits(a, 8), b, digits(b, 8));
  copy(SCRATCH_REMAINDER, to);
}

export function signedDivide(a: usize, b: usize, to: usize): void {
  const negative = (load<u64>(a, 24) ^ load<u64>(b, 24)) >> 63 != 0;
  if (load<i64>(a, 24) < 0) negate(a, SCRATCH_LEFT);
  else copy(a, SCRATCH_LEFT);
  if (load<i64>(b, 24) < 0) negate(b, SCRATCH_RIGHT);
  else copy(b, SCRATCH_RIGHT);
  divide(SCRATCH_LEFT, SCRATCH_RIGHT, to);
  if (negative) negate(to, to);
}

export function signedModulo(a: usize, b: usize, to: usize): void {
  const negative = load<i64>(a, 24) < 0;
  if (negative) negate(a, SCRATCH_LEFT);
  else copy(a, SCRATCH_LEFT);
  if (load<i64>(b, 24) < 0) negate(b, SCRATCH_RIGHT);
  else copy(b, SCRATCH_RIGHT);
  modulo(SCRATCH_LEFT, SCRATCH_RIGHT, to);
  if (negative) negate(to, to);
}

export function addModulo(a: usize, b: usize, m: usize, to: usize): void {
  if (isZero(m)) {
    clear(to);
    return;
  }
  add(a, b, SCRATCH_WIDE);
  store<u64>(SCRATCH_WIDE, u64(less(SCRATCH_WIDE, a)), 32);
  divideDigits(SCRATCH_WIDE, digits(SCRATCH_WIDE, 10), m, digits(m, 8));
  copy(SCRATCH_REMAINDER, to);
}

export function multiplyModulo(a: usize, b: usize, m: usize, to: usize): void {
  if (isZero(m)) {
    clear(to);
    return;
  }
  multiplyLimbs(a, b, SCRATCH_WIDE, 8);
  divideDigits(SCRATCH_WIDE, digits(SCRATCH_WIDE, 16), m, digits(m, 8));
  copy(SCRATCH_REMAINDER, to);
}
