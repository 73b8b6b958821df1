import { expect } from "chai";
import fc from "../properties.ts";
import { Random } from "../../sim/core/random.ts";
import { hypervolume } from "../../sim/search/index.ts";
import { trueFront } from "./fronts.ts";
import { dtlz } from "./problems.ts";

type Points = number[][];

/** Up to n points in [0, 10)^d on a coarse grid, so that ties and dominated points are common. */
function points(d: number, n: number): fc.Arbitrary<Points> {
  const coordinate = fc.integer({ min: 0, max: 39 }).map((x) => x / 4);
  return fc.array(fc.array(coordinate, { minLength: d, maxLength: d }), { minLength: 1, maxLength: n });
}

/** By inclusion and exclusion over all subsets: the boxes of a subset meet in the box of its worst coordinates. */
function byInclusionExclusion(set: Points, reference: number[]): number {
  let volume = 0;
  for (let subset = 1; subset < 2 ** set.length; subset++) {
    const chosen = set.filter((_, i) => (subset >> i) & 1);
    const box = reference.reduce((product, r, m) => product * (r - Math.max(...chosen.map((p) => p[m]!))), 1);
    volume += chosen.length % 2 === 1 ? box : -box;
  }
  return volume;
}

function close(a: number, b: number): void {
  expect(a).to.be.closeTo(b, 1e-9 * Math.max(1, Math.abs(a), Math.abs(b)));
}

for (const d of [1, 2, 3, 4, 5]) {
  const reference = Array<number>(d).fill(10);

  describe(`Hypervolume in ${d} objectives`, () => {
    it("is what inclusion and exclusion of the boxes give", () => {
      fc.assert(
        fc.property(points(d, 7), (set) => close(hypervolume(set, reference), byInclusionExclusion(set, reference))),
        { numRuns: 60 },
      );
    });

    it("does not depend on the order of points or objectives", () => {
      fc.assert(
        fc.property(points(d, 20), fc.nat(), (set, seed) => {
          const order = Random.of(seed, "order").shuffle([...reference.keys()]);
          const turned = Random.of(seed, "points").shuffle(set.map((point) => order.map((m) => point[m]!)));
          close(hypervolume(turned, reference), hypervolume(set, reference));
        }),
        { numRuns: 40 },
      );
    });

    it("is not changed by dominated and repeated points and points outside", () => {
      fc.assert(
        fc.property(points(d, 15), (set) => {
          const worse = set.map((point) => point.map((x) => x + 0.5));
          const outside = [set[0]!.map((x, m) => (m === 0 ? 10 : x)), set[0]!.map(() => 11)];
          close(hypervolume([...worse, ...set, ...set, ...outside], reference), hypervolume(set, reference));
        }),
        { numRuns: 40 },
      );
    });

    it("scales with each objective and moves with the origin", () => {
      fc.assert(
        fc.property(points(d, 15), (set) => {
          const factor = (x: number, m: number) => (m + 2) * x - 3;
          const product = reference.reduce((p, _, m) => p * (m + 2), 1);
          const scaled = hypervolume(
            set.map((point) => point.map(factor)),
            reference.map(factor),
          );
          close(scaled, product * hypervolume(set, reference));
        }),
        { numRuns: 40 },
      );
    });

    it("grows by what a point adds alone", () => {
      fc.assert(
        fc.property(points(d, 12), points(d, 1), (set, [extra]) => {
          const shared = set.map((point) => point.map((x, m) => Math.max(x, extra![m]!)));
          const added = hypervolume([extra!], reference) - hypervolume(shared, reference);
          close(hypervolume([...set, extra!], reference), hypervolume(set, reference) + added);
        }),
        { numRuns: 40 },
      );
    });
  });
}

describe("Hypervolume", () => {
  it("agrees with Monte Carlo integration in 5 objectives", () => {
    const random = Random.of(1, "points");
    const set = Array.from({ length: 40 }, () => Array.from({ length: 5 }, () => random.unit()));
    const n = 100_000;
    let hits = 0;
    for (let i = 0; i < n; i++) {
      const probe = Array.from({ length: 5 }, () => random.unit());
      if (set.some((point) => point.every((x, m) => x <= probe[m]!))) hits++;
    }
    const share = hypervolume(set, [1, 1, 1, 1, 1]);
    expect(hits / n).to.be.closeTo(share, 4 * Math.sqrt((share * (1 - share)) / n));
  });

  it("measures 200 points in 5 objectives within a second", () => {
    const front = trueFront(dtlz(2, 5)).points.slice(0, 200);
    const start = performance.now();
    expect(hypervolume(front, Array(5).fill(1.1))).to.be.within(1, 1.61);
    expect(performance.now() - start).to.be.lessThan(1000);
  });

  it("is 0 without points", () => {
    expect(hypervolume([], [1, 1])).to.equal(0);
  });

  it("refuses points of another dimension and numbers that are not finite", () => {
    expect(() => hypervolume([[1, 2, 3]], [4, 4]))
      .to.throw()
      .with.property("code", "OBJECTIVE_COUNT");
    expect(() => hypervolume([], []))
      .to.throw()
      .with.property("code", "OBJECTIVE_COUNT");
    expect(() => hypervolume([[1, NaN]], [4, 4]))
      .to.throw()
      .with.property("code", "NOT_FINITE");
    expect(() => hypervolume([[1, 2]], [4, Infinity]))
      .to.throw()
      .with.property("code", "NOT_FINITE");
  });
});
