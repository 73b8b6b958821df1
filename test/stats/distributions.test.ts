import { createRequire } from "node:module";
import { expect } from "chai";
import {
  betaCdf,
  betaQuantile,
  binomialCdf,
  binomialDensity,
  studentCdf,
  studentQuantile,
} from "../../sim/stats/distributions.ts";
import { logGamma } from "../../sim/stats/gamma.ts";

const { jStat: reference } = createRequire(import.meta.url)("jstat") as {
  jStat: { beta: { inv(p: number, a: number, b: number): number } };
};

describe("distributions", () => {
  it("know the gamma function", () => {
    expect(logGamma(0.5)).to.be.closeTo(Math.log(Math.PI) / 2, 4e-15);
    for (let n = 1, factorial = 1; n <= 20; factorial *= n++) {
      expect(logGamma(n)).to.be.closeTo(Math.log(factorial), 1e-14 * (1 + n));
    }
  });

  it("sum binomial densities to the beta function", () => {
    for (const [n, p] of [
      [10, 0.3],
      [100, 0.05],
      [400, 0.9],
    ] as const) {
      let sum = 0;
      for (let k = 0; k <= n; k++) {
        sum += binomialDensity(k, n, p);
        expect(binomialCdf(k, n, p)).to.be.closeTo(sum, 1e-13);
      }
    }
    expect(binomialDensity(3, 5, 0.5)).to.be.closeTo(10 / 32, 1e-15);
    expect([binomialDensity(0, 7, 0), binomialDensity(7, 7, 1), binomialDensity(-1, 7, 0.5)]).to.deep.equal([1, 1, 0]);
  });

  it("invert the beta function from the smallest to the largest shapes, to 1e-10 of the probability", () => {
    for (const a of [0.5, 1, 3, 28, 1000, 500_001]) {
      for (const b of [0.5, 1, 30, 9996, 500_000]) {
        for (const p of [1e-8, 0.005, 0.5, 0.975]) {
          const x = betaQuantile(p, a, b);
          if (1 - x > 1e-3) expect(betaCdf(x, a, b) / p - 1, `${p} ${a} ${b}`).to.be.closeTo(0, 1e-10);
        }
      }
    }
  });

  it("agree with jstat where jstat is right, and with the closed form where it is not", () => {
    for (const [p, a, b] of [
      [0.005, 5, 9996],
      [0.975, 3, 28],
      [0.025, 12, 90],
    ] as const) {
      expect(betaQuantile(p, a, b) / reference.beta.inv(p, a, b) - 1).to.be.closeTo(0, 1e-8);
    }
    // I_x(1, b) = 1 - (1 - x)^b, where jstat's gamma function leaves an error of 6e-10
    expect(betaQuantile(0.025, 1, 30) / (1 - 0.975 ** (1 / 30)) - 1).to.be.closeTo(0, 1e-12);
  });

  it("know Student's t", () => {
    // published table values, and the closed forms for one and two degrees of freedom
    expect(studentQuantile(0.995, 7)).to.be.closeTo(3.4994832973504924, 1e-12);
    expect(studentQuantile(0.975, 1e6)).to.be.closeTo(1.959966356814107, 1e-10);
    for (const p of [0.01, 0.3, 0.5, 0.6, 0.75, 0.9, 0.9995]) {
      expect(studentQuantile(p, 1)).to.be.closeTo(Math.tan(Math.PI * (p - 0.5)), 1e-9);
      expect(studentQuantile(p, 2)).to.be.closeTo((2 * p - 1) / Math.sqrt(2 * p * (1 - p)), 1e-11);
      for (const v of [3, 9.5, 200]) expect(studentCdf(studentQuantile(p, v), v)).to.be.closeTo(p, 1e-13);
    }
  });
});
