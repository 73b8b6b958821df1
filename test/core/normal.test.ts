import { expect } from "chai";
import { normalCdf, normalDensity, normalDraw, normalQuantile } from "../../sim/core/normal.ts";

// computed with 60 decimal digits and rounded to the nearest float
const QUANTILES: readonly (readonly [number, number])[] = [
  [1e-300, -37.0470962993612],
  [1e-100, -21.273453560965326],
  [1e-20, -9.262340089798407],
  [1e-10, -6.361340902404057],
  [1e-6, -4.753424308822899],
  [0.001, -3.0902323061678136],
  [0.01, -2.326347874040841],
  [0.025, -1.9599639845400543],
  [0.074, -1.4466320671589785],
  [0.076, -1.4325027208258116],
  [0.1, -1.2815515655446004],
  [0.25, -0.6744897501960817],
  [0.4, -0.2533471031357997],
  [0.6, 0.2533471031357997],
  [0.75, 0.6744897501960817],
  [0.9, 1.2815515655446006],
  [0.975, 1.9599639845400538],
  [0.999, 3.090232306167813],
  [0.999999, 4.753424308817087],
];
const PROBABILITIES: readonly (readonly [number, number])[] = [
  [-30, 4.906713927148187e-198],
  [-10, 7.619853024160525e-24],
  [-5, 2.866515718791939e-7],
  [-2.5, 0.006209665325776135],
  [-2, 0.02275013194817921],
  [-1.999, 0.022804176932658883],
  [-1, 0.15865525393145705],
  [-0.1, 0.460172162722971],
  [0, 0.5],
  [0.1, 0.539827837277029],
  [1, 0.8413447460685429],
  [1.5, 0.9331927987311419],
  [2, 0.9772498680518208],
  [3, 0.9986501019683699],
  [8, 0.9999999999999993],
];

describe("normal distribution", () => {
  it("has the quantiles that 60 digits give, to 1e-15 relative, in all three ranges of AS 241", () => {
    for (const [p, x] of QUANTILES) expect(Math.abs(normalQuantile(p) / x - 1), `p = ${p}`).to.be.below(1e-15);
    expect(normalQuantile(0.5)).to.equal(0);
  });

  it("has the probabilities that 60 digits give, to 2e-13 relative even in the far tail", () => {
    for (const [x, p] of PROBABILITIES) expect(Math.abs(normalCdf(x) / p - 1), `x = ${x}`).to.be.below(2e-13);
  });

  it("has a quantile and a distribution function that undo each other", () => {
    for (let x = -8; x <= 3; x += 0.0625) expect(normalQuantile(normalCdf(x))).to.be.closeTo(x, 1e-12);
  });

  it("has the density as slope of the distribution function", () => {
    for (const x of [-3, -1.99, -0.5, 0, 1, 2.01]) {
      expect((normalCdf(x + 1e-5) - normalCdf(x - 1e-5)) / 2e-5).to.be.closeTo(normalDensity(x), 1e-9);
    }
  });

  it("says what the ends and nonsense give", () => {
    expect([normalQuantile(0), normalQuantile(1)]).to.deep.equal([-Infinity, Infinity]);
    for (const p of [-0.1, 1.1, NaN]) expect(normalQuantile(p)).to.be.NaN;
    expect([normalCdf(-Infinity), normalCdf(Infinity)]).to.deep.equal([0, 1]);
    expect(normalCdf(NaN)).to.be.NaN;
  });

  it("draws a finite number from every innovation in [0, 1)", () => {
    expect(normalDraw(0)).to.be.within(-8.4, -8.2);
    expect(normalDraw(1 - Number.EPSILON / 2)).to.be.within(8.2, 8.4);
    expect(normalDraw(0.975)).to.equal(normalQuantile(0.975));
  });
});
