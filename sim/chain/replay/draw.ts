import { Random } from "../../core/random.ts";
import type { BlockResult } from "../chain.ts";
import type { Part } from "./case.ts";

/** What is known of a run before it begins. */
export interface DrawOptions {
  readonly seed: string;
  /** How many blocks are drawn, `all`, or as many as the rule of `ruleOf` says. */
  readonly replay: number | "all" | "rule";
  readonly generations: number;
  /** Blocks of a generation in which agents act. */
  readonly blocks: number;
}

/** Blocks that are drawn at least and at most, and calls that they have at least, where there are as many. */
export const MIN_BLOCKS = 5;
export const MAX_BLOCKS = 50;
export const MIN_CALLS = 200;
/** A run in which agents act in this many blocks has all MOST_BLOCKS drawn, a shorter one in proportion. */
export const FULL_RUN = 8_000;

/** Gas that calls of a drawn block use up to which all are compared; of more, so many that use it, and at least LEAST. */
export const FULL_GAS = 25_000_000;
const LEAST = MIN_CALLS / MIN_BLOCKS;

/** Blocks that are drawn of a run in which agents act in `blocks`, unless somebody says how many. */
export function ruleOf(blocks: number): number {
  return Math.min(MAX_BLOCKS, MIN_BLOCKS + Math.floor(((MAX_BLOCKS - MIN_BLOCKS) * blocks) / FULL_RUN));
}

/**
 * Draws blocks that have calls, exactly as many as wanted where there are as many, each with the same chance. Nobody
 * knows beforehand which blocks will have calls: of those that are left as many are expected to as so far. Decided by
 * seed and counts alone.
 */
export class BlockDraw {
  readonly #options: DrawOptions;
  readonly #random: Random;
  readonly #wanted: number;
  readonly #leastCalls: number;
  #ended = 0;
  /** Blocks of the generation at hand so far, and of one as a whole. */
  #inGeneration = 0;
  #whole: number;
  #seen = 0;
  #calls = 0;
  #withCalls = 0;
  #drawn = 0;
  #callsDrawn = 0;

  constructor(options: DrawOptions) {
    const { seed, replay, generations, blocks } = options;
    this.#options = options;
    this.#random = Random.of(seed, "cross-check");
    this.#whole = blocks;
    this.#leastCalls = replay === "rule" ? MIN_CALLS : 0;
    this.#wanted = replay === "all" ? Infinity : replay === "rule" ? ruleOf(generations * blocks) : replay;
  }

  /** Blocks so far that had calls. */
  get withCalls(): number {
    return this.#withCalls;
  }

  /** How many generations have ended. */
  generationEnds(ended: number): void {
    if (this.#inGeneration > 0) this.#whole = this.#inGeneration;
    this.#ended = ended;
    this.#inGeneration = 0;
  }

  /** Whether the next block is drawn, which has so many calls. */
  isDrawn(calls: number): boolean {
    this.#seen++;
    this.#inGeneration++;
    if (calls === 0) return false;
    this.#withCalls++;
    this.#calls += calls;
    if (!this.#chosen()) return false;
    this.#drawn++;
    this.#callsDrawn += calls;
    return true;
  }

  /** Of a block that was drawn, with so many calls: the first that is compared where not all are. */
  beginOf(count: number): number {
    if (this.#options.replay !== "rule" || count <= LEAST) return 0;
    return this.#random.at(this.#seen, 1).integer(count - LEAST + 1);
  }

  /** The calls of a block that was drawn that are compared, from a drawn one on; undefined where all are. */
  comparedOf({ count, gas }: Pick<BlockResult, "count" | "gas">): Part | undefined {
    if (this.#options.replay !== "rule" || count <= LEAST) return undefined;
    if (gas.subarray(0, count).reduce((sum, one) => sum + one, 0) <= FULL_GAS) return undefined;
    const from = this.beginOf(count);
    let [to, used] = [from, 0];
    while (to < count && (to - from < LEAST || used + gas[to]! <= FULL_GAS)) used += gas[to++]!;
    if (to - from === count) return undefined;
    this.#callsDrawn -= count - (to - from);
    return { from, to };
  }

  #chosen(): boolean {
    const { replay, generations } = this.#options;
    if (replay === "all") return true;
    const short = this.#leastCalls - this.#callsDrawn;
    const forCalls = short > 0 ? Math.ceil((short * this.#withCalls) / this.#calls) : 0;
    const wanted = Math.max(this.#wanted - this.#drawn, forCalls);
    if (wanted <= 0) return false;
    const left =
      Math.max(0, generations - this.#ended - 1) * this.#whole + Math.max(1, this.#whole - this.#inGeneration + 1);
    const share = this.#withCalls / this.#seen;
    // Two standard deviations on the safe side: what is not drawn in time cannot be drawn at all.
    const expected = left * share - 2 * Math.sqrt(left * share * (1 - share));
    return this.#random.at(this.#seen).unit() * Math.max(1, expected) < wanted;
  }
}
