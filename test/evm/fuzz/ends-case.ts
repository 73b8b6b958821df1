import type { Random } from "../../../sim/core/random.ts";
import { Assembler } from "./assembler.ts";
import { intrinsicGas, quantity, SENDERS, toHex, type FuzzCase } from "./case.ts";
import { BINARY, op, TERNARY } from "./opcodes.ts";
import { addressOf } from "./program-case.ts";
import { boundaryWords, chance } from "./values.ts";

const OPERATIONS = 60;
const MUL = 0x02;
const ENOUGH = 500_000;

/** A straight program of instructions on words at the ends of their range, each result in what it logs. */
export function endsCase(random: Random, index: number): FuzzCase {
  const address = addressOf(index, 0);
  const code = new Assembler().push(0);
  for (let i = 0; i < OPERATIONS; i++) {
    const operands = chance(random, 0.85) ? 2 : 3;
    for (const word of boundaryWords(random, operands)) operand(code, random, word);
    code.emit(random.pick(operands === 2 ? BINARY : TERNARY));
    code.emit(op.SWAP1).push(3).emit(MUL, op.ADD);
  }
  code.push(0).emit(op.MSTORE).push(32).push(0).emit(op.LOG0);
  const body = { to: address, data: "0x" as const };
  const call = { from: random.pick(SENDERS), ...body, value: quantity(0), gas: intrinsicGas(body) + ENOUGH, tip: 0 };
  return {
    name: `ends ${index}`,
    accounts: [{ address, code: toHex(code.assemble()), balance: "0x0" }],
    blocks: [[call]],
  };
}

/** Half of them not to be known before the program runs. */
function operand(code: Assembler, random: Random, word: bigint): void {
  code.push(word);
  if (chance(random, 0.5)) code.emit(op.CALLER, op.CALLER, op.XOR, op.ADD);
}
