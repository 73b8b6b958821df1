import { constant, constantOf, type Emitter, type Word } from "./emitter.ts";
import { op } from "./encoder.ts";
import { orOf, signed } from "./limbs.ts";

export function isZero(e: Emitter, a: Word): Word {
  const value = constantOf(a);
  if (value !== undefined) return constant(value === 0n ? 1n : 0n);
  if (a.flag !== undefined) {
    e.code.get(a.flag);
    e.code.op(op.i32Eqz);
    return e.fromFlag();
  }
  if (!orOf(e, e.limbs(a))) return constant(0n);
  e.code.op(op.i64Eqz);
  return e.fromFlag();
}

/** i32 on WebAssembly's stack: whether the word is not zero. */
export function condition(e: Emitter, a: Word): void {
  if (a.flag !== undefined) e.code.get(a.flag);
  else if (!orOf(e, e.limbs(a))) e.code.i32(1);
  else {
    e.code.i64(0n);
    e.code.op(op.i64Ne);
  }
}

export function equal(e: Emitter, a: Word, b: Word): Word {
  const x = constantOf(a);
  const y = constantOf(b);
  if (x !== undefined && y !== undefined) return constant(x === y ? 1n : 0n);
  if (x === 0n) return isZero(e, b);
  if (y === 0n) return isZero(e, a);
  let parts = 0;
  const p = e.limbs(a);
  const q = e.limbs(b);
  for (let i = 0; i < 4; i++)
    if (typeof p[i] === "bigint" && typeof q[i] === "bigint" && p[i] !== q[i]) return constant(0n);
  for (let i = 0; i < 4; i++) {
    if (p[i] === q[i]) continue;
    if (p[i] === 0n) e.limbValue(q[i]!);
    else if (q[i] === 0n) e.limbValue(p[i]!);
    else {
      e.limbValue(p[i]!);
      e.limbValue(q[i]!);
      e.code.op(op.i64Xor);
    }
    if (parts++) e.code.op(op.i64Or);
  }
  if (parts === 0) return constant(1n);
  e.code.op(op.i64Eqz);
  return e.fromFlag();
}

/** a < b, signed or not. */
export function less(e: Emitter, a: Word, b: Word, isSigned: boolean): Word {
  const x = constantOf(a);
  const y = constantOf(b);
  if (x !== undefined && y !== undefined) return constant((isSigned ? signed(x) < signed(y) : x < y) ? 1n : 0n);
  if (!isSigned && y === 0n) return constant(0n);
  const p = e.limbs(a);
  const q = e.limbs(b);
  let top = isSigned ? 3 : 0;
  if (!isSigned) for (let i = 1; i < 4; i++) if (p[i] !== q[i]) top = i;
  // From the least significant limb up: less = p < q or (p = q and less so far).
  let first = true;
  for (let i = 0; i <= top; i++) {
    const compare = isSigned && i === 3 ? op.i64LtS : op.i64LtU;
    if (first) {
      e.limbValue(p[i]!);
      e.limbValue(q[i]!);
      e.code.op(compare);
      first = false;
      continue;
    }
    if (p[i] === q[i]) continue;
    e.limbValue(p[i]!);
    e.limbValue(q[i]!);
    e.code.op(op.i64Eq);
    e.code.op(op.i32And);
    e.limbValue(p[i]!);
    e.limbValue(q[i]!);
    e.code.op(compare);
    e.code.op(op.i32Or);
  }
  return e.fromFlag();
}
