import type { Random } from "../../../sim/core/random.ts";
import { Assembler, type Label } from "./assembler.ts";
import { EffectWriter } from "./effect-writer.ts";
import type { ProgramContext } from "./expression-writer.ts";
import { BINARY, op } from "./opcodes.ts";
import { chance, interestingOffset, interestingWord, randomBytes, weighted } from "./values.ts";

/** Word of memory in which loops over the whole stack count. */
const FILL_COUNTER = 0x300;

/** A random program: mostly structured, so that it lives long enough to do something; at times a soup of opcodes. */
export function randomProgram(random: Random, context: ProgramContext): Uint8Array {
  if (chance(random, 0.06)) return soup(random);
  return new ProgramWriter(random, context).write();
}

/** Opcodes as they come, after words enough on the stack to feed some of them. */
function soup(random: Random): Uint8Array {
  const code = new Assembler();
  const words = random.integer(24);
  for (let i = 0; i < words; i++) code.push(chance(random, 0.7) ? random.integer(64) : interestingWord(random));
  const length = 1 + random.integer(60);
  for (let i = 0; i < length; i++) {
    if (chance(random, 0.1)) code.push(random.integer(code.length + 20)).emit(random.pick([op.JUMP, op.JUMPI]));
    else code.emit(chance(random, 0.5) ? random.pick(BINARY) : random.integer(256));
    if (chance(random, 0.15)) code.emit(op.JUMPDEST);
  }
  return code.assemble();
}

/** Statements with branches, and the whole program. */
class ProgramWriter extends EffectWriter {
  #depth = 0;
  #callsItself = false;
  /** Functions to be written behind the program. */
  readonly #functions: Label[] = [];

  write(): Uint8Array {
    const words = chance(this.random, 0.2) ? this.random.integer(20) : 0; // so that deep DUPs and SWAPs have something
    if (chance(this.random, 0.25)) this.#fillMemory();
    if (chance(this.random, 0.4)) this.#guarded();
    for (let i = 0; i < words; i++) this.push(interestingWord(this.random));
    const statements = 1 + this.random.integer(this.context.statements);
    for (let i = 0; i < statements; i++) this.#statement();
    this.end();
    for (const label of this.#functions) this.#functionBody(label);
    for (const { label, bytes } of this.data) this.code.data(label, bytes);
    return this.code.assemble();
  }

  /** Its own code as memory's first contents: what is read beyond an end is not zero then. */
  #fillMemory(): void {
    this.push(64 + this.random.integer(400));
    this.push(0);
    this.push(0);
    this.op(op.CODECOPY, 3);
  }

