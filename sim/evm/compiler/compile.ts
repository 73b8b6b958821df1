import type { Hardfork } from "../../core/hardfork.ts";
import * as at from "../layout.ts";
import { MAX_STACK } from "../limits.ts";
import * as Op from "../opcodes.ts";
import * as status from "../protocol.ts";
import { condition } from "./comparison.ts";
import { findBlocks, type Block, type Program, type Step } from "./blocks.ts";
import { encodeModule, op } from "./encoder.ts";
import { constantOf, Emitter, local, type Word } from "./emitter.ts";
import { FeedbackEmitter } from "./feedback.ts";
import { OPERATIONS } from "./operations.ts";
import { RUNTIME_IMPORTS } from "./runtime-functions.ts";

export interface CompiledCode {
  readonly wasm: Uint8Array<ArrayBuffer>;
  /** For each byte offset of the code: 0, or the entry number plus one of the JUMPDEST there. */
  readonly jumpTable: Uint16Array<ArrayBuffer>;
}

/** Code that would take more is left to the interpreter: compile time and memory stay bounded whatever the bytecode. */
const MAX_ENTRY_POINTS = 4096;
const BYTES_PER_BYTE = 40;
const BYTES_PER_BYTE_WITH_FEEDBACK = 120;
const BYTES_EXTRA = 65536;
/** Blocks in a superblock. */
const MAX_BLOCKS = 8;
const STACK_BYTES = 32 * MAX_STACK;

/**
 * EVM bytecode to a WebAssembly module of one function: (frame) -> status. The stack lives in the frame's stack between
 * superblocks and in locals within; a dispatcher enters at the start, at JUMPDESTs and after calls. Undefined
 * when the code is beyond the bounds. With `feedback` it also does what feedback.ts says.
 */
export function compile(code: Uint8Array, fork: Hardfork, feedback = false): CompiledCode | undefined {
  const program = findBlocks(code, fork);
  if (program.entryPoints > MAX_ENTRY_POINTS) return undefined;
  const emitter = new Emitter();
  const recorder = feedback ? new FeedbackEmitter(emitter, code) : undefined;
  if (!new ProgramEmitter(emitter, program, code.length, recorder).emit()) return undefined;
  const jumpTable = new Uint16Array(code.length + 1);
  for (const [pc, entry] of program.targets) jumpTable[pc] = entry + 1;
  return { wasm: encodeModule(RUNTIME_IMPORTS, emitter.locals, emitter.code.result()), jumpTable };
}

class ProgramEmitter {
  readonly #e: Emitter;
  readonly #program: Program;
  readonly #codeLength: number;
  readonly #feedback: FeedbackEmitter | undefined;
  /** Number of the entry whose code is being written. */
  #entry = 0;
  /** Bounds on the height at the superblock's start that earlier checks have established, in words. */
  #lowest = 0;
  #room = 0;

  constructor(e: Emitter, program: Program, codeLength: number, feedback: FeedbackEmitter | undefined) {
    this.#e = e;
    this.#program = program;
    this.#codeLength = codeLength;
    this.#feedback = feedback;
  }

  /** False when the code grew beyond its bound. */
  emit(): boolean {
    const { code } = this.#e;
    const { blocks, entryPoints } = this.#program;
    const perByte = this.#feedback ? BYTES_PER_BYTE_WITH_FEEDBACK : BYTES_PER_BYTE;
    const maxLength = perByte * this.#codeLength + BYTES_EXTRA;
    this.#prologue();
    code.begin(op.block);
    code.begin(op.loop);
    for (let i = 0; i < entryPoints; i++) code.begin(op.block);
    code.get(local.pc);
    code.op(op.brTable);
    code.u32(entryPoints - 1);
    for (let i = 0; i < entryPoints; i++) code.u32(i);
    for (let i = 0; i < blocks.length;) {
      if (blocks[i]!.entry >= 0) {
        this.#entry = blocks[i]!.entry;
        code.op(op.end);
      }
      this.#e.openEntryPoints = entryPoints - 1 - this.#entry;
      let next = i + 1;
      while (next < blocks.length && blocks[next]!.entry < 0 && next - i < MAX_BLOCKS) next++;
      this.#superblock(blocks.slice(i, next), blocks[next]);
      if (code.length > maxLength) return false;
      i = next;
    }
    code.op(op.unreachable);
    code.op(op.end);
    code.op(op.unreachable);
    code.op(op.end);
    code.i32(status.STATUS_HALT);
    code.op(op.end);
    return true;
  }

