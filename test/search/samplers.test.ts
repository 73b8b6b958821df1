import { expect } from "chai";
import { Random } from "../../sim/core/random.ts";
import { latinPoints, sobol, SOBOL_DIMENSIONS, sobolPoints } from "../../sim/search/index.ts";
import { reals } from "./problems.ts";

/** How many points fall in each cell of a grid with the given numbers of cells along two coordinates. */
function cellCounts(
  points: readonly (readonly number[])[],
  [a, b]: [number, number],
  [m, n]: [number, number],
): number[] {
  const counts = Array<number>(m * n).fill(0);
  for (const point of points) counts[Math.floor(point[a]! * m) * n + Math.floor(point[b]! * n)]!++;
  return counts;
}

describe("Sobol sequence", () => {
  it("begins as Joe and Kuo's program prints it", () => {
    const point = sobolPoints(3);
    expect(Array.from({ length: 10 }, (_, i) => point(i))).to.deep.equal([
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25],
      [0.25, 0.75, 0.75],
      [0.375, 0.375, 0.625],
      [0.875, 0.875, 0.125],
      [0.625, 0.125, 0.875],
      [0.125, 0.625, 0.375],
      [0.1875, 0.3125, 0.9375],
      [0.6875, 0.8125, 0.4375],
    ]);
  });

  for (const random of [undefined, Random.of(1, "sobol")]) {
    const name = random ? "scrambled" : "plain";
    it(`puts one point into each of 2^k equal strata of every coordinate (${name})`, () => {
      const at = sobolPoints(SOBOL_DIMENSIONS, random);
      const points = Array.from({ length: 256 }, (_, i) => at(i));
      for (let d = 0; d < SOBOL_DIMENSIONS; d++)
        expect(new Set(points.map((point) => Math.floor(point[d]! * 256)))).to.have.property("size", 256);
    });

    it(`is a (0, 2) net in its first two coordinates: one point in each dyadic box (${name})`, () => {
      const at = sobolPoints(2, random);
      const points = Array.from({ length: 64 }, (_, i) => at(i));
      for (let k = 0; k <= 6; k++)
        expect(cellCounts(points, [0, 1], [2 ** k, 2 ** (6 - k)])).to.deep.equal(Array(64).fill(1));
    });
  }

  it("is scrambled digit by digit, each by the digits before it, not shifted as a whole", () => {
    const [plain, scrambled] = [sobolPoints(1), sobolPoints(1, Random.of(1, "sobol"))];
    const digits = (at: (i: number) => number[], i: number) => Math.floor(at(i)[0]! * 16);
    const shifts = Array.from({ length: 16 }, (_, i) => digits(plain, i) ^ digits(scrambled, i));
    expect(new Set(shifts.map((shift) => shift >> 3))).to.have.property("size", 1);
    expect(new Set(shifts).size).to.be.greaterThan(2);
  });

  it("differs between seeds when scrambled, and covers the cube without bias", () => {
    const first = Array.from({ length: 400 }, (_, seed) => sobolPoints(2, Random.of(seed, "sobol"))(0));
    for (const count of cellCounts(first, [0, 1], [2, 2])) expect(count).to.be.closeTo(100, 35);
  });

  it("integrates a smooth function far better than chance does", () => {
    const at = sobolPoints(6, Random.of(2, "sobol"));
    const product = (point: readonly number[]) => point.reduce((p, x) => p * (1 + (x - 0.5) / 2), 1);
    let sum = 0;
    for (let i = 0; i < 4096; i++) sum += product(at(i));
    // Independent points would have a standard error of about 0.006.
    expect(sum / 4096).to.be.closeTo(1, 0.0003);
  });

  it("refuses more variables than it has direction numbers for", () => {
    const problem = { variables: reals(65, 0, 1), objectives: [], seed: 1 };
    expect(() => sobol(problem))
      .to.throw()
      .with.property("code", "VARIABLE_COUNT");
  });
});

describe("Latin hypercube", () => {
  it("puts one point into each stratum of every coordinate", () => {
    const points = latinPoints(37, 5, Random.of(1, "design"));
    for (let d = 0; d < 5; d++)
      expect(points.map((point) => Math.floor(point[d]! * 37)).sort((a, b) => a - b)).to.deep.equal([
        ...Array(37).keys(),
      ]);
  });
});
