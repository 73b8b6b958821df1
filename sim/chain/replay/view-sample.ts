import { Random } from "../../core/random.ts";
import type { ViewBatch } from "../batch.ts";
import type { ViewResult } from "../chain.ts";
import type { ViewsStep } from "./case.ts";
import type { DrawOptions } from "./draw.ts";

/** Reads of a batch that are asked of the Hardhat chain too: so many that a run has ALL_READS, within these bounds. */
const MIN_READS = 10;
const MAX_READS = 100;
const ALL_READS = 5_000;

/** Draws one batch of views a generation: the first that is asked for after as many blocks of it as are drawn. */
export class ViewSample {
  readonly #random: Random;
  readonly #blocks: number;
  readonly #reads: number;
  #generation = 0;
  /** Blocks until the batch is taken; undefined once it was. */
  #left: number | undefined;

  constructor({ seed, blocks, generations }: Pick<DrawOptions, "seed" | "blocks" | "generations">) {
    this.#random = Random.of(seed, "cross-check of views");
    this.#blocks = blocks;
    this.#reads = Math.min(MAX_READS, Math.max(MIN_READS, Math.ceil(ALL_READS / generations)));
    this.generationEnds(0);
  }

  block(): void {
    if (this.#left !== undefined && this.#left > 0) this.#left--;
  }

  /** What is compared of a batch that was answered at the head, if it is drawn. */
  next(batch: ViewBatch, answers: ViewResult): ViewsStep | undefined {
    if (this.#left !== 0 || batch.count === 0) return undefined;
    this.#left = undefined;
    return stepOf(batch, answers, this.#reads, this.#random.at(1, this.#generation));
  }

  generationEnds(ended: number): void {
    this.#generation = ended;
    this.#left = this.#random.at(0, ended).integer(this.#blocks) + 1;
  }
}

function stepOf(batch: ViewBatch, answers: ViewResult, reads: number, random: Random): ViewsStep {
  const count = Math.min(batch.count, reads);
  const first = random.integer(batch.count);
  const chosen = Array.from({ length: count }, (_, i) => (first + i) % batch.count);
  return {
    kind: "views",
    views: chosen.map((i) => ({
      target: batch.target(i).slice(),
      data: batch.data(i).slice(),
      balance: batch.kinds[i] === 1,
    })),
    ok: Uint8Array.from(chosen, (i) => answers.ok[i]!),
    data: chosen.map((i) => answers.data.slice(answers.offsets[i]!, answers.offsets[i + 1]!)),
  };
}
