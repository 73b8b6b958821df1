/**
 * exp, log, sin, cos and pow from IEEE additions and multiplications only. The language leaves Math.exp and its like
 * to the platform, and a last bit that differs between two machines would make two histories out of one seed.
 * Math.sqrt, abs, floor and round are exact by the standard and are used as they are.
 */
const LN2_HIGH = 0.6931471803691238; // the upper 33 bits of ln 2: k * LN2_HIGH is exact for every exponent k
const LN2_LOW = 1.9082149292705877e-10;
const PI_2_HIGH = 1.5707963267341256; // pi/2 in three parts of 33 bits each, so that k * part is exact for |k| < 2^20
const PI_2_MIDDLE = 6.077100506303966e-11;
const PI_2_LOW = 2.0222662487959506e-21;

const view = new DataView(new ArrayBuffer(8));

/**
 * e^x; relative error below 1e-15.
 *
 * @example
 * const e = exp(1);
 */
export function exp(x: number): number {
  if (!(x < 709.782712893384)) return x !== x ? NaN : Infinity;
  if (x < -745.2) return 0;
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let i = 14; i >= 1; i--) sum = 1 + (sum * r) / i; // Taylor, |r| <= ln2/2: the remainder is below 1e-18
  return k < -1000 ? scale(scale(sum, -1000), k + 1000) : scale(sum, k);
}

/**
 * Natural logarithm; NaN below zero, -Infinity at zero. Absolute error below 1e-15 near 1.
 *
 * @example
 * const zero = log(1);
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return Infinity;
  let shift = 0;
  let value = x;
  if (value < 2.2250738585072014e-308) {
    value *= 18014398509481984; // subnormal: 2^54 brings it back to full precision
    shift = -54;
  }
  view.setFloat64(0, value);
  let k = ((view.getUint16(0) >>> 4) & 0x7ff) - 1023;
  let m = scale(value, -k);
  if (m > Math.SQRT2) {
    m /= 2;
    k++;
  }
  const s = (m - 1) / (m + 1);
  const s2 = s * s;
  let sum = 0;
  for (let i = 23; i >= 3; i -= 2) sum = (sum + 1 / i) * s2; // atanh series, |s| < 0.172
  k += shift;
  return k * LN2_HIGH + (2 * s + (2 * s * sum + k * LN2_LOW));
}

/**
 * x^y for x >= 0 (and any x when y is a whole number). Relative error about 1e-16 times |y log x|.
 *
 * @example
 * const eight = pow(2, 3);
 */
export function pow(x: number, y: number): number {
  if (Number.isInteger(y) && Math.abs(y) <= 64) {
    let result = 1;
    for (let base = x, n = Math.abs(y); n > 0; n >>>= 1, base *= base) if (n & 1) result *= base;
    return y < 0 ? 1 / result : result;
  }
  if (x < 0 && Number.isInteger(y)) return (y % 2 === 0 ? 1 : -1) * pow(-x, y);
  if (x === 0) return y > 0 ? 0 : Infinity;
  return exp(y * log(x));
}

/**
 * Sine of x radians, |x| <= 1e6; NaN beyond, where the reduction would lose its digits.
 *
 * @example
 * const zero = sin(0);
 */
export function sin(x: number): number {
  return quadrant(x, 0);
}

/**
 * Cosine of x radians, |x| <= 1e6; NaN beyond.
 *
 * @example
 * const one = cos(0);
 */
export function cos(x: number): number {
  return quadrant(x, 1);
}

function quadrant(x: number, turn: number): number {
  if (!(Math.abs(x) <= 1e6)) return NaN;
  const k = Math.round((x * 2) / Math.PI);
  const r = x - k * PI_2_HIGH - k * PI_2_MIDDLE - k * PI_2_LOW;
  const q = (((k + turn) % 4) + 4) % 4;
  const value = q % 2 === 0 ? sineSeries(r) : cosineSeries(r);
  return q < 2 ? value : -value;
}

function sineSeries(r: number): number {
  const r2 = r * r;
  let sum = 1;
  for (let i = 18; i >= 2; i -= 2) sum = 1 - (sum * r2) / (i * (i + 1));
  return r * sum;
}

function cosineSeries(r: number): number {
  const r2 = r * r;
  let sum = 1;
  for (let i = 17; i >= 1; i -= 2) sum = 1 - (sum * r2) / (i * (i + 1));
  return sum;
}

/** value * 2^k, exact for results in the normal range; -1022 <= k <= 1024. */
function scale(value: number, k: number): number {
  if (k > 1023) return value * 2 * scale(1, k - 1);
  view.setFloat64(0, 0);
  view.setUint16(0, (k + 1023) << 4);
  return value * view.getFloat64(0);
}

/** The value at a share of the way from `low` to `high` by their logarithms; both ends exactly, and nothing beyond them. */
export function logBetween(low: number, high: number, share: number): number {
  if (share <= 0) return low;
  if (share >= 1) return high;
  return Math.min(high, Math.max(low, exp(log(low) + share * log(high / low))));
}
