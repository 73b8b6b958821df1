// Shifts, bytes and signs of words. The result may lie on an operand.
import { SCRATCH_LEFT } from "../layout.ts";
import { clear, copy, saturated, set } from "./words.ts";

/** Extends the sign of the number in the low (index + 1) bytes. */
export function signExtend(index: usize, value: usize, to: usize): void {
  const i = saturated(index);
  const v3 = load<u64>(value, 24);
  if (i >= 31) {
    copy(value, to);
    return;
  }
  const bit = ((i as i32) << 3) + 7;
  const limb = bit >> 6;
  const inLimb = 63 - (bit & 63);
  const top = ((load<u64>(value + (limb << 3)) << inLimb) as i64) >> inLimb;
  const sign = (top >> 63) as u64;
  const v0 = load<u64>(value, 0);
  const v1 = load<u64>(value, 8);
  const v2 = load<u64>(value, 16);
  store<u64>(to, limb == 0 ? (top as u64) : v0, 0);
  store<u64>(to, limb == 1 ? (top as u64) : limb < 1 ? sign : v1, 8);
  store<u64>(to, limb == 2 ? (top as u64) : limb < 2 ? sign : v2, 16);
  store<u64>(to, limb == 3 ? (top as u64) : limb < 3 ? sign : v3, 24);
}

/** Byte `index` of the word, counted from the most significant. */
export function byteAt(index: usize, value: usize, to: usize): void {
  const i = saturated(index);
  set(to, i >= 32 ? 0 : (load<u8>(value + 31 - (i as usize)) as u64));
}

export function shiftLeft(amount: usize, value: usize, to: usize): void {
  const n = saturated(amount);
  if (n >= 256) {
    clear(to);
    return;
  }
  copy(value, SCRATCH_LEFT);
  const limbs = (n as i32) >> 6;
  const bits = n & 63;
  for (let i = 3; i >= 0; i--) {
    const from = i - limbs;
    let limb: u64 = from >= 0 ? load<u64>(SCRATCH_LEFT + (from << 3)) << bits : 0;
    if (bits && from >= 1) limb |= load<u64>(SCRATCH_LEFT + ((from - 1) << 3)) >> (64 - bits);
    store<u64>(to + (i << 3), limb);
  }
}

export function shiftRight(amount: usize, value: usize, to: usize): void {
  const n = saturated(amount);
  if (n >= 256) {
    clear(to);
    return;
  }
  copy(value, SCRATCH_LEFT);
  shiftRightInto(n as i32, 0, to);
}

export function shiftArithmetic(amount: usize, value: usize, to: usize): void {
  const n = saturated(amount);
  const sign = (load<i64>(value, 24) >> 63) as u64;
  if (n >= 256) {
    store<u64>(to, sign, 0);
    store<u64>(to, sign, 8);
    store<u64>(to, sign, 16);
    store<u64>(to, sign, 24);
    return;
  }
  copy(value, SCRATCH_LEFT);
  shiftRightInto(n as i32, sign, to);
}

@inline
function shiftRightInto(n: i32, fill: u64, to: usize): void {
  const limbs = n >> 6;
  const bits = (n & 63) as u64;
  for (let i = 0; i < 4; i++) {
    const from = i + limbs;
    const low: u64 = from < 4 ? load<u64>(SCRATCH_LEFT + (from << 3)) : fill;
    const high: u64 = from < 3 ? load<u64>(SCRATCH_LEFT + ((from + 1) << 3)) : fill;
    store<u64>(to + (i << 3), bits ? (low >> bits) | (high << (64 - bits)) : low);
  }
}

/** CLZ: leading zero bits, 256 of zero (EIP-7939). */
export function leadingZeros(value: usize, to: usize): void {
  let zeros: u64 = 0;
  for (let i = 24; i >= 0; i -= 8) {
    const limb = load<u64>(value + i);
    zeros += clz(limb);
    if (limb != 0) break;
  }
  set(to, zeros);
}
