import { Assembler, type Label } from "./assembler.ts";
import { ExpressionWriter, type ProgramContext } from "./expression-writer.ts";
import { op } from "./opcodes.ts";
import { precompileInput } from "./precompile-input.ts";
import { phoenix } from "./phoenix.ts";
import { chance, interestingLength, interestingOffset, interestingWord, weighted } from "./values.ts";

/** Statements without branches: what changes memory and state, calls, creates, ends. */
export abstract class EffectWriter extends ExpressionWriter {
  /** Programs kept as data behind the code. */
  protected readonly data: { label: Label; bytes: Uint8Array }[] = [];

  /** A program for init code or for the contract it deploys. */
  protected abstract nested(context: ProgramContext): Uint8Array;

  protected store(opcode: number, where: bigint): void {
    this.expression(1);
    this.operand(where);
    this.op(opcode, 2);
  }

  protected copy(): void {
    const random = this.random;
    const opcode = random.pick([op.CALLDATACOPY, op.CODECOPY, op.RETURNDATACOPY, op.MCOPY, op.EXTCODECOPY]);
    if (opcode === op.RETURNDATACOPY && chance(random, 0.85)) {
      this.op(op.RETURNDATASIZE, 0, 1); // any other length mostly ends the program
      this.push(0);
    } else {
      this.operand(interestingLength(random));
      this.operand(interestingOffset(random));
    }
    this.operand(interestingOffset(random));
    if (opcode === op.EXTCODECOPY) this.push(this.address());
    this.op(opcode, opcode === op.EXTCODECOPY ? 4 : 3);
  }

  protected log(): void {
    const topics = this.random.integer(5);
    for (let i = 0; i < topics; i++) this.expression(2);
    this.operand(interestingLength(this.random));
    this.operand(interestingOffset(this.random));
    this.op(op.LOG0 + topics, topics + 2);
  }

  protected call(): void {
    const random = this.random;
    const opcode = random.pick([op.CALL, op.CALL, op.CALLCODE, op.DELEGATECALL, op.STATICCALL]);
    const withValue = opcode === op.CALL || opcode === op.CALLCODE;
    this.operand(interestingLength(random));
    this.operand(interestingOffset(random));
    this.operand(interestingLength(random));
    this.operand(interestingOffset(random));
    if (withValue)
      this.operand(chance(random, 0.6) ? 0n : chance(random, 0.8) ? BigInt(random.integer(3)) : 1n << 100n);
    this.push(this.address());
    weighted<() => void>(random, [
      [55, () => this.op(op.GAS, 0, 1)],
      [20, () => this.push(random.integer(50_000))],
      [5, () => this.push(0)],
      [5, () => this.push(2300)],
      [5, () => this.push((1n << 256n) - 1n)],
      [10, () => this.push(random.integer(1_000))],
    ])();
    this.op(opcode, withValue ? 7 : 6, 1);
    if (chance(random, 0.3)) this.op(op.RETURNDATASIZE, 0, 1);
  }

  /** Calls a precompile with input that is kept as data behind the code. */
  protected callPrecompile(): void {
    const random = this.random;
    const { address, input } = precompileInput(random);
    const label: Label = {};
    this.data.push({ label, bytes: input });
    this.push(input.length);
    this.pushLabel(label);
    this.push(0);
    this.op(op.CODECOPY, 3);
    this.push(random.pick([0, 32, 64]));
    this.push(32 * random.integer(3));
    this.push(input.length);
    this.push(0);
    this.push(address);
    if (chance(random, 0.8)) this.op(op.GAS, 0, 1);
    else this.push(random.integer(60_000));
    this.op(random.pick([op.STATICCALL, op.DELEGATECALL]), 6, 1);
    this.op(op.RETURNDATASIZE, 0, 1);
    this.op(op.DUP1, 0, 1);
    this.push(0);
    this.push(128);
    this.op(op.RETURNDATACOPY, 3);
    this.push(128);
    this.op(op.KECCAK256, 2, 1);
  }

  /** What a reverting frame must leave no trace of. */
  protected effect(): void {
    const random = this.random;
    weighted<() => void>(random, [
      [20, () => this.store(op.SSTORE, BigInt(random.integer(4)))],
      [20, () => this.store(op.TSTORE, BigInt(random.integer(3)))],
      [10, () => this.log()],
      [10, () => this.call()],
      [this.context.nesting > 0 ? 8 : 0, () => this.create()],
      [10, () => this.expression()],
      [5, () => this.copy()],
    ])();
  }

  protected guardedEnd(): void {
    const random = this.random;
    this.push(random.pick([0, 32, 64, 100]));
    this.push(0);
    this.op(random.pick([op.REVERT, op.REVERT, op.REVERT, op.RETURN, op.INVALID]), 2);
  }

  /** Two hashes of 64 bytes that differ in one byte, or in one half. */
  protected nearHashes(): void {
    const random = this.random;
    const at = random.integer(40);
    const change = (): void => {
      if (chance(random, 0.5)) {
        this.push(1 + random.integer(255));
        this.push(at + random.integer(64));
        this.op(op.MSTORE8, 2);
      } else this.storeWord(interestingWord(random), at + 32 * random.integer(2));
    };
    for (const word of [0, 32]) this.storeWord(interestingWord(random), at + word);
    for (let i = 0; i < 2; i++) {
      if (i > 0) change();
      this.push(64);
      this.push(at);
      this.op(op.KECCAK256, 2, 1);
    }
    if (chance(random, 0.5)) this.op(op.SUB, 2, 1);
  }

