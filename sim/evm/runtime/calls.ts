// Calls, and the loop that runs frames. They live in an array by depth and are run by one loop: a frame that calls answers the opcode
// to the loop, which sets up the callee; when that ends, the caller is entered again. So depth 1024 needs no native
// stack, and interpreted and compiled frames mix freely.
import {
  A_BALANCE,
  A_CODE,
  A_FLAGS,
  ARENA,
  C_GAS,
  E_TRACING,
  F_ACCOUNT,
  F_CALLER,
  F_CODE_ENTRY,
  F_FLAGS,
  F_FUNCTION,
  F_GAS,
  F_INPUT,
  F_INPUT_LENGTH,
  F_JOURNAL,
  F_LOG_COUNT,
  F_LOGS,
  F_MEMORY,
  F_OUT,
  F_OUT_LENGTH,
  F_REFUND,
  F_RETURN_LENGTH,
  F_RETURN_OFFSET,
  F_SP,
  F_START_GAS,
  F_VALUE,
  FLAG_CREATE,
  FLAG_STATIC,
  SCRATCH,
  STATUS_HALT,
  STATUS_RETURN,
  STATUS_REVERT,
} from "../layout.ts";
import { accountOf, credit, debit, isEmpty, PRECOMPILE, touch, warmAccount } from "./accounts.ts";
import { CREATE, create, CREATE2, createAddress, deposit, NEW_ADDRESS, startCreation } from "./creation.ts";
import { clearDestroying } from "./destruction.ts";
import { above, deliver, depth, enterCode, forgetFrames, frameAt, popFrame, push, setReturn } from "./frames.ts";
import { precompile } from "./host.ts";
import { interpret, interpretTraced } from "./interpreter.ts";
import { journalTop, undo } from "./journal.ts";
import { expandFor } from "./memory.ts";
import { setLogs, setRefund, setReturnLength } from "./machine.ts";
import { clear, copy, isZero, less, saturated } from "./words.ts";

const CALL = 0xf1;
const CALLCODE = 0xf2;
const DELEGATECALL = 0xf4;

/**
 * A message into `code account`'s code: a precompile, nothing at all, or a frame. Value has not moved yet. Answers the
 * gas left when it is over already (`messageOk` tells how it went), or -1 when a frame was pushed.
 */
let messageOk: bool = false;
function message(
  memory: usize,
  gas: i64,
  flags: u32,
  account: usize,
  codeAccount: usize,
  caller: usize,
  value: usize,
  payer: usize,
  input: usize,
  length: usize,
): i64 {
  const mark = journalTop;
  if (payer != 0 && !isZero(value)) {
    debit(payer, value);
    credit(account, value);
  }
  if (payer != 0) touch(account);
  if (load<u32>(codeAccount, A_FLAGS) & PRECOMPILE) {
    setReturnLength(0);
    const price = precompile(load<u32>(codeAccount) as i32, input, length, gas);
    messageOk = price >= 0 && price <= gas;
    if (!messageOk) {
      undo(mark);
      return 0;
    }
    setReturnLength(load<u32>(SCRATCH));
    return gas - price;
  }
  const code: usize = load<u32>(codeAccount, A_CODE);
  if (code == 0) {
    setReturnLength(0);
    messageOk = true;
    return gas;
  }
  const f = push(memory, gas, flags, account);
  enterCode(f, code);
  store<u32>(f, mark as u32, F_JOURNAL);
  store<u64>(f, load<u64>(caller, 0), F_CALLER);
  store<u64>(f, load<u64>(caller, 8), F_CALLER + 8);
  store<u64>(f, load<u64>(caller, 16) & 0xffffffff, F_CALLER + 16);
  copy(value, f + F_VALUE);
  store<u32>(f, input as u32, F_INPUT);
  store<u32>(f, length as u32, F_INPUT_LENGTH);
  return -1;
}

/** CALL, CALLCODE, DELEGATECALL, STATICCALL of the running frame; answers whether the frame halts. */
function call(f: usize, op: i32): bool {
  const hasValue = op == CALL || op == CALLCODE;
  let sp: usize = load<u32>(f, F_SP);
  const asked = saturated(sp - 32);
  const target = sp - 64;
  const value = sp - 96;
  const rest = hasValue ? sp - 128 : sp - 96;
  const inputAt = saturated(rest);
  const inputLength = saturated(rest - 32);
  const outAt = saturated(rest - 64);
  const outLength = saturated(rest - 96);
  sp = rest - 96;
  store<u32>(f, sp as u32, F_SP);
  const flags = load<u32>(f, F_FLAGS);
  const paying = hasValue && !isZero(value);
  if (op == CALL && paying && flags & FLAG_STATIC) return true;
  let gas = load<i64>(f, F_GAS);
  gas = expandFor(f, inputAt, inputLength, gas);
  if (gas < 0) return true;
  gas = expandFor(f, outAt, outLength, gas);
  if (gas < 0) return true;
  const account = accountOf(target);
  if (warmAccount(account)) gas -= 2500;
  if (paying) gas -= 9000;
  if (op == CALL && paying && isEmpty(account)) gas -= 25000;
  if (gas < 0) return true;
  let given = min(asked, gas - (gas >> 6));
  gas -= given;
  store<i64>(f, gas, F_GAS);
  if (paying) given += 2300;
  store<u32>(f, outAt as u32, F_RETURN_OFFSET);
  store<u32>(f, outLength as u32, F_RETURN_LENGTH);
  const self: usize = load<u32>(f, F_ACCOUNT);
  if (depth >= 1024 || (paying && less(self + A_BALANCE, value))) {
    setReturnLength(0);
    deliver(f, false, given);
    return false;
  }
  const input = inputLength == 0 ? 0 : (load<u32>(f, F_MEMORY) as usize) + (inputAt as usize);
  // What the callee reads of a word below must be copied before its stack is: they are different stacks.
  let left: i64;
  if (op == CALL) {
    left = message(above(f), given, flags & FLAG_STATIC, account, account, self, value, self, input, inputLength as usize);
  } else if (op == CALLCODE) {
    left = message(above(f), given, flags & FLAG_STATIC, self, account, self, value, 0, input, inputLength as usize);
  } else if (op == DELEGATECALL) {
    left = message(
      above(f),
      given,
      flags & FLAG_STATIC,
      self,
      account,
      f + F_CALLER,
      f + F_VALUE,
      0,
      input,
      inputLength as usize,
    );
  } else {
    clear(SCRATCH + 0xc0);
    // A static call touches its target as a call of no value does.
    touch(account);
    left = message(above(f), given, FLAG_STATIC, account, account, self, SCRATCH + 0xc0, 0, input, inputLength as usize);
  }
  if (left >= 0) deliver(f, messageOk, left);
  return false;
}

