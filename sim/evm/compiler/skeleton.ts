import { INSTRUCTION_TABLE } from "../instructions.ts";

/**
 * PUSH32, whose data compiled code reads where it runs. Solidity keeps immutables there, so that contracts which differ
 * in nothing but what their constructors were given share one module, and V8 optimises it once.
 */
export const OPEN_PUSH = 0x7f;

/** The code with zeros for the data of every PUSH32: all that its module depends on. */
export function skeletonOf(code: Uint8Array): Uint8Array<ArrayBuffer> {
  const skeleton = Uint8Array.from(code);
  for (let pc = 0; pc < code.length; pc += 1 + INSTRUCTION_TABLE[code[pc]!]!.immediate)
    if (code[pc] === OPEN_PUSH) skeleton.fill(0, pc + 1, pc + 33);
  return skeleton;
}
