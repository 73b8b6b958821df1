import { expect } from "chai";
import fc from "../../properties.ts";
import { Random } from "../../../sim/core/random.ts";
import { evolve, type EvolveOptions } from "../../../sim/population/adaptations/evolve.ts";
import { gaussian } from "../../../sim/population/operators/mutation.ts";
import { tournament } from "../../../sim/population/operators/selection.ts";
import type { AdaptationInput, Transition } from "../../../sim/scenario/adaptation.ts";
import { real } from "../../../sim/scenario/genes.ts";

const operators = { select: tournament(2), mutate: gaussian(0.1) };

function input(fitness: readonly number[], bankrupt: readonly boolean[] = fitness.map(() => false)): AdaptationInput {
  return {
    genes: { x: real(0, 1) },
    genomes: fitness.map((_, i) => [i / fitness.length]),
    fitness,
    groups: fitness.map(() => 0),
    bankrupt,
    states: fitness.map(() => null),
    generation: 1,
    generations: 10,
    random: Random.of("1"),
  };
}

function transitions(options: Omit<EvolveOptions, "select" | "mutate">, given: AdaptationInput): readonly Transition[] {
  return evolve({ ...operators, ...options }).next(given);
}

const keepers = (all: readonly Transition[]): number[] => all.flatMap(({ kind }, i) => (kind === "keeps" ? [i] : []));

const fitnesses = fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 20 });

describe("evolve", () => {
  it("keeps as its elites the agents of the highest fitness, and no others", () => {
    fc.assert(
      fc.property(fitnesses, fc.integer({ min: 1, max: 3 }), (fitness, elites) => {
        const best = [...fitness.keys()].sort((a, b) => fitness[b]! - fitness[a]!).slice(0, elites);
        expect(keepers(transitions({ elites }, input(fitness)))).to.deep.equal(best.sort((a, b) => a - b));
      }),
    );
  });

  it("keeps nobody without elites", () => {
    expect(keepers(transitions({}, input([3, 1, 2, 0])))).to.deep.equal([]);
  });

  it("takes the bankrupt for elites last, whatever their fitness, and never for parents where another lives", () => {
    const given = input([100, 90, 2, 1], [true, true, false, false]);
    const all = transitions({ elites: 2 }, given);
    expect(keepers(all)).to.deep.equal([2, 3]);
    expect(all.every(({ parent }) => parent === 2 || parent === 3)).to.equal(true);
  });

  it("replaces one agent a generation on the steady clock: the worst where that is asked for", () => {
    fc.assert(
      fc.property(fitnesses, (fitness) => {
        const all = transitions({ clock: "steady", replace: "worst" }, input(fitness));
        const replaced = all.flatMap(({ kind }, i) => (kind === "keeps" ? [] : [i]));
        expect(replaced).to.deep.equal([fitness.indexOf(Math.min(...fitness))]);
      }),
    );
  });
});
