import { expect } from "chai";
import { committedRuns, hashedRuns } from "../../scripts/event-log-hashes.ts";

describe("the event log's hash of every built-in scenario", function () {
  this.timeout(120_000);

  it("is as committed in event-log-hashes.json: whoever moves one says why, and writes the file anew", async () => {
    expect(await hashedRuns()).to.deep.equal(committedRuns());
  });
});
