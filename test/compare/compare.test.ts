import { readFileSync } from "node:fs";
import { expect } from "chai";
import { compare as compareSides } from "../../sim/compare/comparison.ts";
import { sideOf } from "../../sim/compare/side.ts";
import { compare } from "../../sim/commands/compare.ts";
import { explore } from "../../sim/commands/explore.ts";
import type { Manifest } from "../../sim/core/history.ts";
import { openEvaluations } from "../../sim/runs/evaluations.ts";
import { createRun } from "../../sim/runs/store.ts";
import { refused } from "../fixtures/run.ts";
import { generationOf, manifestOf, measurementOf } from "../report/fixture.ts";
import { expectFault, temporaryFolder } from "../runs/folder.ts";
import { printing } from "../fixtures/printed.ts";

const SEEDS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
/** What a seed does to every design alike. */
const luck = (seed: string): number => 100 * Math.sin(Number(seed));

function store(folder: string, seed: string, reward: number, hashRate: number, change: Partial<Manifest> = {}): string {
  const manifest = manifestOf({ seed, generations: 3, miners: 4, freeriders: 2, blocks: 2 });
  const inputs = { ...manifest.inputs, design: { ...manifest.inputs.design, blockReward: `${reward}` } };
  const changed = { ...manifest, inputs, ...change };
  const run = createRun(folder);
  run.begin(changed);
  for (let g = 0; g < 3; g++) run.generation(generationOf(manifest, g), new Uint8Array());
  const measurement = measurementOf(manifest);
  const measures = { ...measurement.measures, hashRate, issuance: reward };
  run.end({ ...measurement, measures });
  run.close();
  return run.id;
}

const printed = async (command: () => Promise<number>): Promise<string> => (await printing(command)).stdout;

