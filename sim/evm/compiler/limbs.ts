import { type Emitter, type Limb, RESULT, type Word } from "./emitter.ts";
import { op } from "./encoder.ts";
import type { RuntimeFunction } from "./runtime-functions.ts";

export const ONES = (1n << 64n) - 1n;
export const ALL = (1n << 256n) - 1n;

/** A two-operand function of the runtime on addresses. */
export function viaRuntime(e: Emitter, name: RuntimeFunction, operands: readonly Word[]): Word {
  operands.forEach((word, k) => e.address(word, k));
  e.code.i32(RESULT);
  e.call(name);
  return e.fromResult();
}

/** Pushes `a <operator> b` and keeps it. */
export function binary(e: Emitter, a: Limb, b: Limb, opcode: number): number {
  e.limbValue(a);
  e.limbValue(b);
  e.code.op(opcode);
  return e.keep();
}

/** A comparison of limbs as an i64 0 or 1. */
export function compared(e: Emitter, a: Limb, b: Limb, opcode: number): number {
  e.limbValue(a);
  e.limbValue(b);
  e.code.op(opcode);
  e.code.op(op.i64Extend);
  return e.keep();
}

/** Pushes the i64 that is 0 exactly when all of the limbs are; false when a constant limb is not. */
export function orOf(e: Emitter, limbs: readonly Limb[]): boolean {
  if (limbs.some((limb) => typeof limb === "bigint" && limb !== 0n)) return false;
  const parts = limbs.filter((limb) => limb !== 0n);
  if (parts.length === 0) e.code.i64(0n);
  parts.forEach((limb, i) => {
    e.limbValue(limb);
    if (i) e.code.op(op.i64Or);
  });
  return true;
}

export const signed = (x: bigint) => BigInt.asIntN(256, x);

export function shifted(e: Emitter, limb: Limb, bits: bigint, left: boolean): Limb {
  if (bits === 0n) return limb;
  if (typeof limb === "bigint") return left ? (limb << bits) & ONES : limb >> bits;
  return binary(e, limb, bits, left ? op.i64Shl : op.i64ShrU);
}

export function joined(e: Emitter, a: Limb, b: Limb): Limb {
  if (typeof a === "bigint" && typeof b === "bigint") return a | b;
  if (a === 0n) return b;
  if (b === 0n) return a;
  return binary(e, a, b, op.i64Or);
}
