import { expect } from "chai";
import fc from "../../properties.ts";
import { InputError } from "../../../sim/core/errors/errors.ts";
import { Random } from "../../../sim/core/random.ts";
import {
  constantSize,
  type Crossover,
  gaussian,
  geometricDecrease,
  type Heritable,
  lineCrossover,
  type Mutation,
  noCrossover,
  noMutation,
  polynomial,
  powerDecrease,
  selfAdaptive,
  simulatedBinary,
  uniformCrossover,
} from "../../../sim/population/operators/index.ts";
import { reflect } from "../../../sim/population/operators/unit-interval.ts";
import { choice, type Gene, integer, real } from "../../../sim/scenario/genes.ts";
import { countsOf, expectFrequencies, expectMean } from "./frequencies.ts";

const ROUNDS = 4000;

function mutants(mutation: Mutation, gene: Gene, value: number, generation = 0): number[] {
  const random = Random.of(1, mutation.name);
  const parent = { genome: [value], strategy: mutation.strategy([gene]) };
  return Array.from({ length: ROUNDS }, (_, r) => mutation.mutate([gene], parent, generation, random.at(r)).genome[0]!);
}

function children(crossover: Crossover, gene: Gene, a: number, b: number): [number, number][] {
  const random = Random.of(1, crossover.name);
  return Array.from({ length: ROUNDS }, (_, r) => {
    const [first, second] = crossover.cross([gene], [a], [b], random.at(r));
    return [first[0]!, second[0]!];
  });
}

describe("Gaussian mutation", () => {
  it("has mean zero and the size stated, as a share of the range", () => {
    const steps = mutants(gaussian(0.02), real(-10, 10), 3).map((x) => x - 3);
    expectMean(steps, 0);
    expectMean(
      steps.map((step) => step * step),
      (0.02 * 20) ** 2,
    );
  });

  it("acts on the logarithm on a log scale", () => {
    const steps = mutants(gaussian(0.01), real(1, 1e6, { scale: "log" }), 100).map((x) => Math.log10(x) - 2);
    expectMean(steps, 0);
    expectMean(
      steps.map((step) => step * step),
      0.06 ** 2,
    );
  });

  it("moves integers by small sizes too, true in the mean", () => {
    const steps = mutants(gaussian(0.002), integer(0, 100), 50).map((x) => x - 50);
    expect(steps.every(Number.isInteger)).to.equal(true);
    expectMean(steps, 0);
    expect(steps.filter((step) => step !== 0).length / ROUNDS).to.be.within(0.12, 0.2); // E|step| = 0.2 sqrt(2/pi) = 0.16
  });

  it("changes a choice into each of the others with equal chance, at the rate stated", () => {
    const drawn = mutants(gaussian(0.1, { choiceRate: 0.3 }), choice("a", "b", "c", "d"), 2);
    expectFrequencies(
      countsOf(drawn, 4),
      [0.1, 0.1, 0.7, 0.1].map((p) => p * ROUNDS),
    );
    expect(new Set(mutants(gaussian(0.1, { choiceRate: 1 }), choice("only"), 0))).to.deep.equal(new Set([0]));
  });

  it("mutates as many genes as the rate says", () => {
    const moved = mutants(gaussian(0.1, { rate: 0.25 }), real(0, 1), 0.5).filter((x) => x !== 0.5).length;
    expectFrequencies([moved, ROUNDS - moved], [ROUNDS / 4, (3 * ROUNDS) / 4]);
  });

  it("reflects at the bounds: what oversteps one by d comes to lie d inside", () => {
    expect([-0.25, 0.25, 1.25, 2.25, -1.25].map(reflect)).to.deep.equal([0.25, 0.25, 0.75, 0.25, 0.75]);
    // From the bound itself half of the normal distribution is folded onto the other half.
    const steps = mutants(gaussian(0.1), real(0, 1), 0);
    expectMean(steps, 0.1 * Math.sqrt(2 / Math.PI));
  });

  it("follows a schedule", () => {
    const shrinking = gaussian(geometricDecrease(0.1, 0.001, 100));
    const steps = mutants(shrinking, real(0, 1), 0.5, 50).map((x) => (x - 0.5) ** 2);
    expectMean(steps, 0.01 ** 2);
    expect(shrinking.settings).to.deep.equal({
      schedule: "geometricDecrease",
      sizeFrom: 0.1,
      sizeTo: 0.001,
      sizeGenerations: 100,
    });
  });
});

