// Calls, and the loop that runs frames: a frame that calls answers the opcode
// to the loop, which sets up the callee; when that ends, the caller is entered again. So depth 1024 needs no native
// stack, and interpreted and compiled frames mix freely.
import { FLAG_CREATE, FLAG_STATIC, STATUS_HALT, STATUS_RETURN, STATUS_REVERT, STATUS_STOP } from "../protocol.ts";
import {
  ARENA,
  A_BALANCE,
  A_CODE,
  A_FLAGS,
  C_GAS,
  E_TRACING,
  FRAMES,
  F_ACCOUNT,
  F_CALLER,
  F_CODE_ENTRY,
  F_FLAGS,
  F_FUNCTION,
  F_GAS,
  F_INPUT,
  F_INPUT_LENGTH,
  F_JOURNAL,
  F_LOGS,
  F_LOG_COUNT,
  F_MEMORY,
  F_OUT,
  F_OUT_LENGTH,
  F_REFUND,
  F_RETURN_LENGTH,
  F_RETURN_OFFSET,
  F_SP,
  F_START_GAS,
  F_VALUE,
  SCRATCH_OUTPUT_LENGTH,
} from "../layout.ts";
import {
  CALL_RESERVE_SHIFT,
  CALL_STIPEND,
  GAS_CALL_VALUE,
  GAS_COLD_ACCOUNT,
  GAS_COLD_ACCOUNT_SURCHARGE,
  GAS_NEW_ACCOUNT,
  GAS_WARM_ACCESS,
} from "../gas.ts";
import { MAX_CALL_DEPTH } from "../limits.ts";
import { CALL, CALLCODE, CREATE, CREATE2, DELEGATECALL, STATICCALL } from "../opcodes.ts";
import {
  accountOf,
  addressWord,
  delegateOf,
  credit,
  debit,
  isEmpty,
  PRECOMPILE,
  touch,
  warmAccount,
} from "./accounts.ts";
import { create, deposit, startCreation } from "./creation.ts";
import { clearDestroying } from "./destruction.ts";
import {
  above,
  depth,
  describeFrame,
  enterCode,
  enterFrame,
  forgetFrames,
  frameAt,
  nextFrame,
  popFrame,
  returnToCaller,
  setInput,
  setReturn,
} from "./frames.ts";
import { precompile } from "./host.ts";
import { interpret, interpretTraced } from "./interpreter.ts";
import { resumeInserted } from "./inserted.ts";
import { abandonJournal, journalTop, undo } from "./journal.ts";
import { expandFor } from "./memory.ts";
import { setLogs, setRefund, setReturnLength } from "./machine.ts";
import { clear, copy, isZero, less, saturated } from "./words.ts";
import { forgetWritten } from "./written.ts";

/** The message's frame runs now: how it ends is not known yet. */
const ENTERED: i32 = -1;

/**
 * Begins the message that `callee`, the frame above the running one, describes: gas, flags, account, caller, value and
 * input are set. `payer` is the account that the value moves from, 0 when none moves. A precompiled contract runs at once,
 * and an account without code has nothing to run: then the answer is the status, and the frame holds the gas left. Code
 * is entered with its memory at `memory`: the answer is ENTERED. `codeAccount` has the code, unless it is delegated to
 * `delegate` (else 0).
 */
function beginMessage(callee: usize, codeAccount: usize, delegate: usize, payer: usize, memory: usize): i32 {
  const mark = journalTop;
  const account: usize = load<u32>(callee, F_ACCOUNT);
  if (payer != 0) {
    const value = callee + F_VALUE;
    if (!isZero(value)) {
      debit(payer, value);
      credit(account, value);
    }
    touch(account);
  }
  if (load<u32>(codeAccount, A_FLAGS) & PRECOMPILE) return runPrecompile(callee, codeAccount, mark);
  // A delegate that is a precompiled contract has no code, and is not run as one.
  const code: usize = load<u32>(delegate != 0 ? delegate : codeAccount, A_CODE);
  if (code == 0) {
    setReturnLength(0);
    return STATUS_STOP;
  }
  enterFrame(callee, memory);
  enterCode(callee, code);
  store<u32>(callee, mark as u32, F_JOURNAL);
  return ENTERED;
}

