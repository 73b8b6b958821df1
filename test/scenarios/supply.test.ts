import { expect } from "chai";
import curation from "../../sim/scenarios/curation.ts";
import { live } from "../fixtures/run.ts";

describe("the supply of a built-in scenario", () => {
  it("endows more agents than it has by default", async () => {
    const { measurement } = await live(curation, {
      agents: { curator: 64, sandwich: 64 },
      generations: 1,
      blocks: 1,
    });
    expect(measurement.eventLogHash).to.match(/^0x|^[0-9a-f]{64}$/);
  });
});
