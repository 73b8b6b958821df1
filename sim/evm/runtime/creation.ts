// CREATE and CREATE2: addresses, collisions, init code, deposit.
import { CREATED, FLAG_CREATE, FLAG_STATIC, STATUS_HALT, STATUS_RETURN } from "../protocol.ts";
import {
  A_BALANCE,
  A_CODE,
  A_CREATED_TX,
  A_NONCE,
  A_SLOTS,
  E_UNLIMITED_CODE,
  F_ACCOUNT,
  F_CALLER,
  F_FLAGS,
  F_GAS,
  F_JOURNAL,
  F_MEMORY,
  F_OUT,
  F_OUT_LENGTH,
  F_RETURN_LENGTH,
  F_SP,
  F_VALUE,
  G_CREATED,
  G_JOURNAL,
  G_TX,
  SCRATCH_CREATED,
  SCRATCH_CREATE_PREIMAGE,
} from "../layout.ts";
import { CALL_RESERVE_SHIFT, GAS_CODE_DEPOSIT_BYTE, GAS_INITCODE_WORD, GAS_KECCAK256_WORD } from "../gas.ts";
import { MAX_CALL_DEPTH, MAX_CODE_SIZE, MAX_INITCODE_SIZE, RESERVED_CODE_BYTE } from "../limits.ts";
import { CREATE2 } from "../opcodes.ts";
import { accountOf, addressWord, credit, debit, setCode, setNonce, warmAccount } from "./accounts.ts";
import { internCode } from "./codes.ts";
import {
  above,
  depth,
  describeFrame,
  enterFrame,
  enterInitCode,
  nextFrame,
  returnToCaller,
  setInput,
} from "./frames.ts";
import { reserve } from "./heap.ts";
import { journalBase, journalTop, noteU64, payloadOf } from "./journal.ts";
import { keccak } from "./keccak.ts";
import { addressBytes, setReturnLength } from "./machine.ts";
import { expandFor, wordsOf } from "./memory.ts";
import { copy, fromBytes, isZero, less, saturated, toBytes } from "./words.ts";

const ADDRESS_SIZE: usize = 20;

/** Set when the transaction has created something, which may be undone by now. */
export let creating: bool = false;
/** Bytes of G_CREATED in use. */
let createdTop: usize = 0;

/** Appends the contracts that the transaction created and that are there at its end to G_CREATED, newest first. */
export function noteCreations(): void {
  creating = false;
  const base: usize = load<u32>(G_JOURNAL);
  for (let top = journalTop; top > journalBase;) {
    const kind = load<u32>(base + top - 4);
    const account: usize = load<u32>(base + top - 8);
    top -= 8 + payloadOf(kind);
    if (kind != CREATED || load<u64>(account, A_NONCE) == 0) continue;
    reserve(G_CREATED, createdTop, createdTop + ADDRESS_SIZE);
    addressBytes(account, (load<u32>(G_CREATED) as usize) + createdTop);
    createdTop += ADDRESS_SIZE;
  }
}

/** Bytes of G_CREATED in use, which are free again from the next transaction on. */
export function takeCreated(): u32 {
  const length = createdTop as u32;
  createdTop = 0;
  return length;
}

/** keccak256 of rlp([address, nonce]), its last 20 bytes as a word. */
export function createAddress(creator: usize, nonce: u64, to: usize): void {
  const p = SCRATCH_CREATE_PREIMAGE;
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
  const p = SCRATCH_CREATE_PREIMAGE;
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
 * Creates at the address SCRATCH_CREATED: false on collision (EIP-684, EIP-7610: nonce, code or storage is there), else the
 * init code's frame is pushed.
 */
export function startCreation(memory: usize, gas: i64, creator: usize, value: usize, code: usize, length: usize): bool {
  const account = accountOf(SCRATCH_CREATED);
  warmAccount(account);
  if (load<u64>(account, A_NONCE) != 0 || load<u32>(account, A_CODE) != 0 || load<u32>(account, A_SLOTS) != 0)
    return false;
  const mark = journalTop;
  creating = true;
  noteU64(CREATED, account, load<u32>(account, A_CREATED_TX) as u64);
  store<u32>(account, load<u32>(G_TX), A_CREATED_TX);
  setNonce(account, 1);
  if (!isZero(value)) {
    debit(creator, value);
    credit(account, value);
  }
  const f = nextFrame();
  describeFrame(f, gas, FLAG_CREATE, account);
  addressWord(creator, f + F_CALLER);
  copy(value, f + F_VALUE);
  setInput(f, 0, 0);
  enterFrame(f, memory);
  store<u32>(f, mark as u32, F_JOURNAL);
  store<u32>(f, enterInitCode(f, memory, code, length) as u32, F_MEMORY);
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
  if (length > MAX_INITCODE_SIZE && !load<u32>(E_UNLIMITED_CODE)) return true;
  let gas = expandFor(f, at, length, load<i64>(f, F_GAS));
  if (gas < 0) return true;
  gas -= GAS_INITCODE_WORD * wordsOf(length);
  if (op == CREATE2) gas -= GAS_KECCAK256_WORD * wordsOf(length);
  if (gas < 0) return true;
  const top = op == CREATE2 ? sp - 128 : sp - 96;
  store<u32>(f, top as u32, F_SP);
  store<u32>(f, 0, F_RETURN_LENGTH);
  store<i64>(f, gas, F_GAS);
  setReturnLength(0);
  const creator: usize = load<u32>(f, F_ACCOUNT);
  const nonce = load<u64>(creator, A_NONCE);
  if (depth >= MAX_CALL_DEPTH || less(creator + A_BALANCE, value) || nonce == u64.MAX_VALUE) {
    returnToCaller(f, false, 0);
    return false;
  }
  const given = gas - (gas >> CALL_RESERVE_SHIFT);
  store<i64>(f, gas - given, F_GAS);
  const code = length == 0 ? 0 : (load<u32>(f, F_MEMORY) as usize) + (at as usize);
  if (op == CREATE2) create2Address(creator, salt, code, length as usize, SCRATCH_CREATED);
  else createAddress(creator, nonce, SCRATCH_CREATED);
  setNonce(creator, nonce + 1);
  if (!startCreation(above(f), given, creator, value, code, length as usize)) returnToCaller(f, false, 0);
  return false;
}

/** Puts the code a creation returned: its size, first byte (EIP-3541) and price are checked. Answers its status. */
export function deposit(f: usize): i32 {
  const at: usize = load<u32>(f, F_OUT);
  const length: usize = load<u32>(f, F_OUT_LENGTH);
  if (length > <usize>MAX_CODE_SIZE && !load<u32>(E_UNLIMITED_CODE)) return STATUS_HALT;
  if (length > 0 && load<u8>(at) == RESERVED_CODE_BYTE) return STATUS_HALT;
  const gas = load<i64>(f, F_GAS) - GAS_CODE_DEPOSIT_BYTE * (length as i64);
  if (gas < 0) return STATUS_HALT;
  store<i64>(f, gas, F_GAS);
  if (length == 0) return STATUS_RETURN;
  setCode(load<u32>(f, F_ACCOUNT), internCode(at, length));
  return STATUS_RETURN;
}
