// The base field: sums, what JavaScript writes and reads, and the inverse. Bounds stand in products.mjs.
import {
  add,
  BITS,
  FP,
  LIMBS,
  multiply,
  ONE,
  P,
  PLAIN_ONE,
  PRIME,
  QUARTER,
  settle,
  square,
  SQUARED_R,
  subtract,
} from "./products";
import { invertModulo } from "./inverse";

@inline
export function move(to: usize, a: usize): void {
  memory.copy(to, a, FP);
}

@inline
export function clear(to: usize): void {
  memory.fill(to, 0, FP);
}

const PLAIN = memory.data(72);

/** Whether it is a multiple of p: the product with 1 out of Montgomery's form is its smallest representative. */
export function isZero(a: usize): bool {
  multiply(PLAIN, a, PLAIN_ONE);
  let all: i64 = 0;
  for (let i: usize = 0; i < FP; i += 8) all |= load<i64>(PLAIN + i);
  return all == 0;
}

const DIFFERENCE = memory.data(72);

export function equal(a: usize, b: usize): bool {
  subtract(DIFFERENCE, a, b);
  return isZero(DIFFERENCE);
}

/** Reads 32 bytes, the highest first; whether they are below p. */
export function read(to: usize, from: usize): bool {
  let below = false;
  for (let i: usize = 0; i < 32; i += 8) {
    const word = bswap(load<u64>(from + 24 - i));
    const bound = load<u64>(PRIME + i);
    if (word != bound) below = word < bound;
  }
  if (!below) return false;
  for (let i: i32 = 0; i < LIMBS; i++) store<i64>(to + (i << 3), digitAt(from, i * i32(BITS)));
  multiply(to, to, SQUARED_R);
  return true;
}

/** The digit that begins at a bit of the number in 32 bytes. */
function digitAt(from: usize, bit: i32): i64 {
  const word = bit >> 6;
  const shift = u64(bit & 63);
  let digit = bswap(load<u64>(from + 24 - (word << 3))) >> shift;
  if (word < 3 && shift > 0) digit |= bswap(load<u64>(from + 16 - (word << 3))) << (64 - shift);
  return digit & ((1 << BITS) - 1);
}

/** Writes it as 32 bytes, the highest first. */
export function write(to: usize, a: usize): void {
  multiply(PLAIN, a, PLAIN_ONE);
  if (carry() < 0) {
    add(PLAIN, PLAIN, P);
    carry();
  }
  memory.fill(to, 0, 32);
  for (let i: i32 = 0; i < LIMBS; i++) {
    const bit = i * i32(BITS);
    const digit = load<u64>(PLAIN + (i << 3));
    const shift = u64(bit & 63);
    const at = to + 24 - ((bit >> 6) << 3);
    store<u64>(at, load<u64>(at) | bswap(digit << shift));
    if (shift + BITS > 64 && at > to) store<u64>(at - 8, bswap(digit >> (64 - shift)));
  }
}

/** Makes the plain number's digits positive, all but the last, whose sign is the number's. */
function carry(): i64 {
  let rest: i64 = 0;
  for (let i: usize = 0; i < FP - 8; i += 8) {
    rest += load<i64>(PLAIN + i);
    store<i64>(PLAIN + i, rest & ((1 << BITS) - 1));
    rest >>= BITS;
  }
  rest += load<i64>(PLAIN + FP - 8);
  store<i64>(PLAIN + FP - 8, rest);
  return rest;
}

const POWERS = memory.data(16 * 72);
const POWER = memory.data(72);

/** a to the power of a number of four words, the lowest first; four bits of it at a time. */
function power(to: usize, a: usize, exponent: usize): void {
  move(POWERS, ONE);
  for (let i: usize = 1; i < 16; i++) multiply(POWERS + i * FP, POWERS + (i - 1) * FP, a);
  move(POWER, ONE);
  for (let i: i32 = 63; i >= 0; i--) {
    const word = load<u64>(exponent + ((i >> 4) << 3));
    for (let j = 0; j < 4; j++) square(POWER, POWER);
    multiply(POWER, POWER, POWERS + usize((word >> u64((i & 15) << 2)) & 15) * FP);
  }
  settle(to, POWER);
}

const PLAIN_BYTES = memory.data(32);

/** The inverse, of zero zero. */
export function invert(to: usize, a: usize): void {
  write(PLAIN_BYTES, a);
  invertModulo(PLAIN_BYTES, PRIME);
  read(to, PLAIN_BYTES);
}

/** A square root of a where there is one, and p is 3 modulo 4. */
export function root(to: usize, a: usize): void {
  power(to, a, QUARTER);
}
