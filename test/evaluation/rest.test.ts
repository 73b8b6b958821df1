import { expect } from "chai";
import { log } from "../../sim/core/math.ts";
import { restText } from "../../sim/report/run/rest.ts";
import { ether, fixed, real, scenario } from "../../sim/index.ts";
import type { Adaptation } from "../../sim/scenario/adaptation.ts";
import { live } from "../fixtures/run.ts";

/** From the second generation on every agent has the same gene, a half times the factor for each generation. */
function falling(factor: number): Adaptation {
  return {
    ...fixed(),
    name: "falling",
    next: ({ genomes, generation }) => {
      const genome = [0.5 * factor ** generation];
      return genomes.map((_, parent) => ({ kind: "changes", genome, parent, state: null }));
    },
  };
}

function made(generations: number, factor: number) {
  return scenario("rest", {
    title: "A gene of four decades, near the lower end",
    parameters: {},
    sizes: { generations, blocks: 1 },
    deploy: ({ contract }) => ({ contest: contract("ProportionalContest", [ether(1), 1n, 1n, 0]) }),
  })
    .species("miner", {
      count: 2,
      genome: { work: real(0.002, 20, { scale: "log" }) },
      adaptation: falling(factor),
      act: ({ c, genome }) => [c.contest.submit(0n, ether(genome.work))],
      positions: ({ c, self }) => ({ claimable: c.contest.claimable(self), pending: c.contest.pending(self) }),
    })
    .measures((measure) => ({
      work: measure.population({
        about: "mean effort",
        unit: "units",
        window: { from: 0.5 },
        value: (p) => p.genes("miner", "work").reduce((sum, work) => sum + work, 0) / 2,
      }),
    }))
    .predicts(() => ({ work: { value: 0.5, source: "no change" } }));
}

describe("what one run says of rest and of its mean", () => {
  it("is judged on the gene's own scale", async () => {
    const [found] = (await live(made(100, 0.97), { engine: "fast" })).measurement.convergence;
    expect(found!.threshold).to.be.closeTo(0.02 * log(1e4), 1e-12);
    expect(found!.statistic).to.be.closeTo(25 * log(0.97), 0.01);
    expect([found!.verdict, restText(found)]).to.deep.equal(["drifting", "no"]);
  });

  it("is yes where nothing moves, and cannot be told of a short run", async () => {
    const [still] = (await live(made(60, 1), { engine: "fast" })).measurement.convergence;
    expect(restText(still)).to.equal("yes");
    const short = (await live(made(20, 1), { engine: "fast" })).measurement;
    expect(restText(short.convergence[0])).to.equal("cannot tell");
    expect(restText(undefined)).to.equal("not tested");
    expect(restText({ ...still!, converged: false, verdict: "drifting" })).to.equal("no");
  });

  it("has no interval for a mean whose generations depend on each other", async () => {
    const interval = async (generations: number, factor: number) => {
      const [found] = (await live(made(generations, factor), { engine: "fast" })).measurement.predictions;
      return [found!.low, found!.high];
    };
    expect(await interval(60, 0.97)).to.deep.equal([-Infinity, Infinity]);
    const [low, high] = await interval(60, 1);
    expect(high).to.equal(low);
  });
});
