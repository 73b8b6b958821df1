import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import { REPORTERS } from "../../sim/report/verify/reporter-names.ts";
import { reported } from "../../sim/report/verify/reporters.ts";
import { readBase } from "../../sim/commands/verify-base.ts";
import { wholeDocumentOf } from "../../sim/commands/verify-document.ts";
import { verifyReport } from "../../sim/report/verify/report.ts";
import { specSheet } from "../../sim/report/verify/spec-sheet.ts";
import { baseShape, changeFrom, type Base } from "../../sim/verify/base.ts";
import { planOf } from "../../sim/verify/plan.ts";
import type { Subject } from "../../sim/verify/runner.ts";
import { verifyDesign, type Verification } from "../../sim/verify/verification.ts";
import { CIRCUMSTANCES, localPool, memoryResults } from "../verify/support.ts";

import { refused } from "../fixtures/run.ts";

describe("a verification in continuous integration", function () {
  this.timeout(60_000);
  const circumstances = CIRCUMSTANCES;
  let folder: string;
  let sound: Verification;
  let broken: Verification;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "reporters-"));
    const scenario = join(import.meta.dirname, "../../sim/validation/scenarios/shares.ts");
    const found = await Promise.all(
      ["linear", "square"].map(async (rule) => {
        const subject: Subject = { scenario, engine: "fast", set: { rule } };
        const loaded = await loadScenario(scenario);
        const { design } = prepare(loaded, { ...subject, seed: "1" });
        const input = {
          plan: planOf("quick", { runs: 30, replicates: 4, mostReplicates: 16 }),
          seed: "1",
          design,
          folder: join(folder, rule),
          pool: localPool,
        };
        return verifyDesign(loaded.scenario, subject, { ...input, results: memoryResults() });
      }),
    );
    [sound, broken] = found as [Verification, Verification];
  });
  after(() => rmSync(folder, { recursive: true }));

  it("annotates what is not met, and nothing of what is", () => {
    expect(reported(sound, "github", circumstances)).to.match(/^::notice title=[^:]+%3A met::[^\n]+\n$/);
    const lines = reported(broken, "github", circumstances).trimEnd().split("\n");
    expect(lines[0]).to.match(/^::error title=\S[^:,]*::not met/);
    expect(lines.at(-1)).to.match(/^::notice title=[^:]+not met::/);
  });

  it("counts failures as JUnit does", () => {
    expect(reported(sound, "junit", circumstances)).to.match(/tests="\d+" failures="0" skipped="0"/);
    const text = reported(broken, "junit", circumstances);
    expect(text.match(/<failure /g)).to.have.length(Number(/failures="(\d+)"/.exec(text)![1]));
    expect(text).to.match(/failures="[1-9]/);
  });

  it("has the sheet, the design and what made it on one page", () => {
    const text = reported(broken, "markdown", circumstances);
    expect(text).to.include("❌ not met").and.to.include("| rule | square |").and.to.include(circumstances.command);
    for (const row of text.split("\n").filter((line) => line.startsWith("| ")))
      expect(row.split(/(?<!\\)\|/).length, row).to.be.oneOf([4, 8, 11]);
    expect(text)
      .to.include("| function | min | average | median | max | calls |")
      .and.include("| pool.work | 40,000 | 45,000 | 44,000 | 60,000 | 12 |")
      .and.include(circumstances.date)
      .and.include(circumstances.hashes["sources"]);
  });

  it("has the same on the sheet's own page, which leads to the nominal run", () => {
    const page = verifyReport(broken, circumstances);
    for (const text of [circumstances.command, circumstances.date, circumstances.hashes["sources"]!, "44,000", "rule"])
      expect(page).to.include(text);
    expect(page).to.include('<a href="nominal-1.html">').and.to.not.include('id="change"');
  });

  describe("beside one of the base", () => {
    const gas = CIRCUMSTANCES.gas;
    const slower = gas.map((one) => ({ ...one, mean: 54_000, median: 55_000 }));
    const ranges = {};
    const document = (found: Verification, rule: string): Base =>
      baseShape.read(JSON.parse(JSON.stringify(wholeDocumentOf(found, { design: { rule }, gas, ranges }))), "$");

    it("tells verdicts, design, measures and gas that changed, in every form", () => {
      const now = { design: { rule: "square" }, gas: slower, ranges };
      const change = changeFrom(document(sound, "linear"), broken, now);
      const told = { ...circumstances, change };
      const markdown = reported(broken, "markdown", told);
      expect(markdown).to.include("✅ met → ❌ not met").and.to.include("| rule | linear | square |");
      expect(markdown).to.include("| pool.work | 44,000 | 55,000 | 45,000 | 54,000 | +20 % |");
      const worse = change.paired!.measures.filter(({ differs }) => differs).map(({ measure }) => measure);
      expect(worse).to.include("topShare");
      expect(markdown)
        .to.match(/\| topShare, share \|/)
        .and.to.include("in the same worlds with the same seeds");
      expect(reported(broken, "github", told)).to.match(/^::error [^\n]*at the base it was met\n/);
      expect(reported(broken, "junit", told)).to.match(/<failure message="not met: [^"]*at the base it was met"/);
      expect(verifyReport(broken, told)).to.include('id="change"').and.to.include("not met; at the base it was met");
      expect(specSheet(broken, [], change)).to.include("Against the base: not met; at the base it was met");
    });

    it("tells nothing where nothing changed, and takes new and gone goals for what they are", () => {
      const same = changeFrom(document(sound, "linear"), sound, { design: { rule: "linear" }, gas, ranges });
      const text = reported(sound, "markdown", { ...circumstances, change: same });
      expect(text).to.include("✅ met, as before").and.to.include("none of which the interval leaves 0 out");
      expect(text).to.not.include("#### Gas").and.not.include("#### Design");
      const [row, ...rest] = broken.signOff.spec;
      const renamed = { ...broken, signOff: { ...broken.signOff, spec: [{ ...row!, goal: "new" }, ...rest] } };
      const { goals } = changeFrom(document(broken, "square"), renamed, { design: { rule: "square" }, gas, ranges });
      expect(goals.at(0)).to.include({ goal: "new", base: undefined });
      expect(goals.at(-1)).to.include({ goal: row!.goal, now: undefined });
    });

    it("pairs nothing of other seeds or sizes, and says so", () => {
      const other = { ...document(sound, "linear"), seed: "9" };
      const change = changeFrom(other, broken, { design: { rule: "square" }, gas, ranges });
      expect(change.paired).to.equal(undefined);
      expect(reported(broken, "markdown", { ...circumstances, change })).to.include("the base has seed 9, this seed 1");
    });

    it("says of a scenario that the base has not that it has none", () => {
      const told = { ...circumstances, change: "none" as const };
      expect(reported(sound, "markdown", told)).to.include("The base has no result of this scenario and design.");
    });

    it("is read from a file or a folder, and refused where it is something else", async () => {
      const base = join(folder, "base");
      mkdirSync(base);
      const kept = wholeDocumentOf(sound, { design: {}, gas, ranges });
      writeFileSync(join(base, "verify-shares.json"), JSON.stringify(kept));
      writeFileSync(join(base, "junk.json"), "{]");
      writeFileSync(join(base, "other.json"), '{"scenario":"shares"}');
      const names = ["verify-shares-12345678.json", "verify-shares.json"];
      expect(readBase(base, "shares", names)!.verdict).to.equal("met");
      expect(readBase(base, "shares", ["verify-new.json"])).to.equal(undefined);
      const read = (place: string, scenario = "shares"): Promise<unknown> =>
        (async () => readBase(join(base, place), scenario, names))();
      await refused("BASE_UNREADABLE", read("nowhere"));
      await refused("BASE_UNREADABLE", read("junk.json"));
      await refused("BASE_UNREADABLE", read("other.json"));
      await refused("BASE_SCENARIO", read("verify-shares.json", "pool"));
    });
  });

  it("lets no text of a scenario be anything but text", () => {
    const evil = 'a<b> & "c" | d\n::error::x, %0A `e`';
    const [row] = broken.signOff.spec;
    const found = {
      ...broken,
      scenario: evil,
      signOff: { ...broken.signOff, spec: [{ ...row!, goal: evil, reason: evil }] },
    };
    const [github, junit, markdown] = REPORTERS.map((form) => reported(found, form, circumstances));
    for (const line of github!.trimEnd().split("\n")) expect(line).to.match(/^::(error|warning|notice) title=[^:,]*::/);
    expect(junit).to.not.include("<b>").and.to.not.include('"c"');
    // Not between backticks, where nothing is read, and without what a backslash escapes.
    const read = markdown!.replace(/\\./g, "").replace(/`[^`\n]*`/g, "");
    expect(read)
      .to.not.include("<b")
      .and.to.not.match(/^::error/m);
  });
});
