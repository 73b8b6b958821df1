import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { run, type Ended } from "../fixtures/entry.ts";
import { temporaryFolder } from "../runs/folder.ts";

const BAR = fileURLToPath(new URL("../fixtures/scenarios/bar.ts", import.meta.url));

describe("a search among designs whose attackers are idle", function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  const search = (options: Record<string, string>): Promise<Ended> =>
    run("explore", folder(), {
      SCENARIO: BAR,
      GENERATIONS: "2",
      EVALUATIONS: "6",
      REPLICATES: "1",
      HISTORIES: "0",
      WORKERS: "1",
      QUIET: "true",
      ...options,
    });

  it("marks each as untested, recommends none without saying so, and ends with 3", async () => {
    const { status, said, err } = await search({ SET: "program=broken" });
    expect(status, err).to.equal(3);
    expect(said).to.contain("UNTESTED: in 2 of the 2 feasible designs attackers were idle");
    expect(said.match(/^ +[0-9a-f]{12} \(untested\) /gm)).to.have.length(2);
    expect(said).to.match(/^ +because .*; but UNTESTED: .*bars.leave never succeeded/m);
  });

  it("ends with 0 where one of them was attacked with everything, in vain", async () => {
    const { status, said, err } = await search({ SET: "program=everything", GENERATIONS: "4" });
    expect(status, err).to.equal(0);
    expect(said).not.to.match(/untested/i);
  });
});