describe("schedules of mutation sizes", () => {
  it("shrink as they say", () => {
    const geometric = geometricDecrease(0.1, 0.001, 10);
    expect(geometric.at(0)).to.equal(0.1);
    expect(geometric.at(5)).to.be.closeTo(0.01, 1e-15);
    expect([geometric.at(10), geometric.at(99)]).to.deep.equal([0.001, 0.001]);
    expect(powerDecrease(0.4, 10, 1).at(30)).to.be.closeTo(0.1, 1e-15);
    expect(powerDecrease(0.4, 10, 0.5).at(30)).to.be.closeTo(0.2, 1e-15);
    expect(constantSize(0.3).at(7)).to.equal(0.3);
    expect(() => geometricDecrease(0.1, 0, 10))
      .to.throw(InputError)
      .with.property("code", "OPERATOR_SETTING");
  });
});

describe("self-adaptive mutation", () => {
  const gene = real(-1e9, 1e9);
  const genes = [gene, gene, gene, gene];
  const mutation = selfAdaptive(0.01);
  const random = Random.of(1, "self-adaptive");
  const parent: Heritable = { genome: [0, 0, 0, 0], strategy: mutation.strategy(genes) };
  const offspring = Array.from({ length: ROUNDS }, (_, r) => mutation.mutate(genes, parent, 0, random.at(r)));

  it("multiplies the inherited size by a lognormal factor with learning rate 1/sqrt(genes)", () => {
    const logs = offspring.map((child) => Math.log(child.strategy[0]! / 0.01));
    expectMean(logs, 0);
    expectMean(
      logs.map((x) => x * x),
      0.25,
    );
  });

  it("uses the new size, not the inherited one", () => {
    const scaled = offspring.map((child) => child.genome[0]! / 2e9 / child.strategy[0]!);
    expectMean(
      scaled.map((z) => z * z),
      1,
    );
    expectMean(
      scaled.map((z) => z ** 4),
      3,
    ); // standard normal: a mixture of sizes would have heavier tails
  });

  it("keeps sizes between the least one and the whole range", () => {
    let child: typeof parent = parent;
    for (let i = 0; i < 300; i++) child = { ...child, ...mutation.mutate(genes, child, i, random.at(ROUNDS, i)) };
    expect(child.strategy[0]).to.be.within(1e-4, 1);
  });
});

describe("polynomial mutation", () => {
  it("has Deb's distribution: away from the bounds a step is beyond d with probability (1 - d)^(index + 1)", () => {
    const steps = mutants(polynomial(20), real(0, 1), 0.5).map((x) => Math.abs(x - 0.5));
    expectFrequencies(
      [steps.filter((d) => d > 0.05).length, steps.filter((d) => d <= 0.05).length],
      [ROUNDS * 0.95 ** 21, ROUNDS * (1 - 0.95 ** 21)],
    );
  });

  it("lets half of the mutants of a bound stay there, as nothing is reflected", () => {
    for (const bound of [3, 4]) {
      const staying = mutants(polynomial(2), real(3, 4), bound).filter((x) => x === bound).length;
      expectFrequencies([staying, ROUNDS - staying], [ROUNDS / 2, ROUNDS / 2]);
    }
  });

  it("changes one gene in a genome unless stated", () => {
    const genes = [real(0, 1), real(0, 1), real(0, 1), real(0, 1)];
    const random = Random.of(1, "rate");
    const moved = Array.from({ length: ROUNDS }, (_, r) => {
      const { genome } = polynomial(20).mutate(genes, { genome: [0.5, 0.5, 0.5, 0.5], strategy: [] }, 0, random.at(r));
      return genome.filter((x) => x !== 0.5).length;
    });
    expectMean(moved, 1);
  });
});

describe("simulated binary crossover", () => {
  it("keeps the mean of each pair, and of the children", () => {
    const pairs = children(simulatedBinary(5, 1), real(0, 100), 45, 55);
    for (const [first, second] of pairs) expect(first + second).to.be.closeTo(100, 1e-9);
    expectMean(
      pairs.map(([first]) => first),
      50,
    );
  });

  it("spreads with E beta = (n+1)(1/(2(n+2)) + 1/(2n)) for index n", () => {
    const n = 5;
    const betas = children(simulatedBinary(n, 1), real(0, 100), 45, 55).map(
      ([first, second]) => Math.abs(first - second) / 10,
    );
    expectMean(betas, ((n + 1) * (1 / (n + 2) + 1 / n)) / 2);
    const closer = betas.filter((beta) => beta < 1).length;
    expectFrequencies([closer, ROUNDS - closer], [ROUNDS / 2, ROUNDS / 2]);
  });

  it("crosses the logarithm on a log scale, integers to integers, choices whole", () => {
    const logs = children(simulatedBinary(5, 1), real(1, 1e6, { scale: "log" }), 100, 1000);
    for (const [first, second] of logs) expect(Math.log10(first * second)).to.be.closeTo(5, 1e-9);
    const integers = children(simulatedBinary(2, 1), integer(0, 100), 40, 60).flat();
    expect(integers.every(Number.isInteger)).to.equal(true);
    expectMean(integers, 50);
    for (const pair of children(simulatedBinary(2, 1), choice("a", "b", "c"), 0, 2))
      expect([...pair].sort()).to.deep.equal([0, 2]);
  });
});

