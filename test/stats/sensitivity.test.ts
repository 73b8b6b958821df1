import { expect } from "chai";
import { normalDraw } from "../../sim/core/normal.ts";
import { Random } from "../../sim/core/random.ts";
import type { Estimate } from "../../sim/stats/estimate.ts";
import { elementaryEffects, morrisTrajectories } from "../../sim/stats/morris.ts";
import { additiveSampler, latinSampler, uniformSampler } from "../../sim/stats/sampler.ts";
import { saltelliPoints, sobolIndices, type SobolIndices } from "../../sim/stats/sobol-indices.ts";
import { codeOf } from "./support.ts";

type Model = (u: readonly number[]) => number;

/** T. Ishigami, T. Homma 1990, a = 7, b = 0.1, on [-pi, pi]^3. */
const ishigami: Model = (u) => {
  const [x, y, z] = u.map((value) => Math.PI * (2 * value - 1));
  return Math.sin(x!) + 7 * Math.sin(y!) ** 2 + 0.1 * z! ** 4 * Math.sin(x!);
};
const ISHIGAMI = (() => {
  const one = (1 + (0.1 * Math.PI ** 4) / 5) ** 2 / 2;
  const two = 49 / 8;
  const both = (0.01 * Math.PI ** 8 * 8) / 225;
  const all = one + two + both;
  return { first: [one / all, two / all, 0], total: [(one + both) / all, two / all, both / all] };
})();

/** I. Sobol's g with the usual coefficients: two factors that matter, two a little, four not at all. */
const A = [0, 1, 4.5, 9, 99, 99, 99, 99];
const sobolG: Model = (u) =>
  u.reduce((product, value, i) => (product * (Math.abs(4 * value - 2) + A[i]!)) / (1 + A[i]!), 1);
const SOBOL_G = (() => {
  const partial = A.map((a) => 1 / 3 / (1 + a) ** 2);
  const product = partial.reduce((p, v) => p * (1 + v), 1);
  const total = partial.map((v) => ((v / (1 + v)) * product) / (product - 1));
  return { first: partial.map((v) => v / (product - 1)), total };
})();

function analyse(model: Model, dimension: number, rows: number, seed: number, confidence: number): SobolIndices[] {
  const random = Random.of(seed, "sobol");
  const points = saltelliPoints(dimension, rows, uniformSampler(random.at(0)));
  return sobolIndices(dimension, points.map(model), { random: random.at(1), confidence, resamples: 300 });
}

const covers = ({ low, high }: Estimate, truth: number): boolean => low <= truth && truth <= high;

describe("Sobol indices", () => {
  it("hold the exact indices of Ishigami's function and of Sobol's g within their intervals", () => {
    for (const [model, exact, dimension] of [
      [ishigami, ISHIGAMI, 3],
      [sobolG, SOBOL_G, 8],
    ] as const) {
      // 99.9 %: twenty-two intervals must all hold
      analyse(model, dimension, 4096, 1, 0.999).forEach(({ first, total }, i) => {
        expect(covers(first, exact.first[i]!), `first ${i}`).to.equal(true);
        expect(covers(total, exact.total[i]!), `total ${i}`).to.equal(true);
        expect(Math.max(first.high - first.low, total.high - total.low)).to.be.below(0.25);
      });
    }
  });

  it("have intervals that cover as often as they say", () => {
    const repetitions = 100;
    const covered = { first: [0, 0, 0], total: [0, 0, 0] };
    for (let r = 0; r < repetitions; r++) {
      analyse(ishigami, 3, 512, r, 0.95).forEach(({ first, total }, i) => {
        if (covers(first, ISHIGAMI.first[i]!)) covered.first[i]!++;
        if (covers(total, ISHIGAMI.total[i]!)) covered.total[i]!++;
      });
    }
    const min = 0.95 - 3 * Math.sqrt((0.95 * 0.05) / repetitions);
    for (const count of [...covered.first, ...covered.total]) expect(count / repetitions).to.be.at.least(min);
  });

  it("come closer with a sampler that fills space better", () => {
    const error = (name: "uniform" | "additive"): number => {
      let sum = 0;
      for (let seed = 0; seed < 10; seed++) {
        const random = Random.of(seed, "fill");
        const sampler = name === "uniform" ? uniformSampler(random) : additiveSampler(random);
        const values = saltelliPoints(3, 512, sampler).map(ishigami);
        sobolIndices(3, values, { random, resamples: 2 }).forEach(({ total }, i) => {
          sum += Math.abs(total.value - ISHIGAMI.total[i]!);
        });
      }
      return sum;
    };
    expect(error("additive")).to.be.below(0.7 * error("uniform"));
  });

  it("are zero for a measure that never varies, and refuse values that fit no rows", () => {
    const random = Random.of(1, "flat");
    const flat = sobolIndices(2, new Array<number>(40).fill(3), { random, resamples: 10 });
    expect(flat.map(({ first, total }) => [first.value, total.high])).to.deep.equal([
      [0, 0],
      [0, 0],
    ]);
    expect(codeOf(() => sobolIndices(2, new Array<number>(41).fill(3), { random }))).to.equal("STATS_ARGUMENT");
  });
});

