import { createHash } from "node:crypto";
import { expect } from "chai";
import fc from "../properties.ts";
import { cos, exp, log, pow, sin } from "../../sim/core/math.ts";
import { normalQuantile } from "../../sim/core/normal.ts";
import { Random } from "../../sim/core/random.ts";

// each second number computed with 50 decimal digits and rounded to the nearest float
const EXP = [
  [-700, 9.85967654375977e-305],
  [-20.5, 1.2501528663867426e-9],
  [-1, 0.36787944117144233],
  [-1e-10, 0.9999999999],
  [0.1, 1.1051709180756477],
  [1, 2.718281828459045],
  [3.7, 40.4473043600674],
  [100.25, 3.451610733125924e43],
  [709, 8.218407461554972e307],
] as const;
const LOG = [
  [5e-324, -744.4400719213812],
  [1e-310, -713.8013788281542],
  [1e-10, -23.025850929940457],
  [0.5, -0.6931471805599453],
  [0.70710678, -0.3465735919580042],
  [0.9999999, -1.0000000494736474e-7],
  [1.0000001, 9.999999505838704e-8],
  [2, 0.6931471805599453],
  [12345.678, 9.421061321291832],
  [1e300, 690.7755278982137],
] as const;
const SIN_COS = [
  [1e-8, 1e-8, 1],
  [0.5, 0.479425538604203, 0.8775825618903728],
  [1.5707963267948966, 1, 6.123233995736766e-17],
  [3.141592653589793, 1.2246467991473532e-16, -1],
  [-2.5, -0.5984721441039565, -0.8011436155469337],
  [1000.5, 0.9952739571052135, 0.09710690144438526],
  [355, -3.014435335948845e-5, -0.999999999545659],
  [103993, -1.9129335778423752e-5, 0.9999999998170342],
  [999999, -0.9773520315382229, 0.21161995758460128],
] as const;
const POW = [
  [2, 0.5, 1.4142135623730951],
  [10, -3.5, 0.00031622776601683794],
  [1.0001, 12345.6, 3.436653836768517],
  [0.3, 7, 0.00021869999999999995],
  [5, 80, 8.271806125530277e55],
] as const;

describe("deterministic functions", () => {
  it("agree with known values: exp and log to 1e-15, sin and cos to 1e-15 of their size, pow to 1e-14", () => {
    for (const [x, y] of EXP) expect(Math.abs(exp(x) / y - 1), `exp ${x}`).to.be.below(1e-15);
    for (const [x, y] of LOG) expect(Math.abs(log(x) / y - 1), `log ${x}`).to.be.below(1e-15);
    for (const [x, s, c] of SIN_COS) {
      expect(Math.abs(sin(x) / s - 1), `sin ${x}`).to.be.below(1e-15);
      expect(Math.abs(cos(x) / c - 1), `cos ${x}`).to.be.below(1e-15);
    }
    for (const [x, y, z] of POW) expect(Math.abs(pow(x, y) / z - 1), `pow ${x} ${y}`).to.be.below(1e-14);
  });

  it("agree with the platform's within its last bits over their whole range", () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => Math.abs(exp(x) / Math.exp(x) - 1) < 1e-15),
    );
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        return Math.abs(log(x) - Math.log(x)) <= 1e-15 * Math.max(1, Math.abs(Math.log(x)));
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (x) => {
        return Math.abs(sin(x) - Math.sin(x)) < 1e-15 && Math.abs(cos(x) - Math.cos(x)) < 1e-15;
      }),
    );
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        fc.double({ min: -40, max: 40, noNaN: true }),
        (x, y) => {
          return Math.abs(pow(x, y) / Math.pow(x, y) - 1) < 1e-13;
        },
      ),
    );
  });

  it("have the limits and the exact cases of the mathematics", () => {
    expect([exp(0), exp(-Infinity), exp(Infinity), exp(710)]).to.deep.equal([1, 0, Infinity, Infinity]);
    expect([log(1), log(0), log(Infinity)]).to.deep.equal([0, -Infinity, Infinity]);
    expect([sin(0), cos(0)]).to.deep.equal([0, 1]);
    expect([pow(0, 0), pow(0, 2.5), pow(0, -1), pow(-2, 3), pow(-1, 101), pow(3, 4)]).to.deep.equal([
      1,
      0,
      Infinity,
      -8,
      -1,
      81,
    ]);
    for (const value of [exp(NaN), log(-1), log(NaN), sin(1e7), cos(NaN), pow(-8, 1 / 3)]) expect(value).to.be.NaN;
  });

  it("give the same bytes on every machine", () => {
    const hash = createHash("sha256");
    const bytes = Buffer.alloc(8);
    const random = Random.of(9, "math");
    for (let i = 0; i < 5000; i++) {
      const u = random.unit();
      const t = 100 * u - 50;
      for (const value of [exp(40 * u - 20), log(u + 1e-9), sin(t), cos(t), pow(u, 3.7), normalQuantile(u)]) {
        bytes.writeDoubleLE(value);
        hash.update(bytes);
      }
    }
    expect(hash.digest("hex")).to.equal("3d1fd8e4f5a3d55146e4fdc511bf717d2175b3869c01bef1adff95c3e69bff10");
  });
});
