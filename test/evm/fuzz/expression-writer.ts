import type { Random } from "../../../sim/core/random.ts";
import { Assembler, type Label } from "./assembler.ts";
import { BINARY, ENVIRONMENT, op, PRECOMPILES, TERNARY, UNARY } from "./opcodes.ts";
import { boundaryWords, chance, interestingLength, interestingOffset, interestingWord, weighted } from "./values.ts";

/** What a program may call, look at or send to. */
export interface ProgramContext {
  readonly addresses: readonly bigint[];
  /** How often init code may hold further programs. */
  readonly nesting: number;
  readonly statements: number;
}

/** Writes instructions and keeps count of the stack; knows how to put random values on it. */
export class ExpressionWriter {
  protected readonly code = new Assembler();
  protected readonly random: Random;
  protected readonly context: ProgramContext;
  /** Words known to be on the stack. */
  protected height = 0;

  constructor(random: Random, context: ProgramContext) {
    this.random = random;
    this.context = context;
  }

  /** Emits an instruction that takes `taken` words and leaves `left`. */
  protected op(opcode: number, taken = 0, left = 0): void {
    this.code.emit(opcode);
    this.height += left - taken;
  }

  protected push(value: bigint | number): void {
    this.code.push(value, chance(this.random, 0.03) ? 32 : undefined);
    this.height++;
  }

  protected pushLabel(label: Label, added = 0): void {
    this.code.pushLabel(label, added);
    this.height++;
  }

  /** Leaves one word on the stack. */
  protected expression(depth = 0): void {
    const random = this.random;
    const leaf = depth >= 3;
    weighted<() => void>(random, [
      [25, () => this.push(interestingWord(random))],
      [8, () => this.push(random.integer(8))],
      [8, () => this.op(random.pick(ENVIRONMENT), 0, 1)],
      [this.height > 0 ? 12 : 0, () => this.op(op.DUP1 + random.integer(Math.min(16, this.height)), 0, 1)],
      [leaf ? 0 : 30, () => this.apply(random.pick(BINARY), 2, depth)],
      [leaf ? 0 : 6, () => this.apply(random.pick(UNARY), 1, depth)],
      [leaf ? 0 : 5, () => this.apply(random.pick(TERNARY), 3, depth)],
      [leaf ? 0 : 10, () => this.applyToBoundaries()],
      [3, () => this.of(op.CALLDATALOAD, interestingOffset(random))],
      [4, () => this.of(op.CALLDATALOAD, random.pick([0n, 1n, 4n, 5n, 32n, 33n, 36n, 37n]))],
      [5, () => this.of(op.SLOAD, BigInt(random.integer(4)))],
      [3, () => this.of(op.TLOAD, BigInt(random.integer(3)))],
      [5, () => this.of(op.MLOAD, interestingOffset(random))],
      [2, () => this.of(random.pick([op.BALANCE, op.EXTCODESIZE, op.EXTCODEHASH]), this.address())],
      [1, () => this.of(op.BLOBHASH, BigInt(random.integer(2)))],
      [
        1,
        () => {
          this.push(chance(random, 0.5) ? random.integer(300) : random.pick([0, 1, 255, 256, 257]));
          this.op(op.NUMBER, 0, 1);
          this.op(op.SUB, 2, 1);
          this.op(op.BLOCKHASH, 1, 1);
        },
      ],
      [
        3,
        () => {
          this.push(interestingLength(random));
          this.push(interestingOffset(random));
          this.op(op.KECCAK256, 2, 1);
        },
      ],
    ])();
  }

  protected apply(opcode: number, operands: number, depth: number): void {
    for (let i = 0; i < operands; i++) this.expression(depth + 1);
    this.op(opcode, operands, 1);
  }

  /** An instruction on words at the ends of its range. */
  protected applyToBoundaries(): void {
    const operands = chance(this.random, 0.85) ? 2 : 3;
    for (const word of boundaryWords(this.random, operands)) this.#boundary(word);
    this.op(this.random.pick(operands === 2 ? BINARY : TERNARY), operands, 1);
  }

  /** Half of them not to be known before the program runs. */
  #boundary(word: bigint): void {
    this.push(word);
    if (chance(this.random, 0.5)) return;
    this.op(op.CALLER, 0, 1);
    this.op(op.CALLER, 0, 1);
    this.op(op.XOR, 2, 1);
    this.op(op.ADD, 2, 1);
  }

  protected of(opcode: number, operand: bigint): void {
    this.push(operand);
    this.op(opcode, 1, 1);
  }

  protected address(): bigint {
    const random = this.random;
    return weighted<() => bigint>(random, [
      [70, () => random.pick(this.context.addresses)],
      [15, () => BigInt(1 + random.integer(PRECOMPILES + 1))],
      [5, () => interestingWord(random)],
      [3, () => 0n],
    ])();
  }

  /** An operand that is mostly a constant and at times computed. */
  protected operand(constant: bigint): void {
    if (chance(this.random, 0.08)) this.expression(2);
    else this.push(constant);
  }
}
