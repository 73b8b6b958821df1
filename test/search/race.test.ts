import { expect } from "chai";
import { Random } from "../../sim/core/random.ts";
import { boundedMeanBounds, normalMeanBounds, normals, race } from "../../sim/search/index.ts";

const LOOKS = 60;

/** Share of trials in which the bounds miss the mean at any of the looks. */
function missShare(
  draw: (random: Random) => number[],
  mean: number,
  bounds: (values: number[]) => { low: number; high: number },
) {
  const trials = 400;
  let misses = 0;
  for (let trial = 0; trial < trials; trial++) {
    const values = draw(Random.of(trial, "trial"));
    const missed = values.some((_, i) => {
      const { low, high } = bounds(values.slice(0, i + 1));
      return !(low <= mean && mean <= high);
    });
    if (missed) misses++;
  }
  return misses / trials;
}

/** The t interval that is right for one look only; quantiles near enough to the normal one from 10 values on. */
function singleLook(values: number[]) {
  if (values.length < 10) return { low: -Infinity, high: Infinity };
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
  const half = 1.75 * Math.sqrt(variance / values.length);
  return { low: mean - half, high: mean + half };
}

describe("Confidence sequences", () => {
  const normalDraw = (random: Random) => normals(LOOKS, random).map((z) => 3 + 2 * z);
  const coinDraw = (random: Random) => Array.from({ length: LOOKS }, () => (random.unit() < 0.3 ? 1 : 0));

  it("cover a normal mean at all looks together, where an interval for one look does not", () => {
    expect(missShare(normalDraw, 3, (values) => normalMeanBounds(values, 0.1))).to.be.at.most(0.1);
    expect(missShare(normalDraw, 3, singleLook)).to.be.greaterThan(0.2);
  });

  it("cover the probability of a coin at all looks together", () => {
    expect(missShare(coinDraw, 0.3, (values) => boundedMeanBounds(values, 0.1, 0, 1))).to.be.at.most(0.1);
  });

  it("close in on the mean", () => {
    const values = normals(2000, Random.of(1, "values"));
    for (const bounds of [
      normalMeanBounds(values, 0.05),
      boundedMeanBounds(
        values.map((z) => (z > 0 ? 0.5 : -0.5)),
        0.05,
        -0.5,
        0.5,
      ),
    ])
      expect(bounds.high - bounds.low).to.be.lessThan(0.2);
  });

  it("move and scale with the values", () => {
    const values = normals(12, Random.of(1, "values"));
    const { low, high } = normalMeanBounds(values, 0.05);
    const moved = normalMeanBounds(
      values.map((x) => 10 * x - 4),
      0.05,
    );
    expect(moved.low).to.be.closeTo(10 * low - 4, 1e-12 * 100);
    expect(moved.high).to.be.closeTo(10 * high - 4, 1e-12 * 100);
  });

  it("know nothing of too few values or of a NaN", () => {
    for (const values of [[], [1], [1, NaN, 2]])
      expect(normalMeanBounds(values, 0.05)).to.deep.equal({ low: -Infinity, high: Infinity });
  });
});

describe("Race", () => {
  /** Designs with the given means a column, noise of deviation 1 of which most is common to all, n seeds. */
  function designs(means: readonly (readonly number[])[], n: number, seed = 1): number[][][] {
    return means.map((columns, design) =>
      Array.from({ length: n }, (_, i) => {
        const [common] = normals(1, Random.of(seed, "common").at(i));
        const [own] = normals(1, Random.of(seed, "own").at(i, design));
        return columns.map((mean) => mean + 3 * common! + own!);
      }),
    );
  }

  it("drops what is surely dominated and says by what; keeps trade-offs", () => {
    const samples = designs(
      [
        [0, 9],
        [9, 0],
        [4, 4],
        [12, 12],
      ],
      20,
    );
    const { alive, dropped } = race(samples, { alpha: 0.05 });
    expect(alive).to.deep.equal([0, 1, 2]);
    expect(dropped.map(({ design }) => design)).to.deep.equal([3]);
  });

  it("drops nothing after a seed or two, and a design five deviations off after a dozen", () => {
    expect(race(designs([[0], [5]], 1), { alpha: 0.05 }).alive).to.deep.equal([0, 1]);
    expect(race(designs([[0], [5]], 12), { alpha: 0.05 }).alive).to.deep.equal([0]);
  });

  it("profits from common seeds: differences are judged, not means", () => {
    const samples = designs([[0], [2.5]], 20);
    const shuffled = [samples[0]!, Random.of(1, "shuffle").shuffle([...samples[1]!])];
    expect(race(samples, { alpha: 0.05 }).alive).to.deep.equal([0]);
    expect(race(shuffled, { alpha: 0.05 }).alive).to.deep.equal([0, 1]);
  });

  it("rarely drops one of equal designs though it is judged after every seed", () => {
    let wrong = 0;
    for (let trial = 0; trial < 100; trial++) {
      const samples = designs([[0], [0], [0]], 40, trial);
      const ever = samples[0]!.some(
        (_, i) =>
          race(
            samples.map((rows) => rows.slice(0, i + 1)),
            { alpha: 0.1 },
          ).dropped.length > 0,
      );
      if (ever) wrong++;
    }
    expect(wrong).to.be.at.most(10);
  });

  it("is not misled by a few equal outcomes of a share: met or not met", () => {
    const outcomes = (value: number, n: number) => Array.from({ length: n }, () => [value]);
    const judged = (n: number) => race([outcomes(0, n), outcomes(1, n)], { alpha: 0.05, ranges: [[0, 1]] }).alive;
    expect(judged(3)).to.deep.equal([0, 1]);
    expect(judged(80)).to.deep.equal([0]);
  });

  it("takes a violation that is zero for both as no hindrance, and one that is worse as one", () => {
    const samples = designs([[0], [9]], 15).map((rows) => rows.map((row) => [...row, 0]));
    expect(race(samples, { alpha: 0.05 }).alive).to.deep.equal([0]);
    const infeasible = [samples[0]!.map(([x]) => [x!, 1]), samples[1]!];
    expect(race(infeasible, { alpha: 0.05 }).alive).to.deep.equal([0, 1]);
  });

  it("compares on the seeds that both have, and leaves what is not finite undecided", () => {
    const [a, b] = designs([[0], [9]], 15) as [number[][], number[][]];
    expect(race([a, b.slice(0, 10)], { alpha: 0.05 }).alive).to.deep.equal([0]);
    expect(race([a, []], { alpha: 0.05 }).alive).to.deep.equal([0, 1]);
    expect(race([a, [...b.slice(1), [NaN]]], { alpha: 0.05 }).alive).to.deep.equal([0, 1]);
  });

  it("refuses ragged samples and impossible chances", () => {
    expect(() => race([[[1, 2]], [[1]]], { alpha: 0.05 }))
      .to.throw()
      .with.property("code", "SAMPLE_COLUMNS");
    for (const alpha of [0, 1, NaN])
      expect(() => race([[[1]]], { alpha }))
        .to.throw()
        .with.property("code", "ALPHA");
  });
});