describe("Morris screening", () => {
  it("walks one coordinate at a time on its grid", () => {
    for (const { points, order } of morrisTrajectories(5, 8, Random.of(1, "walk"), 6)) {
      expect(points).to.have.length(6);
      expect([...order].sort()).to.deep.equal([0, 1, 2, 3, 4]);
      points.forEach((point, k) => {
        for (const value of point) expect((value * 5) % 1).to.be.closeTo(0, 1e-12);
        if (k === 0) return;
        const changed = point.flatMap((value, j) => (value === points[k - 1]![j] ? [] : [j]));
        expect(changed).to.deep.equal([order[k - 1]]);
        expect(Math.abs(point[changed[0]!]! - points[k - 1]![changed[0]!]!)).to.be.closeTo(3 / 5, 1e-12);
      });
    }
  });

  it("finds the coefficients of a linear measure exactly", () => {
    const trajectories = morrisTrajectories(3, 4, Random.of(2, "linear"));
    const values = trajectories.map(({ points }) => points.map(([x, y, z]) => 5 * x! - 2 * y! + 0 * z!));
    const effects = elementaryEffects(trajectories, values);
    [5, -2, 0].forEach((slope, j) => {
      expect(effects[j]!.mu.value).to.be.closeTo(slope, 1e-12);
      expect(effects[j]!.muStar.value).to.be.closeTo(Math.abs(slope), 1e-12);
      expect(effects[j]!.sigma).to.be.closeTo(0, 1e-12);
    });
  });

  it("tells the ten active from the ten idle factors of Morris' own function in 210 runs", () => {
    const random = Random.of(3, "morris");
    const small = Array.from({ length: 20 }, (_, i) =>
      Array.from({ length: 20 }, (_v, j) => normalDraw(random.at(i, j).unit())),
    );
    const model: Model = (u) => {
      const w = u.map((x, i) => ([2, 4, 6].includes(i) ? 2 * ((1.1 * x) / (x + 0.1) - 0.5) : 2 * (x - 0.5)));
      let y = 0;
      for (let i = 0; i < 20; i++) {
        y += (i < 10 ? 20 : small[i]![i]!) * w[i]!;
        for (let j = i + 1; j < 20; j++) {
          y += (j < 6 ? -15 : small[i]![j]!) * w[i]! * w[j]!;
          for (let l = j + 1; l < 5; l++) {
            y -= 10 * w[i]! * w[j]! * w[l]!;
            for (let s = l + 1; s < 4; s++) y += 5 * w[i]! * w[j]! * w[l]! * w[s]!;
          }
        }
      }
      return y;
    };
    const trajectories = morrisTrajectories(20, 10, random.at(99));
    const effects = elementaryEffects(
      trajectories,
      trajectories.map(({ points }) => points.map(model)),
    );
    const size = effects.map(({ muStar }) => muStar.value);
    expect(Math.min(...size.slice(0, 10))).to.be.above(Math.max(...size.slice(10)));
    // factors 8 to 10 are linear, 1 to 7 are not: published figure 1
    for (const j of [7, 8, 9])
      expect(effects[j]!.sigma).to.be.below(Math.min(...effects.slice(0, 5).map((e) => e.sigma)));
  });
});

describe("samplers", () => {
  it("hold one row in each slice of each axis (Latin hypercube)", () => {
    const rows = latinSampler(Random.of(1, "latin"))(17, 3);
    for (let j = 0; j < 3; j++) {
      const slices = rows.map((row) => Math.floor(row[j]! * 17)).sort((a, b) => a - b);
      expect(slices).to.deep.equal(Array.from({ length: 17 }, (_, i) => i));
    }
  });

  it("leave no large gap in any prefix (additive recurrence)", () => {
    const rows = additiveSampler(Random.of(2, "additive"))(600, 2);
    for (const prefix of [100, 300, 600]) {
      const cells = new Set(rows.slice(0, prefix).map(([x, y]) => `${Math.floor(x! * 5)},${Math.floor(y! * 5)}`));
      expect(cells.size).to.equal(25);
    }
  });

  it("give the same rows for the same key", () => {
    for (const make of [uniformSampler, latinSampler, additiveSampler]) {
      expect(make(Random.of(5, "k"))(9, 4)).to.deep.equal(make(Random.of(5, "k"))(9, 4));
      expect(make(Random.of(5, "k"))(9, 4)).to.not.deep.equal(make(Random.of(6, "k"))(9, 4));
    }
  });
});
