import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import { specSheet } from "../../sim/report/verify/spec-sheet.ts";
import { analysisSections } from "../../sim/report/verify/analyses.ts";
import { rounded } from "../../sim/report/charts/parts.ts";
import { verifyReport } from "../../sim/report/verify/report.ts";
import type { Subject } from "../../sim/verify/runner.ts";
import { readCases } from "../../sim/verify/failing-cases.ts";
import { planOf, type Plan } from "../../sim/verify/plan.ts";
import { verifyDesign, type Questions, type Verification } from "../../sim/verify/verification.ts";
import { CIRCUMSTANCES, localPool, memoryResults } from "./support.ts";

const plan = planOf("quick", { runs: 40, replicates: 10, mostReplicates: 60, search: 20, trajectories: 2, rows: 8 });
const file = (name: string): string =>
  fileURLToPath(new URL(`../../sim/validation/scenarios/${name}.ts`, import.meta.url));
/** More of them take a minute and more: VERIFY_SEEDS=10. */
const SEEDS = Number(process.env.VERIFY_SEEDS ?? 1);

describe("verify-design", () => {
  const folder = mkdtempSync(join(tmpdir(), "verify-"));
  const results = memoryResults();
  after(() => rmSync(folder, { recursive: true }));

  async function check(
    name: string,
    set: Subject["set"],
    { questions = {}, seed = "1", changes = {}, cases = `${name} ${seed} ${JSON.stringify(set)}` }: Options = {},
  ): Promise<Verification> {
    const subject: Subject = { scenario: file(name), engine: "fast", set: set ?? {} };
    const loaded = await loadScenario(subject.scenario);
    const { design } = prepare(loaded, { ...subject, seed });
    const place = join(folder, cases.replace(/\W+/g, "-"));
    return verifyDesign(loaded.scenario, subject, {
      plan: { ...plan, ...changes },
      seed,
      design,
      questions,
      folder: place,
      pool: localPool,
      results,
    });
  }

  for (const [name, sound, broken] of [
    ["shares", { rule: "linear" }, { rule: "square" }],
    ["loop", { sensitivity: 0.3 }, { sensitivity: 1.1 }],
  ] as const) {
    it(`tells a sound ${name} from a broken one`, async () => {
      for (let seed = 1; seed <= SEEDS; seed++) {
        expect((await check(name, sound, { seed: String(seed) })).verdict, `sound, seed ${seed}`).to.equal("met");
        expect((await check(name, broken, { seed: String(seed) })).verdict, `broken, seed ${seed}`).to.equal("not met");
      }
    }).timeout(600_000);
  }

  it("shows a corner by runs enough of it, and a few that all keep the goal decide nothing", async () => {
    const { signOff, verdict } = await check("shares", { rule: "linear" });
    for (const { kept, n, verdict: corner } of signOff.spec[0]!.corners) {
      expect(corner).to.equal("met");
      expect([kept, n]).to.deep.equal([20, 20]);
    }
    expect(verdict).to.equal("met");
    const few = await check("shares", { rule: "linear" }, { changes: { replicates: 4, mostReplicates: 12 } });
    expect(few.verdict).to.equal("undecided");
    expect(few.signOff.spec[0]!.reason).to.equal("not shown in corner nominal, which keeps it in 12 of 12 runs");
    expect(few.signOff.spec[0]!.cornerRunsToDecide).to.be.within(14, 18);
    expect(specSheet(few, [])).to.contain(
      "each of 3 corners takes 16 runs without a failure to show 80 %, more than the 12",
    );
  });

  it("states every part of a goal's line, and saves runs that are not needed", async () => {
    const { signOff, kept } = await check("shares", { rule: "linear" });
    const [row] = signOff.spec;
    expect(row!.nominal).to.be.closeTo(0.4, 0.04);
    expect(row!.margin).to.be.closeTo(0.48 - row!.nominal, 1e-12);
    expect(row!.worst.world.name).to.equal("strength=1.2");
    expect(row!.yield).to.include({ required: 0.8, failures: 0, planned: 40, interval: "anytime" });
    expect(row!.yield.low).to.be.above(0.8).and.below(1);
    expect(row!.yield.saved).to.equal(40 - row!.yield.n);
    expect(signOff.corners.map(({ name }) => name)).to.deep.equal(["nominal", "strength=0.8", "strength=1.2"]);
    expect(kept).to.deep.equal([]);
  });

  it("computes nothing twice: a second verification finds every run stored and says the same", async () => {
    const first = await check("shares", { rule: "linear" });
    const { size } = results;
    expect(await check("shares", { rule: "linear" })).to.deep.equal(first);
    expect(results.size).to.equal(size);
  });

  it("keeps failing cases under names, and runs them first the next time", async () => {
    const cases = "kept";
    const broken = await check("shares", { rule: "square" }, { cases });
    expect(broken.kept.map(({ name }) => name)).to.include("topshare-1");
    expect(readCases(join(folder, cases), "shares")).to.deep.equal(broken.kept);
    const mended = await check("shares", { rule: "linear" }, { cases });
    expect(mended.signOff.regressions).to.have.length(broken.kept.length);
    expect(mended.signOff.regressions.every(({ holds }) => holds)).to.equal(true);
    const again = await check("shares", { rule: "square" }, { cases });
    expect(again.signOff.regressions.some(({ holds }) => holds)).to.equal(false);
    expect(again.kept).to.deep.equal([]);
  });

  it("finds the worst case, compares designs in pairs, and tells which factor matters", async () => {
    const questions: Questions = { worst: "world", sensitivity: true, baseline: { rule: "square" } };
    const found = await check("shares", { rule: "linear" }, { questions });
    expect(found.worst!.failed).to.equal(false);
    expect(Number(found.worst!.world.split("=")[1])).to.be.above(1.15);
    const [topShare] = found.comparison!.measures;
    expect(topShare).to.include({ differs: true, guarantee: "approximate" });
    expect(topShare!.difference.value).to.be.below(-0.08);
    expect(found.comparison!.changed).to.have.length(1);
    const [sensitive] = found.sensitivity!.measures;
    expect(found.sensitivity!.factors.map(({ name }) => name)).to.deep.equal(["strength.value"]);
    expect(sensitive!.screening[0]!.mu.value).to.be.above(0.05);
    expect(sensitive!.luck.total.n).to.equal(8);
    expect(sensitive!.undersampled).to.match(/^8 rows, 64 needed/);
    // bars from below: the luck's total and first, then the factor's; a whisker on each, ends apart by a gap
    const drawn = JSON.stringify(analysisSections(found).find(({ id }) => id === "sensitivity"));
    const { low, high } = sensitive!.indices[0]!.total;
    expect(drawn).to.contain(`[${rounded(low)},2],[${rounded(high)},2],[null,null]`);
    expect(drawn).to.contain('"strength.value, total"');
    const text = specSheet(found, []);
    expect(text)
      .to.match(/PASS/)
      .and.match(/Worst case/)
      .and.match(/Sensitivity/)
      .and.match(/the agents' luck/)
      .and.match(/UNDERSAMPLED|NOT TO BE TRUSTED/)
      .and.match(/met -> not met|not met -> met/)
      .and.match(/normal noise \(approximate\)/);
    expect(verifyReport(found, CIRCUMSTANCES)).to.include("Against the baseline");
  });
});

interface Options {
  readonly questions?: Questions;
  readonly seed?: string;
  readonly changes?: Partial<Plan>;
  /** Folder of failing cases. */
  readonly cases?: string;
}
