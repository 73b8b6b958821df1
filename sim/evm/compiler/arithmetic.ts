import { bitwise, shiftLeft, shiftRight } from "./bits.ts";
import { constant, constantOf, type Emitter, type Limb, type Word } from "./emitter.ts";
import { I32, op } from "./encoder.ts";
import { ALL, binary, compared, ONES, orOf, viaRuntime } from "./limbs.ts";
import type { RuntimeFunction } from "./runtime-functions.ts";

export function add(e: Emitter, a: Word, b: Word): Word {
  if (constantOf(a) === 0n) return b;
  if (constantOf(b) === 0n) return a;
  const x = e.limbs(a);
  const y = e.limbs(b);
  const limbs: Limb[] = [];
  let carry: Limb = 0n;
  for (let i = 0; i < 4; i++) {
    // The constant, if any, goes second.
    const [p, q]: [Limb, Limb] = typeof x[i] === "bigint" ? [y[i]!, x[i]!] : [x[i]!, y[i]!];
    if (typeof p === "bigint" && typeof q === "bigint" && typeof carry === "bigint") {
      const sum: bigint = p + q + carry;
      limbs.push(sum & ONES);
      carry = sum >> 64n;
      continue;
    }
    let sum: Limb = p;
    let out: Limb = 0n;
    if (q !== 0n) {
      sum = typeof p === "bigint" && typeof q === "bigint" ? (p + q) & ONES : binary(e, p, q, op.i64Add);
      if (i < 3)
        out =
          typeof p === "bigint" && typeof q === "bigint"
            ? (p + q) >> 64n
            : compared(e, sum, typeof q === "bigint" ? q : p, op.i64LtU);
    }
    if (carry !== 0n) {
      if (sum === 0n) sum = carry;
      else {
        const total = binary(e, sum, carry, op.i64Add);
        if (i < 3) {
          const wrapped: number = compared(e, total, carry, op.i64LtU);
          out = out === 0n ? wrapped : binary(e, out, wrapped, op.i64Or);
        }
        sum = total;
      }
    }
    limbs.push(sum);
    carry = out;
  }
  return { limbs };
}

export function subtract(e: Emitter, a: Word, b: Word): Word {
  if (constantOf(b) === 0n) return a;
  const x = e.limbs(a);
  const y = e.limbs(b);
  const limbs: Limb[] = [];
  let borrow: Limb = 0n;
  for (let i = 0; i < 4; i++) {
    const p = x[i]!;
    const q = y[i]!;
    if (typeof p === "bigint" && typeof q === "bigint" && typeof borrow === "bigint") {
      const difference: bigint = p - q - borrow;
      limbs.push(difference & ONES);
      borrow = difference < 0n ? 1n : 0n;
      continue;
    }
    let difference: Limb = p;
    let out: Limb = 0n;
    if (q !== 0n) {
      if (typeof p === "bigint" && typeof q === "bigint") {
        difference = (p - q) & ONES;
        out = p < q ? 1n : 0n;
      } else {
        difference = binary(e, p, q, op.i64Sub);
        if (i < 3) out = compared(e, p, q, op.i64LtU);
      }
    }
    if (borrow !== 0n) {
      const before = difference;
      difference = binary(e, before, borrow, op.i64Sub);
      if (i < 3) {
        const wrapped: number = compared(e, before, borrow, op.i64LtU);
        out = out === 0n ? wrapped : binary(e, out, wrapped, op.i64Or);
      }
    }
    limbs.push(difference);
    borrow = out;
  }
  return { limbs };
}

const isNarrow = (x: Word) => x.limbs[1] === 0n && x.limbs[2] === 0n && x.limbs[3] === 0n;
const powerOfTwo = (x: bigint | undefined) =>
  x !== undefined && x > 0n && (x & (x - 1n)) === 0n ? BigInt(x.toString(2).length - 1) : undefined;

/** Pushes the i64 that is 0 exactly when both words fit 64 bits; undefined when they surely do, false when surely not. */
function wideness(e: Emitter, a: Word, b: Word): boolean | undefined {
  if (isNarrow(a) && isNarrow(b)) return undefined;
  const [, a1, a2, a3] = e.limbs(a);
  const [, b1, b2, b3] = e.limbs(b);
  return orOf(e, [a1, a2, a3, b1, b2, b3]);
}

