import { expect } from "chai";
import fc from "../../properties.ts";
import { InputError } from "../../../sim/core/errors/errors.ts";
import { Random } from "../../../sim/core/random.ts";
import { roulette, type Selection, tournament, truncation } from "../../../sim/population/operators/index.ts";
import { countsOf, expectFrequencies, expectMean } from "./frequencies.ts";

const N = 10;
const ranked = Array.from({ length: N }, (_, i) => i); // the last is the best
const all: Selection[] = [tournament(2), roulette(), truncation(0.5)];

function drawn(selection: Selection, fitness: readonly number[], rounds: number): number[] {
  const random = Random.of(1, selection.name);
  return Array.from({ length: rounds }, (_, r) => selection.select(fitness, fitness.length, random.at(r))).flat();
}

describe("tournament selection", () => {
  it("gives the best of N individuals 2 - 1/N copies in the binary form", () => {
    const random = Random.of(1, "copies");
    const copies = Array.from(
      { length: 3000 },
      (_, r) =>
        tournament(2)
          .select(ranked, N, random.at(r))
          .filter((i) => i === N - 1).length,
    );
    expectMean(copies, 2 - 1 / N);
  });

  it("gives rank i its share, ((i/N)^k - ((i-1)/N)^k), for any size of tournament", () => {
    for (const k of [1, 2, 5]) {
      const counts = countsOf(drawn(tournament(k), ranked, 2000), N);
      expectFrequencies(
        counts,
        ranked.map((i) => 2000 * N * (((i + 1) / N) ** k - (i / N) ** k)),
      );
    }
  });
});

describe("roulette selection", () => {
  it("is proportional to fitness", () => {
    expectFrequencies(countsOf(drawn(roulette(), [1, 2, 3, 4], 3000), 4), [1200, 2400, 3600, 4800]);
  });

  it("takes the least off all where fitness is negative: the worst has no chance", () => {
    const counts = countsOf(drawn(roulette(), [-3, -2, 0], 3000), 3);
    expect(counts[0]).to.equal(0);
    expectFrequencies(counts.slice(1), [2250, 6750]);
  });

  it("is fair where nobody earned anything, and where all earned the same loss", () => {
    expectFrequencies(countsOf(drawn(roulette(), [0, 0, 0, 0], 1000), 4), [1000, 1000, 1000, 1000]);
    expectFrequencies(countsOf(drawn(roulette(), [-5, -5], 1000), 2), [1000, 1000]);
  });

  it("never picks who has nothing", () => {
    expect(
      countsOf(drawn(roulette(), [0, 1, 0, 1, 0], 500), 5).filter((count, i) => i % 2 === 0 && count > 0),
    ).to.deep.equal([]);
  });
});

describe("truncation selection", () => {
  it("takes each of the best share equally often, and nobody else", () => {
    const random = Random.of(1, "truncation");
    const parents = truncation(0.3).select(ranked, 12, random);
    expect(countsOf(parents, N)).to.deep.equal([0, 0, 0, 0, 0, 0, 0, 4, 4, 4]);
  });

  it("gives a remainder to some of them at random, and orders parents at random", () => {
    const random = Random.of(1, "remainder");
    const firsts = Array.from({ length: 3000 }, (_, r) => truncation(0.3).select(ranked, 4, random.at(r)));
    expectFrequencies(countsOf(firsts.flat(), N).slice(7), [4000, 4000, 4000]);
    expectFrequencies(
      countsOf(
        firsts.map((parents) => parents[0]!),
        N,
      ).slice(7),
      [1000, 1000, 1000],
    );
  });

  it("takes at least one", () => {
    expect(truncation(0.01).select(ranked, 2, Random.of(1, "least"))).to.deep.equal([9, 9]);
  });
});

describe("every selection", () => {
  for (const selection of all) {
    it(`decides equal fitness by a draw, not by position: ${selection.name}`, () => {
      expectFrequencies(countsOf(drawn(selection, [5, 5, 5, 5, 5, 5], 1000), 6), new Array<number>(6).fill(1000));
    });

    it(`selects the same for the same stream, as many as asked for, among those there are: ${selection.name}`, () => {
      const fitnesses = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });
      fc.assert(
        fc.property(fitnesses, fc.nat(30), fc.integer(), (fitness, count, seed) => {
          const chosen = selection.select(fitness, count, Random.of(seed, "x"));
          expect(chosen).to.deep.equal(selection.select(fitness, count, Random.of(seed, "x")));
          expect(chosen).to.have.length(count);
          for (const index of chosen) expect(fitness[index]).to.be.a("number");
        }),
        { numRuns: 50 },
      );
    });
  }

  it("states its name and settings, and refuses settings that mean nothing", () => {
    expect(
      [tournament(3), truncation(0.2), roulette()].map(({ name, settings }) => ({ name, ...settings })),
    ).to.deep.equal([{ name: "tournament", k: 3 }, { name: "truncation", share: 0.2 }, { name: "roulette" }]);
    for (const make of [
      () => tournament(0),
      () => tournament(1.5),
      () => truncation(0),
      () => truncation(1.1),
      () => truncation(NaN),
    ])
      expect(make).to.throw(InputError).with.property("code", "OPERATOR_SETTING");
  });
});
