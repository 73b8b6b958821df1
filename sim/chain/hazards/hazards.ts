import type { UnsupportedReason } from "../chain.ts";
import * as Op from "../../evm/opcodes.ts";
import { HISTORY_ADDRESS } from "../../evm/host/system-contracts.ts";
import { ends, isCall, isPush, sizeOf } from "./opcodes.ts";
import { followPaths } from "./paths.ts";

const ALWAYS: ReadonlyMap<number, UnsupportedReason> = new Map([
  [Op.ORIGIN, "TX_ORIGIN"],
  [Op.EXTCODEHASH, "CODE_HASH"],
  [Op.EXTCODECOPY, "CODE_COPY"],
  [Op.BLOCKHASH, "BLOCK_HASH"],
  [Op.CREATE, "CREATE"],
  [Op.CREATE2, "CREATE"],
]);

/**
 * What in a contract's runtime code could observe batching; `undefined` when nothing can. Sound for code as compilers
 * emit it; where it cannot tell, it says that the contract could.
 * - GAS other than as the gas of the call that follows it, and a call whose gas is anything else: the cost of storage
 *   depends on what other calls of the block have touched.
 * - EXTCODESIZE, unless on every path on which the account could be an agent it is also called with data: the shell
 *   then burns the gas, and the engine sees that.
 * - BLOCKHASH, and the address of the contract that keeps block hashes (EIP-2935): both depend on the block's transactions.
 * - CREATE, because code that comes to be within a block is looked at by nobody. Then nothing is ever created in a
 *   batched block, and SELFDESTRUCT means what it does in a transaction of its own.
 * - Transient storage, unless every path that succeeds leaves it as zero: a reentrancy guard does.
 */
export function unsupportedReason(code: Uint8Array): UnsupportedReason | undefined {
  let asksCodeSize = false;
  let usesTransient = false;
  for (const { op, pc, previous, next } of reachable(code)) {
    if (isPush(op) && pushes(code, pc, HISTORY_ADDRESS)) return "BLOCK_HASH";
    const always = ALWAYS.get(op);
    if (always !== undefined) return always;
    if (op === Op.GAS && !isCall(next)) return "GAS";
    if (isCall(op) && previous !== Op.GAS) return "GAS";
    if (op === Op.EXTCODESIZE) asksCodeSize = true;
    if (op === Op.TLOAD || op === Op.TSTORE) usesTransient = true;
  }
  if (!asksCodeSize && !usesTransient) return undefined;
  const paths = followPaths(code);
  if (asksCodeSize && (!paths.complete || paths.asksCodeSize)) return "CODE_SIZE";
  if (usesTransient && (!paths.complete || paths.leavesTransient)) return "TRANSIENT_STORAGE";
  return undefined;
}

/** Whether code may ask for the hash of a block, by BLOCKHASH or of EIP-2935's contract. */
export function mayAskBlockHash(code: Uint8Array): boolean {
  for (const { op, pc } of reachable(withoutMetadata(code)))
    if (op === Op.BLOCKHASH || (isPush(op) && pushes(code, pc, HISTORY_ADDRESS))) return true;
  return false;
}

/** Whether code may ask the contract that keeps block hashes (EIP-2935). */
export function asksHistory(code: Uint8Array): boolean {
  for (const { op, pc } of reachable(code)) if (isPush(op) && pushes(code, pc, HISTORY_ADDRESS)) return true;
  return false;
}

/** What solc writes behind the code is a CBOR map of one to four entries, and its length: data that looks like anything. */
function withoutMetadata(code: Uint8Array): Uint8Array {
  const start = code.length - 2 - ((code.at(-2)! << 8) | code.at(-1)!);
  const isMap = start > 0 && code[start]! >= 0xa1 && code[start]! <= 0xa4;
  return isMap ? code.subarray(0, start) : code;
}

/** Whether code, creation code included, can create contracts. May say yes for data that looks like it. */
export function mayCreate(code: Uint8Array): boolean {
  for (const { op } of reachable(code)) if (op === Op.CREATE || op === Op.CREATE2) return true;
  return false;
}

/** Whether the instruction pushes an address, its leading zeros written or not. */
function pushes(code: Uint8Array, pc: number, address: Uint8Array): boolean {
  const end = pc + sizeOf(code[pc]!);
  // back from the last byte, which for nearly every other number is another
  for (let i = 1; i <= address.length; i++) {
    const byte = end - i > pc ? (code[end - i] ?? 0) : 0;
    if (byte !== address[address.length - i]) return false;
  }
  for (let i = pc + 1; i < end - address.length; i++) if (code[i] !== 0) return false;
  return true;
}

/** Instructions that are not behind an end without a jump target between: what is left out is data. */
export function* reachable(code: Uint8Array): Generator<{ op: number; pc: number; previous: number; next: number }> {
  let previous = -1;
  let live = true;
  for (let pc = 0; pc < code.length;) {
    const op = code[pc]!;
    if (op === Op.JUMPDEST) live = true;
    const size = sizeOf(op);
    if (live) yield { op, pc, previous, next: code[pc + size] ?? Op.STOP };
    if (ends(op)) live = false;
    previous = op;
    pc += size;
  }
}
