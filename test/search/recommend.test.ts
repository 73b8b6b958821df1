import { expect } from "chai";
import fc from "../properties.ts";
import { explainKnee, hasStalled, igd, igdPlus, knee } from "../../sim/search/index.ts";

describe("Knee", () => {
  it("is the point that bulges furthest towards the ideal", () => {
    const front = [
      [0, 10],
      [1, 2],
      [4, 1],
      [10, 0],
    ];
    const found = knee(front)!;
    expect(found).to.deep.include({ index: 1, rule: "bulge" });
    expect(found.distance).to.be.closeTo((1 - 0.1 - 0.2) / Math.SQRT2, 1e-12);
    expect(found.trades).to.have.length(2);
    expect(found.trades[0]).to.deep.equal({ objective: 0, gain: 0.1, cost: 0.8, costObjective: 1 });
  });

  it("is the nearest point to the ideal on a front without a bulge", () => {
    const front = [
      [0, 1],
      [0.7, 0.75],
      [0.8, 0.6],
      [1, 0],
    ];
    expect(knee(front)).to.deep.include({ index: 0, rule: "ideal" });
  });

  it("does not depend on the units of the objectives", () => {
    const point = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 20 }), (front) => {
        const scaled = front.map((p) => p.map((x, m) => x * 2 ** (10 * m) + 2 ** (10 * m)));
        expect(knee(scaled)!.index).to.equal(knee(front)!.index);
      }),
    );
  });

  it("is the only point there is, and none of an empty front", () => {
    expect(knee([[3, 4]])).to.deep.include({ index: 0, rule: "only" });
    expect(knee([])).to.equal(undefined);
  });

  it("comes with a reason in words", () => {
    const reason = explainKnee(
      knee([
        [0, 10],
        [1, 2],
        [10, 0],
      ])!,
      ["issuance", "gini"],
    );
    expect(reason).to.contain("49 %").and.to.contain("issuance could gain 10 % of its range, for 80 % of that of gini");
  });
});

describe("IGD and IGD+", () => {
  const front = [
    [0, 1],
    [1, 0],
  ];

  it("are the mean distances from the front to the nearest points found", () => {
    expect(igd(front, front)).to.equal(0);
    expect(igd([[0, 1]], front)).to.equal(Math.SQRT2 / 2);
    expect(igd([], front)).to.equal(Infinity);
  });

  it("differ where a point found is better in one objective: IGD+ counts the worse ones only", () => {
    expect(igdPlus([[0, 1]], front)).to.equal(0.5);
    expect(igdPlus([[-5, -5]], front)).to.equal(0);
    expect(igd([[-5, -5]], front)).to.be.greaterThan(5);
  });
});

describe("Stall", () => {
  const rule = { window: 3, tolerance: 0.01 };

  it("is seen when the gain over the window falls below the tolerance", () => {
    expect(hasStalled([1, 2, 3, 4, 5], rule)).to.equal(false);
    expect(hasStalled([1, 2, 3, 3.01, 3.02, 3.02], rule)).to.equal(true);
  });

  it("is not seen before the window is full, nor before anything was gained", () => {
    expect(hasStalled([3, 3, 3], rule)).to.equal(false);
    expect(hasStalled([0, 0, 0, 0, 0, 0], rule)).to.equal(false);
  });

  it("needs a sensible rule", () => {
    for (const bad of [
      { window: 0, tolerance: 0.1 },
      { window: 1.5, tolerance: 0.1 },
      { window: 2, tolerance: 0 },
    ])
      expect(() => hasStalled([1], bad))
        .to.throw()
        .with.property("code", "STALL_RULE");
  });
});
