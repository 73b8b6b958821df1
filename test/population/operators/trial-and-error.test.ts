import { expect } from "chai";
import { Random } from "../../../sim/core/random.ts";
import { type Learner, trialAndError, turnOf } from "../../../sim/population/operators/index.ts";
import { choice, integer, real } from "../../../sim/scenario/genes.ts";

const genes = [real(-5, 5), real(1e-3, 1e3, { scale: "log" }), integer(0, 40), choice("a", "b", "c")];

describe("own-payoff trial and error", () => {
  const learning = trialAndError({ size: 0.2 });
  const random = Random.of(1, "learner");

  it("keeps a step if and only if it earned strictly more than the genome did just before", () => {
    const { learner, genome } = learning.attempt(genes, learning.begin([0, 1, 5, 0]), 3, random.at(0));
    expect(genome).not.to.deep.equal([0, 1, 5, 0]);
    expect(learning.update(learner, genome, 3.01).base).to.deep.equal(genome);
    expect(learning.update(learner, genome, 3).base).to.deep.equal([0, 1, 5, 0]);
    expect(learning.update(learner, genome, -1).base).to.deep.equal([0, 1, 5, 0]);
  });

  it("measures anew before each trial: what a genome earned long ago does not count", () => {
    const first = learning.attempt(genes, learning.begin([0, 1, 5, 0]), 100, random.at(1));
    const second = learning.attempt(genes, learning.update(first.learner, first.genome, 0), 1, random.at(2));
    expect(learning.update(second.learner, second.genome, 2).base).to.deep.equal(second.genome);
  });

  it("is in balance where one step in five pays", () => {
    let learner: Learner = learning.begin([0, 1, 5, 0]);
    const play = (payoff: number) => {
      const attempt = learning.attempt(genes, learner, 0, random.at(3));
      learner = learning.update(attempt.learner, attempt.genome, payoff);
    };
    for (let i = 0; i < 4; i++) play(-1);
    expect(learner.size).to.be.closeTo(0.2 / 1.5, 1e-12);
    play(1);
    expect(learner.size).to.be.closeTo(0.2, 1e-12);
  });

  it("remembers in plain data", () => {
    const { learner } = learning.attempt(genes, learning.begin([0, 1, 5, 0]), 3, random.at(4));
    expect(JSON.parse(JSON.stringify(learner))).to.deep.equal(learner);
  });

  it("climbs to the top over real, logarithmic, whole and unordered genes together", () => {
    const payoff = ([x, y, k, c]: readonly number[]) =>
      -((x! - 2) ** 2) - (Math.log10(y!) - 1) ** 2 - (k! - 30) ** 2 / 100 - (c === 2 ? 0 : 1);
    let learner = learning.begin([-4, 0.01, 3, 0]);
    for (let trial = 0; trial < 1500; trial++) {
      const attempt = learning.attempt(genes, learner, payoff(learner.base), random.at(5, trial));
      learner = learning.update(attempt.learner, attempt.genome, payoff(attempt.genome));
    }
    expect(learner.base[0]).to.be.closeTo(2, 1e-3);
    expect(Math.log10(learner.base[1]!)).to.be.closeTo(1, 1e-3);
    expect(learner.base.slice(2)).to.deep.equal([30, 2]);
  });

  it("lets the members of a group take turns", () => {
    expect([0, 1, 2, 3, 4].map((round) => turnOf(round, 3))).to.deep.equal([0, 1, 2, 0, 1]);
  });
});
