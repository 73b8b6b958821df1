import { expect } from "chai";
import { attackTold, progressText } from "../../sim/commands/attack-progress.ts";
import { comparisonSections } from "../../sim/report/compare/report.ts";
import { rowsSoFar } from "../../sim/report/verify/report.ts";
import { formatParameter } from "../../sim/report/text.ts";
import { compare } from "../../sim/compare/comparison.ts";
import type { Side } from "../../sim/compare/side.ts";
import type { SpecRow } from "../../sim/verify/spec.ts";

const ETHER = 10n ** 18n;

describe("numbers that are shown", () => {
  it("have their unit where they are amounts of a design, in full", () => {
    const shown = [
      "0wei",
      "5000wei",
      "99999999999999wei",
      "100000000000000wei",
      "1500000000000000000wei",
      `${12n * ETHER + 1n}wei`,
    ];
    expect(shown.map(formatParameter)).to.deep.equal([
      ...["0 wei", "5000 wei", "99999999999999 wei", "0.0001 ether", "1.5 ether", "12.000000000000000001 ether"],
    ]);
    expect([0.25, 100_000, "lottery", "5000"].map(formatParameter)).to.deep.equal([
      "0.25",
      "100,000",
      "lottery",
      "5000",
    ]);
    const side = (name: string, prize: string): Side => ({
      ...{ name, kind: "design", design: { prize }, conditions: {}, goals: [], untested: [], units: {}, runs: [] },
      bySeed: new Map([["1", { m: 1 }]]),
    });
    const sides = [side("a", "1000000000000000000wei"), side("b", "1000000000000000001wei")];
    const text = JSON.stringify(comparisonSections(compare(sides), new Map()).sections);
    expect(text).to.include('"1 ether"').and.include('"1.000000000000000001 ether"');
  });

  it("are none where nothing was measured, whatever an estimator starts from", () => {
    const share = {
      value: 0.5,
      low: 0,
      high: 1,
      n: 0,
      confidence: 0.95,
      required: 0.9,
      failures: 0,
      planned: 20,
      saved: 0,
    };
    const row = {
      ...{
        goal: "g",
        measure: "m",
        low: -Infinity,
        high: 1,
        nominal: 0.5,
        margin: 0.5,
        worst: { world: { name: "nominal" }, value: 0.5 },
      },
      ...{ yield: { ...share, interval: "anytime" }, corners: [], verdict: "undecided", reason: "no runs yet" },
    } as unknown as SpecRow;
    const cells = (rows: readonly SpecRow[]): unknown =>
      (rowsSoFar(rows, { m: "tokens" })[0]!.blocks[0] as unknown as { rows: { text: string }[][] }).rows[0]!.slice(
        5,
        7,
      ).map(({ text }) => text);
    expect(cells([row])).to.deep.equal(["none", "not known"]);
    expect(JSON.stringify(rowsSoFar([row], { m: "tokens" }))).to.include('"at most 1 tokens"');
    expect(JSON.stringify(rowsSoFar([row], { m: "1" }))).to.include('"at most 1"');
    const measured = { ...row, yield: { ...row.yield, value: 1, low: 0.4, high: 1, n: 4 } };
    expect(cells([measured])).to.deep.equal(["1", "[0.4, 1]"]);
  });

  it("say what an attack counts in", () => {
    const progress = {
      calls: 10,
      stored: 0,
      programs: 4,
      of: 100,
      best: 2n * ETHER,
      states: 3,
      edges: 4,
      islands: 0,
      seconds: 1,
    };
    const best = (objective?: string): unknown => attackTold(progress, undefined, objective).counters![0];
    expect(best()).to.deep.equal({ label: "best profit", value: "2", note: "of the numeraire" });
    expect(best("share")).to.deep.equal({ label: "best share", value: "2", note: "times the honest reward" });
    expect(best("-price")).to.deep.equal({ label: "best -price", value: "2" });
    const moved = attackTold(progress, undefined, "-price", { price: "ether" }).counters![0];
    expect(moved).to.deep.equal({ label: "best -price", value: "2", note: "ether" });
    expect(progressText(progress, undefined, "-price", { price: "ether" })).to.match(/^best -price 2 ether, 10\/100/);
    expect(progressText(progress, undefined)).to.match(/^best 2 of the numeraire, 10\/100 calls/);
  });
});