/** High 64 bits of a product of locals or constants, from 32-bit halves, onto WebAssembly's stack. */
function multiplyHigh(e: Emitter, a: Limb, b: Limb): void {
  const { code } = e;
  const half = (limb: Limb, high: boolean) => {
    if (typeof limb === "bigint") code.i64(high ? limb >> 32n : limb & 0xffffffffn);
    else {
      code.get(limb);
      code.i64(high ? 32n : 0xffffffffn);
      code.op(high ? op.i64ShrU : op.i64And);
    }
  };
  const product = (ah: boolean, bh: boolean) => {
    half(a, ah);
    half(b, bh);
    code.op(op.i64Mul);
  };
  // m1 = ah * bl + (al * bl >> 32)
  product(true, false);
  product(false, false);
  code.i64(32n);
  code.op(op.i64ShrU);
  code.op(op.i64Add);
  const m1 = e.keep();
  // m2 = al * bh + low half of m1
  product(false, true);
  code.get(m1);
  code.i64(0xffffffffn);
  code.op(op.i64And);
  code.op(op.i64Add);
  const m2 = e.keep();
  product(true, true);
  code.get(m1);
  code.i64(32n);
  code.op(op.i64ShrU);
  code.op(op.i64Add);
  code.get(m2);
  code.i64(32n);
  code.op(op.i64ShrU);
  code.op(op.i64Add);
}

/** Computes in line when both words fit 64 bits at run time, else in the runtime. */
function narrowOrRuntime(
  e: Emitter,
  name: RuntimeFunction,
  a: Word,
  b: Word,
  narrow: (x: Limb, y: Limb) => [low: number, high: number | undefined],
): Word {
  const x = e.limb(a, 0);
  const y = e.limb(b, 0);
  const wide = wideness(e, a, b);
  if (wide === false) return viaRuntime(e, name, [a, b]);
  if (wide === undefined) {
    const [low, high] = narrow(x, y);
    return { limbs: [low, high ?? 0n, 0n, 0n] };
  }
  const out = [0, 1, 2, 3].map(() => {
    const index = e.newLocal(0x7e);
    return index;
  });
  e.code.op(op.i64Eqz);
  e.if(
    () => {
      const [low, high] = narrow(x, y);
      e.code.get(low);
      e.code.set(out[0]!);
      if (high === undefined) e.code.i64(0n);
      else e.code.get(high);
      e.code.set(out[1]!);
      for (const i of [2, 3]) {
        e.code.i64(0n);
        e.code.set(out[i]!);
      }
    },
    () => {
      const result = viaRuntime(e, name, [a, b]);
      result.limbs.forEach((limb, i) => {
        e.limbValue(limb!);
        e.code.set(out[i]!);
      });
    },
  );
  return { limbs: out };
}

export function multiply(e: Emitter, a: Word, b: Word): Word {
  const x = constantOf(a);
  const y = constantOf(b);
  if (x !== undefined && y !== undefined) return constant((x * y) & ALL);
  if (x === 0n || y === 0n) return constant(0n);
  const shift = powerOfTwo(x) ?? powerOfTwo(y);
  if (shift !== undefined) return shiftLeft(e, constant(shift), powerOfTwo(x) === undefined ? a : b);
  return narrowOrRuntime(e, "multiply", a, b, (p, q) => {
    const low = binary(e, p, q, op.i64Mul);
    multiplyHigh(e, p, q);
    return [low, e.keep()];
  });
}

export function divide(e: Emitter, a: Word, b: Word, remainder: boolean): Word {
  const x = constantOf(a);
  const y = constantOf(b);
  if (y === 0n || x === 0n) return constant(0n);
  if (x !== undefined && y !== undefined) return constant(remainder ? x % y : x / y);
  const shift = powerOfTwo(y);
  if (shift !== undefined)
    return remainder ? bitwise(e, a, constant(y! - 1n), "and") : shiftRight(e, constant(shift), a, false);
  return narrowOrRuntime(e, remainder ? "modulo" : "divide", a, b, (p, q) => {
    const opcode = remainder ? op.i64RemU : op.i64DivU;
    if (q === 0n) {
      // Zero if narrow: only the high limbs are still open, and a division here would trap.
      e.code.i64(0n);
      return [e.keep(), undefined];
    }
    if (typeof q === "bigint") return [binary(e, p, q, opcode), undefined];
    // Division by zero gives zero: divide by one then, and mask.
    e.code.get(q);
    e.code.op(op.i64Eqz);
    const zero = e.keep(I32);
    e.limbValue(p);
    e.code.get(q);
    e.code.get(zero);
    e.code.op(op.i64Extend);
    e.code.op(op.i64Or);
    e.code.op(opcode);
    e.code.i64(0n);
    e.code.get(zero);
    e.code.op(op.i32Eqz);
    e.code.op(op.select);
    return [e.keep(), undefined];
  });
}
