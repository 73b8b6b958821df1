import { expect } from "chai";
import { openChain } from "../../../sim/chain/open.ts";
import { Random } from "../../../sim/core/random.ts";
import { evaluate } from "../../../sim/evaluation/evaluate.ts";
import { evolve } from "../../../sim/population/adaptations/evolve.ts";
import { imitate } from "../../../sim/population/adaptations/imitate.ts";
import { learn } from "../../../sim/population/adaptations/learn.ts";
import {
  constantSize,
  fermi,
  gaussian,
  geometricDecrease,
  imitateBest,
  imitateBetter,
  type Mutation,
  noCrossover,
  noMutation,
  polynomial,
  powerDecrease,
  roulette,
  selfAdaptive,
  simulatedBinary,
  tournament,
  trialAndError,
  truncation,
  uniformCrossover,
} from "../../../sim/population/operators/index.ts";
import { prepare } from "../../../sim/evaluation/prepare.ts";
import { choice as option, ether, scenario } from "../../../sim/index.ts";
import type { Adaptation } from "../../../sim/scenario/adaptation.ts";
import { choice, type Gene, genomeFault, initialGenome, integer, real } from "../../../sim/scenario/genes.ts";
import { moveSteps } from "../../../sim/population/operators/steps.ts";
import { mean } from "../../../sim/stats/mean.ts";
import { KINDS, meanStep, PROGRAM, selected, selectedPrograms, worst } from "./conformance-model.ts";
import { countsOf, expectFrequencies, expectMean } from "./frequencies.ts";

const ROUNDS = 4000;

const MUTATIONS: { readonly [name: string]: Mutation } = {
  "gaussian(0.05)": gaussian(0.05),
  "gaussian(0.05, rate)": gaussian(0.05, { rate: 0.5 }),
  "gaussian(geometricDecrease)": gaussian(geometricDecrease(0.2, 0.01, 60)),
  "gaussian(powerDecrease)": gaussian(powerDecrease(0.2, 10)),
  "selfAdaptive(0.1)": selfAdaptive(0.1),
  "polynomial(20)": polynomial(20),
};

const ADAPTATIONS: { readonly [name: string]: (mutate: Mutation) => Adaptation } = {
  "tournament(2)": (mutate) => evolve({ select: tournament(2), mutate }),
  "truncation(0.5)": (mutate) => evolve({ select: truncation(0.5), mutate }),
  "roulette()": (mutate) => evolve({ select: roulette(), mutate }),
  "tournament(2), crossed": (mutate) => evolve({ select: tournament(2), cross: simulatedBinary(5), mutate }),
  "tournament(2), dealt out": (mutate) => evolve({ select: tournament(2), cross: uniformCrossover(), mutate }),
  "imitateBest()": (mutate) => imitate({ rule: imitateBest(), mutate, of: "population" }),
  "imitateBetter()": (mutate) => imitate({ rule: imitateBetter(), mutate, of: "population" }),
  "fermi(10)": (mutate) => imitate({ rule: fermi(10), mutate, of: "population" }),
};

function children(mutation: Mutation, gene: Gene, value: number, generation = 0, strategy?: number[]): number[] {
  const random = Random.of(1, mutation.name);
  const parent = { genome: [value], strategy: strategy ?? mutation.strategy([gene]) };
  return Array.from({ length: ROUNDS }, (_, r) => mutation.mutate([gene], parent, generation, random.at(r)).genome[0]!);
}

/** Asserts the share of children of a choice that are another one. */
function expectChange(mutation: Mutation, chance: number, generation = 0): void {
  for (const gene of [choice("a", "b"), choice("a", "b", "c", "d")]) {
    const others = gene.choices.length - 1;
    const shares = gene.choices.map((_, i) => (i === 1 ? 1 - chance : chance / others));
    expectFrequencies(
      countsOf(children(mutation, gene, 1, generation), gene.choices.length),
      shares.map((share) => share * ROUNDS),
    );
  }
}

