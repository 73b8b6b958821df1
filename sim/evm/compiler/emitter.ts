import * as at from "../layout.ts";
import { Code, I32, I64, op, V128, type ValueType } from "./encoder.ts";
import { runtimeIndex, type RuntimeFunction } from "./runtime-functions.ts";

/** 64 bits of a word: a constant, or the number of an i64 local. */
export type Limb = bigint | number;

/** A word in memory that does not change while it may be read: `local` (0 is the frame) holds its base, -1 is address 0. */
export interface Source {
  readonly base: number;
  readonly offset: number;
}

/** A value on the compile-time stack. Limbs are least significant first; undefined ones are still to be loaded. */
export interface Word {
  readonly limbs: (Limb | undefined)[];
  readonly source?: Source;
  /** Position of the stack slot that holds exactly this word. */
  readonly slot?: number;
  /** i32 local with 0 or 1, when the word is a condition. */
  readonly flag?: number;
}

const MASK = (1n << 64n) - 1n;
const OPERANDS = at.SCRATCH_OPERANDS;
export const RESULT = at.SCRATCH_RESULT;
const BIG_ENDIAN = [15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];

/** Locals with a fixed role. */
export const local = { frame: 0, sp: 1, stack: 2, memory: 3, memorySize: 4, pc: 5, bottom: 6, gas: 7 } as const;
const FIXED: readonly ValueType[] = [I32, I32, I32, I32, I32, I32, I64];

export function constant(value: bigint): Word {
  return { limbs: [value & MASK, (value >> 64n) & MASK, (value >> 128n) & MASK, (value >> 192n) & MASK] };
}

export function constantOf(word: Word): bigint | undefined {
  const [a, b, c, d] = word.limbs;
  if (typeof a !== "bigint" || typeof b !== "bigint" || typeof c !== "bigint" || typeof d !== "bigint")
    return undefined;
  return a | (b << 64n) | (c << 128n) | (d << 192n);
}

/** Writes instructions that work on words, and keeps the compile-time stack of the superblock at hand. */
export class Emitter {
  readonly code = new Code();
  /** Types of locals after the parameter. */
  readonly locals: ValueType[] = [...FIXED];
  readonly #pools = new Map<ValueType, { all: number[]; used: number }>();
  #free: number[] = [];
  /** Open structures: inside an `if`, and how many blocks of entry points are still open around. */
  nesting = 0;
  openEntryPoints = 0;
  /** Stack positions relative to `bottom`; words[i] is position i. */
  words: (Word | undefined)[] = [];
  /** Memory known to be there, in this superblock. */
  knownMemory = 0;

  /** Begins a superblock that reaches `need` words below its entry. */
  begin(need: number): void {
    this.words = [];
    for (let i = 0; i < need; i++) this.words.push(undefined);
    this.knownMemory = 0;
    for (const pool of this.#pools.values()) pool.used = 0;
    this.#free = [];
  }

  newLocal(type: ValueType): number {
    if (type === I64 && this.#free.length) return this.#free.pop()!;
    let pool = this.#pools.get(type);
    if (!pool) this.#pools.set(type, (pool = { all: [], used: 0 }));
    if (pool.used === pool.all.length) {
      this.locals.push(type);
      pool.all.push(this.locals.length);
    }
    return pool.all[pool.used++]!;
  }

  /** Takes back i64 locals that no word on the stack refers to. Only between instructions. */
  recycle(): void {
    const pool = this.#pools.get(I64);
    if (!pool || pool.used - this.#free.length < 48) return;
    const live = new Set<number>();
    for (const word of this.words) for (const limb of word?.limbs ?? []) if (typeof limb === "number") live.add(limb);
    this.#free = pool.all.slice(0, pool.used).filter((index) => !live.has(index));
  }

  /** What is on WebAssembly's stack into a new local. */
  keep(type: ValueType = I64): number {
    const index = this.newLocal(type);
    this.code.set(index);
    return index;
  }

  push(word: Word): void {
    this.words.push(word);
  }

  pop(): Word {
    const word = this.peek(0);
    this.words.pop();
    return word;
  }

  /** The word `n` below the top, read from the stack's memory when need be. */
  peek(n: number): Word {
    const position = this.words.length - 1 - n;
    const word = this.words[position];
    if (word) return word;
    const made: Word = {
      limbs: [undefined, undefined, undefined, undefined],
      source: { base: local.bottom, offset: 32 * position },
      slot: position,
    };
    this.words[position] = made;
    return made;
  }

  /** Limb i, loaded on first use. */
  limb(word: Word, i: number): Limb {
    const known = word.limbs[i];
    if (known !== undefined) return known;
    this.#pushUnloaded(word, i);
    return (word.limbs[i] = this.keep());
  }

  limbs(word: Word): [Limb, Limb, Limb, Limb] {
    return [this.limb(word, 0), this.limb(word, 1), this.limb(word, 2), this.limb(word, 3)];
  }

  #pushUnloaded(word: Word, i: number): void {
    if (word.flag !== undefined) {
      this.code.get(word.flag);
      this.code.op(op.i64Extend);
      return;
    }
    this.#base(word.source!);
    this.code.memory(op.i64Load, word.source!.offset + 8 * i);
  }

  #base(source: Source): void {
    if (source.base < 0) this.code.i32(0);
    else this.code.get(source.base);
  }

  /** A limb onto WebAssembly's stack. */
  limbValue(limb: Limb): void {
    if (typeof limb === "bigint") this.code.i64(limb);
    else this.code.get(limb);
  }

  /** Limb i onto WebAssembly's stack without remembering it: for code that may not run. */
  #value(word: Word, i: number): void {
    const known = word.limbs[i];
    if (known !== undefined) this.limbValue(known);
    else this.#pushUnloaded(word, i);
  }