/** Whether the last message of depth 0 went well, and the gas it left. */
export let topStatus: i32 = 0;
export let topGas: i64 = 0;

/** Ends the running frame. */
function finish(status: i32): void {
  const f = frameAt(depth);
  const creating = (load<u32>(f, F_FLAGS) & FLAG_CREATE) != 0;
  if (creating && status < STATUS_REVERT) {
    // STOP, and SELFDESTRUCT, leave no code.
    if (status != STATUS_RETURN) store<u32>(f, 0, F_OUT_LENGTH);
    status = deposit(f);
    if (status == STATUS_RETURN) store<u32>(f, 0, F_OUT_LENGTH);
  }
  const account: usize = load<u32>(f, F_ACCOUNT);
  if (load<u32>(f, F_FUNCTION) == 0) {
    const entry: usize = load<u32>(f, F_CODE_ENTRY);
    const spent = load<i64>(f, F_START_GAS) - (status == STATUS_HALT ? 0 : load<i64>(f, F_GAS));
    if (entry != 0) store<i64>(entry, load<i64>(entry, C_GAS) + spent, C_GAS);
  }
  let gas = load<i64>(f, F_GAS);
  if (status >= STATUS_REVERT) {
    undo(load<u32>(f, F_JOURNAL));
    setLogs(load<u32>(f, F_LOGS), load<u32>(f, F_LOG_COUNT));
    setRefund(load<i64>(f, F_REFUND));
  }
  if (status == STATUS_HALT) {
    gas = 0;
    setReturnLength(0);
  } else if (status == 0) setReturnLength(0);
  else setReturn(load<u32>(f, F_OUT), load<u32>(f, F_OUT_LENGTH));
  popFrame();
  if (depth < 0) {
    topStatus = status;
    topGas = gas;
    return;
  }
  const caller = frameAt(depth);
  deliver(caller, status < STATUS_REVERT, gas);
  if (creating && status < STATUS_REVERT) {
    const word = (load<u32>(caller, F_SP) as usize) - 32;
    store<u64>(word, load<u64>(account, 0), 0);
    store<u64>(word, load<u64>(account, 8), 8);
    store<u64>(word, load<u32>(account, 16) as u64, 16);
  }
}

/** Runs frames until the one at depth 0 has ended. */
function run(): void {
  while (depth >= 0) {
    const f = frameAt(depth);
    const fn = load<u32>(f, F_FUNCTION);
    const status =
      fn != 0 ? call_indirect<i32>(fn, f) : load<u32>(E_TRACING) != 0 ? interpretTraced(f) : interpret(f);
    if (status < CREATE) finish(status);
    else if (status == CREATE || status == CREATE2) {
      if (create(f, status)) finish(STATUS_HALT);
    } else if (call(f, status)) finish(STATUS_HALT);
  }
}

/** A message from outside to an account. Status and gas are in topStatus and topGas. */
export function callFromOutside(
  sender: usize,
  target: usize,
  value: usize,
  input: usize,
  length: usize,
  gas: i64,
): void {
  forgetFrames();
  const left = message(ARENA, gas, 0, target, target, sender, value, sender, input, length);
  if (left >= 0) {
    topStatus = messageOk ? STATUS_RETURN : STATUS_HALT;
    topGas = left;
    return;
  }
  run();
}

/** A creation from outside, at the address made of the sender and `nonce`. */
export function createFromOutside(
  sender: usize,
  nonce: u64,
  value: usize,
  code: usize,
  length: usize,
  gas: i64,
): usize {
  forgetFrames();
  createAddress(sender, nonce, NEW_ADDRESS);
  const account = accountOf(NEW_ADDRESS);
  setReturnLength(0);
  if (!startCreation(ARENA, gas, sender, value, code, length)) {
    topStatus = STATUS_HALT;
    topGas = 0;
    return account;
  }
  run();
  return account;
}

/** Forgets frames, after an error ended a run in their midst. */
export function abandon(): void {
  forgetFrames();
  clearDestroying();
}
