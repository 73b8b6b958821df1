import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { temporaryFolder } from "../runs/folder.ts";
import { command } from "./support.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/scenarios/${name}.ts`, import.meta.url));

interface Document {
  readonly verdict: string;
  readonly spec: readonly { readonly verdict: string; readonly untested?: readonly string[] }[];
}

describe("a verification that shows nothing", function () {
  this.timeout(300_000);
  const folder = temporaryFolder();

  it("says UNTESTED, names what never succeeded, and ends with 3", async () => {
    const few = { QUICK: "true", RUNS: "4", GENERATIONS: "2" };
    const asked = { SCENARIO: fixture("bar"), SET: "program=broken", ...few, OUT: folder() };
    const { status, said, err } = await command(asked);
    expect(status, err).to.equal(3);
    const { verdict, spec } = JSON.parse(said) as Document;
    expect(verdict).to.equal("undecided");
    expect(spec[0]).to.include({ verdict: "undecided" });
    expect(spec[0]!.untested!.join("\n")).to.contain("bars.enter never succeeded").and.contain("bars.leave never");
    const sheet = await command({ ...asked, JSON: "false" });
    expect(sheet.status, sheet.err).to.equal(3);
    expect(sheet.said).to.match(/^ *UNTESTED +the mean theft at most 0 /m);
    expect(sheet.said).to.match(/^UNTESTED: .*bars.leave never succeeded/m);
    expect(sheet.said)
      .to.match(/^Verdict: UNDECIDED/m)
      .and.not.to.contain("PASS");
  });

  it("says that the margin of staking lies within numerical resolution, and decides nothing by it", async () => {
    const few = { QUICK: "true", RUNS: "2", GENERATIONS: "3" };
    const { status, said, err } = await command({ SCENARIO: "staking", ...few, OUT: folder(), JSON: "false" });
    expect(status, err).to.equal(3);
    expect(said).to.match(/^UNDECIDED: the mean honest at least 0.1: within numerical resolution \(\d\.\de-1[56]\)/m);
    expect(said)
      .to.match(/^Verdict: UNDECIDED/m)
      .and.not.to.match(/PASS|FAIL|would decide/);
  });

  it("is refused where the worst case has nothing to vary, each way of asking by its own reason", async () => {
    const [world, strategies] = await Promise.all([
      command({ SCENARIO: fixture("bar"), WORST: "world", QUICK: "true", OUT: folder() }),
      command({ SCENARIO: fixture("noisy"), WORST: "strategies", QUICK: "true", OUT: folder() }),
    ]);
    expect(world.status, world.said).to.equal(1);
    expect(world.err).to.contain("[VERIFY_WORST]").and.contain("--worst world").and.contain("--worst strategies");
    expect(strategies.status, strategies.said).to.equal(1);
    expect(strategies.err).to.contain("[VERIFY_WORST]").and.contain("an uncertain variable, or a gene");
    for (const { said } of [world, strategies]) expect(said).to.equal("");
  });
});
