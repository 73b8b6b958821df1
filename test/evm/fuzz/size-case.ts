import type { Random } from "../../../sim/core/random.ts";
import { Assembler } from "./assembler.ts";
import { intrinsicGas, quantity, SENDERS, toHex, type FuzzCase, type FuzzTransaction, type Hex } from "./case.ts";
import { op } from "./opcodes.ts";
import { addressOf } from "./program-case.ts";
import { chance } from "./values.ts";

/** The largest code that may be deployed (EIP-170), the largest init code (EIP-3860). */
const MAX_CODE = 24_576;
const MAX_INIT_CODE = 49_152;
/** Enough to deploy the largest code, and to be told that one byte more is too much. */
const ENOUGH = 11_000_000;

/**
 * A contract that creates others of sizes at and about the limits, and shows what came of it; with gas enough, which
 * random programs do not have. Now and then a transaction that does the same itself.
 */
export function sizeCase(random: Random, index: number, { plain }: { readonly plain: boolean }): FuzzCase {
  const address = addressOf(index, 0);
  const code = new Assembler();
  for (let i = 1 + random.integer(2); i > 0; i--) creation(code, random);
  code
    .push(random.pick([0, 32, 64]))
    .push(0)
    .emit(op.LOG0);
  const itself = !plain && chance(random, 0.3);
  const data = itself ? toHex(deploying(codeSize(random), itself && chance(random, 0.5) ? MAX_INIT_CODE : 0)) : "0x";
  return {
    name: `sizes ${index}`,
    accounts: [{ address, code: toHex(code.assemble()), balance: "0x0" }],
    blocks: [[transaction(random, itself ? undefined : address, data)]],
  };
}

function transaction(random: Random, to: Hex | undefined, data: Hex): FuzzTransaction {
  const body = { ...(to === undefined ? {} : { to }), data };
  return { from: random.pick(SENDERS), ...body, value: quantity(0), gas: intrinsicGas(body) + ENOUGH, tip: 0 };
}

function codeSize(random: Random): number {
  return MAX_CODE + random.pick([-1, 0, 0, 0, 1, 1]);
}

/** Init code that deploys `size` zero bytes, itself zero bytes up to `length`. */
function deploying(size: number, length: number): Uint8Array {
  const code = new Assembler().push(size).push(0).emit(op.RETURN).assemble();
  const padded = new Uint8Array(Math.max(code.length, length));
  padded.set(code);
  return padded;
}

/** Leaves address, size and hash of what it created in memory. */
function creation(code: Assembler, random: Random): void {
  const init = deploying(codeSize(random), 0);
  const length = random.pick([init.length, init.length, init.length, MAX_INIT_CODE, MAX_INIT_CODE + 1]);
  const opcode = random.pick([op.CREATE, op.CREATE2]);
  code
    .push(BigInt(toHex(init)) << BigInt(8 * (32 - init.length)))
    .push(0)
    .emit(op.MSTORE);
  if (opcode === op.CREATE2) code.push(random.integer(3));
  code.push(length).push(0).push(0).emit(opcode);
  code.emit(op.DUP1, op.EXTCODESIZE).push(32).emit(op.MSTORE, op.EXTCODEHASH).push(0).emit(op.MSTORE);
}
