import { INSTRUCTION_TABLE } from "../../evm/instructions.ts";
import * as Op from "../../evm/opcodes.ts";

/** Words taken from the stack, and put on it. */
export const takes = (op: number): number => INSTRUCTION_TABLE[op]!.stackIn;
export const gives = (op: number): number => INSTRUCTION_TABLE[op]!.stackOut;
export const isPush = (op: number): boolean => op >= Op.PUSH0 && op <= Op.PUSH32;
export const isDup = (op: number): boolean => op >= Op.DUP1 && op <= Op.DUP16;
export const isSwap = (op: number): boolean => op >= Op.SWAP1 && op <= Op.SWAP16;
export const isCall = (op: number): boolean =>
  op === Op.CALL || op === Op.CALLCODE || op === Op.DELEGATECALL || op === Op.STATICCALL;

/** Whether nothing follows the instruction but by a jump. */
export function ends(op: number): boolean {
  const { kind } = INSTRUCTION_TABLE[op]!;
  return kind === "end" || kind === "jump" || kind === "invalid";
}

/** Bytes of the instruction with its immediate. */
export const sizeOf = (op: number): number => 1 + INSTRUCTION_TABLE[op]!.immediate;
