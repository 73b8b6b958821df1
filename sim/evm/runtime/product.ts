// Products and powers of words. The result may lie on an operand.
import { SCRATCH_BASE, SCRATCH_EXPONENT, SCRATCH_POWER } from "../layout.ts";
import { copy, set } from "./words.ts";

/** High 64 bits of a product. */
@inline
export function multiplyHigh(a: u64, b: u64): u64 {
  const al = a & 0xffffffff;
  const ah = a >> 32;
  const bl = b & 0xffffffff;
  const bh = b >> 32;
  const t = al * bl;
  const m1 = ah * bl + (t >> 32);
  const m2 = al * bh + (m1 & 0xffffffff);
  return ah * bh + (m1 >> 32) + (m2 >> 32);
}

/** The low `limbs` limbs of a * b into `to`, which must not lie on an operand. */
export function multiplyLimbs(a: usize, b: usize, to: usize, limbs: i32): void {
  for (let i = 0; i < limbs; i++) store<u64>(to + (i << 3), 0);
  for (let i = 0; i < 4; i++) {
    const x = load<u64>(a + (i << 3));
    if (x == 0) continue;
    let carry: u64 = 0;
    let k = to + (i << 3);
    const n = min(4, limbs - i);
    for (let j = 0; j < n; j++) {
      const y = load<u64>(b + (j << 3));
      const low = x * y;
      let high = multiplyHigh(x, y);
      const t = low + load<u64>(k);
      high += u64(t < low);
      const r = t + carry;
      carry = high + u64(r < t);
      store<u64>(k, r);
      k += 8;
    }
    if (i + 4 < limbs) store<u64>(k, carry);
  }
}

export function multiply(a: usize, b: usize, to: usize): void {
  const a0 = load<u64>(a, 0);
  const a1 = load<u64>(a, 8);
  const a2 = load<u64>(a, 16);
  const a3 = load<u64>(a, 24);
  const b0 = load<u64>(b, 0);
  const b1 = load<u64>(b, 8);
  const b2 = load<u64>(b, 16);
  const b3 = load<u64>(b, 24);
  store<u64>(to, a0 * b0, 0);
  const carry0 = (a0 | b0) >> 32 == 0 ? (0 as u64) : multiplyHigh(a0, b0);
  if ((a1 | a2 | a3 | b1 | b2 | b3) == 0) {
    store<u64>(to, carry0, 8);
    store<u64>(to, 0, 16);
    store<u64>(to, 0, 24);
    return;
  }
  // Column by column; `more` counts what overflows the column above the next.
  const p = a0 * b1;
  const q = a1 * b0;
  let sum = p + q;
  let carry = u64(sum < p);
  sum += carry0;
  carry += u64(sum < carry0);
  store<u64>(to, sum, 8);
  const h01 = multiplyHigh(a0, b1);
  const h10 = multiplyHigh(a1, b0);
  let more: u64 = 0;
  sum = h01 + carry;
  more += u64(sum < carry);
  sum += h10;
  more += u64(sum < h10);
  let part = a0 * b2;
  sum += part;
  more += u64(sum < part);
  part = a1 * b1;
  sum += part;
  more += u64(sum < part);
  part = a2 * b0;
  sum += part;
  more += u64(sum < part);
  store<u64>(to, sum, 16);
  const highs = multiplyHigh(a0, b2) + multiplyHigh(a1, b1) + multiplyHigh(a2, b0);
  store<u64>(to, a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + highs + more, 24);
}

/** Bytes of the exponent without leading zeros. */
export function byteLength(at: usize): i32 {
  for (let i = 3; i >= 0; i--) {
    const limb = load<u64>(at + (i << 3));
    if (limb != 0) return (i << 3) + 8 - ((clz(limb) as i32) >> 3);
  }
  return 0;
}

export function exponentiate(a: usize, b: usize, to: usize): void {
  copy(a, SCRATCH_BASE);
  copy(b, SCRATCH_EXPONENT);
  set(SCRATCH_POWER, 1);
  const bits = byteLength(SCRATCH_EXPONENT) << 3;
  for (let i = 0; i < bits; i++) {
    if ((load<u64>(SCRATCH_EXPONENT + ((i >> 6) << 3)) >> (i & 63)) & 1)
      multiply(SCRATCH_POWER, SCRATCH_BASE, SCRATCH_POWER);
    multiply(SCRATCH_BASE, SCRATCH_BASE, SCRATCH_BASE);
  }
  copy(SCRATCH_POWER, to);
}
