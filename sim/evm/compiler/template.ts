import { INSTRUCTION_TABLE } from "../instructions.ts";
import { PUSH32 } from "../opcodes.ts";

/**
 * The bytecode template: the code with zeros for the data of every PUSH32, which is all that its module depends on.
 * Compiled code reads that data where it runs. Solidity keeps immutables there, so that contracts which differ in nothing
 * but what their constructors were given share one module, and V8 optimises it once.
 */
export function templateOf(code: Uint8Array): Uint8Array<ArrayBuffer> {
  const template = Uint8Array.from(code);
  for (let pc = 0; pc < code.length; pc += 1 + INSTRUCTION_TABLE[code[pc]!]!.immediate)
    if (code[pc] === PUSH32) template.fill(0, pc + 1, pc + 33);
  return template;
}
