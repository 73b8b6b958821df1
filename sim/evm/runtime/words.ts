// 256-bit words in memory: four u64 limbs, least significant first. Functions take addresses; the result may lie on an
// operand. Bytes of EVM memory are big-endian: `fromBytes` and `toBytes` turn them.
import { SCRATCH_ZERO } from "../layout.ts";

@inline
export function copy(from: usize, to: usize): void {
  v128.store(to, v128.load(from, 0), 0);
  v128.store(to, v128.load(from, 16), 16);
}

@inline
export function clear(at: usize): void {
  store<u64>(at, 0, 0);
  store<u64>(at, 0, 8);
  store<u64>(at, 0, 16);
  store<u64>(at, 0, 24);
}

@inline
export function set(at: usize, value: u64): void {
  store<u64>(at, value, 0);
  store<u64>(at, 0, 8);
  store<u64>(at, 0, 16);
  store<u64>(at, 0, 24);
}

@inline
export function isZero(at: usize): bool {
  return (load<u64>(at, 0) | load<u64>(at, 8) | load<u64>(at, 16) | load<u64>(at, 24)) == 0;
}

@inline
export function equals(a: usize, b: usize): bool {
  return (
    ((load<u64>(a, 0) ^ load<u64>(b, 0)) |
      (load<u64>(a, 8) ^ load<u64>(b, 8)) |
      (load<u64>(a, 16) ^ load<u64>(b, 16)) |
      (load<u64>(a, 24) ^ load<u64>(b, 24))) ==
    0
  );
}

/** The word's value when it fits 63 bits, else the largest i64: enough wherever gas bounds what is meaningful. */
@inline
export function saturated(at: usize): i64 {
  const low = load<u64>(at, 0);
  if ((load<u64>(at, 8) | load<u64>(at, 16) | load<u64>(at, 24) | (low >> 63)) != 0) return i64.MAX_VALUE;
  return low as i64;
}

@inline
export function fromBytes(from: usize, to: usize): void {
  const high = v128.load(from, 0);
  const low = v128.load(from, 16);
  v128.store(to, v128.shuffle<u8>(low, low, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0), 0);
  v128.store(to, v128.shuffle<u8>(high, high, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0), 16);
}

@inline
export function toBytes(from: usize, to: usize): void {
  fromBytes(from, to);
}

/** 20 big-endian bytes as a word. */
@inline
export function readAddress(from: usize, to: usize): void {
  store<u64>(to, bswap<u64>(load<u64>(from, 12)), 0);
  store<u64>(to, bswap<u64>(load<u64>(from, 4)), 8);
  store<u64>(to, bswap<u32>(load<u32>(from)) as u64, 16);
  store<u64>(to, 0, 24);
}

@inline
export function less(a: usize, b: usize): bool {
  let x = load<u64>(a, 24);
  let y = load<u64>(b, 24);
  if (x != y) return x < y;
  x = load<u64>(a, 16);
  y = load<u64>(b, 16);
  if (x != y) return x < y;
  x = load<u64>(a, 8);
  y = load<u64>(b, 8);
  if (x != y) return x < y;
  return load<u64>(a, 0) < load<u64>(b, 0);
}

@inline
export function signedLess(a: usize, b: usize): bool {
  const x = load<i64>(a, 24);
  const y = load<i64>(b, 24);
  if (x != y) return x < y;
  return less(a, b);
}

@inline
export function add(a: usize, b: usize, to: usize): void {
  const a0 = load<u64>(a, 0);
  const a1 = load<u64>(a, 8);
  const a2 = load<u64>(a, 16);
  const s0 = a0 + load<u64>(b, 0);
  const c0 = u64(s0 < a0);
  const t1 = a1 + load<u64>(b, 8);
  const s1 = t1 + c0;
  const c1 = u64(t1 < a1) | u64(s1 < t1);
  const t2 = a2 + load<u64>(b, 16);
  const s2 = t2 + c1;
  const c2 = u64(t2 < a2) | u64(s2 < t2);
  const s3 = load<u64>(a, 24) + load<u64>(b, 24) + c2;
  store<u64>(to, s0, 0);
  store<u64>(to, s1, 8);
  store<u64>(to, s2, 16);
  store<u64>(to, s3, 24);
}

@inline
export function subtract(a: usize, b: usize, to: usize): void {
  const a0 = load<u64>(a, 0);
  const a1 = load<u64>(a, 8);
  const a2 = load<u64>(a, 16);
  const b0 = load<u64>(b, 0);
  const b1 = load<u64>(b, 8);
  const b2 = load<u64>(b, 16);
  const s0 = a0 - b0;
  const c0 = u64(a0 < b0);
  const t1 = a1 - b1;
  const s1 = t1 - c0;
  const c1 = u64(a1 < b1) | u64(t1 < c0);
  const t2 = a2 - b2;
  const s2 = t2 - c1;
  const c2 = u64(a2 < b2) | u64(t2 < c1);
  const s3 = load<u64>(a, 24) - load<u64>(b, 24) - c2;
  store<u64>(to, s0, 0);
  store<u64>(to, s1, 8);
  store<u64>(to, s2, 16);
  store<u64>(to, s3, 24);
}

export function negate(a: usize, to: usize): void {
  clear(SCRATCH_ZERO);
  subtract(SCRATCH_ZERO, a, to);
}
