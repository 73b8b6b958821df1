import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { foundDesign } from "../../../sim/commands/found-design.ts";
import { refused } from "../../../test/fixtures/run.ts";
import { temporaryFolder } from "../../../test/runs/folder.ts";
import { run, type Ended } from "../../../test/fixtures/entry.ts";
import { stored } from "./stored.ts";

const QUESTION = {
  SCENARIO: "planted",
  EVALUATIONS: "40",
  REPLICATES: "1",
  QUIET: "true",
  JSON: "true",
  HISTORIES: "0",
};

interface Found {
  readonly replay?: object;
  readonly front: readonly { readonly id: string; readonly design: object; readonly measures: object }[];
}

/** The document without what tells of this one run: the seconds it took, and where its results lie. */
const outcome = ({ said }: Ended): Found =>
  JSON.parse(said, (key, value: unknown) => (key === "command" || key === "seconds" ? "" : value)) as Found;

describe("the explore command", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  it("ends the same with one, two or eight workers, and after kill -9 and the same command again", async () => {
    const [one, other] = ["one", "other"].map((name) => join(folder(), name)) as [string, string];
    for (const each of [one, other]) mkdirSync(each);
    const whole = await run("explore", one, { ...QUESTION, WORKERS: "1" });
    expect(whole.status, whole.err).to.equal(0);
    const killed = await run("explore", other, { ...QUESTION, WORKERS: "2" }, () => stored(other) >= 8);
    expect(killed.status).to.equal(null);
    const before = stored(other);
    expect(before).to.be.within(8, 60);
    const again = await run("explore", other, {
      ...QUESTION,
      WORKERS: "8",
      HISTORIES: "2",
      EXPORT: join(other, "designs.csv"),
    });
    expect(again.status, again.err).to.equal(0);
    // To the byte: also the order in which measures stand. Only a stored history is judged.
    const { replay, ...found } = outcome(again);
    expect(JSON.stringify(found)).to.equal(JSON.stringify(outcome(whole)));
    expect(replay).to.include({ blocks: 1, of: 1, withCalls: 1, calls: 4, missedBelow: 0 });
    expect(replay).not.to.have.any.keys("seconds", "waited", "restarts");

    // Only where histories are asked for, and with the same name for the report.
    const pages = (place: string): string[] => readdirSync(place).filter((name) => name.endsWith(".html"));
    const [report] = pages(one);
    const [first, second] = pages(other).filter((name) => name !== report);
    expect(pages(other)).to.have.length(3).and.to.include(report);
    const page = readFileSync(join(other, report!), "utf8");
    expect(page).to.contain(`href="${first}"`).and.to.contain(`href="${second}"`);

    const { front } = outcome(whole);
    expect(front.length).to.be.greaterThan(2);
    expect(front[0]).to.include.keys("id", "design", "measures", "goals", "command");
    const lines = readFileSync(join(other, "designs.csv"), "utf8").trim().split("\r\n");
    expect(lines[0]).to.match(/^id,batch,state,feasible,front,violation,seeds,measured anew,parameter prize,/);
    expect(lines.filter((line) => line.includes(front[0]!.id))).to.have.length(1);

    const design = foundDesign(other, front[0]!.id, "planted");
    expect(design).to.have.keys("prize", "difficulty", "tempo");
    await refused(
      "DESIGN_UNKNOWN",
      Promise.resolve().then(() => foundDesign(other, "nothing", "planted")),
    );
    const elsewhere = Promise.resolve().then(() => foundDesign(other, front[0]!.id, "contest"));
    await refused("DESIGN_OTHER_SCENARIO", elsewhere);
  });

  it("refuses an option that it does not know, by name", async () => {
    const { status, err } = await run("explore", folder(), { ...QUESTION, OPTIMIZER: "lhs" });
    expect(status).to.equal(1);
    expect(err).to.contain("OPTION_UNKNOWN").and.to.contain("REWARDSCAPE_OPTIMISER");
  });
});
