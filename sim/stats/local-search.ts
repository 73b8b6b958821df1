import { maxOf } from "../core/many.ts";
import { exp } from "../core/math.ts";
import { normalDraw } from "../core/normal.ts";
import type { Random } from "../core/random.ts";

/**
 * Descent into one basin of [0, 1]^d by a single point that learns the basin's shape: the (1+1)-CMA evolution strategy.
 * One evaluation a step: `propose`, evaluate, `accept`. Proposals outside the box are reflected into it.
 * Source: C. Igel, T. Suttorp, N. Hansen, "A computational efficient covariance matrix update and a (1+1)-CMA for
 * evolution strategies", GECCO 2006, with its constants.
 */
export class LocalSearch {
  #best: readonly number[];
  #value: number;
  #step: number;
  #success = 2 / 11;
  #covariance: number[][];
  #factor: number[][];
  readonly #path: number[];
  readonly #random: Random;
  #offered: readonly number[] = [];
  #direction: readonly number[] = [];
  #count = 0;

  constructor(start: readonly number[], value: number, step: number, random: Random) {
    this.#best = start;
    this.#value = value;
    this.#step = step;
    this.#random = random;
    this.#covariance = start.map((_, i) => start.map((_value, j) => (i === j ? 1 : 0)));
    this.#factor = this.#covariance.map((row) => [...row]);
    this.#path = start.map(() => 0);
  }

  get best(): readonly number[] {
    return this.#best;
  }

  get value(): number {
    return this.#value;
  }

  /** Largest standard deviation of the next proposal, in units of the box. */
  get step(): number {
    return this.#step * Math.sqrt(maxOf(this.#covariance.map((row, i) => row[i]!)));
  }

  propose(): readonly number[] {
    const stream = this.#random.at(this.#count++);
    const z = this.#best.map(() => normalDraw(stream.unit()));
    this.#direction = this.#factor.map((row) => row.reduce((sum, value, j) => sum + value * z[j]!, 0));
    this.#offered = this.#best.map((value, i) => reflect(value + this.#step * this.#direction[i]!));
    return this.#offered;
  }

  accept(value: number): void {
    const n = this.#best.length;
    const succeeded = value < this.#value;
    this.#success = (11 / 12) * this.#success + (succeeded ? 1 / 12 : 0);
    this.#step *= exp((this.#success - 2 / 11) / (1 - 2 / 11) / (1 + n / 2));
    if (!succeeded) return;
    this.#best = this.#offered;
    this.#value = value;
    const decay = 2 / (n + 2);
    const learning = 2 / (n * n + 6);
    // a step size still far too small must not shape the matrix
    const steady = this.#success < 0.44;
    for (let i = 0; i < n; i++) {
      this.#path[i] =
        (1 - decay) * this.#path[i]! + (steady ? Math.sqrt(decay * (2 - decay)) * this.#direction[i]! : 0);
    }
    const keep = 1 - learning + (steady ? 0 : learning * decay * (2 - decay));
    this.#covariance = this.#covariance.map((row, i) =>
      row.map((entry, j) => keep * entry + learning * this.#path[i]! * this.#path[j]!),
    );
    this.#factor = cholesky(this.#covariance);
  }
}

function reflect(value: number): number {
  const folded = Math.abs(value) % 2;
  return folded > 1 ? 2 - folded : folded;
}

function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const factor = matrix.map((row) => row.map(() => 0));
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= factor[i]![k]! * factor[j]![k]!;
      factor[i]![j] = i === j ? Math.sqrt(Math.max(sum, 1e-30)) : sum / factor[j]![j]!;
    }
  }
  return factor;
}
