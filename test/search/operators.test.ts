import { expect } from "chai";
import fc from "../properties.ts";
import { Random } from "../../sim/core/random.ts";
import {
  polynomialMutation,
  resetMutation,
  simulatedBinaryCrossover,
  tournaments,
  uniformCrossover,
} from "../../sim/search/index.ts";

const unit = { low: 0, high: 1, eta: 15 };
const anyGene = fc.double({ min: -3, max: 8, noNaN: true });
const wide = { low: -3, high: 8, eta: 5 };

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

describe("Simulated binary crossover", () => {
  it("keeps children inside the bounds", () => {
    fc.assert(
      fc.property(anyGene, anyGene, fc.nat(), (a, b, seed) => {
        for (const child of simulatedBinaryCrossover(a, b, wide, Random.of(seed, "cross")))
          expect(child).to.be.within(wide.low, wide.high);
      }),
    );
  });

  it("keeps the parents' mean where the bounds are equally far", () => {
    const random = Random.of(1, "cross");
    for (let i = 0; i < 50; i++)
      expect(mean(simulatedBinaryCrossover(0.3, 0.7, unit, random))).to.be.closeTo(0.5, 1e-12);
  });

  it("contracts and expands about half of the time each, and closer to the parents for a larger eta", () => {
    const spread = (eta: number) => {
      const random = Random.of(2, "cross");
      return Array.from({ length: 4000 }, () => {
        const [a, b] = simulatedBinaryCrossover(0.4, 0.6, { low: -100, high: 100, eta }, random);
        return Math.abs(a - b) / 0.2;
      });
    };
    expect(mean(spread(15).map((beta) => (beta < 1 ? 1 : 0)))).to.be.closeTo(0.5, 0.03);
    const deviation = (eta: number) => mean(spread(eta).map((beta) => Math.abs(beta - 1)));
    expect(deviation(30)).to.be.lessThan(0.6 * deviation(10));
  });

  it("leaves equal parents alone", () => {
    expect(simulatedBinaryCrossover(0.4, 0.4, unit, Random.of(1, "cross"))).to.deep.equal([0.4, 0.4]);
  });
});

describe("Polynomial mutation", () => {
  it("keeps the gene inside the bounds, also from a bound", () => {
    fc.assert(
      fc.property(fc.oneof(anyGene, fc.constantFrom(-3, 8)), fc.nat(), (x, seed) => {
        expect(polynomialMutation(x, wide, Random.of(seed, "mutate"))).to.be.within(wide.low, wide.high);
      }),
    );
  });

  it("moves up as often as down, by about 1 / (eta + 2) of the width from the middle", () => {
    const random = Random.of(1, "mutate");
    const steps = Array.from(
      { length: 8000 },
      () => polynomialMutation(0.5, { low: 0, high: 1, eta: 20 }, random) - 0.5,
    );
    expect(mean(steps.map((step) => (step > 0 ? 1 : 0)))).to.be.closeTo(0.5, 0.03);
    // The mean of |step| for density (eta + 1) / 2 * (1 - |step|)^eta is 1 / (eta + 2).
    expect(mean(steps.map(Math.abs))).to.be.closeTo(1 / 22, 0.002);
  });

  it("leaves a gene without room alone", () => {
    expect(polynomialMutation(2, { low: 2, high: 2, eta: 20 }, Random.of(1, "mutate"))).to.equal(2);
  });
});

describe("Uniform crossover", () => {
  it("exchanges genes place by place and loses none", () => {
    const [a, b] = uniformCrossover([..."abcdefgh"], [..."ABCDEFGH"], 0.5, Random.of(1, "cross"));
    expect(a.map((gene, i) => [gene, b[i]!].sort().join(""))).to.deep.equal(
      [..."abcdefgh"].map((x) => x.toUpperCase() + x),
    );
    expect(a.join("")).not.to.equal("abcdefgh");
    expect(uniformCrossover([1, 2], [3, 4], 1, Random.of(1, "cross"))).to.deep.equal([
      [3, 4],
      [1, 2],
    ]);
    expect(uniformCrossover([1, 2], [3, 4], 0, Random.of(1, "cross"))).to.deep.equal([
      [1, 2],
      [3, 4],
    ]);
  });
});

describe("Reset mutation", () => {
  it("takes each other option equally often and never the old one", () => {
    const random = Random.of(1, "reset");
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 3000; i++) counts[resetMutation(1, 4, random)]!++;
    expect(counts[1]).to.equal(0);
    for (const i of [0, 2, 3]) expect(counts[i]).to.be.closeTo(1000, 120);
    expect(resetMutation(0, 1, random)).to.equal(0);
  });
});

describe("Tournaments", () => {
  const byIndex = (a: number, b: number) => a - b;

  it("let everyone take part equally often, so the best wins all of its own and the worst none", () => {
    const winners = tournaments(100, 10, 2, byIndex, Random.of(1, "tournament"));
    const wins = Array.from({ length: 10 }, (_, i) => winners.filter((w) => w === i).length);
    expect(wins[0]).to.equal(20);
    expect(wins[9]).to.equal(0);
  });

  it("select uniformly when nobody is better", () => {
    const winners = tournaments(1000, 4, 2, () => 0, Random.of(1, "tournament"));
    for (let i = 0; i < 4; i++) expect(winners.filter((w) => w === i).length).to.be.closeTo(250, 60);
  });
});
