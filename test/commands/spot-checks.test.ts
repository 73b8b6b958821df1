import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { evolve } from "../../sim/commands/evolve.ts";
import { repeatedGeneration } from "../../sim/commands/repeated-generation.ts";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import { listRuns } from "../../sim/runs/read.ts";
import { run } from "../fixtures/entry.ts";
import { refused } from "../fixtures/run.ts";
import { temporaryFolder } from "../runs/folder.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/scenarios/${name}.ts`, import.meta.url));
const COUNTING = fixture("counting");

describe("spot checks", function () {
  this.timeout(240_000);
  const folder = temporaryFolder();
  const lived = (scenario: string, more = {}) =>
    evolve({ scenario, out: folder(), quiet: true, json: false, replay: "0", ...more }, new AbortController().signal);

  it("end evolve when a generation comes out otherwise from its checkpoint in another process", async () => {
    const { where, found } = (await refused("NONDETERMINISTIC", lived(COUNTING))).fault;
    expect(where).to.match(/^generation [123] of run /);
    expect(found).to.include(" in another");
    // what is not so is not shown as a result
    expect(listRuns(folder()).map(({ status }) => status)).to.deep.equal(["unfinished"]);
  });

  it("let a run be whose policies are functions of their input, in continuous and in episodic life", async () => {
    for (const scenario of ["curation", "per-account"])
      expect(await lived(scenario, { generations: 5, blocks: 2 })).to.equal(0);
  });

  for (const command of ["explore", "verify"] as const)
    it(`end ${command} when one of its evaluations comes out otherwise in another process`, async () => {
      const { status, err } = await run(command, folder(), {
        SCENARIO: COUNTING,
        QUIET: "true",
        WORKERS: "2",
        GENERATIONS: "1",
        ...(command === "explore" ? { EVALUATIONS: "12", REPLICATES: "1", HISTORIES: "0" } : { QUICK: "true" }),
      });
      expect(status, err).to.equal(1);
      expect(err).to.match(/^\[NONDETERMINISTIC\] at .*job [0-9a-f]{12} of /);
    });

  it("choose the generation by the seed, one with others before it, early where these are executed again", async () => {
    const inputs = async (name: string, generations: number, seed: string) =>
      prepare(await loadScenario(name), { engine: "fast", generations, seed });
    for (const [name, max] of [
      ["hash-rate", 20],
      ["staking", 999],
    ] as const) {
      const seeds = Array.from({ length: 60 }, (_, i) => String(i));
      const chosen = await Promise.all(
        seeds.map(async (seed) => repeatedGeneration(await inputs(name, 1000, seed), 0)),
      );
      expect(Math.min(...chosen)).to.be.at.least(1);
      expect(Math.max(...chosen)).to.be.at.most(max);
      expect(new Set(chosen).size).to.be.greaterThan(10);
    }
    expect(repeatedGeneration(await inputs("hash-rate", 1, "1"), 0)).to.equal(0);
    expect(repeatedGeneration(await inputs("hash-rate", 30, "1"), 29)).to.equal(29);
    expect(repeatedGeneration(await inputs("hash-rate", 30, "1"), 28)).to.equal(29);
  });
});
