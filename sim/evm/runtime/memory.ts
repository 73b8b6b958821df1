// The memory of frames: expansion and its price, copies into it, hashes of it.
import { LIMIT_FRAME_MEMORY } from "../protocol.ts";
import {
  ARENA_END,
  A_CODE,
  C_BYTES,
  F_CODE,
  F_CODE_LENGTH,
  F_GAS,
  F_INPUT,
  F_INPUT_LENGTH,
  F_MEMORY,
  F_MEMORY_SIZE,
  F_OUT,
  F_OUT_LENGTH,
  RETURN_DATA,
  SCRATCH_PADDED,
} from "../layout.ts";
import {
  GAS_COLD_ACCOUNT_SURCHARGE,
  GAS_COPY_WORD,
  GAS_KECCAK256_WORD,
  GAS_MEMORY_WORD,
  MEMORY_QUADRATIC_DIVISOR,
} from "../gas.ts";
import { accountOf, visibleCodeLength, warmAccount } from "./accounts.ts";
import { resourceLimit } from "./host.ts";
import { keccak, keccak64 } from "./keccak.ts";
import { returnLength } from "./machine.ts";
import { clear, fromBytes, saturated } from "./words.ts";

/** Beyond this an offset costs more gas than an i64 holds. */
const FAR: i64 = 1 << 37;

@inline
function memoryCost(size: u64): i64 {
  const words = size >> 5;
  return (words * GAS_MEMORY_WORD + (words * words) / MEMORY_QUADRATIC_DIVISOR) as i64;
}

/** Memory of at least `end` bytes. */
export function expand(f: usize, end: u64, gas: i64): i64 {
  const size = load<u32>(f, F_MEMORY_SIZE) as u64;
  if (end <= size) return gas;
  const wanted = (end + 31) & ~31;
  gas -= memoryCost(wanted) - memoryCost(size);
  if (gas < 0) return -1;
  const base: usize = load<u32>(f, F_MEMORY);
  if ((base as u64) + wanted > (ARENA_END as u64)) resourceLimit(LIMIT_FRAME_MEMORY);
  memory.fill(base + (size as usize), 0, (wanted - size) as usize);
  store<u32>(f, wanted as u32, F_MEMORY_SIZE);
  return gas;
}

/** Memory for `length` bytes at `offset`, nothing when the length is 0. */
export function expandFor(f: usize, offset: i64, length: i64, gas: i64): i64 {
  if (length == 0) return gas;
  if (offset >= FAR || length >= FAR) return -1;
  return expand(f, (offset + length) as u64, gas);
}

/** For MLOAD, MSTORE (size 32) and MSTORE8 (size 1) at a computed offset. */
@inline
export function expandAt(f: usize, offset: i64, size: i64, gas: i64): i64 {
  if (offset >= FAR) return -1;
  return expand(f, (offset + size) as u64, gas);
}

@inline
export function wordsOf(length: i64): i64 {
  return (length + 31) >> 5;
}

/** KECCAK256 without its static gas; operands offset and length, result where the length was. */
export function hashMemory(f: usize, offset: usize, length: usize, to: usize, gas: i64): i64 {
  const at = saturated(offset);
  const n = saturated(length);
  gas = expandFor(f, at, n, gas);
  if (gas < 0) return -1;
  gas -= GAS_KECCAK256_WORD * wordsOf(n);
  if (gas < 0) return -1;
  const from = n == 0 ? (0 as usize) : (load<u32>(f, F_MEMORY) as usize) + (at as usize);
  if (n == 64) keccak64(from, to);
  else keccak(from, n as usize, to);
  fromBytes(to, to);
  return gas;
}

/** KECCAK256 of a place and size that are known and small. */
export function hashNear(f: usize, offset: i32, length: i32, to: usize, gas: i64): i64 {
  if (length != 0) gas = expand(f, (offset + length) as u64, gas);
  gas -= GAS_KECCAK256_WORD * wordsOf(length as i64);
  if (gas < 0) return -1;
  const from = (load<u32>(f, F_MEMORY) as usize) + offset;
  if (length == 64) keccak64(from, to);
  else keccak(from, length as usize, to);
  fromBytes(to, to);
  return gas;
}

