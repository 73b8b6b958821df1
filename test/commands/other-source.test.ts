import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { openChain } from "../../sim/chain/open.ts";
import { evaluate } from "../../sim/evaluation/evaluate.ts";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { manifestOf, prepare } from "../../sim/evaluation/prepare.ts";
import { explore } from "../../sim/explore/explore.ts";
import { processPool } from "../../sim/jobs/pool.ts";
import { openEvaluations } from "../../sim/runs/evaluations.ts";
import { refuseOtherSources } from "../../sim/runs/resume.ts";
import { createRun } from "../../sim/runs/store.ts";
import { ROOT } from "../../sim/evaluation/source-hash.ts";
import { expectFault, temporaryFolder } from "../runs/folder.ts";
import { run } from "../fixtures/entry.ts";

/** A scenario whose one measure is a constant of a helper, twice: 2 with 1, 200 with 100. */
function scenarioText(max: number): string {
  const from = (path: string): string => JSON.stringify(join(ROOT, path));
  return `
    import { atMost, ether, fixed, mean, parameter, scenario } from ${from("sim/index.ts")};
    import { planted } from ${from("test/fixtures/planted.ts")};
    import { constant } from "./lib/helper.ts";
    export default scenario("told", {
      title: "A number that a helper tells",
      parameters: { p: parameter.integer(1, { min: 1, max: 3, about: "nothing" }) },
      sizes: { generations: 3, blocks: 2 },
      deploy: ({ fromArtifact }) => ({ coin: fromArtifact(planted("RebasingCoin"), [ether(100)]) }),
      holdings: ({ c }) => [{ name: "coin", token: c.coin as never }],
    })
      .species("idler", { count: 2, genome: {}, adaptation: fixed(), act: () => [] })
      .measures((measure) => ({
        told: measure.population({ unit: "1", about: "the constant, twice", value: () => 2 * constant }),
      }))
      .goals(atMost("told", ${max}));
  `;
}

describe("a scenario whose helper is edited", function () {
  this.timeout(600_000);
  const folder = temporaryFolder();

  function edit(constant: number, max = 60): string {
    const file = join(folder(), "told.ts");
    mkdirSync(join(folder(), "lib"), { recursive: true });
    writeFileSync(join(folder(), "lib/helper.ts"), `export const constant = ${constant};`);
    writeFileSync(file, scenarioText(max));
    return file;
  }

  it("has its results computed again, its kept cases judged by today's goal, and its runs not gone on with", async () => {
    const SCENARIO = edit(1);
    const out = join(folder(), "runs");
    const options = { SCENARIO, QUICK: "true", RUNS: "4", JSON: "true", QUIET: "true", WORKERS: "1" };
    const before = await run("verify", out, options);
    // So few runs that keep it decide nothing yet.
    expect([before.status, before.err]).to.deep.equal([3, ""]);
    edit(100);
    const after = await run("verify", out, options);
    expect(after.status, after.err).to.equal(2);
    const { spec, kept } = JSON.parse(after.said) as { spec: { nominal: number }[]; kept: { name: string }[] };
    expect(spec[0]!.nominal).to.equal(200);

    edit(100, 50);
    const alone = await run("verify", out, { ...options, CASE: kept[0]!.name, JSON: "false" });
    expect(alone.status, alone.err + alone.said).to.equal(2);
    expect(alone.said)
      .to.match(/^case told-1 fails: the mean told at most 50$/m)
      .and.not.to.contain("holds now");
    const sheet = await run("verify", out, { ...options, JSON: "false" });
    expect(sheet.status, sheet.err).to.equal(2);
    expect(sheet.said).to.match(/^Kept cases: 0 of \d+ hold now$/m);
    expect(sheet.said).to.contain("told-1 still fails: the mean told at most 50, measured 200");
  });

  it("is searched anew: no stored result of the helper as it was stands for one of the helper as it is", async () => {
    const results = openEvaluations(folder());
    async function search(constant: number): Promise<{ told: Set<unknown>; stored: number }> {
      const scenario = edit(constant);
      const pool = processPool({ workers: 1 });
      try {
        const found = await explore({
          loaded: await loadScenario(scenario),
          ...{
            scenario,
            engine: "fast",
            seed: "1",
            replicates: 1,
            fresh: 0,
            budget: { evaluations: 3 },
            pool,
            results,
          },
        });
        const told = new Set(found.records.flatMap(({ replicates }) => replicates.map((one) => one["told"])));
        return { told, stored: results.count() };
      } finally {
        await pool.close();
      }
    }
    try {
      const before = await search(1);
      expect([...before.told]).to.deep.equal([2]);
      expect(before.stored).to.be.at.least(1);
      // The same question again is answered from the store.
      expect(await search(1)).to.deep.equal(before);
      const after = await search(100);
      expect([...after.told]).to.deep.equal([200]);
      expect(after.stored).to.be.greaterThan(before.stored);
    } finally {
      results.close();
    }
  });

  it("refuses --resume and says which files differ", async () => {
    const file = edit(1);
    const out = join(folder(), "runs");
    const loaded = await loadScenario(file);
    const inputs = prepare(loaded, { engine: "fast", seed: "1" });
    const controller = new AbortController();
    const recorder = createRun(out);
    await evaluate(inputs, {
      openChain,
      recorder,
      manifest: (chain) => manifestOf(loaded, inputs, chain),
      signal: controller.signal,
      onGeneration: () => controller.abort(),
    });
    recorder.close();
    edit(100);
    const edited = await loadScenario(file);
    const error = expectFault("RESUME_OTHER_SOURCE", () =>
      refuseOtherSources(out, manifestOf(edited, inputs, { engine: "fast", fallbacks: [] })),
    );
    expect(error.fault.found).to.match(/these differ: \.\/lib\/helper\.ts$/);
    edit(1);
    refuseOtherSources(out, manifestOf(await loadScenario(file), inputs, { engine: "fast", fallbacks: [] }));
  });
});
