import * as at from "../layout.ts";
import { I32, op } from "./encoder.ts";
import { constantOf, local, RESULT, type Emitter, type Word } from "./emitter.ts";

/** Constant places beyond this go through the general path. */
const NEAR = 1n << 24n;

/** A constant that is small enough to be part of an address. */
export function near(word: Word): number | undefined {
  const value = constantOf(word);
  return value !== undefined && value < NEAR ? Number(value) : undefined;
}

/** Where in linear memory the `size` bytes at `offset` lie, expanded and paid for: a local plus a constant. */
function place(e: Emitter, offset: Word, size: number): { base: number; offset: number } {
  const { code } = e;
  const fixed = near(offset);
  if (fixed !== undefined) {
    const end = fixed + size;
    if (end > e.knownMemory) {
      code.get(local.memorySize);
      code.i32(end);
      code.op(op.i32LtU);
      e.if(() => expand(e, () => code.i64(BigInt(fixed)), size));
      e.knownMemory = Math.floor((end + 31) / 32) * 32;
    }
    return { base: local.memory, offset: fixed };
  }
  const [a, b, c, d] = e.limbs(offset);
  // Beyond 2^37 no gas suffices: as the runtime has it.
  e.limbValue(a);
  code.i64(37n);
  code.op(op.i64ShrU);
  for (const limb of [b, c, d]) {
    if (limb === 0n) continue;
    e.limbValue(limb);
    code.op(op.i64Or);
  }
  code.i64(0n);
  code.op(op.i64Ne);
  e.failIf();
  e.limbValue(a);
  code.i64(BigInt(size));
  code.op(op.i64Add);
  code.get(local.memorySize);
  code.op(op.i64Extend);
  code.op(op.i64GtU);
  e.if(() => expand(e, () => e.limbValue(a), size));
  code.get(local.memory);
  e.limbValue(a);
  code.op(op.i32Wrap);
  code.op(op.i32Add);
  return { base: e.keep(I32), offset: 0 };
}

function expand(e: Emitter, pushOffset: () => void, size: number): void {
  e.code.get(local.frame);
  pushOffset();
  e.code.i64(BigInt(size));
  e.code.get(local.gas);
  e.call("expandFor");
  e.takeGas();
  e.reloadMemorySize();
}

export function loadWord(e: Emitter, offset: Word): Word {
  const where = place(e, offset, 32);
  return e.loadBigEndian(where.base, where.offset);
}

export function storeWord(e: Emitter, offset: Word, value: Word): void {
  const where = place(e, offset, 32);
  for (const half of [1, 0]) {
    const low = value.limbs[2 * half];
    const high = value.limbs[2 * half + 1];
    // Loads come before the address is pushed.
    if (typeof low !== "bigint" || typeof high !== "bigint") {
      if (low !== undefined || high !== undefined || !value.source) {
        e.limb(value, 2 * half);
        e.limb(value, 2 * half + 1);
      }
    }
    e.code.get(where.base);
    if (typeof low === "bigint" && typeof high === "bigint") e.code.vectorConst(swapped(high), swapped(low));
    else e.bigEndianHalf(value, half);
    e.code.vectorStore(where.offset + (half ? 0 : 16));
  }
}

function swapped(limb: bigint): bigint {
  let out = 0n;
  for (let i = 0; i < 8; i++) {
    out = (out << 8n) | (limb & 0xffn);
    limb >>= 8n;
  }
  return out;
}

export function storeByte(e: Emitter, offset: Word, value: Word): void {
  const where = place(e, offset, 1);
  const limb = e.limb(value, 0);
  e.code.get(where.base);
  e.limbValue(limb);
  e.code.memory(op.i64Store8, where.offset);
}

export function callDataLoad(e: Emitter, offset: Word): Word {
  const { code } = e;
  const fixed = near(offset);
  if (fixed === undefined) {
    code.get(local.frame);
    e.address(offset, 0);
    code.i32(RESULT);
    e.call("callDataLoad");
    return e.fromResult();
  }
  const out = [0, 1, 2, 3].map(() => e.newLocal(0x7e));
  const keep = (word: Word) =>
    word.limbs.forEach((limb, i) => {
      e.limbValue(limb!);
      code.set(out[i]!);
    });
  code.i32(fixed + 32);
  code.get(local.frame);
  code.memory(op.i32Load, at.F_INPUT_LENGTH);
  code.op(op.i32GtU);
  e.if(
    () => {
      code.get(local.frame);
      e.address(offset, 0);
      code.i32(RESULT);
      e.call("callDataLoad");
      keep(e.fromResult());
    },
    () => {
      code.get(local.frame);
      code.memory(op.i32Load, at.F_INPUT);
      const input = e.keep(I32);
      keep(e.loadBigEndian(input, fixed));
    },
  );
  return { limbs: out };
}

export function keccak(e: Emitter, offset: Word, length: Word): Word {
  const { code } = e;
  const from = near(offset);
  const size = near(length);
  code.get(local.frame);
  if (from !== undefined && size !== undefined) {
    code.i32(from);
    code.i32(size);
    code.i32(RESULT);
    code.get(local.gas);
    e.call("hashNear");
    if (size) e.knownMemory = Math.max(e.knownMemory, Math.floor((from + size + 31) / 32) * 32);
  } else {
    e.address(offset, 0);
    e.address(length, 1);
    code.i32(RESULT);
    code.get(local.gas);
    e.call("hashMemory");
  }
  e.takeGas();
  e.reloadMemorySize();
  return e.fromResult();
}
