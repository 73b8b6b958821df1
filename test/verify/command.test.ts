import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import type { FunctionGas } from "../../sim/core/history.ts";
import type { Change } from "../../sim/verify/base.ts";
import type { FailingCase } from "../../sim/verify/failing-cases.ts";
import type { Regression } from "../../sim/verify/sign-off.ts";
import { temporaryFolder } from "../runs/folder.ts";
import { command } from "./support.ts";

const SHARES = fileURLToPath(new URL("../../sim/validation/scenarios/shares.ts", import.meta.url));

interface Document {
  readonly kept: readonly FailingCase[];
  readonly regressions: readonly Regression[];
  readonly change: Change;
  readonly gas: readonly FunctionGas[];
  readonly made: { readonly date: string; readonly hashes: { readonly [name: string]: string } };
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

    const next = await command({ ...broken, QUIET: "false", BASE: folder() });
    expect(/^(.*): \d+\/\d+ runs/m.exec(next.err)?.[1]).to.equal("kept cases");
    const again = JSON.parse(next.said) as Document;
    expect(again.kept).to.deep.equal([]);
    expect(again.regressions).to.deep.equal(
      kept.map(({ name, goal, measure, value }) => ({ name, goal, measure, value, holds: false })),
    );

    // The first command's document is the base of the second's: nothing has changed.
    const { paired, verdicts, gas } = again.change;
    expect(verdicts).to.deep.equal({ base: "not met", now: "not met" });
    expect(paired!.measures.map(({ difference }) => difference.value)).to.satisfy((all: number[]) =>
      all.every((one) => one === 0),
    );
    expect(gas).to.deep.equal(again.gas.map((one) => ({ function: one.function, base: one, now: one })));
    const [page] = readdirSync(folder()).filter((name) => /^verify-shares-\w{8}\.json$/.test(name));
    const { made, gas: stored } = JSON.parse(readFileSync(join(folder(), page!), "utf8")) as Document;
    expect(stored.length).to.be.above(0);
    expect(made.date).to.match(/^\d{4}-\d\d-\d\dT[\d:]+Z$/);
    expect(made.hashes["event log of the nominal run"]).to.match(/^[0-9a-f]{64}$/);
  });
});
