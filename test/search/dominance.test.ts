import { expect } from "chai";
import fc from "../properties.ts";
import {
  Archive,
  constrainedDominates,
  crowdingDistance,
  dominates,
  nondominatedSort,
  type Comparable,
} from "../../sim/search/index.ts";

const feasible = (...objectives: number[]): Comparable => ({ objectives, violation: 0 });

const anyPoints: fc.Arbitrary<Comparable[]> = fc.array(
  fc.record({
    objectives: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 3, maxLength: 3 }),
    violation: fc.constantFrom(0, 0, 0, 1, 2, Infinity),
  }),
  { maxLength: 40 },
);

describe("Domination", () => {
  it("needs to be nowhere worse and somewhere better", () => {
    expect(dominates([1, 2], [1, 3])).to.equal(true);
    expect(dominates([1, 2], [1, 2])).to.equal(false);
    expect(dominates([1, 3], [2, 2])).to.equal(false);
  });

  it("puts feasibility first, then violation, then objectives (Deb 2002)", () => {
    const infeasible = (violation: number) => ({ objectives: [0, 0], violation });
    expect(constrainedDominates(feasible(9, 9), infeasible(0.1))).to.equal(true);
    expect(constrainedDominates(infeasible(0.1), infeasible(0.2))).to.equal(true);
    expect(constrainedDominates(infeasible(0.1), infeasible(0.1))).to.equal(false);
    expect(constrainedDominates(feasible(1, 1), feasible(1, 2))).to.equal(true);
  });
});

describe("Non-dominated sort", () => {
  it("puts each point into the front right after the last that holds one dominating it", () => {
    fc.assert(
      fc.property(anyPoints, (points) => {
        const fronts = nondominatedSort(points);
        expect(fronts.flat().sort((a, b) => a - b)).to.deep.equal([...points.keys()]);
        fronts.forEach((front, k) => {
          for (const i of front) {
            const beaten = (j: number) => constrainedDominates(points[j]!, points[i]!);
            expect(front.some(beaten)).to.equal(false);
            if (k > 0) expect(fronts[k - 1]!.some(beaten)).to.equal(true);
          }
        });
      }),
    );
  });

  it("finds no fronts without points", () => {
    expect(nondominatedSort([])).to.deep.equal([]);
  });
});

describe("Crowding distance", () => {
  it("adds up the gaps between the neighbours, relative to each range", () => {
    const front = [
      [0, 10],
      [1, 6],
      [3, 5],
      [4, 0],
    ];
    expect(crowdingDistance(front)).to.deep.equal([Infinity, 3 / 4 + 5 / 10, 3 / 4 + 6 / 10, Infinity]);
  });

  it("is infinite at both ends of each objective", () => {
    expect(crowdingDistance([[3], [0], [1]])).to.deep.equal([Infinity, Infinity, 1]);
  });

  it("counts an objective without spread as no room", () => {
    expect(
      crowdingDistance([
        [0, 1],
        [1, 1],
        [2, 1],
      ])[1],
    ).to.equal(1);
    expect(crowdingDistance([])).to.deep.equal([]);
  });
});

describe("Archive", () => {
  it("holds the first front of all it has seen, in any order", () => {
    fc.assert(
      fc.property(anyPoints, (points) => {
        const archive = new Archive<Comparable>();
        points.forEach((point) => archive.add(point));
        const known = points.filter(({ violation }) => violation < Infinity);
        const front = (nondominatedSort(known)[0] ?? []).map((i) => known[i]!);
        expect(archive.members).to.deep.equal(front);
      }),
    );
  });
});