describe("runs side by side", () => {
  const folder = temporaryFolder();

  it("pair the seeds that both have, so that luck cancels, and tell what differs and which verdicts change", () => {
    const [a] = SEEDS.map((seed) => store(folder(), seed, 50, 1000 + luck(seed)));
    const [b] = SEEDS.map((seed) => store(folder(), seed, 60, 1002 + luck(seed) + 0.1 * Math.cos(Number(seed))));
    const { sides, parameters, conditions, measures, goals } = compareSides(
      [a!, b!].map((id) => sideOf(folder(), id, undefined)),
    );
    expect(sides.map(({ bySeed }) => [...bySeed.keys()].sort())).to.deep.equal([SEEDS, SEEDS]);
    expect(parameters).to.deep.equal([{ name: "blockReward", values: ["50", "60"] }]);
    expect(conditions).to.deep.equal([]);
    const { means, differences, unit } = measures.find(({ name }) => name === "hashRate")!;
    expect(unit).to.equal("hashes/block");
    expect(means[1]! - means[0]!).to.be.closeTo(2, 0.1);
    const difference = differences[1]!;
    if (difference.guarantee === "none") throw new Error(difference.because);
    expect(difference.estimate.n).to.equal(9);
    expect(difference.estimate.low).to.be.within(1.8, 2);
    expect(difference.estimate.high).to.be.within(2, 2.2);
    expect(goals.find(({ text }) => text.startsWith("issuance"))).to.deep.include({ changed: true });
    expect(goals.find(({ text }) => text.startsWith("issuance"))!.verdicts).to.deep.equal(["met", "not met"]);
    expect(goals.some(({ text }) => text.startsWith("maximize"))).to.equal(false);
  });

  it("take amounts of runs as those of designs are stored, with their unit", () => {
    const [a, b] = [50, 60].map((reward) => store(folder(), "1", reward, 1000, { wei: ["blockReward"] }));
    const { parameters } = compareSides([a!, b!].map((id) => sideOf(folder(), id, undefined)));
    expect(parameters).to.deep.equal([{ name: "blockReward", values: ["50wei", "60wei"] }]);
  });

  it("say that one seed has no interval, and that a verdict of one run is of that run", () => {
    const [a, b] = [store(folder(), "1", 50, 1000), store(folder(), "1", 60, 1001)];
    const { measures, goals } = compareSides([a, b].map((id) => sideOf(folder(), id, undefined)));
    expect(measures[0]!.differences[1]).to.include({ guarantee: "none", value: 1, n: 1 });
    expect(goals.find(({ text }) => text.startsWith("issuance"))!.verdicts).to.deep.equal([
      "met in this run",
      "not met in this run",
    ]);
  });

  it("call no verdict changed where one side is undecided", () => {
    const [a] = [store(folder(), "1", 50, 1000)];
    const [b] = ["2", "3"].map((seed) => store(folder(), seed, 54, 1000 + 5 * Number(seed)));
    const { goals } = compareSides([a!, b!].map((id) => sideOf(folder(), id, undefined)));
    const open = goals.filter(({ verdicts }) => verdicts.includes("undecided"));
    expect(open.length).to.be.above(0);
    expect(open.map(({ changed }) => changed)).not.to.include(true);
  });

  it("leave runs of other conditions out, and tell them apart as conditions", () => {
    const a = store(folder(), "1", 50, 1000);
    const base = manifestOf({ seed: "2", generations: 3, miners: 4, freeriders: 2, blocks: 2 });
    const design = { ...base.inputs.design, blockReward: "50" };
    const b = store(folder(), "2", 50, 1001, { inputs: { ...base.inputs, design, hardfork: "osaka" } });
    const compared = compareSides([a, b].map((id) => sideOf(folder(), id, undefined)));
    expect(compared.sides.map(({ runs }) => runs)).to.deep.equal([[a], [b]]);
    expect(compared.conditions).to.deep.equal([{ name: "hardfork", values: ["cancun", "osaka"] }]);
    expect(compared.measures[0]!.differences).to.deep.equal([undefined, undefined]);
  });

  it("are printed, and drawn on a page of their own", async () => {
    const ids = [store(folder(), "1", 50, 1000), store(folder(), "1", 60, 1001)];
    const text = await printed(() => compare({ ids, out: folder() }));
    expect(text).to.match(/^ +blockReward +50 +60$/m);
    expect(text).to.match(/^ +hashRate, hashes\/block +1,000 +1,001 +1 +not known +1$/m);
    expect(text).to.match(/issuance at most 55 .* +met in this run +not met in this run +changed/);
    const page = readFileSync(/report {2}(.*)$/m.exec(text)![1]!, "utf8");
    expect(page).to.contain("Parameters that differ").and.contain("Over the generations");
    const json = JSON.parse(await printed(() => compare({ ids, out: folder(), json: true }))) as {
      readonly parameters: unknown;
    };
    expect(json.parameters).to.deep.equal([{ name: "blockReward", values: ["50", "60"] }]);
  });

  it("must be two, known and finished", async () => {
    const id = store(folder(), "1", 50, 1000);
    await refused("COMPARE_FEW", compare({ ids: [id], out: folder() }));
    await refused("COMPARE_UNKNOWN", compare({ ids: [id, "nobody"], out: folder() }));
    const begun = createRun(folder());
    begun.begin(manifestOf({ seed: "5", generations: 3 }));
    begun.close();
    expectFault("COMPARE_UNFINISHED", () => sideOf(folder(), begun.id, undefined));
  });
});

describe("designs side by side", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  it("are compared by the evaluations that a search stored", async () => {
    await printed(() =>
      explore(
        { scenario: "planted", out: folder(), evaluations: 24, replicates: 3, histories: 0, quiet: true, workers: 1 },
        new AbortController().signal,
      ),
    );
    const evaluations = openEvaluations(folder());
    try {
      const tried = [...evaluations.all()].flatMap(({ hash }) => /^design (.*)$/.exec(hash)?.[1] ?? []);
      const whole = tried.map((id) => sideOf(folder(), id, evaluations)).filter(({ bySeed }) => bySeed.size === 3);
      const { parameters, measures } = compareSides(whole.slice(0, 2));
      const stated = whole.map(({ goals }) => goals.map(({ text }) => text).join());
      expect(new Set(stated)).to.deep.equal(new Set(["maximize the mean work,minimize the mean issuance"]));
      expect(measures.map(({ name, unit }) => `${name}, ${unit}`)).to.have.members(["work, units", "issuance, tokens"]);
      expect(parameters.length).to.be.greaterThan(0);
      for (const { means, differences } of measures) {
        const [, difference] = differences;
        expect(difference).to.deep.include({ guarantee: "none", n: 3 });
        if (difference?.guarantee === "none") expect(difference.value).to.be.closeTo(means[1]! - means[0]!, 1e-9);
      }
    } finally {
      evaluations.close();
    }
  });
});