  /** A word that lies in memory all the while. */
  fromSource(base: number, offset: number, limbs: (Limb | undefined)[] = []): Word {
    return { limbs: [limbs[0], limbs[1], limbs[2], limbs[3]], source: { base, offset } };
  }

  /** A condition: i32 0 or 1 on WebAssembly's stack. */
  fromFlag(): Word {
    return { limbs: [undefined, 0n, 0n, 0n], flag: this.keep(I32) };
  }

  /** The four limbs of a runtime function's result. */
  fromResult(): Word {
    const limbs: Limb[] = [];
    for (let i = 0; i < 4; i++) {
      this.code.i32(0);
      this.code.memory(op.i64Load, RESULT + 8 * i);
      limbs.push(this.keep());
    }
    return { limbs };
  }

  /** Writes a word to memory: `base` a local or -1, at `offset`. Remembers nothing. */
  store(word: Word, base: number, offset: number): void {
    const { code } = this;
    const target = () => this.#base({ base, offset });
    const untouched = word.limbs.every((limb) => limb === undefined) && word.source;
    for (let half = 0; half < 2; half++) {
      const low = word.limbs[2 * half];
      const high = word.limbs[2 * half + 1];
      target();
      if (typeof low === "bigint" && typeof high === "bigint") {
        code.vectorConst(low, high);
        code.vectorStore(offset + 16 * half);
      } else if (untouched) {
        this.#base(word.source!);
        code.vectorLoad(word.source!.offset + 16 * half);
        code.vectorStore(offset + 16 * half);
      } else {
        this.#value(word, 2 * half);
        code.memory(op.i64Store, offset + 16 * half);
        target();
        this.#value(word, 2 * half + 1);
        code.memory(op.i64Store, offset + 16 * half + 8);
      }
    }
  }

  /** The word's address onto WebAssembly's stack, for a runtime function's operand number `k`. */
  address(word: Word, k: number): void {
    if (word.source) {
      this.#base(word.source);
      if (word.source.offset) {
        this.code.i32(word.source.offset);
        this.code.op(op.i32Add);
      }
      return;
    }
    this.store(word, -1, OPERANDS + 32 * k);
    this.code.i32(OPERANDS + 32 * k);
  }

  /** Puts words at descending addresses, as on a stack; answers the first one's address. */
  scratch(words: readonly Word[]): number {
    words.forEach((word, i) => this.store(word, -1, OPERANDS + 0xa0 - 32 * i));
    return OPERANDS + 0xa0;
  }

  call(name: RuntimeFunction): void {
    this.code.call(runtimeIndex.get(name)!);
  }

