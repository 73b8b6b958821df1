import { createHash } from "node:crypto";
import * as at from "../layout.ts";
import * as Op from "../opcodes.ts";
import type { Block, Step } from "./blocks.ts";
import { I32, op } from "./encoder.ts";
import { constant, constantOf, local, type Emitter } from "./emitter.ts";

const COMPARISONS: ReadonlySet<number> = new Set([Op.LT, Op.GT, Op.SLT, Op.SGT, Op.EQ]);
/** Zero exactly when their operands are equal: recorded where a branch hangs on that. */
const DIFFERENCES: ReadonlySet<number> = new Set([Op.SUB, Op.XOR]);

/**
 * What compiled code of the feedback mode does besides: it counts which way branches go, and records the operands of
 * comparisons, at FEEDBACK (layout.ts). Edges are numbered from a place that the bytecode template decides, so equal code
 * has equal numbers in every engine and process; numbers of different contracts may fall together, as rarely as
 * 65,536 of them allow.
 */
export class FeedbackEmitter {
  readonly #e: Emitter;
  readonly #first: number;
  /** Two locals of its own. */
  readonly #x: number;
  readonly #y: number;
  #edges = 1;

  /** Before any other local is asked for. */
  constructor(e: Emitter, template: Uint8Array) {
    this.#e = e;
    this.#first = createHash("sha256").update(template).digest().readUInt16LE(0);
    e.locals.push(I32, I32);
    this.#x = e.locals.length - 1;
    this.#y = e.locals.length;
  }

  /** Where the code begins. */
  entered(): void {
    this.#count(this.#first);
  }

  /** Numbers for both ways of a branch. */
  branch(): { readonly taken: () => void; readonly passed: () => void } {
    const edge = this.#first + this.#edges;
    this.#edges += 2;
    return { taken: () => this.#count(edge), passed: () => this.#count(edge + 1) };
  }

  /** Counts up to 255, and lists an edge at its first time. */
  #count(edge: number): void {
    const e = this.#e;
    const { code } = e;
    const index = edge % at.FEEDBACK_EDGES;
    code.i32(0);
    code.memory(op.i32Load8, at.FEEDBACK_COUNTS + index);
    code.tee(this.#x);
    code.op(op.i32Eqz);
    e.if(() => {
      code.i32(0);
      code.memory(op.i32Load, at.FEEDBACK_TAKEN_COUNT);
      code.tee(this.#y);
      code.i32(1);
      code.op(op.i32Shl);
      code.i32(index);
      code.memory(op.i32Store16, at.FEEDBACK_TAKEN);
      code.i32(0);
      code.get(this.#y);
      code.i32(1);
      code.op(op.i32Add);
      code.memory(op.i32Store, at.FEEDBACK_TAKEN_COUNT);
    });
    code.i32(0);
    code.get(this.#x);
    code.get(this.#x);
    code.i32(255);
    code.op(op.i32Ne);
    code.op(op.i32Add);
    code.memory(op.i32Store8, at.FEEDBACK_COUNTS + index);
  }

  /** Before an instruction takes its operands: records them when it compares. */
  operands(block: Block, index: number): void {
    const e = this.#e;
    const { code } = e;
    const step = block.steps[index]!;
    const words = operandsOf(e, step, block.steps[index + 1], block.steps[index + 2]);
    if (words === undefined) return;
    code.i32(0);
    code.memory(op.i32Load, at.FEEDBACK_COMPARISON_COUNT);
    code.tee(this.#x);
    code.i32(at.FEEDBACK_COMPARISONS - 1);
    code.op(op.i32And);
    code.tee(this.#y);
    code.i32(6);
    code.op(op.i32Shl);
    code.set(this.#y);
    words.forEach((word, i) => e.store(word, this.#y, at.FEEDBACK_OPERANDS + 32 * i));
    code.get(this.#x);
    code.i32(at.FEEDBACK_COMPARISONS - 1);
    code.op(op.i32And);
    code.i32(4);
    code.op(op.i32Shl);
    code.tee(this.#y);
    code.get(local.frame);
    code.memory(op.i32Load, at.F_ACCOUNT);
    code.memory(op.i32Store, at.FEEDBACK_PLACES);
    code.get(this.#y);
    code.i64((BigInt(step.instruction.opcode) << 32n) | BigInt(step.pc));
    code.memory(op.i64Store, at.FEEDBACK_PLACES + 8);
    code.i32(0);
    code.get(this.#x);
    code.i32(1);
    code.op(op.i32Add);
    code.memory(op.i32Store, at.FEEDBACK_COMPARISON_COUNT);
  }
}

/** The words that an instruction compares; undefined when it does not, or when nothing is learnt of it. */
function operandsOf(e: Emitter, { instruction }: Step, next: Step | undefined, afterNext: Step | undefined) {
  const { opcode } = instruction;
  if (opcode === Op.ISZERO) {
    const word = e.peek(0);
    // Of a condition: what it compared is recorded already.
    return word.flag !== undefined || constantOf(word) !== undefined ? undefined : [word, constant(0n)];
  }
  const decides =
    next?.instruction.kind === "branch" ||
    next?.instruction.opcode === Op.ISZERO ||
    afterNext?.instruction.kind === "branch";
  if (!COMPARISONS.has(opcode) && !(DIFFERENCES.has(opcode) && decides)) return undefined;
  const words = [e.peek(0), e.peek(1)];
  return words.every((word) => constantOf(word) !== undefined) ? undefined : words;
}