  /** Code for calls from itself only: some effects and an end, mostly a revert. The main part calls it then. */
  #guarded(): void {
    const main: Label = {};
    this.op(op.CALLER, 0, 1);
    this.op(op.ADDRESS, 0, 1);
    this.op(op.XOR, 2, 1);
    this.pushLabel(main);
    this.op(op.JUMPI, 2);
    this.#depth++;
    for (let i = this.random.integer(5); i >= 0; i--) this.effect();
    this.guardedEnd();
    this.#depth--;
    this.code.place(main);
    this.height = 0;
    this.#callsItself = true;
  }

  protected override nested(context: ProgramContext): Uint8Array {
    return randomProgram(this.random, context);
  }

  #statement(): void {
    const random = this.random;
    const nested = this.#depth < 3;
    weighted<() => void>(random, [
      [20, () => this.expression()],
      [10, () => this.store(op.MSTORE, interestingOffset(random))],
      [3, () => this.store(op.MSTORE8, interestingOffset(random))],
      [10, () => this.store(op.SSTORE, BigInt(random.integer(4)))],
      [5, () => this.store(op.TSTORE, BigInt(random.integer(3)))],
      [this.height > 1 ? 8 : 0, () => this.op(op.SWAP1 + random.integer(Math.min(16, this.height - 1)))],
      [this.height > 0 ? 4 : 0, () => this.op(op.POP, 1)],
      [8, () => this.copy()],
      [4, () => this.log()],
      [nested ? 6 : 0, () => this.#branch()],
      [nested ? 5 : 0, () => this.#loop()],
      [nested ? 0.7 : 0, () => this.#fill()],
      [nested ? 4 : 0, () => this.#jumpTable()],
      [2, () => this.#indirectJump()],
      [nested && this.#functions.length < 4 ? 3 : 0, () => this.#callFunction()],
      [3, () => this.nearHashes()],
      [8, () => this.call()],
      [1.2, () => this.callPrecompile()],
      [this.#callsItself ? 12 : 0, () => this.callItself()],
      [this.context.nesting > 0 ? 3 : 0, () => this.create()],
      [0.5, () => this.op(random.integer(256))],
      [0.3, () => this.earlyEnd()],
    ])();
  }

  /** Statements that leave the stack as high as they found it. */
  #block(max: number): void {
    const height = this.height;
    this.#depth++;
    const statements = this.random.integer(max + 1);
    for (let i = 0; i < statements; i++) this.#statement();
    while (this.height > height) this.op(op.POP, 1);
    while (this.height < height) this.push(this.random.integer(4));
    this.#depth--;
  }

  #branch(): void {
    const otherwise: Label = {};
    const end: Label = {};
    this.expression(1);
    this.pushLabel(otherwise);
    this.op(op.JUMPI, 2);
    this.#block(3);
    if (chance(this.random, 0.5)) {
      this.pushLabel(end);
      this.op(op.JUMP, 1);
      this.code.place(otherwise);
      this.#block(3);
      this.code.place(end);
    } else {
      this.code.place(otherwise);
    }
  }

  /** Counts a word on the stack down to zero. */
  #loop(): void {
    const again: Label = {};
    this.push(1 + this.random.integer(chance(this.random, 0.1) ? 40 : 5));
    this.code.place(again);
    this.#block(3);
    this.push(1);
    this.op(op.SWAP1);
    this.op(op.SUB, 2, 1);
    this.op(op.DUP1, 0, 1);
    this.pushLabel(again);
    this.op(op.JUMPI, 2);
    if (chance(this.random, 0.7)) this.op(op.POP, 1);
  }

  /** Fills the stack up to its limit of 1,024 words, or a little less or more. */
  #fill(): void {
    const again: Label = {};
    const words = 1_024 - this.height + this.random.integer(3) - this.random.integer(8);
    this.push(words);
    this.push(FILL_COUNTER);
    this.op(op.MSTORE, 2);
    this.code.place(again);
    this.push(interestingWord(this.random));
    this.push(1);
    this.push(FILL_COUNTER);
    this.op(op.MLOAD, 1, 1);
    this.op(op.SUB, 2, 1);
    this.op(op.DUP1, 0, 1);
    this.push(FILL_COUNTER);
    this.op(op.MSTORE, 2);
    this.pushLabel(again);
    this.op(op.JUMPI, 2);
    this.height += words;
    for (let i = this.random.integer(10); i > 0; i--) this.expression(2);
    this.#drop(this.height - 20);
  }

  /** Takes words off in a loop, and one by one what is left of them. */
  #drop(words: number): void {
    if (words <= 0) return;
    const again: Label = {};
    const rounds = Math.floor(words / 8);
    if (rounds > 0) {
      this.push(rounds);
      this.push(FILL_COUNTER);
      this.op(op.MSTORE, 2);
      this.code.place(again);
      for (let i = 0; i < 8; i++) this.op(op.POP, 1);
      this.push(1);
      this.push(FILL_COUNTER);
      this.op(op.MLOAD, 1, 1);
      this.op(op.SUB, 2, 1);
      this.op(op.DUP1, 0, 1);
      this.push(FILL_COUNTER);
      this.op(op.MSTORE, 2);
      this.pushLabel(again);
      this.op(op.JUMPI, 2);
      this.height -= 8 * (rounds - 1);
    }
    for (let i = 8 * rounds; i < words; i++) this.op(op.POP, 1);
  }

  /** One of four blocks, chosen by a word that no compiler knows, its address read from memory or added up. */
  #jumpTable(): void {
    const random = this.random;
    const cases: Label[] = [{}, {}, {}, {}];
    const end: Label = {};
    cases.forEach((label, i) => {
      this.pushLabel(label);
      this.push(0x100 + 32 * i);
      this.op(op.MSTORE, 2);
    });
    this.expression(1);
    this.push(chance(random, 0.9) ? 0x60 : 0x7f);
    this.op(op.AND, 2, 1);
    this.push(0x100);
    this.op(op.ADD, 2, 1);
    this.op(op.MLOAD, 1, 1);
    this.op(op.JUMP, 1);
    for (const label of cases) {
      this.code.place(label);
      this.#block(2);
      this.pushLabel(end);
      this.op(op.JUMP, 1);
    }
    this.code.place(end);
  }

  /** A jump whose target is computed: foldable, dependent on calldata, or wrong. */
  #indirectJump(): void {
    const random = this.random;
    const end: Label = {};
    const shift = random.integer(9);
    const conditional = chance(random, 0.3);
    if (conditional) this.expression(2);
    this.pushLabel(end, chance(random, 0.04) ? 1 : -shift);
    this.push(shift);
    this.op(op.ADD, 2, 1);
    if (chance(random, 0.5)) {
      this.op(op.CALLDATASIZE, 0, 1);
      if (chance(random, 0.8)) {
        this.push(0);
        this.op(op.AND, 2, 1);
      } else {
        this.push(random.pick([16, 32, 64, 128, 200])); // far beyond the code unless there is no calldata
        this.op(op.SHL, 2, 1);
      }
      this.op(op.XOR, 2, 1);
    }
    this.op(conditional ? op.JUMPI : op.JUMP, conditional ? 2 : 1);
    if (conditional) this.#block(2);
    else this.code.emit(...randomBytes(random, random.integer(4)));
    if (!conditional) this.code.emit(0, 0); // so that random bytes are no PUSH that swallows the target
    this.code.place(end);
  }

  #callFunction(): void {
    const back: Label = {};
    const label = this.#functions.length > 0 && chance(this.random, 0.4) ? this.random.pick(this.#functions) : {};
    if (!this.#functions.includes(label)) this.#functions.push(label);
    this.pushLabel(back);
    this.expression(1);
    this.pushLabel(label);
    this.op(op.JUMP, 1);
    this.code.place(back);
    this.height -= 1; // the function left one word for return address and argument
  }

  /** Called with return address and argument on the stack; leaves a result. */
  #functionBody(label: Label): void {
    this.#depth = 3;
    this.height = 2;
    this.code.place(label);
    this.#block(4);
    this.expression(1);
    this.op(op.XOR, 2, 1);
    this.op(op.SWAP1);
    this.op(op.JUMP, 1);
  }
}
