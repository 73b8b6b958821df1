// Inverses modulo an odd number of up to 256 bits, by Euclid's algorithm in its binary form (Stein): halving and taking
// differences, every word in a local.

/**
 * Inverts a number in 32 bytes, the highest first, in place. Both numbers have no common factor, and it is below the
 * modulus.
 *
 * @param modulus Four words, the lowest first.
 */
export function invertModulo(at: usize, modulus: usize): void {
  const m0 = load<u64>(modulus);
  const m1 = load<u64>(modulus, 8);
  const m2 = load<u64>(modulus, 16);
  const m3 = load<u64>(modulus, 24);
  // u = x a and v = y a modulo m, all the way.
  let u0 = bswap(load<u64>(at, 24));
  let u1 = bswap(load<u64>(at, 16));
  let u2 = bswap(load<u64>(at, 8));
  let u3 = bswap(load<u64>(at));
  let v0 = m0;
  let v1 = m1;
  let v2 = m2;
  let v3 = m3;
  let x0: u64 = 1;
  let x1: u64 = 0;
  let x2: u64 = 0;
  let x3: u64 = 0;
  let y0: u64 = 0;
  let y1: u64 = 0;
  let y2: u64 = 0;
  let y3: u64 = 0;
  while ((u0 | u1 | u2 | u3) != 0) {
    while ((u0 & 1) == 0) {
      u0 = (u0 >> 1) | (u1 << 63);
      u1 = (u1 >> 1) | (u2 << 63);
      u2 = (u2 >> 1) | (u3 << 63);
      u3 >>= 1;
      // x / 2, or (x + m) / 2 where x is odd.
      const odd = 0 - (x0 & 1);
      let n = m0 & odd;
      x0 += n;
      let carry = u64(x0 < n);
      n = m1 & odd;
      let s = x1 + n;
      let next = u64(s < n);
      x1 = s + carry;
      carry = next | u64(x1 < s);
      n = m2 & odd;
      s = x2 + n;
      next = u64(s < n);
      x2 = s + carry;
      carry = next | u64(x2 < s);
      n = m3 & odd;
      s = x3 + n;
      next = u64(s < n);
      x3 = s + carry;
      carry = next | u64(x3 < s);
      x0 = (x0 >> 1) | (x1 << 63);
      x1 = (x1 >> 1) | (x2 << 63);
      x2 = (x2 >> 1) | (x3 << 63);
      x3 = (x3 >> 1) | (carry << 63);
    }
    const less = u3 != v3 ? u3 < v3 : u2 != v2 ? u2 < v2 : u1 != v1 ? u1 < v1 : u0 < v0;
    if (less) {
      let w = u0;
      u0 = v0;
      v0 = w;
      w = u1;
      u1 = v1;
      v1 = w;
      w = u2;
      u2 = v2;
      v2 = w;
      w = u3;
      u3 = v3;
      v3 = w;
      w = x0;
      x0 = y0;
      y0 = w;
      w = x1;
      x1 = y1;
      y1 = w;
      w = x2;
      x2 = y2;
      y2 = w;
      w = x3;
      x3 = y3;
      y3 = w;
    }
    // u - v, which is not negative
    let borrow = u64(u0 < v0);
    u0 -= v0;
    let d = u1 - v1;
    let next = u64(u1 < v1);
    u1 = d - borrow;
    borrow = next | u64(d < borrow);
    d = u2 - v2;
    next = u64(u2 < v2);
    u2 = d - borrow;
    borrow = next | u64(d < borrow);
    u3 = u3 - v3 - borrow;
    // x - y modulo m
    borrow = u64(x0 < y0);
    x0 -= y0;
    d = x1 - y1;
    next = u64(x1 < y1);
    x1 = d - borrow;
    borrow = next | u64(d < borrow);
    d = x2 - y2;
    next = u64(x2 < y2);
    x2 = d - borrow;
    borrow = next | u64(d < borrow);
    d = x3 - y3;
    next = u64(x3 < y3);
    x3 = d - borrow;
    const below = 0 - (next | u64(d < borrow));
    let n = m0 & below;
    x0 += n;
    let carry = u64(x0 < n);
    n = m1 & below;
    d = x1 + n;
    next = u64(d < n);
    x1 = d + carry;
    carry = next | u64(x1 < d);
    n = m2 & below;
    d = x2 + n;
    next = u64(d < n);
    x2 = d + carry;
    carry = next | u64(x2 < d);
    x3 = x3 + (m3 & below) + carry;
  }
  store<u64>(at, bswap(y0), 24);
  store<u64>(at, bswap(y1), 16);
  store<u64>(at, bswap(y2), 8);
  store<u64>(at, bswap(y3));
}
