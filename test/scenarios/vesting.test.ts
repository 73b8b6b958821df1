import { expect } from "chai";
import vesting from "../../sim/scenarios/vesting.ts";
import { live } from "../fixtures/run.ts";

describe("vesting", () => {
  it("finds leaving at once though no founder did, and the lump is a local optimum", async () => {
    const set = { cliff: 18, tiring: 0.12 };
    const { records, measurement } = await live(vesting, { engine: "fast", seed: "11", set });
    const founders = records[0]!.agents.map(({ genome }) => genome[0]!);
    expect(Math.min(...founders)).to.be.greaterThan(3);
    expect(founders).to.include(18);
    expect(measurement.measures.stay).to.be.closeTo(1, 0.5);
  });
});
