import { expect } from "chai";
import fc from "../../properties.ts";
import { Random } from "../../../sim/core/random.ts";
import { replicate } from "../../../sim/population/adaptations/replicate.ts";
import type { AdaptationInput } from "../../../sim/scenario/adaptation.ts";
import { choice, real } from "../../../sim/scenario/genes.ts";

const genes = { strategy: choice("a", "b"), size: real(0, 1e6) };

function input(sizes: readonly number[], fitness: readonly number[]): AdaptationInput {
  return {
    genes,
    genomes: sizes.map((size, i) => [i % 2, size]),
    fitness,
    groups: sizes.map(() => 0),
    bankrupt: sizes.map(() => false),
    states: sizes.map(() => null),
    generation: 1,
    generations: 10,
    random: Random.of("1"),
  };
}

describe("replicate", () => {
  it("grows a cohort by step times what a head earns above the mean", () => {
    // 100 heads earn 1 each, 300 earn nothing: the mean is 1/4, so the first grow by 0.1 * 3/4 and the others by -0.1 / 4.
    const transitions = replicate({ step: 0.1 }).next(input([100, 300], [100, 0]));
    expect(transitions[0]!.genome[1]).to.be.closeTo(107.5, 1e-9);
    expect(transitions[1]!.genome[1]).to.be.closeTo(292.5, 1e-9);
    expect(transitions.map(({ genome }) => genome[0])).to.deep.equal([0, 1]);
  });

  it("keeps the number of individuals, and never revives an empty cohort", () => {
    const cohort = fc.tuple(fc.double({ min: 1, max: 1e4, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.array(cohort, { minLength: 1, maxLength: 6 }), (cohorts) => {
        const sizes = [...cohorts.map(([size]) => size), 0];
        const fitness = [...cohorts.map(([size, payoff]) => size * payoff), 0];
        const next = replicate({ step: 0.05 })
          .next(input(sizes, fitness))
          .map(({ genome }) => genome[1]!);
        const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
        expect(total(next)).to.be.closeTo(total(sizes), 1e-6 * total(sizes));
        expect(next.at(-1)).to.equal(0);
      }),
    );
  });

  it("refuses a species without the gene of the size", () => {
    const thrown = (): unknown => replicate({ step: 0.1, size: "weight" }).next(input([1], [1]));
    expect(thrown).to.throw().with.nested.property("fault.code", "REPLICATOR_SIZE");
  });
});
