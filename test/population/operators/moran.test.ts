import { expect } from "chai";
import { Random } from "../../../sim/core/random.ts";
import { evolve } from "../../../sim/population/adaptations/evolve.ts";
import { imitate } from "../../../sim/population/adaptations/imitate.ts";
import { fermi, noMutation, roulette } from "../../../sim/population/operators/index.ts";
import { choice } from "../../../sim/scenario/genes.ts";

const N = 10;
const genes = { kind: choice("resident", "mutant") };
const moran = evolve({ select: roulette(), mutate: noMutation(), clock: "steady", replace: "random" });

/** Whether one mutant of relative fitness r takes over. */
function fixates(r: number, random: Random, process = moran): boolean {
  let genomes: (readonly number[])[] = Array.from({ length: N }, (_, i) => [i === 0 ? 1 : 0]);
  const nobody = genomes.map(() => false);
  for (let generation = 1; ; generation++) {
    const mutants = genomes.filter(([kind]) => kind === 1).length;
    if (mutants === 0 || mutants === N) return mutants === N;
    const transitions = process.next({
      genes,
      genomes,
      fitness: genomes.map(([kind]) => (kind === 1 ? r : 1)),
      groups: genomes.map(() => 0),
      bankrupt: nobody,
      states: genomes.map(() => null),
      generation,
      generations: Infinity,
      random: random.at(generation),
    });
    genomes = transitions.map((transition) => transition.genome);
  }
}

describe("steady-state roulette with random replacement", () => {
  for (const r of [1, 1.5, 2])
    it(`is the process of Moran: one of ${N} with fitness ${r} fixates with probability (1 - 1/r)/(1 - r^-N)`, () => {
      const theory = r === 1 ? 1 / N : (1 - 1 / r) / (1 - r ** -N);
      const trials = 1500;
      const random = Random.of(1, "moran", r);
      let fixed = 0;
      for (let trial = 0; trial < trials; trial++) if (fixates(r, random.at(trial))) fixed++;
      const error = Math.sqrt((theory * (1 - theory)) / trials);
      expect(Math.abs(fixed / trials - theory), `${fixed} of ${trials}`).to.be.lessThan(4 * error);
    });
});

describe("steady imitation by Fermi's rule", () => {
  const intensity = 2;
  const process = imitate({ rule: fermi(intensity), mutate: noMutation(), clock: "steady", of: "population" });

  for (const gain of [0, 0.2, 0.6])
    it(`is pairwise comparison: one of ${N} who earns ${gain} more fixates with probability (1 - e^-bg)/(1 - e^-Nbg)`, () => {
      const difference = intensity * gain;
      const theory = gain === 0 ? 1 / N : (1 - Math.exp(-difference)) / (1 - Math.exp(-N * difference));
      const trials = 800;
      const random = Random.of(1, "fermi", String(gain));
      let fixed = 0;
      for (let trial = 0; trial < trials; trial++) if (fixates(1 + gain, random.at(trial), process)) fixed++;
      const error = Math.sqrt((theory * (1 - theory)) / trials);
      expect(Math.abs(fixed / trials - theory), `${fixed} of ${trials}`).to.be.lessThan(4 * error);
    });

  it("lets one look a block, or those who are bankrupt, and everybody else keep to himself", () => {
    const genomes = Array.from({ length: N }, (_, i) => [i % 2]);
    const asked = { genes, genomes, states: genomes.map(() => null), generation: 1, generations: 9 };
    const group = genomes.map((_, i) => i % 2);
    const looks = (bankrupt: readonly boolean[]) =>
      imitate({ rule: fermi(1e9), mutate: noMutation(), clock: "steady", of: "population" })
        .next({
          ...asked,
          bankrupt,
          groups: group,
          fitness: genomes.map(([kind]) => kind!),
          random: Random.of(1, "one"),
        })
        .filter(({ kind }) => kind !== "keeps").length;
    expect(looks(genomes.map(() => false))).to.be.at.most(1);
    expect(looks(genomes.map((_, i) => i < 3))).to.equal(3);
    expect(process.clock).to.equal("steady");
  });
});
