import type { Engine } from "./engine.ts";
import * as at from "../layout.ts";

const OPERANDS_SIZE = 64;
const PLACE_SIZE = 16;

/**
 * The latest comparisons, oldest first, as they were when it was made, whatever is executed afterwards. Operands are read
 * when they are asked for: of a call that makes hundreds, a search looks at the last.
 *
 * @example
 * const taken = evm.feedback!.takeComparisons();
 * const [a, b] = [taken.a(taken.count - 1), taken.b(taken.count - 1)];
 */
export class TakenComparisons {
  readonly count: number;
  /** Whose storage they ran on, each once. 20 bytes. */
  readonly contracts: Uint8Array[] = [];
  /** Of each comparison, which of the contracts. */
  readonly contractOf: Uint16Array;
  /** Of each comparison, the place of the instruction in the code that ran. */
  readonly pcs: Uint32Array;
  readonly #operands: DataView;

  constructor(engine: Engine) {
    const { view, bytes } = engine;
    const end = view.getUint32(at.FEEDBACK_COMPARISON_COUNT, true);
    const count = Math.min(end, at.FEEDBACK_COMPARISONS);
    this.count = count;
    this.contractOf = new Uint16Array(count);
    this.pcs = new Uint32Array(count);
    const accounts: number[] = [];
    const first = (end - count) & (at.FEEDBACK_COMPARISONS - 1);
    for (let i = 0; i < count; i++) {
      const place = at.FEEDBACK_PLACES + PLACE_SIZE * ((first + i) & (at.FEEDBACK_COMPARISONS - 1));
      const account = view.getUint32(place, true);
      let which = accounts.indexOf(account);
      if (which < 0) {
        which = accounts.push(account) - 1;
        this.contracts.push(engine.readAddress(account + at.A_ADDRESS));
      }
      this.contractOf[i] = which;
      this.pcs[i] = view.getUint32(place + 8, true);
    }
    // The ring's oldest ones may lie behind its newest.
    const until = Math.min(count, at.FEEDBACK_COMPARISONS - first);
    const from = at.FEEDBACK_OPERANDS;
    let operands = bytes.slice(from + OPERANDS_SIZE * first, from + OPERANDS_SIZE * (first + until));
    if (until < count) {
      const all = new Uint8Array(OPERANDS_SIZE * count);
      all.set(operands);
      all.set(bytes.subarray(from, from + OPERANDS_SIZE * (count - until)), operands.length);
      operands = all;
    }
    this.#operands = new DataView(operands.buffer);
  }

  /** The first operand of comparison `i`, 0 the oldest. */
  a(i: number): bigint {
    return this.#word(OPERANDS_SIZE * i);
  }

  /** The second operand of comparison `i`. */
  b(i: number): bigint {
    return this.#word(OPERANDS_SIZE * i + OPERANDS_SIZE / 2);
  }

  #word(from: number): bigint {
    const operands = this.#operands;
    let word = operands.getBigUint64(from + 24, true);
    for (let limb = 16; limb >= 0; limb -= 8) word = (word << 64n) | operands.getBigUint64(from + limb, true);
    return word;
  }
}
