import { expect } from "chai";
import { lostDiversity } from "../../sim/report/run/evolved-genes.ts";
import type { GenerationSummary } from "../../sim/runs/shapes.ts";
import { evolve, fixed, gaussian, real, scenario, tournament } from "../../sim/index.ts";
import { live } from "../fixtures/run.ts";

const drifting = (mutation?: number) =>
  scenario("diversity", {
    title: "Nothing is paid, so only drift and mutation decide what is left",
    parameters: {},
    sizes: { generations: 40, blocks: 1 },
    deploy: () => ({}),
  })
    .species("walker", {
      count: 20,
      genome: { place: real(0, 1) },
      adaptation:
        mutation === undefined ? evolve() : evolve({ select: tournament(7), mutate: gaussian(mutation), elites: 1 }),
      act: () => [],
      cost: ({ genome }) => BigInt(Math.round(1e18 * Math.abs(genome.place - 0.3))),
    })
    .species("rock", { count: 3, genome: { place: real(0, 1) }, adaptation: fixed(), act: () => [] });

describe("premature loss of diversity", () => {
  const warnings = async (mutation?: number): Promise<string[]> => {
    const { records } = await live(drifting(mutation), { engine: "fast" });
    const [first, early] = [records[0], records[10]] as unknown as [GenerationSummary, GenerationSummary];
    return lostDiversity(first, early, 40);
  };

  it("is told of strong selection with hardly any mutation, and of nobody who does not adapt", async () => {
    const [line, ...others] = await warnings(1e-5);
    expect(line).to.match(/^walker\.place had lost its diversity by generation 1[01] of 40/);
    expect(others).to.deep.equal([]);
  });

  it("is not told of the default operators, which search widely first", async () => {
    expect(await warnings()).to.deep.equal([]);
  });
});
