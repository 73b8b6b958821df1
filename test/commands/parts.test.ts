import { expect } from "chai";
import { evolve } from "../../sim/commands/evolve.ts";
import { rivalOf } from "../../sim/commands/evolve-rival.ts";
import { pairedRuns } from "../../sim/evaluation/paired-runs.ts";
import { loadScenario } from "../../sim/evaluation/load.ts";
import type { SeedRun } from "../../sim/evaluation/several-seeds.ts";
import { measureUnits } from "../../sim/scenario/measures.ts";
import { pairedSummary } from "../../sim/report/run/paired.ts";
import parts from "../fixtures/scenarios/parts.ts";
import { live, refused } from "../fixtures/run.ts";
import { temporaryFolder } from "../runs/folder.ts";

const FILE = "test/fixtures/scenarios/parts.ts";
const SEEDS = Array.from({ length: 8 }, (_, i) => `1.${i + 1}`);

describe("evolve --without and --baseline", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  const runs = (request: object): Promise<SeedRun[]> =>
    Promise.all(
      SEEDS.map(async (seed) => {
        const { measurement, records } = await live(parts, { ...request, seed, engine: "fast" });
        return { seed, measurement, records };
      }),
    );
  let whole: Promise<SeedRun[]> | undefined;

  async function causes(options: { without?: string; baseline?: string }) {
    const loaded = await loadScenario(FILE);
    const rival = rivalOf(options, loaded, { engine: "fast" })!;
    const found = pairedRuns(parts.definition, await (whole ??= runs({})), await runs(rival.request));
    return { found, text: pairedSummary(rival.name, SEEDS.length, found, measureUnits(parts.definition.measures)) };
  }

  it("tell exactly what an actor, a species and a parameter cause, because the crowd's draws cancel", async () => {
    // two blocks a generation: 3 a block, 2 a block, and 3 - 1 a block
    for (const [options, effect] of [
      [{ without: "actor:keeper" }, 6],
      [{ without: "species:helper" }, 4],
      [{ baseline: "fee=1" }, 4],
    ] as const) {
      const { found } = await causes(options);
      const sum = found.measures.find(({ measure }) => measure === "sum")!;
      expect(sum.as - sum.rival, JSON.stringify(options)).to.be.closeTo(effect, 1e-9);
      expect(sum.differs).to.equal(true);
      expect(sum.difference.guarantee).to.equal("approximate");
    }
  });

  it("say which measures no longer exist, and name the other runs", async () => {
    const { found, text } = await causes({ without: "species:helper" });
    expect(found.untold).to.deep.equal(["helpers"]);
    expect(text).to.match(/^Against without species helper, 8 pairs/);
    expect(text).to.contain("not told by every run: helpers");
  });

  it("refuse a part that the scenario does not have, before any run", async () => {
    const asked = (without: string): Promise<unknown> =>
      evolve({ scenario: FILE, without, out: folder(), quiet: true }, new AbortController().signal);
    const error = await refused("PART_UNKNOWN", asked("species:helpers"));
    expect(error.fault.expected).to.contain("species:helper, species:crowd, actor:keeper");
    await refused("PART_UNKNOWN", asked("helper"));
    await refused(
      "PARAMETER_UNKNOWN",
      evolve({ scenario: FILE, baseline: "fees=1", out: folder(), quiet: true }, new AbortController().signal),
    );
    await refused("PART_UNKNOWN", live(parts, { engine: "fast", conditions: { idle: ["nobody"] } }));
  });

  it("run both sides of each pair side by side, and end as evolve --seeds does", async () => {
    const asked = { scenario: FILE, seeds: 2, workers: 1, without: "actor:keeper", out: folder(), quiet: true };
    expect(await evolve({ ...asked, json: true }, new AbortController().signal)).to.equal(0);
  });
});
