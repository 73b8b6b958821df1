import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import type { FailingCase } from "../../sim/verify/failing-cases.ts";
import type { Regression } from "../../sim/verify/sign-off.ts";
import { temporaryFolder } from "../runs/folder.ts";
import { command } from "./support.ts";

const SHARES = fileURLToPath(new URL("../../sim/validation/scenarios/shares.ts", import.meta.url));

interface Document {
  readonly kept: readonly FailingCase[];
  readonly regressions: readonly Regression[];
}

describe("the verify command", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  it("runs a failing case alone by its name, to the value it failed with, and takes every kept case first after", async () => {
    const broken = { SCENARIO: SHARES, SET: "rule=square", QUICK: "true", RUNS: "4", OUT: folder() };
    const first = await command(broken);
    expect(first.status, first.err).to.equal(2);
    const { kept, regressions } = JSON.parse(first.said) as Document;
    expect(regressions).to.deep.equal([]);
    const one = kept.find(({ name }) => name === "topshare-1")!;
    expect(one.value).to.be.above(0.48);

    const alone = { SCENARIO: SHARES, CASE: one.name, OUT: folder() };
    const [asKept, mended, unknown] = await Promise.all([
      command(alone),
      command({ ...alone, SET: "rule=linear" }),
      command({ ...alone, CASE: "topshare-99" }),
    ]);
    expect(asKept.status, asKept.err).to.equal(2);
    const outcome = JSON.parse(asKept.said) as { value: number; holds: boolean; report: string; run: string };
    expect(outcome).to.include({ value: one.value, holds: false });
    expect(existsSync(outcome.report)).to.equal(true);
    expect(readFileSync(outcome.report, "utf8")).to.include("topShare").and.include(one.trial.seed);
    expect(mended.status, mended.err).to.equal(0);
    expect(JSON.parse(mended.said)).to.include({ holds: true });
    expect(unknown.status).to.equal(1);
    expect(unknown.err).to.include("[CASE_UNKNOWN]").and.include("topshare-");

    const next = await command({ ...broken, QUIET: "false" });
    expect(/^(.*): \d+\/\d+ runs/m.exec(next.err)?.[1]).to.equal("kept cases");
    const again = JSON.parse(next.said) as Document;
    expect(again.kept).to.deep.equal([]);
    expect(again.regressions).to.deep.equal(kept.map(({ name, goal, value }) => ({ name, goal, value, holds: false })));
  });
});
