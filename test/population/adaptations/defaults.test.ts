import { expect } from "chai";
import { evolve } from "../../../sim/population/adaptations/evolve.ts";
import { gaussian, geometricDecrease, tournament, truncation } from "../../../sim/population/operators/index.ts";
import { Random } from "../../../sim/core/random.ts";
import type { Adaptation } from "../../../sim/scenario/adaptation.ts";
import { imitate } from "../../../sim/population/adaptations/imitate.ts";
import { evolvesToBest } from "../../../sim/validation/operators/against-optimisers.ts";
import { operatorsRow } from "../../../sim/validation/operators/index.ts";
import { LANDSCAPES } from "../../../sim/validation/operators/landscapes.ts";

const named = (name: string) => LANDSCAPES.find((one) => one.name.startsWith(name))!;

describe("operators that nobody stated", () => {
  it("state themselves, and keep the best of any number of agents", () => {
    expect(evolve().settings).to.deep.include({
      select: { name: "truncation", share: 0.3 },
      mutate: { name: "gaussian", schedule: "geometricDecrease", from: 1, to: 0.002, generations: "of the run" },
      cross: { name: "line", reach: 1.5 },
      elites: "a twentieth",
    });
    expect(evolve({ mutate: gaussian(0.1) }).settings).to.deep.include({ cross: { name: "none" }, elites: 0 });
    expect(imitate().settings).to.deep.include({ rule: { name: "imitateBest" }, of: "group" });
    const best = [[0.9], [0.2], [0.1]];
    const born = evolve().next({
      genes: { x: { kind: "real", min: 0, max: 1, scale: "linear" } },
      genomes: best,
      fitness: [3, 2, 1],
      groups: [0, 0, 0],
      bankrupt: [false, false, false],
      states: [null, null, null],
      generation: 1,
      generations: 10,
      random: Random.of(1, "defaults"),
    });
    expect(born[0]).to.include({ kind: "keeps" });
    expect(born.slice(1).map(({ kind }) => kind)).to.deep.equal(["reborn", "reborn"]);
  });

  it("find the best basin where a narrow size from the start finds the nearest", () => {
    const trap = named("deceptive trap");
    const seeds = Array.from({ length: 10 }, (_, i) => i + 1);
    const narrow = () => evolve({ select: tournament(2), mutate: gaussian(0.02), elites: 1 });
    expect(seeds.filter((seed) => evolvesToBest(trap, evolve(), seed)).length).to.be.at.least(9);
    expect(seeds.filter((seed) => evolvesToBest(trap, narrow(), seed)).length).to.be.at.most(6);
  });

  it("follow a ridge that steps of single genes follow too slowly", () => {
    const ridge = named("ridge, 5 genes");
    const seeds = Array.from({ length: 12 }, (_, i) => i + 1);
    const reaches = (adaptation: () => Adaptation): number =>
      seeds.filter((seed) => evolvesToBest(ridge, adaptation(), seed)).length;
    const steps = () => evolve({ select: truncation(0.3), mutate: gaussian(geometricDecrease(1, 0.002, 50)) });
    expect(reaches(() => evolve())).to.equal(12);
    expect(reaches(steps)).to.be.at.most(10);
  });

  it("are held against optimisers of equal budget", () => {
    const row = operatorsRow(named("one peak, 1 gene"), 5);
    expect(row).to.include({ evolve: 5, cmaEs: 5, differentialEvolution: 5, n: 5 });
    expect(row.low).to.be.within(-0.5, -0.3);
    expect(row.kept).to.equal(false);
  });
});
