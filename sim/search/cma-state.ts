import { maxOf } from "../core/many.ts";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { exp, pow } from "../core/math.ts";
import type { Random } from "../core/random.ts";
import { cmaParameters, type CmaParameters } from "./cma-parameters.ts";
import { normals } from "./normal.ts";

/** A sample: the standard normal draw z and the step y = B D z, of covariance C, that it becomes. */
interface Sample {
  readonly z: readonly number[];
  readonly y: readonly number[];
}

/**
 * Largest standard deviation of a coordinate, as in pycma (maxstd_boundrange). A wider distribution folds onto itself at
 * the bounds: it learns from the mirror images of a valley as from so many valleys, and wanders among them.
 */
export const WIDEST = 1 / 3;

/** The search distribution of one run of CMA-ES and its update (Hansen 2016, figure 6, with active covariance update). */
export class CmaState {
  readonly parameters: CmaParameters;
  readonly mean: number[];
  sigma: number;
  /** Covariance, its eigenvectors by column and the square roots of its eigenvalues. */
  readonly #c: number[][];
  #basis: number[][];
  #axes: number[];
  readonly #pathSigma: number[];
  readonly #pathC: number[];
  /** Least standard deviation of each coordinate: keeps integers from freezing in one cell. */
  readonly #floor: readonly number[];
  #samples: Sample[] = [];
  #generation = 0;
  #decomposed = 0;

  constructor(mean: readonly number[], sigma: number, lambda: number, floor: readonly number[]) {
    const n = mean.length;
    this.parameters = cmaParameters(n, lambda);
    this.mean = [...mean];
    this.sigma = sigma;
    this.#c = identity(n);
    this.#basis = identity(n);
    this.#axes = mean.map(() => 1);
    this.#pathSigma = mean.map(() => 0);
    this.#pathC = mean.map(() => 0);
    this.#floor = floor;
  }

  /** Standard deviation of each coordinate. */
  get deviations(): number[] {
    return this.mean.map((_, i) => this.sigma * Math.sqrt(this.#c[i]![i]!));
  }

  /** Standard deviations along the principal axes, in units of sigma, and those axes by column. */
  get axes(): readonly number[] {
    return this.#axes;
  }
  get basis(): readonly (readonly number[])[] {
    return this.#basis;
  }
  get pathC(): readonly number[] {
    return this.#pathC;
  }

  /** lambda points of the distribution; some may lie outside the cube. */
  sample(random: Random): number[][] {
    const { n, lambda } = this.parameters;
    this.#samples = Array.from({ length: lambda }, (_, k) => {
      const z = normals(n, random.at(k));
      const scaled = z.map((draw, j) => draw * this.#axes[j]!);
      return { z, y: this.#basis.map((row) => dot(row, scaled)) };
    });
    return this.#samples.map(({ y }) => this.mean.map((m, i) => m + this.sigma * y[i]!));
  }

  /** @param ranking indices of the samples, best first */
  update(ranking: readonly number[]): void {
    const { n, weights, mu, muEff, cSigma, cC, c1, cMu, dSigma, chiN } = this.parameters;
    const ranked = ranking.map((k) => this.#samples[k]!);
    this.#generation++;

    const stepY = weighted(ranked.slice(0, mu), weights, ({ y }) => y);
    const stepZ = weighted(ranked.slice(0, mu), weights, ({ z }) => z);
    for (let i = 0; i < n; i++) this.mean[i]! += this.sigma * stepY[i]!;

    const white = this.#basis.map((row) => dot(row, stepZ));
    const rise = Math.sqrt(cSigma * (2 - cSigma) * muEff);
    for (let i = 0; i < n; i++) this.#pathSigma[i] = (1 - cSigma) * this.#pathSigma[i]! + rise * white[i]!;
    const length = Math.sqrt(dot(this.#pathSigma, this.#pathSigma));

    const settled = Math.sqrt(1 - pow(1 - cSigma, 2 * this.#generation));
    const steady = length / settled < (1.4 + 2 / (n + 1)) * chiN ? 1 : 0;
    const riseC = steady * Math.sqrt(cC * (2 - cC) * muEff);
    for (let i = 0; i < n; i++) this.#pathC[i] = (1 - cC) * this.#pathC[i]! + riseC * stepY[i]!;

    const total = weights.reduce((sum, w) => sum + w, 0);
    const keep = 1 - c1 - cMu * total + (1 - steady) * c1 * cC * (2 - cC);
    // A bad step is scaled to the length of an average one, so that its negative weight cannot make C indefinite.
    const pull = ranked.map(({ z }, k) => cMu * weights[k]! * (weights[k]! < 0 ? n / Math.max(dot(z, z), 1e-300) : 1));
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let value = keep * this.#c[i]![j]! + c1 * this.#pathC[i]! * this.#pathC[j]!;
        for (let k = 0; k < ranked.length; k++) value += pull[k]! * ranked[k]!.y[i]! * ranked[k]!.y[j]!;
        this.#c[i]![j] = this.#c[j]![i] = value;
      }
    }

    this.sigma *= exp(Math.min(1, (cSigma / dSigma) * (length / chiN - 1)));
    const widest = maxOf(this.deviations);
    if (widest > WIDEST) this.sigma *= WIDEST / widest;
    const raised = this.#raiseToFloor();
    const interval = 1 / (10 * n * (c1 + cMu));
    if (raised || this.#generation - this.#decomposed >= interval) this.#decompose();
  }

  /** Stretches C along the coordinates whose deviation is below its floor. */
  #raiseToFloor(): boolean {
    const factors = this.deviations.map((deviation, i) =>
      deviation < this.#floor[i]! ? this.#floor[i]! / deviation : 1,
    );
    if (factors.every((factor) => factor === 1)) return false;
    factors.forEach((factor, i) => {
      this.#pathC[i]! *= factor;
      for (let j = 0; j < factors.length; j++) this.#c[i]![j]! *= factor * factors[j]!;
    });
    return true;
  }

  #decompose(): void {
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(this.#c), {
      assumeSymmetric: true,
    });
    this.#decomposed = this.#generation;
    this.#axes = realEigenvalues.map((value) => Math.sqrt(Math.max(value, 0)));
    this.#basis = eigenvectorMatrix.to2DArray();
  }
}

function identity(n: number): number[][] {
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function weighted(samples: readonly Sample[], weights: readonly number[], part: (s: Sample) => readonly number[]) {
  const sum = part(samples[0]!).map(() => 0);
  samples.forEach((sample, k) => part(sample).forEach((x, i) => (sum[i]! += weights[k]! * x)));
  return sum;
}
