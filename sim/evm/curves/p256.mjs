// The curve secp256r1 (SEC 2, section 2.4.2), which NIST calls P-256: y^2 = x^3 - 3x + b over the field of p.

export const p = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
/** Of the generator. */
export const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

export const elements = {
  ONE: [1n],
  CURVE_B: [0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn],
  GENERATOR: [
    0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
    0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
  ],
  /** None: no multiple of its points is found by a product. Sources that are shared name it. */
  BETA: [1n],
};
export const lists = {};
export const numbers = { CURVE_A: -3 };
