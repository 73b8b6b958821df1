import type { Engine } from "./engine.ts";
import * as at from "../layout.ts";
import { TakenComparisons } from "./taken-comparisons.ts";

/** Two words that a contract compared, 32 bytes big-endian each. */
export interface Comparison {
  /** Whose storage it ran on: a proxy, not its implementation. 20 bytes. */
  readonly contract: Uint8Array;
  /** Place of the instruction in the code that ran. */
  readonly pc: number;
  /** LT, GT, SLT, SGT, EQ; ISZERO (with b zero); SUB and XOR where a branch hangs on them. */
  readonly opcode: number;
  readonly a: Uint8Array;
  readonly b: Uint8Array;
}

/**
 * What compiled code has told since it was last cleared: calls, blocks of calls and views alike, reverted ones too. To be
 * read before the state goes back to a mark or a snapshot, for contracts made since are gone then.
 *
 * @example
 * evm.feedback!.clear();
 * evm.runBlock(batch, results);
 * if (evm.feedback!.mergeInto(seen) > 0) corpus.push(batch);
 */
export class Feedback {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
    // A memory that another engine had before.
    engine.bytes.fill(0, at.FEEDBACK, at.FEEDBACK_END);
  }

  /** How often each of 65,536 edges was taken, to 255; the engine's own bytes, not to be written. Which edge has which
   * number depends on the code alone. */
  get edges(): Uint8Array {
    return this.#engine.bytes.subarray(at.FEEDBACK_COUNTS, at.FEEDBACK_COUNTS + at.FEEDBACK_EDGES);
  }

  /** The edges that were taken, in the order of their first times; the engine's own. */
  get taken(): Uint16Array {
    const { buffer } = this.#engine.bytes;
    return new Uint16Array(buffer, at.FEEDBACK_TAKEN, this.#engine.global(at.FEEDBACK_TAKEN_COUNT));
  }

  /** Comparisons made; only the latest 1,024 are kept. */
  get compared(): number {
    return this.#engine.global(at.FEEDBACK_COMPARISON_COUNT);
  }

  /**
   * Marks in `seen`, 65,536 bytes, which edges were taken and about how often: a bit for 1, 2, 3, 4-7, 8-15, 16-31,
   * 32-127 and more. Answers how many bits are new.
   */
  mergeInto(seen: Uint8Array): number {
    const { bytes, view } = this.#engine;
    const end = at.FEEDBACK_TAKEN + 2 * view.getUint32(at.FEEDBACK_TAKEN_COUNT, true);
    let found = 0;
    for (let place = at.FEEDBACK_TAKEN; place < end; place += 2) {
      const edge = view.getUint16(place, true);
      const bit = BUCKETS[bytes[at.FEEDBACK_COUNTS + edge]!]!;
      if (seen[edge]! & bit) continue;
      seen[edge]! |= bit;
      found++;
    }
    return found;
  }

  /** The latest comparisons, oldest first. */
  *comparisons(): Iterable<Comparison> {
    const engine = this.#engine;
    const end = this.compared;
    for (let i = Math.max(0, end - at.FEEDBACK_COMPARISONS); i < end; i++) {
      const ring = i & (at.FEEDBACK_COMPARISONS - 1);
      const [place, operands] = [at.FEEDBACK_PLACES + 16 * ring, at.FEEDBACK_OPERANDS + 64 * ring];
      yield {
        contract: engine.readAddress(engine.global(place) + at.A_ADDRESS),
        pc: engine.global(place + 8),
        opcode: engine.global(place + 12),
        a: engine.readWord(operands),
        b: engine.readWord(operands + 32),
      };
    }
  }

  /** The same at once, of which a search looks at few. */
  takeComparisons(): TakenComparisons {
    return new TakenComparisons(this.#engine);
  }

  /** Begins anew. */
  clear(): void {
    const { bytes, view } = this.#engine;
    const end = at.FEEDBACK_TAKEN + 2 * view.getUint32(at.FEEDBACK_TAKEN_COUNT, true);
    for (let place = at.FEEDBACK_TAKEN; place < end; place += 2)
      bytes[at.FEEDBACK_COUNTS + view.getUint16(place, true)] = 0;
    view.setUint32(at.FEEDBACK_TAKEN_COUNT, 0, true);
    view.setUint32(at.FEEDBACK_COMPARISON_COUNT, 0, true);
  }
}

/** The bit of a count. */
const BUCKETS = Uint8Array.from({ length: 256 }, (_, count) => {
  if (count <= 3) return count === 0 ? 0 : 1 << (count - 1);
  return count < 8 ? 8 : count < 16 ? 16 : count < 32 ? 32 : count < 128 ? 64 : 128;
});
