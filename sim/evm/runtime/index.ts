// What JavaScript and compiled code may call.
import {
  G_BREAK,
  G_INPUT,
  G_JOURNAL,
  G_LOGS,
  G_RESULTS,
  HEAP,
  SCRATCH_DIGEST,
  SCRATCH_HASH_TARGET,
  SCRATCH_NONCE,
} from "../layout.ts";
import { initAccounts } from "./accounts.ts";
import { initCodes } from "./codes.ts";
import { reserve } from "./heap.ts";
import { keccak } from "./keccak.ts";
import { initSlots } from "./slots.ts";
import { fromBytes, less } from "./words.ts";

export { accountOf, findAccount, collectAccounts, inTrie, maySend, setAccount } from "./accounts";
export { collectSlots, findSlot, packSlots, setStorage } from "./slots";
export { findCode, forgetFunctions, internCode } from "./codes";
export { allocate, reserve } from "./heap";
export { keccak } from "./keccak";
export { abandon } from "./calls";
export {
  lastLogCount,
  lastLogLength,
  lastReturnLength,
  takeChanges,
  changesLength,
  tidy,
  transact,
} from "./transaction";
export { takeCreated } from "./creation";
export { runBlock, runViews } from "./block";
export { forgetBefore, forgetMarks, mark, saveMarks, undoTo } from "./marks";
export { recompute } from "./commitment";
export { systemCall } from "./system";

// For compiled code.
export {
  balanceOf,
  blobHashOf,
  blockHashOf,
  codeHashOf,
  codeSizeOf,
  log,
  power,
  returnSize,
  selfBalance,
  sload,
  sstore,
  tload,
  tstore,
} from "./machine";
export {
  callDataLoad,
  copyCallData,
  copyCode,
  copyExternalCode,
  copyMemory,
  copyReturnData,
  expandFor,
  finishWith,
  hashMemory,
  hashNear,
} from "./memory";
export { destroy } from "./destruction";
export { addModulo, divide, modulo, multiplyModulo, signedDivide, signedModulo } from "./division";
export { byteAt, leadingZeros, shiftArithmetic, shiftLeft, shiftRight, signExtend } from "./shifts";
export { multiply } from "./product";

/** Empty tables; round constants, instruction table and environment are JavaScript's to write. */
export function initialize(): void {
  store<u32>(G_BREAK, HEAP);
  initAccounts();
  initSlots();
  initCodes();
  reserve(G_JOURNAL, 0, 65536);
  reserve(G_LOGS, 0, 65536);
  reserve(G_RESULTS, 0, 65536);
  reserve(G_INPUT, 0, 65536);
}

/**
 * Tries nonces from SCRATCH_NONCE on, which is counted up: how many hashes are below SCRATCH_HASH_TARGET.
 * Behind the input and its nonce come the places of those, a u32 each.
 */
export function grind(input: usize, length: usize, count: u32): u32 {
  let found: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    fromBytes(SCRATCH_NONCE, input + length);
    keccak(input, length + 32, SCRATCH_DIGEST);
    fromBytes(SCRATCH_DIGEST, SCRATCH_DIGEST);
    if (less(SCRATCH_DIGEST, SCRATCH_HASH_TARGET)) {
      store<u32>(input + length + 32 + ((<usize>found) << 2), i);
      found++;
    }
    for (let k: usize = 0; k < 32; k += 8) {
      const limb = load<u64>(SCRATCH_NONCE + k) + 1;
      store<u64>(SCRATCH_NONCE + k, limb);
      if (limb != 0) break;
    }
  }
  return found;
}
