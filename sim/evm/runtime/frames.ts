// Call frames: an array by depth, so that calls need no native stack.
import { LIMIT_FRAME_MEMORY, LIMIT_RETURN_DATA, MODE_COMPILED, MODE_INTERPRETED } from "../protocol.ts";
import {
  ARENA_END,
  C_BYTES,
  C_FUNCTION,
  C_GAS,
  C_JUMP_TABLE,
  C_JUMPS,
  C_LENGTH,
  E_MODE,
  E_TRACING,
  F_ACCOUNT,
  F_CODE,
  F_CODE_ENTRY,
  F_CODE_LENGTH,
  F_FLAGS,
  F_FUNCTION,
  F_GAS,
  F_INPUT,
  F_INPUT_LENGTH,
  F_JUMP_TABLE,
  F_JUMPS,
  F_LOG_COUNT,
  F_LOGS,
  F_MEMORY,
  F_MEMORY_SIZE,
  F_OUT,
  F_OUT_LENGTH,
  F_PC,
  F_REFUND,
  F_RETURN_LENGTH,
  F_RETURN_OFFSET,
  F_SP,
  F_STACK,
  F_START_GAS,
  FRAME_SIZE,
  FRAMES,
  RETURN_DATA,
  RETURN_DATA_SIZE,
  STACK_STRIDE,
  STACKS,
} from "../layout.ts";
import { bitmapSize, findJumps, internCode } from "./codes.ts";
import { compile, resourceLimit } from "./host.ts";
import { logCount, logTop, refund, returnLength, setReturnLength } from "./machine.ts";
import { set } from "./words.ts";

/** Depth of the running frame; -1 when none runs. */
export let depth: i32 = -1;

export function popFrame(): void {
  depth--;
}

export function forgetFrames(): void {
  depth = -1;
}

@inline
export function frameAt(d: i32): usize {
  return FRAMES + (d as usize) * FRAME_SIZE;
}

@inline
function align(at: usize): usize {
  return (at + 63) & ~63;
}

/** The frame above the running one: its message is described there before it is entered. */
@inline
export function nextFrame(): usize {
  return frameAt(depth + 1);
}

/** What every message has: gas, flags, and the account whose storage and balance it works on. */
@inline
export function describeFrame(f: usize, gas: i64, flags: u32, account: usize): void {
  store<i64>(f, gas, F_GAS);
  store<u32>(f, flags, F_FLAGS);
  store<u32>(f, account as u32, F_ACCOUNT);
}

@inline
export function setInput(f: usize, from: usize, length: usize): void {
  store<u32>(f, from as u32, F_INPUT);
  store<u32>(f, length as u32, F_INPUT_LENGTH);
}

/** Makes `f`, the frame above the running one, the running one, with an empty stack and its memory at `memory`. */
export function enterFrame(f: usize, memory: usize): void {
  depth++;
  const stack: usize = STACKS + (depth as usize) * STACK_STRIDE;
  store<i64>(f, load<i64>(f, F_GAS), F_START_GAS);
  store<u32>(f, 0, F_PC);
  store<u32>(f, stack as u32, F_SP);
  store<u32>(f, stack as u32, F_STACK);
  store<u32>(f, memory as u32, F_MEMORY);
  store<u32>(f, 0, F_MEMORY_SIZE);
  store<u32>(f, logTop as u32, F_LOGS);
  store<u32>(f, logCount, F_LOG_COUNT);
  store<i64>(f, refund, F_REFUND);
  store<u32>(f, 0, F_OUT);
  store<u32>(f, 0, F_OUT_LENGTH);
  setReturnLength(0);
}

/** Gas that must have gone through the interpreter before compiling `length` bytes pays. */
@inline
function worthCompiling(length: u32): i64 {
  return 50000 + 1000 * (length as i64);
}

/** Points the frame at its code, compiled when it is or should be. */
export function enterCode(f: usize, code: usize): void {
  let fn = load<u32>(E_TRACING) != 0 ? 0 : load<u32>(code, C_FUNCTION);
  if (fn == 0 && load<u32>(E_TRACING) == 0) {
    const mode = load<u32>(E_MODE);
    if (mode != MODE_INTERPRETED) {
      if (mode == MODE_COMPILED || load<i64>(code, C_GAS) > worthCompiling(load<u32>(code, C_LENGTH)))
        fn = compile(code) as u32;
    }
  }
  store<u32>(f, fn, F_FUNCTION);
  store<u32>(f, load<u32>(code, C_BYTES), F_CODE);
  store<u32>(f, load<u32>(code, C_LENGTH), F_CODE_LENGTH);
  store<u32>(f, load<u32>(code, C_JUMPS), F_JUMPS);
  store<u32>(f, load<u32>(code, C_JUMP_TABLE), F_JUMP_TABLE);
  store<u32>(f, code as u32, F_CODE_ENTRY);
}

/** Init code: copied above the creator's memory with padding and jump bitmap; answers where memory may begin. */
export function enterInitCode(f: usize, at: usize, from: usize, length: usize): usize {
  if (load<u32>(E_MODE) == MODE_COMPILED && length != 0 && load<u32>(E_TRACING) == 0) {
    enterCode(f, internCode(from, length));
    return at;
  }
  const bitmap = align(at + length + 64);
  const end = bitmap + bitmapSize(length);
  if (end > <usize>ARENA_END) resourceLimit(LIMIT_FRAME_MEMORY);
  memory.copy(at, from, length);
  memory.fill(at + length, 0, 64);
  findJumps(at, length, bitmap);
  store<u32>(f, 0, F_FUNCTION);
  store<u32>(f, at as u32, F_CODE);
  store<u32>(f, length as u32, F_CODE_LENGTH);
  store<u32>(f, bitmap as u32, F_JUMPS);
  store<u32>(f, 0, F_CODE_ENTRY);
  return align(end);
}

export function setReturn(from: usize, length: usize): void {
  if (length > <usize>RETURN_DATA_SIZE) resourceLimit(LIMIT_RETURN_DATA);
  if (length != 0) memory.copy(RETURN_DATA, from, length);
  setReturnLength(length);
}

/** Ends a call for its caller: return data to where it wanted them, unspent gas, and the flag on its stack. */
export function returnToCaller(f: usize, ok: bool, gas: i64): void {
  store<i64>(f, load<i64>(f, F_GAS) + gas, F_GAS);
  const n = min(load<u32>(f, F_RETURN_LENGTH) as usize, returnLength);
  if (n != 0) memory.copy((load<u32>(f, F_MEMORY) as usize) + (load<u32>(f, F_RETURN_OFFSET) as usize), RETURN_DATA, n);
  const sp: usize = load<u32>(f, F_SP);
  set(sp, u64(ok));
  store<u32>(f, (sp + 32) as u32, F_SP);
}

/** Where the callee's memory begins. */
@inline
export function above(f: usize): usize {
  return align((load<u32>(f, F_MEMORY) as usize) + (load<u32>(f, F_MEMORY_SIZE) as usize));
}