  /** Depth of the block that ends in a halt. */
  get failDepth(): number {
    return this.nesting + this.openEntryPoints + 1;
  }

  get loopDepth(): number {
    return this.nesting + this.openEntryPoints;
  }

  /** i32 on WebAssembly's stack: halts when not 0. */
  failIf(): void {
    this.code.brIf(this.failDepth);
  }

  /** i64 on WebAssembly's stack is the gas left: kept, halts when negative. */
  takeGas(): void {
    this.code.tee(local.gas);
    this.code.i64(0n);
    this.code.op(op.i64LtS);
    this.failIf();
  }

  charge(gas: number): void {
    if (gas === 0) return;
    this.code.get(local.gas);
    this.code.i64(BigInt(gas));
    this.code.op(op.i64Sub);
    this.takeGas();
  }

  reloadMemorySize(): void {
    this.code.get(local.frame);
    this.code.memory(op.i32Load, at.F_MEMORY_SIZE);
    this.code.set(local.memorySize);
  }

  if(body: () => void, otherwise?: () => void): void {
    this.code.begin(op.if);
    this.nesting++;
    body();
    if (otherwise) {
      this.code.op(op.else);
      otherwise();
    }
    this.nesting--;
    this.code.op(op.end);
  }

  /** Brings the stack's memory up to date and `sp` to its top. Remembers nothing: the code may be skipped. */
  spill(): void {
    const moved = this.words
      .map((word, position) => ({ word, position }))
      .filter((x): x is { word: Word; position: number } => x.word !== undefined && x.word.slot !== x.position);
    // Read everything that lies in the stack before any of it is overwritten.
    const ready = moved.map(({ word, position }) => ({ word: this.#lift(word), position }));
    for (const { word, position } of ready) {
      if (Array.isArray(word)) {
        for (let half = 0; half < 2; half++) {
          this.code.get(local.bottom);
          this.code.get(word[half]!);
          this.code.vectorStore(32 * position + 16 * half);
        }
      } else this.store(word, local.bottom, 32 * position);
    }
    const vectors = this.#pools.get(V128);
    if (vectors) vectors.used = 0;
    this.code.get(local.bottom);
    this.code.i32(32 * this.words.length);
    this.code.op(op.i32Add);
    this.code.set(local.sp);
  }

  /** A word that is not wholly known, from the stack's memory into two vectors. */
  #lift(word: Word): Word | number[] {
    if (word.slot === undefined || word.limbs.every((limb) => limb !== undefined)) return word;
    return [0, 16].map((offset) => {
      this.#base(word.source!);
      this.code.vectorLoad(word.source!.offset + offset);
      return this.keep(V128);
    });
  }

  /** 16 bytes of EVM memory's byte order, from limbs 2 * half and 2 * half + 1, onto WebAssembly's stack. */
  bigEndianHalf(word: Word, half: number): void {
    const { code } = this;
    const low = word.limbs[2 * half];
    const high = word.limbs[2 * half + 1];
    if (low === undefined && high === undefined && word.source) {
      this.#base(word.source);
      code.vectorLoad(word.source.offset + 16 * half);
    } else {
      this.limbValue(this.limb(word, 2 * half));
      code.i64x2Splat();
      this.limbValue(this.limb(word, 2 * half + 1));
      code.i64x2Replace(1);
    }
    this.swapBytes();
  }

  /** Reverses the 16 bytes on WebAssembly's stack. */
  swapBytes(): void {
    const vector = this.keep(V128);
    this.code.get(vector);
    this.code.get(vector);
    this.code.shuffle(BIG_ENDIAN);
    this.#pools.get(V128)!.used--;
  }

  /** 32 big-endian bytes at the address in an i32 local plus `offset`, as a word. */
  loadBigEndian(address: number, offset: number): Word {
    const { code } = this;
    const limbs: Limb[] = [];
    for (const half of [1, 0]) {
      code.get(address);
      code.vectorLoad(offset + 16 * half);
      this.swapBytes();
      const vector = this.keep(V128);
      for (const lane of [0, 1]) {
        code.get(vector);
        code.i64x2Extract(lane);
        limbs.push(this.keep());
      }
      this.#pools.get(V128)!.used--;
    }
    return { limbs };
  }
}