  protected storeWord(word: bigint, at: number): void {
    this.push(word);
    this.push(at);
    this.op(op.MSTORE, 2);
  }

  /** Calls the guarded part of this program. */
  protected callItself(): void {
    const random = this.random;
    const opcode = random.pick([op.CALL, op.CALL, op.CALL, op.CALLCODE, op.STATICCALL]);
    const withValue = opcode !== op.STATICCALL;
    for (const length of [random.pick([0, 0, 32, 64]), random.integer(40)]) {
      this.push(length);
      this.push(32 * random.integer(4));
    }
    if (withValue) this.push(random.pick([0, 0, 0, 1]));
    this.op(op.ADDRESS, 0, 1);
    if (chance(random, 0.7)) this.op(op.GAS, 0, 1);
    else this.push(random.integer(60_000));
    this.op(opcode, withValue ? 7 : 6, 1);
    if (chance(random, 0.4)) {
      this.push(random.integer(3)); // what the callee may have left
      this.op(random.pick([op.TLOAD, op.TLOAD, op.SLOAD]), 1, 1);
    }
  }

  /** Copies a program kept behind the code to memory and creates a contract of it; calls that at times. */
  protected create(): void {
    const random = this.random;
    const init: Label = {};
    const reborn = chance(random, 0.12);
    const bytes = reborn ? phoenix(random) : this.initCode();
    this.data.push({ label: init, bytes });
    const at = random.integer(100);
    this.push(bytes.length);
    this.pushLabel(init);
    this.push(at);
    this.op(op.CODECOPY, 3);
    const opcode = reborn ? op.CREATE2 : random.pick([op.CREATE, op.CREATE2]);
    if (opcode === op.CREATE2) this.push(random.integer(3));
    this.push(chance(random, 0.96) ? bytes.length : random.pick([49_152, 49_153]));
    this.push(at);
    this.push(chance(random, 0.7) ? 0 : random.integer(3));
    this.op(opcode, opcode === op.CREATE2 ? 4 : 3, 1);
    if (chance(random, reborn ? 0.9 : 0.6)) {
      for (let i = 0; i < 5; i++) this.push(chance(random, 0.7) ? 0 : random.integer(64));
      this.op(op.DUP1 + 5, 0, 1); // the address, under five operands
      this.op(op.GAS, 0, 1);
      this.op(op.CALL, 7, 1);
    }
  }

  /** Init code: a program of its own, or one that deploys a program. */
  protected initCode(): Uint8Array {
    const random = this.random;
    const context = { ...this.context, nesting: this.context.nesting - 1, statements: 6 };
    if (chance(random, 0.3)) return this.nested(context);
    const runtime = weighted<() => Uint8Array>(random, [
      [80, () => this.nested(context)],
      [5, () => Uint8Array.of(0xef, 0)],
      [3, () => new Uint8Array(24_577)],
      [5, () => new Uint8Array(0)],
    ])();
    const code = new Assembler();
    const label: Label = {};
    if (chance(random, 0.3)) code.push(random.integer(5)).push(random.integer(4)).emit(op.SSTORE);
    code.push(runtime.length).pushLabel(label).push(0).emit(op.CODECOPY);
    code.push(runtime.length).push(0).emit(op.RETURN);
    if (runtime.length < 2_000) code.data(label, runtime); // else zeros are read beyond the code
    return code.assemble();
  }

  protected earlyEnd(): void {
    const height = this.height;
    this.end();
    this.height = height; // what follows is reached by jumps only, with the stack as it was
  }

  /** Shows the stack in memory, most of the time, and ends one way or another. */
  protected end(): void {
    const random = this.random;
    let shown = 0n;
    if (chance(random, 0.8)) {
      const words = Math.min(this.height, 12);
      for (let i = 0; i < words; i++) {
        this.push(32 * i);
        this.op(op.MSTORE, 2);
      }
      shown = BigInt(32 * words);
    }
    const digest = (): void => {
      this.op(op.MSIZE, 0, 1);
      this.push(0);
      this.op(op.KECCAK256, 2, 1);
    };
    const range = (opcode: number): void => {
      if (chance(random, 0.2)) this.op(op.MSIZE, 0, 1);
      else this.push(chance(random, 0.9) ? shown : interestingLength(random));
      this.push(chance(random, 0.95) ? 0n : interestingOffset(random));
      this.op(opcode, 2);
    };
    weighted<() => void>(random, [
      [40, () => range(op.RETURN)],
      [
        25,
        () => {
          digest();
          this.push(7);
          this.op(op.SSTORE, 2);
          range(op.LOG0);
          this.op(op.STOP);
        },
      ],
      [10, () => range(op.REVERT)],
      [5, () => this.op(op.STOP)],
      [3, () => this.op(op.INVALID)],
      [5, () => (this.push(this.address()), this.op(op.SELFDESTRUCT, 1))],
      [3, () => (this.expression(1), this.op(op.JUMP, 1))],
      [2, () => undefined],
    ])();
  }
}
