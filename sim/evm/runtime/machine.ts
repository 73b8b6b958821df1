// What all frames of a transaction share, and the helpers that both the interpreter and compiled code stand on. Gas
// travels as an i64: a helper takes what is left and answers what is left then, negative when it ran out.
import { FLAG_STATIC } from "../protocol.ts";
import {
  A_BALANCE,
  A_CODE,
  C_BYTES,
  C_HASH,
  C_LENGTH,
  E_BLOB_COUNT,
  E_BLOB_HASHES,
  E_NUMBER,
  F_ACCOUNT,
  F_FLAGS,
  F_MEMORY,
  G_LOGS,
  G_TX,
  SCRATCH_ADDRESS,
  SCRATCH_DRAFT_CODE,
  S_VALUE,
} from "../layout.ts";
import {
  GAS_COLD_ACCOUNT_SURCHARGE,
  GAS_COLD_SLOAD,
  GAS_COLD_SLOAD_SURCHARGE,
  GAS_EXP_BYTE,
  GAS_LOG_BYTE,
  GAS_SSTORE_RESET,
  GAS_SSTORE_SET,
  GAS_WARM_ACCESS,
  REFUND_SSTORE_CLEARS,
  REFUND_SSTORE_RESTORE,
  REFUND_SSTORE_UNSET,
  SSTORE_SENTRY,
} from "../gas.ts";
import { MAX_BLOCK_HASH_AGE } from "../limits.ts";
import { accountOf, isEmpty, visibleCodeLength, warmAccount } from "./accounts.ts";
import { reserve } from "./heap.ts";
import { blockHash } from "./host.ts";
import { keccak } from "./keccak.ts";
import { expandFor } from "./memory.ts";
import { byteLength, exponentiate } from "./product.ts";
import { loadTransient, original, slotOf, storeTransient, warmSlot, writeSlot } from "./slots.ts";
import { clear, copy, equals, fromBytes, isZero, saturated, set, toBytes } from "./words.ts";

export let refund: i64 = 0;
export let returnLength: usize = 0;
export let logTop: usize = 0;
export let logCount: u32 = 0;
/** Index of the call that logs are written for. */
export let callIndex: u32 = 0;

export function setRefund(value: i64): void {
  refund = value;
}
export function setReturnLength(value: usize): void {
  returnLength = value;
}
export function setLogs(top: usize, count: u32): void {
  logTop = top;
  logCount = count;
}
export function setCallIndex(value: u32): void {
  callIndex = value;
}

export function returnSize(): i32 {
  return returnLength as i32;
}

/** EXP without its static gas. */
export function power(base: usize, exponent: usize, to: usize, gas: i64): i64 {
  gas -= GAS_EXP_BYTE * byteLength(exponent);
  if (gas < 0) return -1;
  exponentiate(base, exponent, to);
  return gas;
}

export function sload(f: usize, key: usize, to: usize, gas: i64): i64 {
  const slot = slotOf(load<u32>(f, F_ACCOUNT), key);
  if (warmSlot(slot, load<u32>(G_TX))) {
    gas -= GAS_COLD_SLOAD_SURCHARGE;
    if (gas < 0) return -1;
  }
  copy(slot + S_VALUE, to);
  return gas;
}

/** SSTORE, EIP-2200 as of EIP-2929 and EIP-3529. `prepaid`: static gas already charged for the rest of its block. */
export function sstore(f: usize, key: usize, value: usize, gas: i64, prepaid: i64): i64 {
  if (load<u32>(f, F_FLAGS) & FLAG_STATIC) return -1;
  if (gas + prepaid <= SSTORE_SENTRY) return -1;
  const tx = load<u32>(G_TX);
  const slot = slotOf(load<u32>(f, F_ACCOUNT), key);
  if (warmSlot(slot, tx)) gas -= GAS_COLD_SLOAD;
  const now = slot + S_VALUE;
  if (equals(now, value)) {
    gas -= GAS_WARM_ACCESS;
    return gas < 0 ? -1 : gas;
  }
  const before = original(slot, tx);
  const wasZero = isZero(before);
  if (equals(now, before)) {
    gas -= wasZero ? GAS_SSTORE_SET : GAS_SSTORE_RESET;
    if (gas < 0) return -1;
    if (!wasZero && isZero(value)) refund += REFUND_SSTORE_CLEARS;
  } else {
    gas -= GAS_WARM_ACCESS;
    if (gas < 0) return -1;
    if (!wasZero) {
      if (isZero(now)) refund -= REFUND_SSTORE_CLEARS;
      else if (isZero(value)) refund += REFUND_SSTORE_CLEARS;
    }
    if (equals(value, before)) refund += wasZero ? REFUND_SSTORE_UNSET : REFUND_SSTORE_RESTORE;
  }
  writeSlot(slot, value, tx);
  return gas;
}

