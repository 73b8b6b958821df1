import { expect } from "chai";
import { canonical } from "../../sim/core/canonical.ts";
import { logBetween } from "../../sim/core/math.ts";
import { processPool } from "../../sim/jobs/pool.ts";

describe("faults of the simulator itself", () => {
  it("have a code, like all others", () => {
    expect(() => canonical(() => 1))
      .to.throw("[INTERNAL]")
      .with.property("code", "INTERNAL");
  });

  it("are not what a number of processes is, that none can be", () => {
    for (const workers of [0, -1, 1.5, NaN])
      expect(() => processPool({ workers }))
        .to.throw()
        .with.property("code", "JOB_WORKERS");
  });
});

describe("a log scale", () => {
  it("reaches its ends exactly, and nothing beyond them", () => {
    for (const [low, high] of [
      [0.1, 0.7],
      [1e-9, 3],
      [0.3, 1e12],
    ] as const) {
      // prettier-ignore
      expect([logBetween(low, high, 0), logBetween(low, high, 1)]).to.deep.equal([low, high]);
      for (const share of [1e-17, 0.5, 1 - 2 ** -53]) expect(logBetween(low, high, share)).to.be.within(low, high);
    }
  });
});