  #prologue(): void {
    const { code } = this.#e;
    const fields = [
      [local.sp, at.F_SP],
      [local.stack, at.F_STACK],
      [local.memory, at.F_MEMORY],
      [local.memorySize, at.F_MEMORY_SIZE],
      [local.pc, at.F_PC],
    ] as const;
    for (const [index, offset] of fields) {
      code.get(local.frame);
      code.memory(op.i32Load, offset);
      code.set(index);
    }
    code.get(local.frame);
    code.memory(op.i64Load, at.F_GAS);
    code.set(local.gas);
  }

  /**
   * A superblock: blocks that fall into each other, nothing else leading to any but the first. `after` is the block behind
   * them.
   */
  #superblock(blocks: readonly Block[], after: Block | undefined): void {
    const e = this.#e;
    const { code } = e;
    let need = 0;
    let height = 0;
    for (const block of blocks) {
      need = Math.max(need, block.need - height);
      height += block.delta;
    }
    e.begin(need);
    this.#lowest = 0;
    this.#room = 0;
    code.get(local.sp);
    if (need) {
      code.i32(32 * need);
      code.op(op.i32Sub);
    }
    code.set(local.bottom);
    let open = true;
    for (const block of blocks) {
      this.#checkStack(block, e.words.length - need);
      open = this.#block(block, after);
    }
    if (open) e.spill();
  }

  /** Underflow and overflow for the whole block at once, unless an earlier check covers them. */
  #checkStack(block: Block, height: number): void {
    const { code } = this.#e;
    const need = block.need - height;
    const grow = block.grow + height;
    const low = Math.max(need, this.#lowest);
    const room = Math.max(grow, this.#room);
    if (low === this.#lowest && room === this.#room) return;
    this.#lowest = low;
    this.#room = room;
    const span = STACK_BYTES - 32 * room - 32 * low;
    if (span < 0) {
      code.br(this.#e.failDepth);
      return;
    }
    // need <= height <= MAX_STACK - grow in one unsigned comparison.
    code.get(local.sp);
    code.get(local.stack);
    code.op(op.i32Sub);
    if (low) {
      code.i32(32 * low);
      code.op(op.i32Sub);
    }
    code.i32(span);
    code.op(op.i32GtU);
    this.#e.failIf();
  }

  /** Answers whether the code goes on behind the block. */
  #block(block: Block, after: Block | undefined): boolean {
    const e = this.#e;
    e.charge(block.gas);
    if (block === this.#program.blocks[0]) this.#feedback?.entered();
    let prepaid = block.gas;
    for (const [index, step] of block.steps.entries()) {
      prepaid -= step.instruction.gas;
      // An opcode of a later hardfork has an operation, but no meaning here.
      const operation = OPERATIONS.get(step.instruction.opcode);
      if (operation && step.instruction.kind !== "invalid") {
        this.#feedback?.operands(block, index);
        operation(e, { step, codeLength: this.#codeLength, prepaid });
        e.recycle();
      } else return this.#control(step, after);
    }
    return true;
  }

  #control(step: Step, after: Block | undefined): boolean {
    const e = this.#e;
    const { code } = e;
    const { opcode, kind } = step.instruction;
    switch (kind) {
      case "jump":
        this.#jump(e.pop());
        return false;
      case "branch": {
        const target = e.pop();
        const test = e.pop();
        const known = constantOf(test);
        if (known === 0n) return true;
        if (constantOf(target) === undefined) e.limbs(target);
        if (known !== undefined) {
          this.#jump(target);
          return false;
        }
        if (test.flag === undefined) e.limbs(test);
        condition(e, test);
        const edges = this.#feedback?.branch();
        e.if(() => {
          edges?.taken();
          this.#jump(target);
        });
        edges?.passed();
        return true;
      }
      case "call":
        e.spill();
        this.#leave(after!.entry);
        code.i32(opcode);
        code.op(op.return);
        return false;
      case "invalid":
        code.br(e.failDepth);
        return false;
      default:
        this.#finish(opcode);
        return false;
    }
  }

  /** Writes down what the frame must know to be entered again at `entry`. */
  #leave(entry: number): void {
    const { code } = this.#e;
    code.get(local.frame);
    code.i32(entry);
    code.memory(op.i32Store, at.F_PC);
    code.get(local.frame);
    code.get(local.sp);
    code.memory(op.i32Store, at.F_SP);
    this.#storeGas();
  }

  #storeGas(): void {
    const { code } = this.#e;
    code.get(local.frame);
    code.get(local.gas);
    code.memory(op.i64Store, at.F_GAS);
  }

  #jump(target: Word): void {
    const e = this.#e;
    const { code } = e;
    const known = constantOf(target);
    if (known !== undefined) {
      const entry = known < BigInt(this.#codeLength) ? this.#program.targets.get(Number(known)) : undefined;
      if (entry === undefined) {
        code.br(e.failDepth);
        return;
      }
      e.spill();
      if (entry > this.#entry) code.br(e.nesting + entry - this.#entry - 1);
      else {
        code.i32(entry);
        code.set(local.pc);
        code.br(e.loopDepth);
      }
      return;
    }
    const [a, b, c, d] = e.limbs(target);
    e.limbValue(a);
    code.i64(BigInt(this.#codeLength));
    code.op(op.i64GeU);
    for (const limb of [b, c, d]) {
      if (limb === 0n) continue;
      e.limbValue(limb);
      code.i64(0n);
      code.op(op.i64Ne);
      code.op(op.i32Or);
    }
    e.failIf();
    code.get(local.frame);
    code.memory(op.i32Load, at.F_JUMP_TABLE);
    e.limbValue(a);
    code.op(op.i32Wrap);
    code.i32(1);
    code.op(op.i32Shl);
    code.op(op.i32Add);
    code.memory(op.i32Load16, 0);
    code.tee(local.pc);
    code.op(op.i32Eqz);
    e.failIf();
    code.get(local.pc);
    code.i32(1);
    code.op(op.i32Sub);
    code.set(local.pc);
    e.spill();
    code.br(e.loopDepth);
  }

  /** STOP, RETURN, REVERT, SELFDESTRUCT. */
  #finish(opcode: number): void {
    const e = this.#e;
    const { code } = e;
    if (opcode === Op.STOP) {
      this.#storeGas();
      code.i32(status.STATUS_STOP);
    } else if (opcode === Op.SELFDESTRUCT) {
      code.get(local.frame);
      e.address(e.pop(), 0);
      code.get(local.gas);
      e.call("destroy");
      e.takeGas();
      this.#storeGas();
      code.i32(status.STATUS_STOP);
    } else {
      const offset = e.pop();
      const length = e.pop();
      code.get(local.frame);
      e.address(offset, 0);
      e.address(length, 1);
      code.get(local.gas);
      e.call("finishWith");
      e.takeGas();
      code.i32(opcode === Op.RETURN ? status.STATUS_RETURN : status.STATUS_REVERT);
    }
    code.op(op.return);
  }
}