describe("every operator on every kind of gene", () => {
  describe("lets the better value win, and stay", () => {
    for (const [rule, made] of Object.entries(ADAPTATIONS))
      for (const [name, mutation] of Object.entries(MUTATIONS))
        it(`${rule} with ${name}`, () => {
          for (const [kind, gene] of Object.entries(KINDS)) {
            const late = selected([gene], made(mutation), 120).slice(-40);
            // Selection in proportion to payoff is weak: what is twice as good only gets twice the children.
            expect(mean(late), kind).to.be.at.least(rule === "roulette()" ? 0.8 : 0.9);
            expect(Math.min(...late), kind).to.be.at.least(0.75);
          }
        });

    for (const [rule, made] of Object.entries(ADAPTATIONS))
      for (const [name, mutation] of Object.entries(MUTATIONS))
        it(`of programs: ${rule} with ${name}`, () => {
          const late = selectedPrograms(made(mutation), 150).slice(-40);
          expect(mean(late)).to.be.at.least(0.8);
        });

    it("of programs: trialAndError()", () => {
      expect(mean(selectedPrograms(learn(trialAndError()), 1200).slice(-100))).to.be.at.least(0.9);
    });

    it("trialAndError(), alone and beside a number that settles at once", () => {
      for (const [kind, gene] of Object.entries(KINDS))
        for (const genes of [[gene], [real(0, 1), gene]]) {
          const late = selected(genes, learn(trialAndError()), 1200).slice(-100);
          expect(mean(late), `${kind}, ${genes.length} genes`).to.be.at.least(0.96);
          expect(Math.min(...late), kind).to.be.at.least(0.9);
        }
    });

    it("on a chain: 64 agents with one choice, of which one costs a token a block", async () => {
      const made = scenario("loser", {
        title: "One of two choices loses",
        parameters: {},
        sizes: { generations: 80, blocks: 1 },
        deploy: ({ contract }) => ({ contest: contract("ProportionalContest", [ether(1), 1n, 1n, 0]) }),
        holdings: ({ c }) => [{ name: "prize", token: c.contest }],
      }).species("miner", {
        count: 64,
        genome: { mood: option("loses", "gains") },
        adaptation: evolve({ select: tournament(2), mutate: gaussian(0.05) }),
        act: () => [],
        cost: ({ genome }) => (genome.mood === "loses" ? ether(1) : 0n),
      });
      const gaining: number[] = [];
      const inputs = prepare({ scenario: made.definition, file: "", textHash: "" }, { engine: "fast" });
      await evaluate(inputs, {
        openChain,
        onGeneration: (record) => gaining.push(record.species[0]!.genes[0]!.mean),
      });
      const late = gaining.slice(40);
      expect(Math.min(...late), gaining.join(", ")).to.be.greaterThan(0.85);
      expect(mean(late)).to.be.closeTo(1 - meanStep(0.05), 0.02);
    }).timeout(60_000);
  });

  it("changes nothing at size 0, whatever rates are stated", () => {
    const still = [
      gaussian(0),
      gaussian(0, { choiceRate: 1 }),
      gaussian(constantSize(0), { rate: 1 }),
      gaussian(powerDecrease(0, 5)),
      gaussian(0.3, { rate: 0 }),
      polynomial(3, { rate: 0 }),
      noMutation(),
    ];
    for (const mutation of still)
      for (const gene of Object.values(KINDS))
        for (const value of [worst(gene), gene.kind === "choice" ? 1 : gene.max])
          expect(new Set(children(mutation, gene, value))).to.deep.equal(new Set([value]));
  });

  it("changes nothing of a program at size 0, and leaves its bounds at none", () => {
    const random = Random.of(1, "programs");
    const { genes, nothing } = PROGRAM;
    const named = Object.fromEntries(genes.map((gene, i) => [String(i), gene]));
    for (const mutation of [gaussian(0), gaussian(0.3, { rate: 0 }), polynomial(3, { rate: 0 }), noMutation()])
      for (let r = 0; r < 50; r++) {
        const genome = initialGenome(named, random.at(r));
        const child = mutation.mutate(genes, { genome, strategy: [] }, 0, random.at(1000 + r)).genome;
        expect(child).to.deep.equal(genome);
      }
    for (const mutation of [...Object.values(MUTATIONS), gaussian(1e6), selfAdaptive(1), polynomial(0, { rate: 1 })])
      for (let r = 0; r < 200; r++) {
        const parent = { genome: nothing, strategy: mutation.strategy(genes) };
        expect(genomeFault(named, mutation.mutate(genes, parent, 7, random.at(r)).genome)).to.equal(undefined);
      }
  });

  it("repeats, exchanges and takes out whole steps, and hands them on whole", () => {
    const random = Random.of(1, "steps");
    const { genes } = PROGRAM;
    const steps = (genome: readonly number[]): string[] => [0, 1, 2].map((i) => genome.slice(5 * i, 5 * i + 5).join());
    const genome = [1, 0.1, 0, 1, 0.1, 2, 0.2, 0, 2, 0.2, 1, 0.3, 0, 3, 0.3];
    const own = steps(genome);
    const seen = new Set<string>();
    for (let r = 0; r < 400; r++) {
      const moved = moveSteps(genes, [...genome], () => 1, random.at(r));
      seen.add(
        steps(moved)
          .map((step) => (own.includes(step) ? own.indexOf(step) : step.startsWith("0") ? "-" : "?"))
          .join(""),
      );
    }
    const one = ["012", "112", "022", "002", "010", "212", "011"]; // as it was, or one step in another's place
    const two = ["102", "210", "021"];
    const none = ["-12", "0-2", "01-"];
    expect([...seen].sort()).to.deep.equal([...one, ...two, ...none].sort());
    for (const crossover of [uniformCrossover(), simulatedBinary(2, 1)])
      for (let r = 0; r < 100; r++) {
        const children = crossover
          .cross(
            genes,
            genome,
            genome.map((value) => value / 2),
            random.at(1000 + r),
          )
          .map(steps);
        const halves = steps(genome.map((value) => value / 2));
        children
          .flatMap((child) => child.map((step, i) => [step, i] as const))
          .forEach(([step, i]) => expect([own[i], halves[i]]).to.include(step));
      }
  });

  it("refuses sizes and rates that mean nothing", () => {
    for (const bad of [
      () => gaussian(-0.1),
      () => gaussian(NaN),
      () => gaussian(0.1, { rate: 1.5 }),
      () => gaussian(0.1, { choiceRate: -1 }),
      () => polynomial(2, { choiceRate: NaN }),
      () => selfAdaptive(0),
      () => selfAdaptive(0.1, { rate: 2 }),
    ])
      expect(bad).to.throw().with.property("code", "OPERATOR_SETTING");
  });

  it("stays within the bounds of every kind at every size", () => {
    const random = Random.of(1, "bounds");
    for (const gene of Object.values(KINDS)) {
      const [min, max] = gene.kind === "choice" ? [0, gene.choices.length - 1] : [gene.min, gene.max];
      const legal = (value: number) => {
        if (!(value >= min && value <= max && (gene.kind === "real" || Number.isInteger(value))))
          expect.fail(`${value} is no ${gene.kind} from ${min} to ${max}`);
      };
      const wild = [gaussian(1e-9), gaussian(0.5), gaussian(1e6), selfAdaptive(1), polynomial(0, { rate: 1 })];
      for (const mutation of [...Object.values(MUTATIONS), ...wild])
        for (const value of [min, max]) children(mutation, gene, value, 7).forEach(legal);
      for (const crossover of [simulatedBinary(0, 1), simulatedBinary(9), uniformCrossover(), noCrossover()])
        for (let r = 0; r < 500; r++) crossover.cross([gene], [min], [max], random.at(r)).flat().forEach(legal);
      const learning = trialAndError({ size: 1 });
      let learner = learning.begin([min]);
      for (let r = 0; r < 500; r++) {
        const { learner: trying, genome } = learning.attempt([gene], learner, 0, random.at(500 + r));
        legal(genome[0]!);
        learner = learning.update(trying, genome, random.at(1000 + r).unit() - 0.5);
      }
    }
  });

  describe("follows its formula", () => {
    it("a choice changes with the mean distance of a normal step from a bound, and to any other alike", () => {
      expect(meanStep(0.05) / 0.05).to.be.closeTo(Math.sqrt(2 / Math.PI), 1e-3);
      for (const size of [0.02, 0.1, 0.5, 3]) expectChange(gaussian(size), meanStep(size));
      expectMean(children(gaussian(0.5), real(0, 1), 0), meanStep(0.5));
    });

    it("a choice of two mutates as an integer of two does, with every operator and at every time", () => {
      for (const mutation of Object.values(MUTATIONS))
        for (const generation of [0, 30, 90]) {
          const moved = (gene: Gene) =>
            children(mutation, gene, 0, generation).reduce((sum, value) => sum + value, 0) / ROUNDS;
          const [asChoice, asInteger] = [moved(choice("a", "b")), moved(integer(0, 1))];
          const error = Math.sqrt((asChoice * (1 - asChoice) + asInteger * (1 - asInteger)) / ROUNDS);
          expect(asInteger, mutation.name).to.be.greaterThan(0);
          expect(Math.abs(asChoice - asInteger), mutation.name).to.be.lessThan(4 * error);
        }
    });

    it("follows the schedule and the rate", () => {
      const falling = gaussian(geometricDecrease(0.4, 0.1, 10));
      expectChange(falling, meanStep(0.4), 0);
      expectChange(falling, meanStep(0.2), 5);
      expectChange(falling, meanStep(0.1), 50);
      expectChange(gaussian(0.4, { rate: 0.25 }), meanStep(0.4) / 4);
    });

    it("follows the size that a self-adaptive genome carries", () => {
      const steady = selfAdaptive(0.1, { learning: 0 });
      const moved = children(steady, choice("a", "b"), 0, 0, [0.4]).filter((value) => value === 1).length;
      expectFrequencies([moved, ROUNDS - moved], [ROUNDS * meanStep(0.4), ROUNDS * (1 - meanStep(0.4))]);
    });

    it("a polynomial step from a bound has mean 1/(2 (index + 2))", () => {
      for (const index of [0, 5, 20]) {
        expectChange(polynomial(index, { rate: 1 }), 1 / (2 * (index + 2)));
        expectMean(children(polynomial(index, { rate: 1 }), real(0, 1), 0), 1 / (2 * (index + 2)));
      }
    });

    it("choiceRate overrides size and rate at the first size, and is scaled with the size after it", () => {
      expectChange(gaussian(0.01, { choiceRate: 0.3, rate: 0.1 }), 0.3);
      const falling = gaussian(geometricDecrease(0.4, 0.1, 10), { choiceRate: 0.6 });
      expectChange(falling, 0.6, 0);
      expectChange(falling, 0.3, 5);
      expectChange(falling, 0.15, 10);
      expectChange(polynomial(20, { choiceRate: 0.2 }), 0.2);
      const adaptive = selfAdaptive(0.2, { choiceRate: 0.2, learning: 0 });
      const moved = children(adaptive, choice("a", "b"), 0, 0, [0.5]).filter((value) => value === 1).length;
      expectFrequencies([moved, ROUNDS - moved], [ROUNDS * 0.5, ROUNDS * 0.5]);
    });

    it("crossover makes no new choices, loses none, and deals each to either child", () => {
      const random = Random.of(1, "cross");
      const gene = KINDS["choice of five"]!;
      for (const crossover of [simulatedBinary(2, 1), simulatedBinary(2, 0), uniformCrossover()]) {
        const firsts = Array.from({ length: ROUNDS }, (_, r) => {
          const [first, second] = crossover.cross([gene], [1], [3], random.at(r));
          if (!(Math.min(first[0]!, second[0]!) === 1 && Math.max(first[0]!, second[0]!) === 3))
            expect.fail(`${first.join()} and ${second.join()} of 1 and 3`);
          return Number(first[0] === 3);
        });
        expectFrequencies(countsOf(firsts, 2), [ROUNDS / 2, ROUNDS / 2]);
      }
    });

    it("a trial of nothing shrinks nothing, and a trial of one grained gene leaves the others alone", () => {
      const learning = trialAndError({ size: 1e-3 });
      const genes = [real(0, 1), KINDS["choice of five"]!, integer(0, 9)];
      const random = Random.of(1, "trial");
      let learner = learning.begin([0.5, 2, 9]);
      let grained = 0;
      for (let r = 0; r < 200; r++) {
        const { learner: trying, genome } = learning.attempt(genes, learner, 1, random.at(r));
        if (trying.grainTrial) {
          grained++;
          expect([genome[0] === 0.5, genome[1] === 2, genome[2] === 9].filter((same) => !same)).to.have.length(1);
          if (genome[2] !== 9) expect(genome[2]).to.equal(8);
        }
        learner = learning.update(trying, genome, 0);
      }
      expect(grained).to.be.within(10, 60); // rarer as they fail, but never over
      const still = learning.update({ ...learner, payoff: 1, grainTrial: false }, learner.base, 1);
      expect([still.size, still.grain]).to.deep.equal([learner.size, learner.grain]);
    });
  });
});
