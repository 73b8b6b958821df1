import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import { reported, REPORTERS } from "../../sim/report/verify/reporters.ts";
import { planOf } from "../../sim/verify/plan.ts";
import type { Subject } from "../../sim/verify/runner.ts";
import { verifyDesign, type Verification } from "../../sim/verify/verification.ts";
import { localPool, memoryResults } from "../verify/support.ts";

describe("a verification in continuous integration", function () {
  this.timeout(60_000);
  const circumstances = {
    command: "npx rewardscape verify shares --quick",
    where: [["report", "runs/verify-shares.html"]] as const,
    versions: { rewardscape: "0.1.0" },
  };
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
      expect(row.split(/(?<!\\)\|/).length, row).to.be.oneOf([4, 11]);
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