function runPrecompile(callee: usize, account: usize, mark: usize): i32 {
  setReturnLength(0);
  const gas = load<i64>(callee, F_GAS);
  const input: usize = load<u32>(callee, F_INPUT);
  const price = precompile(load<u32>(account) as i32, input, load<u32>(callee, F_INPUT_LENGTH), gas);
  if (price < 0 || price > gas) {
    undo(mark);
    store<i64>(callee, 0, F_GAS);
    return STATUS_HALT;
  }
  setReturnLength(load<u32>(SCRATCH_OUTPUT_LENGTH));
  store<i64>(callee, gas - price, F_GAS);
  return STATUS_RETURN;
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
  if (warmAccount(account)) gas -= GAS_COLD_ACCOUNT_SURCHARGE;
  const delegate = delegateOf(account);
  if (delegate != 0) gas -= warmAccount(delegate) ? GAS_COLD_ACCOUNT : GAS_WARM_ACCESS;
  if (paying) gas -= GAS_CALL_VALUE;
  if (op == CALL && paying && isEmpty(account)) gas -= GAS_NEW_ACCOUNT;
  if (gas < 0) return true;
  let given = min(asked, gas - (gas >> CALL_RESERVE_SHIFT));
  gas -= given;
  store<i64>(f, gas, F_GAS);
  if (paying) given += CALL_STIPEND;
  store<u32>(f, outAt as u32, F_RETURN_OFFSET);
  store<u32>(f, outLength as u32, F_RETURN_LENGTH);
  const self: usize = load<u32>(f, F_ACCOUNT);
  if (depth >= MAX_CALL_DEPTH || (paying && less(self + A_BALANCE, value))) {
    setReturnLength(0);
    returnToCaller(f, false, given);
    return false;
  }
  const callee = nextFrame();
  describeFrame(callee, given, flags & FLAG_STATIC, op == CALL || op == STATICCALL ? account : self);
  setInput(callee, inputLength == 0 ? 0 : (load<u32>(f, F_MEMORY) as usize) + (inputAt as usize), inputLength as usize);
  if (op == DELEGATECALL) copy(f + F_CALLER, callee + F_CALLER);
  else addressWord(self, callee + F_CALLER);
  if (hasValue) copy(value, callee + F_VALUE);
  else if (op == DELEGATECALL) copy(f + F_VALUE, callee + F_VALUE);
  else {
    store<u32>(callee, FLAG_STATIC, F_FLAGS);
    clear(callee + F_VALUE);
    // A static call touches its target as a call of no value does.
    touch(account);
  }
  const status = beginMessage(callee, account, delegate, op == CALL ? self : 0, above(f));
  if (status != ENTERED) returnToCaller(f, status < STATUS_REVERT, load<i64>(callee, F_GAS));
  return false;
}

/** Ends the running frame, which holds the gas left afterwards. Answers its status. */
function finish(status: i32): i32 {
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
  } else if (status == STATUS_STOP) setReturnLength(0);
  else setReturn(load<u32>(f, F_OUT), load<u32>(f, F_OUT_LENGTH));
  store<i64>(f, gas, F_GAS);
  popFrame();
  if (depth < 0) return status;
  const caller = frameAt(depth);
  returnToCaller(caller, status < STATUS_REVERT, gas);
  if (creating && status < STATUS_REVERT) {
    addressWord(account, (load<u32>(caller, F_SP) as usize) - 32);
  }
  return status;
}

/** Runs frames until the one at depth 0 has ended; answers its status. */
function run(): i32 {
  let status: i32 = STATUS_STOP;
  while (depth >= 0) {
    const f = frameAt(depth);
    const fn = load<u32>(f, F_FUNCTION);
    status = fn != 0 ? call_indirect<i32>(fn, f) : load<u32>(E_TRACING) != 0 ? interpretTraced(f) : interpret(f);
    if (status < CREATE) status = finish(status);
    else if (status == CREATE || status == CREATE2) {
      if (create(f, status)) status = finish(STATUS_HALT);
    } else if (call(f, status)) status = finish(STATUS_HALT);
  }
  return status;
}

/** Gas that the outermost frame had left when it ended. */
@inline
export function gasLeft(): i64 {
  return load<i64>(FRAMES, F_GAS);
}

/** A message from outside to an account. Answers its status; `gasLeft` tells the gas. */
export function callFromOutside(
  sender: usize,
  target: usize,
  value: usize,
  input: usize,
  length: usize,
  gas: i64,
): i32 {
  forgetFrames();
  const f = nextFrame();
  describeFrame(f, gas, 0, target);
  addressWord(sender, f + F_CALLER);
  copy(value, f + F_VALUE);
  setInput(f, input, length);
  const delegate = delegateOf(target);
  if (delegate != 0) warmAccount(delegate);
  const status = beginMessage(f, target, delegate, sender, ARENA);
  return status == ENTERED ? run() : status;
}

/** A creation from outside, at SCRATCH_CREATED. Answers its status; `gasLeft` tells the gas. */
export function createFromOutside(sender: usize, value: usize, code: usize, length: usize, gas: i64): i32 {
  forgetFrames();
  setReturnLength(0);
  if (startCreation(ARENA, gas, sender, value, code, length)) return run();
  store<i64>(FRAMES, 0, F_GAS);
  return STATUS_HALT;
}

/** Begins anew in a state that replaced another, after an error ended a run in its midst perhaps. */
export function abandon(): void {
  abandonJournal();
  resumeInserted();
  forgetWritten();
  forgetFrames();
  clearDestroying();
}
