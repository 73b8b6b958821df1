// The curve secp256k1 (SEC 2, section 2.4.1): y^2 = x^3 + 7 over the field of p.

/** p is 2^256 less this. */
export const c = 2n ** 32n + 977n;
export const p = 2n ** 256n - c;
/** Of the generator. */
export const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

export const elements = {
  ONE: [1n],
  CURVE_B: [7n],
  GENERATOR: [
    0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
    0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n,
  ],
  /** A cube root of one, as in bn254.mjs. Points are multiplied by that cube root of one modulo n that is LAMBDA in sim/evm/precompiles/secp256k1.ts. */
  BETA: [0x7ae96a2b657c07106e64479eac3434e99cf0497512f58995c1396c28719501een],
};
export const lists = {};
export const numbers = { CURVE_A: 0 };
