// CREATE and CREATE2: addresses, collisions, init code, deposit.
import {
  A_BALANCE,
  A_CODE,
  A_CREATED_TX,
  A_NONCE,
  A_SLOTS,
  F_ACCOUNT,
  F_CALLER,
  F_FLAGS,
  F_GAS,
  F_INPUT,
  F_INPUT_LENGTH,
  F_JOURNAL,
  F_MEMORY,
  F_OUT,
  F_OUT_LENGTH,
  F_RETURN_LENGTH,
  F_SP,
  F_VALUE,
  FLAG_CREATE,
  FLAG_STATIC,
  G_TX,
  SCRATCH,
  STATUS_HALT,
  STATUS_RETURN,
} from "../layout.ts";
import { accountOf, credit, debit, setNonce, warmAccount } from "./accounts.ts";
import { internCode, retainCode } from "./codes.ts";
import { above, deliver, depth, enterInitCode, push } from "./frames.ts";
import { CODE, CREATED, journalTop, noteMark, noteU64 } from "./journal.ts";
import { keccak } from "./keccak.ts";
import { addressBytes, setReturnLength } from "./machine.ts";
import { expandFor, wordsOf } from "./memory.ts";
import { copy, fromBytes, isZero, less, saturated, toBytes } from "./words.ts";

export const CREATE = 0xf0;
export const CREATE2 = 0xf5;

const MOST_CODE: usize = 24576;
const MOST_INITCODE: i64 = 49152;

/** Where a contract just created lies, for its creator's stack. */
export const NEW_ADDRESS: usize = SCRATCH + 0xa0;

/** keccak256 of rlp([address, nonce]), its last 20 bytes as a word. */
export function createAddress(creator: usize, nonce: u64, to: usize): void {
  const p = SCRATCH + 0x240;
  store<u8>(p + 1, 0x94);
  addressBytes(creator, p + 2);
  let n: usize = 22;
  if (nonce == 0) store<u8>(p + n++, 0x80);
  else if (nonce < 0x80) store<u8>(p + n++, nonce as u8);
  else {
    const size = 8 - ((clz(nonce) as usize) >> 3);
    store<u8>(p + n++, (0x80 + size) as u8);
    for (let i = size; i > 0; i--) store<u8>(p + n++, (nonce >> (((i - 1) as u64) << 3)) as u8);
  }
  store<u8>(p, (0xc0 + n - 1) as u8);
  keccak(p, n, to);
  fromBytes(to, to);
  store<u64>(to, load<u64>(to, 16) & 0xffffffff, 16);
  store<u64>(to, 0, 24);
}

/** keccak256(0xff, address, salt, keccak256(init code)), its last 20 bytes as a word. */
function create2Address(creator: usize, salt: usize, code: usize, length: usize, to: usize): void {
  const p = SCRATCH + 0x240;
  store<u8>(p, 0xff);
  addressBytes(creator, p + 1);
  toBytes(salt, p + 21);
  keccak(code, length, p + 53);
  keccak(p, 85, to);
  fromBytes(to, to);
  store<u64>(to, load<u64>(to, 16) & 0xffffffff, 16);
  store<u64>(to, 0, 24);
}

/**
 * Creates at the address NEW_ADDRESS: false on collision (EIP-684, EIP-7610: nonce, code or storage is there), else the
 * init code's frame is pushed.
 */
export function startCreation(
  memory: usize,
  gas: i64,
  creator: usize,
  value: usize,
  code: usize,
  length: usize,
): bool {
  const account = accountOf(NEW_ADDRESS);
  warmAccount(account);
  if (load<u64>(account, A_NONCE) != 0 || load<u32>(account, A_CODE) != 0 || load<u32>(account, A_SLOTS) != 0)
    return false;
  const mark = journalTop;
  noteU64(CREATED, account, load<u32>(account, A_CREATED_TX) as u64);
  store<u32>(account, load<u32>(G_TX), A_CREATED_TX);
  setNonce(account, 1);
  if (!isZero(value)) {
    debit(creator, value);
    credit(account, value);
  }
  const f = push(memory, gas, FLAG_CREATE, account);
  const start = enterInitCode(f, memory, code, length);
  store<u32>(f, start as u32, F_MEMORY);
  store<u32>(f, mark as u32, F_JOURNAL);
  store<u64>(f, load<u64>(creator, 0), F_CALLER);
  store<u64>(f, load<u64>(creator, 8), F_CALLER + 8);
  store<u64>(f, load<u32>(creator, 16) as u64, F_CALLER + 16);
  copy(value, f + F_VALUE);
  store<u32>(f, 0, F_INPUT);
  store<u32>(f, 0, F_INPUT_LENGTH);
  return true;
}

/** CREATE and CREATE2 of the running frame; answers whether the frame halts. */
export function create(f: usize, op: i32): bool {
  if (load<u32>(f, F_FLAGS) & FLAG_STATIC) return true;
  const sp: usize = load<u32>(f, F_SP);
  const value = sp - 32;
  const at = saturated(sp - 64);
  const length = saturated(sp - 96);
  const salt = sp - 128;
  if (length > MOST_INITCODE) return true;
  let gas = expandFor(f, at, length, load<i64>(f, F_GAS));
  if (gas < 0) return true;
  gas -= (op == CREATE2 ? 8 : 2) * wordsOf(length);
  if (gas < 0) return true;
  const top = op == CREATE2 ? sp - 128 : sp - 96;
  store<u32>(f, top as u32, F_SP);
  store<u32>(f, 0, F_RETURN_LENGTH);
  store<i64>(f, gas, F_GAS);
  setReturnLength(0);
  const creator: usize = load<u32>(f, F_ACCOUNT);
  const nonce = load<u64>(creator, A_NONCE);
  if (depth >= 1024 || less(creator + A_BALANCE, value) || nonce == u64.MAX_VALUE) {
    deliver(f, false, 0);
    return false;
  }
  const given = gas - (gas >> 6);
  store<i64>(f, gas - given, F_GAS);
  const code = length == 0 ? 0 : (load<u32>(f, F_MEMORY) as usize) + (at as usize);
  if (op == CREATE2) create2Address(creator, salt, code, length as usize, NEW_ADDRESS);
  else createAddress(creator, nonce, NEW_ADDRESS);
  setNonce(creator, nonce + 1);
  if (!startCreation(above(f), given, creator, value, code, length as usize)) deliver(f, false, 0);
  return false;
}

/** Puts the code a creation returned: its size, first byte (EIP-3541) and price are checked. Answers its status. */
export function deposit(f: usize): i32 {
  const at: usize = load<u32>(f, F_OUT);
  const length: usize = load<u32>(f, F_OUT_LENGTH);
  if (length > MOST_CODE || (length > 0 && load<u8>(at) == 0xef)) return STATUS_HALT;
  const gas = load<i64>(f, F_GAS) - 200 * (length as i64);
  if (gas < 0) return STATUS_HALT;
  store<i64>(f, gas, F_GAS);
  if (length == 0) return STATUS_RETURN;
  const account: usize = load<u32>(f, F_ACCOUNT);
  const code = internCode(at, length);
  noteMark(CODE, account);
  retainCode(code);
  store<u32>(account, code as u32, A_CODE);
  return STATUS_RETURN;
}
