import type { Hardfork } from "../../core/hardfork.ts";
import { LAST_PRECOMPILE_CANCUN, LAST_PRECOMPILE_PRAGUE, P256_VERIFY } from "../../evm/limits.ts";
import * as Op from "../../evm/opcodes.ts";
import { reachable } from "./hazards.ts";
import { followPaths } from "./paths.ts";

/** Something of a chain that code uses, and the first hardfork of those we execute that has it. */
export interface Requirement {
  readonly name: string;
  readonly since: Hardfork;
}

/** Instructions that came with a hardfork after the oldest that we execute. */
const INSTRUCTIONS: ReadonlyMap<number, Requirement> = new Map([
  [Op.CLZ, { name: "the instruction CLZ (EIP-7939)", since: "osaka" }],
]);

/**
 * What pieces of code use that older hardforks lack: instructions, and precompiles at an address that is written in the
 * code. Instructions are those on the paths of the code; where these cannot all be followed, those outside its data.
 * A precompile whose address is computed or stored is not seen.
 */
export function requirementsOf(codes: readonly Uint8Array[]): readonly Requirement[] {
  const found = new Map<string, Requirement>();
  const add = (one: Requirement | undefined): void => void (one && found.set(one.name, one));
  for (const code of codes) {
    const { complete, executes, calls } = followPaths(code);
    const ops = complete ? executes : new Set([...reachable(withoutMetadata(code))].map(({ op }) => op));
    for (const op of ops) add(INSTRUCTIONS.get(op));
    for (const address of calls) add(precompileAt(address));
  }
  return [...found.values()];
}

function precompileAt(address: bigint): Requirement | undefined {
  const name = `the precompile at 0x${address.toString(16).padStart(2, "0")}`;
  if (address === BigInt(P256_VERIFY)) return { name: `${name}, P256VERIFY (EIP-7951)`, since: "osaka" };
  if (address > BigInt(LAST_PRECOMPILE_CANCUN) && address <= BigInt(LAST_PRECOMPILE_PRAGUE))
    return { name: `${name}, of BLS12-381 (EIP-2537)`, since: "prague" };
  return undefined;
}

/** Code without what solc writes behind it, whose length stands in its last two bytes. */
function withoutMetadata(code: Uint8Array): Uint8Array {
  if (code.length < 2) return code;
  const length = (code.at(-2)! << 8) | code.at(-1)!;
  return length + 2 < code.length ? code.subarray(0, code.length - length - 2) : code;
}
