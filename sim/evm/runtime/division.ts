// Quotients and remainders of words. The result may lie on an operand.
import { multiplyLimbs } from "./product.ts";
import { add, clear, copy, isZero, less, negate, set, WORK } from "./words.ts";

/** Number of 32-bit digits without leading zeros. */
function digits(at: usize, most: i32): i32 {
  let n = most;
  while (n > 0 && load<u32>(at + ((n - 1) << 2)) == 0) n--;
  return n;
}

const QUOTIENT: usize = WORK + 0x100;
const REMAINDER: usize = WORK + 0x180;
const DIVISOR: usize = WORK + 0x200;

/**
 * Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D, on 32-bit digits: dividend of m digits by a divisor of
 * n > 0 digits. Leaves the quotient (16 digits) at QUOTIENT and the remainder (8 digits) at REMAINDER.
 */
function divideDigits(dividend: usize, m: i32, divisor: usize, n: i32): void {
  memory.fill(QUOTIENT, 0, 64);
  memory.fill(REMAINDER, 0, 72);
  if (n == 1) {
    const d = load<u32>(divisor) as u64;
    let r: u64 = 0;
    for (let i = m - 1; i >= 0; i--) {
      const x = (r << 32) | (load<u32>(dividend + (i << 2)) as u64);
      const q = x / d;
      store<u32>(QUOTIENT + (i << 2), q as u32);
      r = x - q * d;
    }
    store<u32>(REMAINDER, r as u32);
    return;
  }
  if (m < n) {
    memory.copy(REMAINDER, dividend, m << 2);
    return;
  }
  const shift = clz(load<u32>(divisor + ((n - 1) << 2)));
  let low: u32 = 0;
  for (let i = 0; i < n; i++) {
    const d = load<u32>(divisor + (i << 2));
    store<u32>(DIVISOR + (i << 2), shift ? (d << shift) | (low >> (32 - shift)) : d);
    low = d;
  }
  low = 0;
  for (let i = 0; i < m; i++) {
    const d = load<u32>(dividend + (i << 2));
    store<u32>(REMAINDER + (i << 2), shift ? (d << shift) | (low >> (32 - shift)) : d);
    low = d;
  }
  store<u32>(REMAINDER + (m << 2), shift ? low >> (32 - shift) : 0);
  const top = load<u32>(DIVISOR + ((n - 1) << 2)) as u64;
  const second = load<u32>(DIVISOR + ((n - 2) << 2)) as u64;
  for (let j = m - n; j >= 0; j--) {
    const u = REMAINDER + (j << 2);
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
      const p = q * (load<u32>(DIVISOR + (i << 2)) as u64) + carry;
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
        const s = (load<u32>(u + (i << 2)) as u64) + (load<u32>(DIVISOR + (i << 2)) as u64) + c;
        store<u32>(u + (i << 2), s as u32);
        c = s >> 32;
      }
      store<u32>(u + (n << 2), load<u32>(u + (n << 2)) + (c as u32));
    }
    store<u32>(QUOTIENT + (j << 2), q as u32);
  }
  if (shift) {
    for (let i = 0; i < n; i++) {
      const d = load<u32>(REMAINDER + (i << 2));
      const above = load<u32>(REMAINDER + ((i + 1) << 2));
      store<u32>(REMAINDER + (i << 2), (d >> shift) | (above << (32 - shift)));
    }
  }
  for (let i = n; i < 17; i++) store<u32>(REMAINDER + (i << 2), 0);
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
  copy(QUOTIENT, to);
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
  copy(REMAINDER, to);
}

export const LEFT: usize = WORK + 0x280;
const RIGHT: usize = WORK + 0x2a0;

export function signedDivide(a: usize, b: usize, to: usize): void {
  const negative = (load<u64>(a, 24) ^ load<u64>(b, 24)) >> 63 != 0;
  if (load<i64>(a, 24) < 0) negate(a, LEFT);
  else copy(a, LEFT);
  if (load<i64>(b, 24) < 0) negate(b, RIGHT);
  else copy(b, RIGHT);
  divide(LEFT, RIGHT, to);
  if (negative) negate(to, to);
}

export function signedModulo(a: usize, b: usize, to: usize): void {
  const negative = load<i64>(a, 24) < 0;
  if (negative) negate(a, LEFT);
  else copy(a, LEFT);
  if (load<i64>(b, 24) < 0) negate(b, RIGHT);
  else copy(b, RIGHT);
  modulo(LEFT, RIGHT, to);
  if (negative) negate(to, to);
}

const WIDE: usize = WORK + 0x2c0;

export function addModulo(a: usize, b: usize, m: usize, to: usize): void {
  if (isZero(m)) {
    clear(to);
    return;
  }
  add(a, b, WIDE);
  store<u64>(WIDE, u64(less(WIDE, a)), 32);
  divideDigits(WIDE, digits(WIDE, 10), m, digits(m, 8));
  copy(REMAINDER, to);
}

export function multiplyModulo(a: usize, b: usize, m: usize, to: usize): void {
  if (isZero(m)) {
    clear(to);
    return;
  }
  multiplyLimbs(a, b, WIDE, 8);
  divideDigits(WIDE, digits(WIDE, 16), m, digits(m, 8));
  copy(REMAINDER, to);
}