describe("line crossover", () => {
  it("puts each child on the line through the parents: mean its own parent's, mean square reach^2 / 3 of their distance's", () => {
    const steps = children(lineCrossover(1.5), real(0, 100), 45, 55).map(([first]) => (first - 45) / 10);
    expectMean(steps, 0);
    expectMean(
      steps.map((step) => step * step),
      1.5 ** 2 / 3,
    );
    expect(steps.every((step) => Math.abs(step) <= 1.5)).to.equal(true);
  });

  it("moves all genes by the same share, on their own scales, and leaves choices with their parent", () => {
    const genes = [real(0, 100), real(1, 1e6, { scale: "log" }), choice("a", "b"), real(2, 2)];
    const random = Random.of(1, "line");
    for (let r = 0; r < 50; r++) {
      const pair = lineCrossover(1.5).cross(genes, [45, 100, 0, 2], [55, 1000, 1, 2], random.at(r));
      for (const [c, child] of pair.entries()) {
        expect((child[0]! - 45) / 10).to.be.closeTo(Math.log10(child[1]!) - 2, 1e-9);
        expect(child.slice(2)).to.deep.equal([c, 2]);
      }
    }
    expect(lineCrossover(0).cross([real(0, 1)], [0.25], [0.5], random)).to.deep.equal([[0.25], [0.5]]);
    expect(() => lineCrossover(-1))
      .to.throw(InputError)
      .with.property("code", "OPERATOR_SETTING");
  });
});

describe("uniform crossover", () => {
  it("deals each gene to either child with equal chance, independently", () => {
    const genes = [real(0, 9), integer(0, 9), choice("a", "b")];
    const random = Random.of(1, "uniform");
    const patterns = Array.from({ length: ROUNDS }, (_, r) => {
      const [first, second] = uniformCrossover().cross(genes, [1, 3, 0], [2, 4, 1], random.at(r));
      first.forEach((value, i) =>
        expect([value, second[i]!].sort()).to.deep.equal(
          [
            [1, 2],
            [3, 4],
            [0, 1],
          ][i],
        ),
      );
      return (first[0] === 1 ? 1 : 0) + (first[1] === 3 ? 2 : 0) + (first[2] === 0 ? 4 : 0);
    });
    expectFrequencies(countsOf(patterns, 8), new Array<number>(8).fill(ROUNDS / 8));
  });
});

describe("every variation", () => {
  const genes = [real(-2, 3), real(1e-3, 1e5, { scale: "log" }), integer(-4, 7), choice("a", "b", "c"), real(5, 5)];
  const genomes = fc.tuple(
    fc.double({ min: -2, max: 3, noNaN: true }),
    fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
    fc.integer({ min: -4, max: 7 }),
    fc.integer({ min: 0, max: 2 }),
    fc.constant(5),
  );
  const legal = (genome: readonly number[]) => {
    genome.forEach((value, i) => {
      const gene = genes[i]!;
      if (gene.kind === "choice") expect(value).to.be.oneOf([0, 1, 2]);
      else expect(value).to.be.within(gene.min, gene.max);
      if (gene.kind === "integer") expect(Number.isInteger(value)).to.equal(true);
    });
  };

  for (const mutation of [
    gaussian(0.01),
    gaussian(3),
    selfAdaptive(0.5),
    polynomial(0, { rate: 1 }),
    polynomial(20, { rate: 1 }),
    noMutation(),
  ])
    it(`stays within bounds and kinds: ${JSON.stringify({ mutation: mutation.name, ...mutation.settings })}`, () => {
      fc.assert(
        fc.property(genomes, fc.integer(), (genome, seed) => {
          const parent = { genome, strategy: mutation.strategy(genes) };
          const child = mutation.mutate(genes, parent, 3, Random.of(seed, "m"));
          legal(child.genome);
          expect(child).to.deep.equal(mutation.mutate(genes, parent, 3, Random.of(seed, "m")));
        }),
      );
    });

  for (const crossover of [
    simulatedBinary(0, 1),
    simulatedBinary(20),
    lineCrossover(1.5),
    uniformCrossover(),
    noCrossover(),
  ])
    it(`stays within bounds and kinds: ${JSON.stringify({ crossover: crossover.name, ...crossover.settings })}`, () => {
      fc.assert(
        fc.property(genomes, genomes, fc.integer(), (a, b, seed) => {
          const pair = crossover.cross(genes, a, b, Random.of(seed, "c"));
          pair.forEach(legal);
          expect(pair).to.deep.equal(crossover.cross(genes, a, b, Random.of(seed, "c")));
        }),
      );
    });
});
