import { expect } from "chai";
import { Random } from "../../../sim/core/random.ts";
import { fermi, type Imitation, imitateBest, imitateBetter } from "../../../sim/population/operators/index.ts";
import { countsOf, expectFrequencies } from "./frequencies.ts";

const ROUNDS = 4000;

function models(rule: Imitation, fitness: readonly number[], self = 0): number[] {
  const modelOf = rule.models([...fitness.keys()], fitness);
  const random = Random.of(1, rule.name);
  const drawn = Array.from({ length: ROUNDS }, (_, r) => modelOf(self, random.at(r)));
  return countsOf(drawn, fitness.length);
}

describe("imitation", () => {
  it("by Fermi's rule takes after another with the logistic probability of the difference", () => {
    for (const [intensity, difference] of [
      [2, 0.5],
      [2, -0.5],
      [0, 3],
      [10, 0.1],
    ] as const) {
      const chance = 1 / (1 + Math.exp(-intensity * difference));
      expectFrequencies(models(fermi(intensity), [1, 1 + difference]), [ROUNDS * (1 - chance), ROUNDS * chance]);
    }
  });

  it("by Fermi's rule meets each other one with equal chance", () => {
    const [own, ...others] = models(fermi(0), [0, 0, 0, 0]);
    expectFrequencies([own!, ...others], [ROUNDS / 2, ROUNDS / 6, ROUNDS / 6, ROUNDS / 6]);
  });

  it("by Fermi's rule is certain, without overflow, where differences are great", () => {
    expect(models(fermi(1e9), [0, 1e6])).to.deep.equal([0, ROUNDS]);
    expect(models(fermi(1e9), [0, -1e6])).to.deep.equal([ROUNDS, 0]);
  });

  it("of the better takes after whoever it meets, if that one earned more", () => {
    expectFrequencies(models(imitateBetter(), [1, 0, 2, 3]), [ROUNDS / 3, 0.001, ROUNDS / 3, ROUNDS / 3]);
    expect(models(imitateBetter(), [1, 1])).to.deep.equal([ROUNDS, 0]);
  });

  it("of the best takes after the best, by a draw among equals, and keeps to itself if it is one of them", () => {
    const [own, worse, ...best] = models(imitateBest(), [1, 0, 2, 2]);
    expect([own, worse]).to.deep.equal([0, 0]);
    expectFrequencies(best, [ROUNDS / 2, ROUNDS / 2]);
    expect(models(imitateBest(), [2, 2, 1])).to.deep.equal([ROUNDS, 0, 0]);
  });

  it("keeps to itself where there is nobody else", () => {
    for (const rule of [fermi(1), imitateBetter(), imitateBest()])
      expect(rule.models([1], [3, 5])(0, Random.of(1, "alone"))).to.equal(1);
  });
});
