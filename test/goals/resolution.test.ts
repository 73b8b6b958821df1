import { expect } from "chai";
import { sumOf } from "../../sim/core/sum.ts";
import { assess, atLeast, atMost, over, resolutionOf } from "../../sim/goals/index.ts";
import { shareOf } from "../../sim/scenario/units.ts";
import { isConstant, outsideIndices } from "../../sim/verify/sensitivity.ts";
import { runsToDecide, runsToDecideMean } from "../../sim/verify/runs-to-decide.ts";

describe("numerical resolution", () => {
  it("leaves undecided what is nearer to its limit than rounding, on either side", () => {
    for (const noise of [-2.8e-17, 0, 4e-17]) {
      const values = Array.from({ length: 5 }, () => ({ honest: 0.1 + noise }));
      for (const statistic of [over.mean(), over.worst(), over.probability(0.1)]) {
        const { verdict, outcomes } = assess([atLeast("honest", 0.1, statistic)], values);
        expect(verdict, `${noise} ${statistic.kind}`).to.equal("undecided");
        expect(outcomes[0]!.resolution).to.be.greaterThan(0);
      }
    }
    expect(assess([atLeast("honest", 0.1, over.worst())], [{ honest: 0.1 + 1e-12 }]).verdict).to.equal("met");
    expect(assess([atLeast("honest", 0.1, over.worst())], [{ honest: 0.1 - 1e-12 }]).verdict).to.equal("not met");
  });

  it("has none for whole numbers: nothing gained is at most nothing, and five are at most five", () => {
    expect(resolutionOf(0, 0, 64)).to.equal(0);
    expect(assess([atMost("theft", 0, over.worst())], [{ theft: 0 }]).verdict).to.equal("met");
    expect(assess([atMost("count", 5, over.worst())], [{ count: 5 }]).verdict).to.equal("met");
  });

  it("is not needed for sums: they are compensated, and shares of wei exact", () => {
    expect(sumOf(Array.from({ length: 10 }, () => 0.1))).to.equal(1);
    expect(sumOf([1, 1e100, 1, -1e100])).to.equal(2);
    expect(sumOf([Infinity, 1])).to.equal(Infinity);
    expect(shareOf(10n ** 18n, 10n ** 19n)).to.equal(0.1);
    expect(shareOf(-1n, 3n)).to.equal(-1 / 3);
    expect(shareOf(2n ** 70n + 1n, 2n ** 70n)).to.equal(1);
    expect(shareOf(1n, 0n)).to.be.NaN;
  });
});

describe("runs that would decide", () => {
  it("are estimated from the share and from the interval of a mean, and are none at the limit itself", () => {
    const share = { value: 0.95, low: 0.8, high: 0.99, n: 40, confidence: 0.95 };
    const runs = runsToDecide(share, 0.9, false);
    expect(runs).to.be.within(150, 1200);
    expect(runsToDecide({ ...share, value: 1, n: 20 }, 0.9, false)).to.be.within(30, 80);
    expect(runsToDecide({ ...share, value: 0.9 }, 0.9, false)).to.equal(Infinity);
    const mean = { value: 1, low: 0, high: 2, n: 10, confidence: 0.95 };
    expect(runsToDecideMean(mean, { low: -Infinity, high: 1.5 })).to.equal(40);
    expect(runsToDecideMean(mean, { low: -Infinity, high: 1 })).to.equal(Infinity);
  });
});

describe("sensitivity that is not to be trusted", () => {
  it("is told: a constant measure, and indices beyond [0, 1] by more than their error", () => {
    expect(isConstant([0.1, 0.1, 0.1 + 2 ** -56])).to.equal(true);
    expect(isConstant([0.1, 0.2])).to.equal(false);
    const at = (low: number, high: number) => ({ value: (low + high) / 2, low, high, n: 32, confidence: 0.95 });
    const indices = [
      { first: at(-0.4, -0.1), total: at(0.9, 1.2) },
      { first: at(-0.1, 0.1), total: at(1.1, 1.4) },
    ];
    expect(outsideIndices([{ name: "a" }, { name: "b" }], indices)).to.deep.equal(["first of a", "total of b"]);
  });
});
