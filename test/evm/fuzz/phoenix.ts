import type { Random } from "../../../sim/core/random.ts";
import { Assembler, type Label } from "./assembler.ts";
import { op } from "./opcodes.ts";
import { chance, interestingWord } from "./values.ts";

/**
 * Init code of a contract that is destroyed in the transaction that creates it, so that CREATE2 may put it at the same
 * address in the next one. Shows what it finds in a slot, then writes it. The destruction is in the init code, or in the
 * code that it deploys, which its creator calls.
 */
export function phoenix(random: Random): Uint8Array {
  const code = new Assembler();
  showAndWrite(code, random);
  if (chance(random, 0.5)) return destroy(code, random).assemble();
  const deployed = new Assembler();
  if (chance(random, 0.5)) showAndWrite(deployed, random);
  const bytes = destroy(deployed, random).assemble();
  const label: Label = {};
  code.push(bytes.length).pushLabel(label).push(0).emit(op.CODECOPY).push(bytes.length).push(0).emit(op.RETURN);
  return code.data(label, bytes).assemble();
}

function showAndWrite(code: Assembler, random: Random): void {
  const slot = random.integer(2);
  const opcode = chance(random, 0.9) ? op.SLOAD : op.TLOAD;
  code.push(slot).emit(opcode).push(0).emit(op.MSTORE).push(32).push(0).emit(op.LOG0);
  code.push(chance(random, 0.5) ? 1 : interestingWord(random)).push(slot);
  code.emit(opcode === op.SLOAD ? op.SSTORE : op.TSTORE);
}

function destroy(code: Assembler, random: Random): Assembler {
  return code.emit(random.pick([op.CALLER, op.ADDRESS, op.CALLER]), op.SELFDESTRUCT);
}
