// The curve alt_bn128 (EIP-196, EIP-197): y^2 = x^3 + 3 over the field of p, and its twist y^2 = x^3 + 3/xi over
// Fp2 = Fp[i]/(i^2 + 1), with xi = 9 + i. The pairing's values lie in Fp2[w]/(w^6 - xi).

/** What p, the order and the length of the Miller loop are polynomials of. */
const x = 4965661367192848881n;

/** Prime of the base field. */
export const p = 36n * x ** 4n + 36n * x ** 3n + 24n * x ** 2n + 6n * x + 1n;

/** An element of Fp2 is [real, imaginary]. */
const times = ([a, b], [c, d]) => [mod(a * c - b * d), mod(a * d + b * c)];
const mod = (n) => ((n % p) + p) % p;
/** No square and no cube in Fp2. */
export const xi = [9n, 1n];

function power(base, exponent) {
  let result = [1n, 0n];
  for (const bit of exponent.toString(2)) {
    result = times(result, result);
    if (bit === "1") result = times(result, base);
  }
  return result;
}

const inverse = (a) => power(a, p * p - 2n);

/** Digits -1, 0 and 1 of a number, no two neighbours other than 0, the lowest first. */
function signedDigits(n) {
  const digits = [];
  for (; n !== 0n; n >>= 1n) {
    const digit = n & 1n ? 2n - (n & 3n) : 0n;
    digits.push(Number(digit));
    n -= digit;
  }
  return digits;
}

/** xi^(i (p^k - 1) / 6): what the coefficient of w^i is multiplied by when the k-th power of Frobenius is taken. */
const frobenius = [1n, 2n, 3n].flatMap((k) => [0n, 1n, 2n, 3n, 4n, 5n].map((i) => power(xi, (i * (p ** k - 1n)) / 6n)));

/** Constants by name: lists of elements of the base field. */
export const elements = {
  ONE: [1n],
  CURVE_B: [3n],
  /** A cube root of one: (x, y) to (BETA x, y) multiplies points by a cube root of one modulo their order. */
  BETA: [power(xi, (2n * (p * p - 1n)) / 3n)[0]],
  TWIST_B: inverse(xi).map((n) => mod(3n * n)),
  TWIST_3B: inverse(xi).map((n) => mod(9n * n)),
  FROBENIUS: frobenius.flat(),
};

/** Numbers by name. */
export const numbers = { CURVE_A: 0 };

/** Lists of small numbers by name. */
export const lists = {
  /** 6x + 2, the length of the optimal ate pairing's loop. */
  LOOP: signedDigits(6n * x + 2n),
  PARAMETER: signedDigits(x),
};
