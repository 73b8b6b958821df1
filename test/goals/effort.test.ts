import { expect } from "chai";
import type { Measurement } from "../../sim/core/history.ts";
import { atMost, fixed, parameter, scenario } from "../../sim/index.ts";
import { neverSucceeded } from "../../sim/report/run/outcome-tables.ts";
import { planted } from "../fixtures/planted.ts";
import { live, refused } from "../fixtures/run.ts";
import bar from "../fixtures/scenarios/bar.ts";

const run = async (set: Record<string, string>, generations = 40): Promise<Measurement> =>
  (await live(bar, { engine: "fast", seed: "1", set, generations })).measurement;

describe("goals about attackers", function () {
  this.timeout(120_000);

  it("are untested where attackers evolved to idleness, though a theft exists", async () => {
    const { goals, effort, measures } = await run({ program: "evolved" });
    expect(measures["theft"]).to.equal(0);
    const [goal] = goals;
    expect(goal).to.include({ met: undefined, verdict: "undecided" });
    expect(goal!.untested!.join()).to.match(/no successful call after generation \d+ of 40/);
    expect(effort![0]!.actions.map((action) => action.function)).to.deep.equal([
      "bars.enter",
      "bars.leave",
      "money.transfer",
    ]);
    expect(effort![0]!.genomes).to.be.greaterThan(8);
  });

  it("are met where everything was tried and nothing gained, and not met where the best agent gains", async () => {
    const sound = await run({ vault: "sound", program: "everything" }, 4);
    expect(sound.goals[0]).to.include({ met: true, verdict: "met" });
    expect(sound.effort![0]).to.include({ genomes: 4 }).and.to.have.property("untested").that.is.empty;
    const theft = await run({ program: "theft" }, 4);
    expect(theft.goals[0]).to.include({ met: false });
    expect(theft.measures["theft"]).to.be.closeTo(99.997, 1e-9);
  });

  it("are untested where a declared action never succeeded, with the reason that its calls had", async () => {
    const { goals, functionOutcomes } = await run({ program: "broken" }, 4);
    const reasons = goals[0]!.untested!.join("\n");
    expect(reasons).to.match(
      /bars\.leave never succeeded \(128 tries; NothingToLeave, as in NothingToLeave\(0x\w{40}, 0\)\)/,
    );
    expect(reasons).to.contain("bars.enter never succeeded (never tried)");
    const leave = functionOutcomes!.find((row) => row.function === "bars.leave");
    expect(leave).to.deep.include({ caller: "raider", when: "block", succeeded: 0, reverted: 128 });
    expect(neverSucceeded({ functionOutcomes })).to.have.length(1);
  });

  it("tell the same of effort when a run is resumed", async () => {
    const asked = { engine: "fast", seed: "3", generations: 6 } as const;
    const whole = await live(bar, asked);
    const half = await live(bar, { ...asked, stopAfter: 3 });
    const resumed = await live(bar, { ...asked, options: { resume: half.history.resumable() } });
    const of = ({ effort, functionOutcomes, goals }: Measurement) => ({ effort, functionOutcomes, goals });
    expect(of(resumed.measurement)).to.deep.equal(of(whole.measurement));
  });

  it("take agents one by one: best, median, quantile, exposure", async () => {
    const { measures } = await run({ program: "theft" }, 2);
    expect(measures["median"]).to.equal(measures["theft"]);
    expect(measures["upper"]).to.be.closeTo(99.997, 1e-9);
    expect(measures["stake"]).to.equal(0, "robbed savers have nothing at stake");
    const sound = await run({ vault: "sound", program: "everything" }, 2);
    // 100 tokens over two blocks; one saver in four is given 101 more in the last
    expect(sound.measures["stake"]).to.be.closeTo((3 * 200 + 301) / 4, 1e-9);
  });
});

describe("outcomes of calls", () => {
  const failing = (call: "refused" | "poor") =>
    scenario("failing", {
      title: "Nothing comes of it",
      parameters: { draws: parameter.integer(1, { min: 1, max: 9 }) },
      sizes: { generations: 2, blocks: 3 },
      deploy: ({ fromArtifact }) => ({ yard: fromArtifact(planted("Yard"), []) }),
    })
      .species("a", {
        count: 4,
        genome: {},
        adaptation: fixed(),
        act: ({ c }) =>
          call === "poor"
            ? [c.yard["ping"]!(0n, 1n, "x").with({ tip: 1 })]
            : [c.yard["ping"]!(0n, 3n, "x"), c.yard["withdraw"]!(1n)],
      })
      .measures((measure) => ({
        visits: measure.view({ about: "pings", unit: "pings", read: ({ c }) => c.yard["visits"]!() }),
      }))
      .goals(atMost("visits", 1));

  for (const engine of ["fast", "transactions"] as const)
    it(`are told by function and decoded reason, and a goal on a species that did nothing is untested: ${engine}`, async () => {
      const { measurement } = await live(failing("refused"), { engine });
      const { functionOutcomes, goals } = measurement;
      const first = functionOutcomes![0]!.reasons[0]!.first!; // of as many as there are agents
      expect(first).to.match(/^Refused\(0x[0-9a-fA-F]{40}\)$/);
      expect(functionOutcomes!.map(({ function: name, reverted, reasons }) => [name, reverted, reasons])).to.deep.equal(
        [
          ["yard.ping", 24, [{ reason: "Refused", count: 24, first }]],
          ["yard.withdraw", 24, [{ reason: "Panic(0x11): arithmetic overflow or underflow", count: 24 }]],
        ],
      );
      expect(goals[0]).to.include({ met: undefined });
      expect(goals[0]!.untested![0]).to.contain("no call of a succeeded (48 tries");
    });

  it("tell a call that could not be paid for", async () => {
    const { measurement } = await live(failing("poor"), { engine: "fast" });
    const [row] = measurement.functionOutcomes!;
    expect(row).to.deep.include({ rejected: 24, succeeded: 0 });
    expect(row!.reasons[0]!.reason).to.match(/^rejected: balance does not cover value/);
  });

  it("refuses actions that are no functions of a contract", async () => {
    const odd = scenario("odd", {
      title: "Odd",
      parameters: {},
      sizes: { generations: 1, blocks: 1 },
      deploy: ({ fromArtifact }) => ({ yard: fromArtifact(planted("Yard"), []) }),
    }).species("a", {
      count: 1,
      role: "attacker",
      actions: () => [(() => []) as never],
      genome: {},
      adaptation: fixed(),
      act: () => [],
    });
    await refused("SPECIES_ACTIONS", live(odd, { engine: "fast" }));
  });
});