/** RETURN and REVERT: leaves what they answer, and the gas, in the frame. */
export function finishWith(f: usize, offset: usize, length: usize, gas: i64): i64 {
  const at = saturated(offset);
  const n = saturated(length);
  gas = expandFor(f, at, n, gas);
  if (gas < 0) return -1;
  store<i64>(f, gas, F_GAS);
  store<u32>(f, n == 0 ? 0 : load<u32>(f, F_MEMORY) + (at as u32), F_OUT);
  store<u32>(f, n as u32, F_OUT_LENGTH);
  return gas;
}

/** 32 bytes of `source` from a word offset, zeros past its end. */
export function loadPadded(source: usize, sourceLength: usize, offset: usize, to: usize): void {
  const at = saturated(offset);
  const n = sourceLength as i64;
  if (at >= n) {
    clear(to);
    return;
  }
  const have = n - at;
  if (have >= 32) {
    fromBytes(source + (at as usize), to);
    return;
  }
  clear(to);
  const p = SCRATCH_PADDED;
  clear(p);
  memory.copy(p, source + (at as usize), have as usize);
  fromBytes(p, to);
}

/** CALLDATACOPY and its kin without static gas: operands are words; zeros past the source's end. */
export function copyPadded(
  f: usize,
  source: usize,
  sourceLength: usize,
  to: usize,
  from: usize,
  length: usize,
  gas: i64,
): i64 {
  const at = saturated(to);
  const n = saturated(length);
  if (n == 0) return gas;
  gas = expandFor(f, at, n, gas);
  if (gas < 0) return -1;
  gas -= GAS_COPY_WORD * wordsOf(n);
  if (gas < 0) return -1;
  const target = (load<u32>(f, F_MEMORY) as usize) + (at as usize);
  const start = saturated(from);
  const have = start >= (sourceLength as i64) ? 0 : min(n, (sourceLength as i64) - start);
  if (have > 0) memory.copy(target, source + (start as usize), have as usize);
  if (have < n) memory.fill(target + (have as usize), 0, (n - have) as usize);
  return gas;
}

export function copyCallData(f: usize, to: usize, from: usize, length: usize, gas: i64): i64 {
  return copyPadded(f, load<u32>(f, F_INPUT), load<u32>(f, F_INPUT_LENGTH), to, from, length, gas);
}

export function copyCode(f: usize, to: usize, from: usize, length: usize, gas: i64): i64 {
  return copyPadded(f, load<u32>(f, F_CODE), load<u32>(f, F_CODE_LENGTH), to, from, length, gas);
}

export function copyExternalCode(f: usize, address: usize, to: usize, from: usize, length: usize, gas: i64): i64 {
  const account = accountOf(address);
  if (warmAccount(account)) gas -= GAS_COLD_ACCOUNT_SURCHARGE;
  if (gas < 0) return -1;
  const code: usize = load<u32>(account, A_CODE);
  return copyPadded(
    f,
    code == 0 ? 0 : (load<u32>(code, C_BYTES) as usize),
    visibleCodeLength(account),
    to,
    from,
    length,
    gas,
  );
}

/** RETURNDATACOPY: reading past the end is a halt. */
export function copyReturnData(f: usize, to: usize, from: usize, length: usize, gas: i64): i64 {
  const start = saturated(from);
  const n = saturated(length);
  if (start > (returnLength as i64) || n > (returnLength as i64) - start) return -1;
  return copyPadded(f, RETURN_DATA, returnLength, to, from, length, gas);
}

export function copyMemory(f: usize, to: usize, from: usize, length: usize, gas: i64): i64 {
  const target = saturated(to);
  const source = saturated(from);
  const n = saturated(length);
  if (n == 0) return gas;
  gas = expandFor(f, max(target, source), n, gas);
  if (gas < 0) return -1;
  gas -= GAS_COPY_WORD * wordsOf(n);
  if (gas < 0) return -1;
  const base: usize = load<u32>(f, F_MEMORY);
  memory.copy(base + (target as usize), base + (source as usize), n as usize);
  return gas;
}

export function callDataLoad(f: usize, offset: usize, to: usize): void {
  loadPadded(load<u32>(f, F_INPUT), load<u32>(f, F_INPUT_LENGTH), offset, to);
}
