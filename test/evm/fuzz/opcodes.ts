import { INSTRUCTION_TABLE, type Instruction } from "../../../sim/evm/instructions.ts";
import { LAST_PRECOMPILE_PRAGUE } from "../../../sim/evm/limits.ts";
import * as op from "../../../sim/evm/opcodes.ts";

export { op };

/** Precompiles live at 1 to this, and at P256_VERIFY. */
export const PRECOMPILES = LAST_PRECOMPILE_PRAGUE;

const plain = (stackIn: number, stackOut: number, first: number, last: number): number[] =>
  INSTRUCTION_TABLE.filter(
    (row: Instruction) =>
      row.kind === "plain" &&
      row.stackIn === stackIn &&
      row.stackOut === stackOut &&
      row.opcode >= first &&
      row.opcode <= last,
  ).map(({ opcode }) => opcode);

/** Arithmetic, comparison and bits on two words, one and three. */
export const BINARY = plain(2, 1, op.ADD, op.SAR);
/** CLZ rarely: before osaka a program ends there. */
export const UNARY = [...plain(1, 1, op.ADD, op.SAR), ...plain(1, 1, op.ADD, op.SAR), op.CLZ];
export const TERNARY = plain(3, 1, op.ADD, op.SAR);
/** Instructions that take nothing and leave one word. */
export const ENVIRONMENT = plain(0, 1, op.ADDRESS, op.GAS);
