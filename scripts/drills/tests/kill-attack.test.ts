import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { run } from "../../../test/fixtures/entry.ts";
import { temporaryFolder } from "../../../test/runs/folder.ts";
import { stored } from "./stored.ts";

const QUESTION = {
  SCENARIO: "test/fixtures/attacks/maze.ts",
  EVALUATIONS: "900000",
  QUIET: "true",
  JSON: "true",
  BRIEF: "true",
};

describe("the attack command", function () {
  this.timeout(400_000);
  const folder = temporaryFolder();

  it("ends the same with one, two or four workers, and after kill -9 and the same command again", async () => {
    const [one, other] = ["one", "other"].map((name) => join(folder(), name)) as [string, string];
    for (const each of [one, other]) mkdirSync(each);
    const whole = await run("attack", one, { ...QUESTION, WORKERS: "1" });
    expect(whole.status, whole.err).to.equal(2);
    const killed = await run("attack", other, { ...QUESTION, WORKERS: "2" }, () => stored(other) >= 2);
    expect(killed.status).to.equal(null);
    expect(killed.said).to.equal("");
    const before = stored(other);
    expect(before).to.be.within(2, 4);
    const again = await run("attack", other, { ...QUESTION, WORKERS: "4" });
    expect(again.status, again.err).to.equal(2);
    expect(stored(other)).to.equal(stored(one)).and.to.equal(5);
    expect(again.said.replaceAll(other, "FOLDER")).to.equal(whole.said.replaceAll(one, "FOLDER"));
    // The ledger, the tests and the page as well, to the byte.
    const written = readdirSync(one).filter((name) => /\.(json|ts|sol|html)$/.test(name));
    expect(written.length).to.be.above(3);
    for (const name of written)
      expect(readFileSync(join(other, name), "utf8"), name).to.equal(readFileSync(join(one, name), "utf8"));
  });
});
