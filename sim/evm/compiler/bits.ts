import { constant, constantOf, type Emitter, type Limb, type Word } from "./emitter.ts";
import { op } from "./encoder.ts";
import { ALL, binary, joined, ONES, shifted, signed, viaRuntime } from "./limbs.ts";

const FOLDS: Readonly<Record<"and" | "or" | "xor", (x: bigint, y: bigint) => bigint>> = {
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
};
const BIT_OPCODES = { and: op.i64And, or: op.i64Or, xor: op.i64Xor } as const;

export function bitwise(e: Emitter, a: Word, b: Word, kind: "and" | "or" | "xor"): Word {
  const limbs: Limb[] = [];
  for (let i = 0; i < 4; i++) {
    // A constant decides before its partner is loaded.
    const known = [a.limbs[i], b.limbs[i]];
    if (kind === "and" && known.includes(0n)) limbs.push(0n);
    else if (kind === "or" && known.includes(ONES)) limbs.push(ONES);
    else {
      const x = e.limb(a, i);
      const y = e.limb(b, i);
      const neutral = kind === "and" ? ONES : 0n;
      if (typeof x === "bigint" && typeof y === "bigint") limbs.push(FOLDS[kind](x, y));
      else if (x === neutral) limbs.push(y);
      else if (y === neutral) limbs.push(x);
      else limbs.push(binary(e, x, y, BIT_OPCODES[kind]));
    }
  }
  return { limbs };
}

export function not(e: Emitter, a: Word): Word {
  return {
    limbs: e.limbs(a).map((limb) => (typeof limb === "bigint" ? ~limb & ONES : binary(e, limb, ONES, op.i64Xor))),
  };
}

export function shiftLeft(e: Emitter, amount: Word, value: Word): Word {
  const n = constantOf(amount);
  if (n === undefined) return viaRuntime(e, "shiftLeft", [amount, value]);
  if (n >= 256n) return constant(0n);
  const known = constantOf(value);
  if (known !== undefined) return constant((known << n) & ALL);
  if (n === 0n) return value;
  const whole = Number(n >> 6n);
  const bits = n & 63n;
  const limbs: Limb[] = [];
  for (let i = 0; i < 4; i++) {
    const low = i - whole - 1 >= 0 && bits ? e.limb(value, i - whole - 1) : 0n;
    const high = i - whole >= 0 ? e.limb(value, i - whole) : 0n;
    limbs.push(joined(e, shifted(e, high, bits, true), bits ? shifted(e, low, 64n - bits, false) : 0n));
  }
  return { limbs };
}

export function shiftRight(e: Emitter, amount: Word, value: Word, arithmetic: boolean): Word {
  const n = constantOf(amount);
  if (n === undefined) return viaRuntime(e, arithmetic ? "shiftArithmetic" : "shiftRight", [amount, value]);
  const known = constantOf(value);
  if (known !== undefined) return constant((arithmetic ? signed(known) >> n : n >= 256n ? 0n : known >> n) & ALL);
  if (n === 0n) return value;
  if (n >= 256n && !arithmetic) return constant(0n);
  let fill: Limb = 0n;
  if (arithmetic) {
    const top = e.limb(value, 3);
    fill = typeof top === "bigint" ? (top >> 63n ? ONES : 0n) : binary(e, top, 63n, op.i64ShrS);
  }
  const whole = n >= 256n ? 4 : Number(n >> 6n);
  const bits = n >= 256n ? 0n : n & 63n;
  const limbs: Limb[] = [];
  for (let i = 0; i < 4; i++) {
    const low = i + whole < 4 ? e.limb(value, i + whole) : fill;
    if (!bits) {
      limbs.push(low);
      continue;
    }
    const high = i + whole + 1 < 4 ? e.limb(value, i + whole + 1) : fill;
    limbs.push(joined(e, shifted(e, low, bits, false), shifted(e, high, 64n - bits, true)));
  }
  return { limbs };
}

export function byteAt(e: Emitter, index: Word, value: Word): Word {
  const i = constantOf(index);
  if (i === undefined) return viaRuntime(e, "byteAt", [index, value]);
  if (i >= 32n) return constant(0n);
  const limb = e.limb(value, 3 - Number(i >> 3n));
  const moved = shifted(e, limb, 56n - 8n * (i & 7n), false);
  return { limbs: [typeof moved === "bigint" ? moved & 255n : binary(e, moved, 255n, op.i64And), 0n, 0n, 0n] };
}

export function signExtend(e: Emitter, index: Word, value: Word): Word {
  const i = constantOf(index);
  if (i === undefined) return viaRuntime(e, "signExtend", [index, value]);
  if (i >= 31n) return value;
  const n = 248n - 8n * i;
  const up = shiftLeft(e, constant(n), value);
  return shiftRight(e, constant(n), up, true);
}

/** CLZ: the zeros of the highest limb, and of the one below it when it is zero, and so on. */
export function leadingZeros(e: Emitter, value: Word): Word {
  const known = constantOf(value);
  if (known !== undefined) return constant(known === 0n ? 256n : BigInt(256 - known.toString(2).length));
  const limbs = e.limbs(value);
  const pushZeros = (i: number): void => {
    const limb = limbs[i]!;
    e.limbValue(limb);
    e.code.op(op.i64Clz);
    if (i === 0 || (typeof limb === "bigint" && limb !== 0n)) return;
    pushZeros(i - 1);
    if (typeof limb !== "bigint") {
      e.code.i64(0n);
      e.limbValue(limb);
      e.code.op(op.i64Eqz);
      e.code.op(op.select);
    }
    e.code.op(op.i64Add);
  };
  pushZeros(3);
  return { limbs: [e.keep(), 0n, 0n, 0n] };
}
