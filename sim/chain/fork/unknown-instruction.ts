import { RunError } from "../../core/errors/errors.ts";
import type { Hardfork } from "../../core/hardfork.ts";
import { instructionsOf } from "../../evm/instructions.ts";
import { INVALID } from "../../evm/opcodes.ts";
import { toHex } from "../codec/hex.ts";
import { followPaths } from "../hazards/paths.ts";
import type { Loaded } from "./state-source.ts";

/** First byte of what is no code: a delegation (EIP-7702), or what EIP-3541 keeps for other formats. */
const RESERVED = 0xef;
/** Code that was looked at, in this process: every evaluation opens the same fork. */
const executable = new Set<string>();

/**
 * Refuses contracts of a chain with instructions of its own, or of later rules: as INVALID they would revert, and the run
 * would be one of another chain. Looked for on the paths of the code; where these cannot all be followed, nothing is said,
 * because data would be taken for instructions. Throws RunError FORK_OPCODE.
 */
export function requireKnownInstructions({ accounts }: Pick<Loaded, "accounts">, hardfork: Hardfork): void {
  for (const { address, code } of accounts) {
    if (code.length === 0 || code[0] === RESERVED) continue;
    const name = `${hardfork} ${toHex(address)} ${code.length}`;
    if (executable.has(name)) continue;
    const unknown = unknownInstruction(code, hardfork);
    if (unknown !== undefined)
      throw RunError.of("FORK_OPCODE", {
        where: `contract ${toHex(address)}`,
        found: `instruction 0x${unknown.toString(16).padStart(2, "0")}`,
        hardfork,
      });
    executable.add(name);
  }
}

function unknownInstruction(code: Uint8Array, hardfork: Hardfork): number | undefined {
  const { complete, executes } = followPaths(code);
  if (!complete) return undefined;
  const table = instructionsOf(hardfork);
  return [...executes].find((op) => op !== INVALID && table[op]!.kind === "invalid");
}