export function tload(f: usize, key: usize, to: usize): void {
  loadTransient(load<u32>(f, F_ACCOUNT), key, load<u32>(G_TX), to);
}

export function tstore(f: usize, key: usize, value: usize, gas: i64): i64 {
  if (load<u32>(f, F_FLAGS) & FLAG_STATIC) return -1;
  storeTransient(load<u32>(f, F_ACCOUNT), key, load<u32>(G_TX), value);
  return gas;
}

export function balanceOf(address: usize, to: usize, gas: i64): i64 {
  const account = accountOf(address);
  if (warmAccount(account)) gas -= GAS_COLD_ACCOUNT_SURCHARGE;
  copy(account + A_BALANCE, to);
  return gas < 0 ? -1 : gas;
}

export function selfBalance(f: usize, to: usize): void {
  copy((load<u32>(f, F_ACCOUNT) as usize) + A_BALANCE, to);
}

export function codeSizeOf(address: usize, to: usize, gas: i64): i64 {
  const account = accountOf(address);
  if (warmAccount(account)) gas -= GAS_COLD_ACCOUNT_SURCHARGE;
  set(to, visibleCodeLength(account) as u64);
  return gas < 0 ? -1 : gas;
}

export function codeHashOf(address: usize, to: usize, gas: i64): i64 {
  const account = accountOf(address);
  if (warmAccount(account)) gas -= GAS_COLD_ACCOUNT_SURCHARGE;
  const code: usize = load<u32>(account, A_CODE);
  if (code != 0 && visibleCodeLength(account) != <usize>load<u32>(code, C_LENGTH)) {
    keccak(load<u32>(code, C_BYTES), visibleCodeLength(account), SCRATCH_DRAFT_CODE);
    fromBytes(SCRATCH_DRAFT_CODE, to);
  } else if (code != 0) fromBytes(code + C_HASH, to);
  else if (isEmpty(account)) clear(to);
  else {
    // keccak256 of nothing.
    store<u64>(to, 0x7bfad8045d85a470, 0);
    store<u64>(to, 0xe500b653ca82273b, 8);
    store<u64>(to, 0x927e7db2dcc703c0, 16);
    store<u64>(to, 0xc5d2460186f7233c, 24);
  }
  return gas < 0 ? -1 : gas;
}

/** Hashes of the last 256 blocks, zero for others. */
export function blockHashOf(number: usize, to: usize): void {
  const n = saturated(number);
  const now = load<i64>(E_NUMBER);
  if (n >= now || n < now - MAX_BLOCK_HASH_AGE) clear(to);
  else blockHash(n, to);
}

export function blobHashOf(index: usize, to: usize): void {
  const i = saturated(index);
  if (i >= (load<u32>(E_BLOB_COUNT) as i64)) clear(to);
  else copy((load<u32>(E_BLOB_HASHES) as usize) + ((i as usize) << 5), to);
}

/** An account's address as 20 bytes. */
export function addressBytes(account: usize, to: usize): void {
  const p = SCRATCH_ADDRESS;
  copy(account, p);
  store<u32>(p, 0, 20);
  store<u64>(p, 0, 24);
  toBytes(p, p);
  memory.copy(to, p + 12, 20);
}

/** LOG0 to LOG4 without static gas. Topics are words at `topic`, the next one 32 below. */
export function log(f: usize, offset: usize, length: usize, topic: usize, topics: i32, gas: i64): i64 {
  if (load<u32>(f, F_FLAGS) & FLAG_STATIC) return -1;
  const at = saturated(offset);
  const n = saturated(length);
  gas = expandFor(f, at, n, gas);
  if (gas < 0) return -1;
  gas -= GAS_LOG_BYTE * n;
  if (gas < 0) return -1;
  const size: usize = 29 + ((topics as usize) << 5) + (n as usize);
  reserve(G_LOGS, logTop, logTop + size + 64);
  let p: usize = (load<u32>(G_LOGS) as usize) + logTop;
  store<u32>(p, callIndex);
  addressBytes(load<u32>(f, F_ACCOUNT), p + 4);
  store<u8>(p, topics as u8, 24);
  p += 25;
  for (let i = 0; i < topics; i++) {
    toBytes(topic - ((i as usize) << 5), p);
    p += 32;
  }
  store<u32>(p, n as u32);
  if (n > 0) memory.copy(p + 4, (load<u32>(f, F_MEMORY) as usize) + (at as usize), n as usize);
  logTop += size;
  logCount++;
  return gas;
}
