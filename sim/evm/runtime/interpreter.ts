// The interpreter: runs a frame until it ends or asks for a call. Dispatch data (gas, stack heights) comes from the
// instruction table that JavaScript writes to INSTRUCTIONS.
import { FORK_OSAKA, STATUS_HALT, STATUS_RETURN, STATUS_REVERT, STATUS_STOP } from "../protocol.ts";
import {
  FRAMES,
  FRAME_SIZE,
  E_BASE_FEE,
  E_BLOB_BASE_FEE,
  E_CHAIN_ID,
  E_COINBASE,
  E_FORK,
  E_GAS_LIMIT,
  E_GAS_PRICE,
  E_NUMBER,
  E_ORIGIN,
  E_PREVRANDAO,
  E_TIMESTAMP,
  F_ACCOUNT,
  F_CALLER,
  F_CODE,
  F_CODE_LENGTH,
  F_GAS,
  F_INPUT_LENGTH,
  F_JUMPS,
  F_MEMORY,
  F_MEMORY_SIZE,
  F_PC,
  F_SP,
  F_STACK,
  F_VALUE,
  I_GAS,
  I_STACK_IN,
  I_STACK_OUT,
  INSTRUCTION_SIZE,
  INSTRUCTIONS,
} from "../layout.ts";
import { MAX_STACK } from "../limits.ts";
import * as Op from "../opcodes.ts";
import { addressWord } from "./accounts.ts";
import { destroy } from "./destruction.ts";
import { step } from "./host.ts";
import * as division from "./division.ts";
import * as frameMemory from "./memory.ts";
import * as product from "./product.ts";
import * as shifts from "./shifts.ts";
import * as m from "./machine.ts";
import * as w from "./words.ts";

/** PUSH of `n` bytes at `from`. */
@inline
function pushBytes(from: usize, n: usize, to: usize): void {
  if (n <= 8) {
    w.set(to, n == 0 ? 0 : bswap<u64>(load<u64>(from)) >> ((64 - (n << 3)) as u64));
    return;
  }
  if (n == 32) {
    w.fromBytes(from, to);
    return;
  }
  w.clear(to);
  for (let i: usize = 0; i < n; i++) store<u8>(to + n - 1 - i, load<u8>(from + i));
}

@inline
function swap(a: usize, b: usize): void {
  const low = v128.load(a, 0);
  const high = v128.load(a, 16);
  w.copy(b, a);
  v128.store(b, low, 0);
  v128.store(b, high, 16);
}

/** Where a jump leads, or 0 when it is no JUMPDEST. */
@inline
function jump(f: usize, to: usize): usize {
  const at = w.saturated(to);
  if (at >= (load<u32>(f, F_CODE_LENGTH) as i64)) return 0;
  const i = at as usize;
  if (((load<u8>((load<u32>(f, F_JUMPS) as usize) + (i >> 3)) >> ((i & 7) as u8)) & 1) == 0) return 0;
  return (load<u32>(f, F_CODE) as usize) + i;
}

/** With T = i32 as fast as can be; with T = f32 each instruction is told to the host before it runs. */
function execute<T>(f: usize): i32 {
  const code: usize = load<u32>(f, F_CODE);
  const stack: usize = load<u32>(f, F_STACK);
  const limit: usize = stack + 32 * MAX_STACK;
  let pc: usize = code + (load<u32>(f, F_PC) as usize);
  let sp: usize = load<u32>(f, F_SP);
  let gas = load<i64>(f, F_GAS);
  for (;;) {
    const op = load<u8>(pc) as i32;
    if (isFloat<T>()) step(depthOf(f), (pc - code) as i32, op, gas, ((sp - stack) >> 5) as i32, sp);
    pc++;
    const row: usize = INSTRUCTIONS + (op as usize) * INSTRUCTION_SIZE;
    gas -= load<u16>(row, I_GAS) as i64;
    const taken = (load<u8>(row, I_STACK_IN) as usize) << 5;
    if (gas < 0 || sp - stack < taken) return STATUS_HALT;
    if (sp - taken + ((load<u8>(row, I_STACK_OUT) as usize) << 5) > limit) return STATUS_HALT;
    switch (op) {
      case Op.STOP:
        store<i64>(f, gas, F_GAS);
        return STATUS_STOP;
      case Op.ADD:
        w.add(sp - 32, sp - 64, sp - 64);
        sp -= 32;
        break;
      case Op.MUL:
        product.multiply(sp - 32, sp - 64, sp - 64);
        sp -= 32;
        break;
      case Op.SUB:
        w.subtract(sp - 32, sp - 64, sp - 64);
        sp -= 32;
        break;
      case Op.DIV:
        division.divide(sp - 32, sp - 64, sp - 64);
        sp -= 32;
        break;
      case Op.SDIV:
        division.signedDivide(sp - 32, sp - 64, sp - 64);
        sp -= 32;
        break;
      case Op.MOD:
        division.modulo(sp - 32, sp - 64, sp - 64);
        sp -= 32;
        break;
      case Op.SMOD:
        division.signedModulo(sp - 32, sp - 64, sp - 64);
        sp -= 32;
        break;
      case Op.ADDMOD:
        division.addModulo(sp - 32, sp - 64, sp - 96, sp - 96);
        sp -= 64;
        break;
      case Op.MULMOD:
        division.multiplyModulo(sp - 32, sp - 64, sp - 96, sp - 96);
        sp -= 64;
        break;
      case Op.EXP:
        gas = m.power(sp - 32, sp - 64, sp - 64, gas);
        if (gas < 0) return STATUS_HALT;
        sp -= 32;
        break;
      case Op.SIGNEXTEND:
        shifts.signExtend(sp - 32, sp - 64, sp - 64);
        sp -= 32;
        break;
      case Op.LT:
        sp -= 32;
        w.set(sp - 32, u64(w.less(sp, sp - 32)));
        break;
      case Op.GT:
        sp -= 32;
        w.set(sp - 32, u64(w.less(sp - 32, sp)));
        break;
      case Op.SLT:
        sp -= 32;
        w.set(sp - 32, u64(w.signedLess(sp, sp - 32)));
        break;
      case Op.SGT:
        sp -= 32;
        w.set(sp - 32, u64(w.signedLess(sp - 32, sp)));
        break;
      case Op.EQ:
        sp -= 32;
        w.set(sp - 32, u64(w.equals(sp, sp - 32)));
        break;
      case Op.ISZERO:
        w.set(sp - 32, u64(w.isZero(sp - 32)));
        break;
      case Op.AND:
        sp -= 32;
        v128.store(sp - 32, v128.and(v128.load(sp, 0), v128.load(sp - 32, 0)), 0);
        v128.store(sp - 32, v128.and(v128.load(sp, 16), v128.load(sp - 32, 16)), 16);
        break;
      case Op.OR:
        sp -= 32;
        v128.store(sp - 32, v128.or(v128.load(sp, 0), v128.load(sp - 32, 0)), 0);
        v128.store(sp - 32, v128.or(v128.load(sp, 16), v128.load(sp - 32, 16)), 16);
        break;
      case Op.XOR:
        sp -= 32;
        v128.store(sp - 32, v128.xor(v128.load(sp, 0), v128.load(sp - 32, 0)), 0);
        v128.store(sp - 32, v128.xor(v128.load(sp, 16), v128.load(sp - 32, 16)), 16);
        break;
      case Op.NOT:
        v128.store(sp - 32, v128.not(v128.load(sp - 32, 0)), 0);
        v128.store(sp - 32, v128.not(v128.load(sp - 32, 16)), 16);
        break;
      case Op.BYTE:
        sp -= 32;
        shifts.byteAt(sp, sp - 32, sp - 32);
        break;
      case Op.SHL:
        sp -= 32;
        shifts.shiftLeft(sp, sp - 32, sp - 32);
        break;
      case Op.SHR:
        sp -= 32;
        shifts.shiftRight(sp, sp - 32, sp - 32);
        break;
      case Op.SAR:
        sp -= 32;
        shifts.shiftArithmetic(sp, sp - 32, sp - 32);
        break;
      case Op.CLZ:
        if (load<i32>(E_FORK) < FORK_OSAKA) return STATUS_HALT;
        shifts.leadingZeros(sp - 32, sp - 32);
        break;
      case Op.KECCAK256:
        gas = frameMemory.hashMemory(f, sp - 32, sp - 64, sp - 64, gas);
        if (gas < 0) return STATUS_HALT;
        sp -= 32;
        break;
      case Op.ADDRESS:
        addressWord(load<u32>(f, F_ACCOUNT), sp);
        sp += 32;
        break;
      case Op.BALANCE:
        gas = m.balanceOf(sp - 32, sp - 32, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case Op.ORIGIN:
        w.copy(E_ORIGIN, sp);
        sp += 32;
        break;
      case Op.CALLER:
        w.copy(f + F_CALLER, sp);
        sp += 32;
        break;
      case Op.CALLVALUE:
        w.copy(f + F_VALUE, sp);
        sp += 32;
        break;
      case Op.CALLDATALOAD:
        frameMemory.callDataLoad(f, sp - 32, sp - 32);
        break;
      case Op.CALLDATASIZE:
        w.set(sp, load<u32>(f, F_INPUT_LENGTH) as u64);
        sp += 32;
        break;
      case Op.CALLDATACOPY:
        sp -= 96;
        gas = frameMemory.copyCallData(f, sp + 64, sp + 32, sp, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case Op.CODESIZE:
        w.set(sp, load<u32>(f, F_CODE_LENGTH) as u64);
        sp += 32;
        break;
      case Op.CODECOPY:
        sp -= 96;
        gas = frameMemory.copyCode(f, sp + 64, sp + 32, sp, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case Op.GASPRICE:
        w.copy(E_GAS_PRICE, sp);
        sp += 32;
        break;
      case Op.EXTCODESIZE:
        gas = m.codeSizeOf(sp - 32, sp - 32, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case Op.EXTCODECOPY:
        sp -= 128;
        gas = frameMemory.copyExternalCode(f, sp + 96, sp + 64, sp + 32, sp, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case Op.RETURNDATASIZE:
        w.set(sp, m.returnLength as u64);
        sp += 32;
        break;
      case Op.RETURNDATACOPY:
        sp -= 96;
        gas = frameMemory.copyReturnData(f, sp + 64, sp + 32, sp, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case Op.EXTCODEHASH:
        gas = m.codeHashOf(sp - 32, sp - 32, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case Op.BLOCKHASH:
        m.blockHashOf(sp - 32, sp - 32);
        break;
      case Op.COINBASE:
        w.copy(E_COINBASE, sp);
        sp += 32;
        break;
      case Op.TIMESTAMP:
        w.copy(E_TIMESTAMP, sp);
        sp += 32;
        break;
      case Op.NUMBER:
        w.copy(E_NUMBER, sp);
        sp += 32;
        break;
      case Op.PREVRANDAO:
        w.copy(E_PREVRANDAO, sp);
        sp += 32;
        break;
      case Op.GASLIMIT:
        w.copy(E_GAS_LIMIT, sp);
        sp += 32;
        break;
      case Op.CHAINID:
        w.copy(E_CHAIN_ID, sp);
        sp += 32;
        break;
      case Op.SELFBALANCE:
        m.selfBalance(f, sp);
        sp += 32;
        break;
      case Op.BASEFEE:
        w.copy(E_BASE_FEE, sp);
        sp += 32;
        break;
      case Op.BLOBHASH:
        m.blobHashOf(sp - 32, sp - 32);
        break;
      case Op.BLOBBASEFEE:
        w.copy(E_BLOB_BASE_FEE, sp);
        sp += 32;
        break;
      case Op.POP:
        sp -= 32;
        break;
      case Op.MLOAD: {
        const at = w.saturated(sp - 32);
        gas = frameMemory.expandAt(f, at, 32, gas);
        if (gas < 0) return STATUS_HALT;
        w.fromBytes((load<u32>(f, F_MEMORY) as usize) + (at as usize), sp - 32);
        break;
      }
      case Op.MSTORE: {
        const at = w.saturated(sp - 32);
        gas = frameMemory.expandAt(f, at, 32, gas);
        if (gas < 0) return STATUS_HALT;
        w.toBytes(sp - 64, (load<u32>(f, F_MEMORY) as usize) + (at as usize));
        sp -= 64;
        break;
      }
      case Op.MSTORE8: {
        const at = w.saturated(sp - 32);
        gas = frameMemory.expandAt(f, at, 1, gas);
        if (gas < 0) return STATUS_HALT;
        store<u8>((load<u32>(f, F_MEMORY) as usize) + (at as usize), load<u8>(sp - 64));
        sp -= 64;
        break;
      }
      case Op.SLOAD:
        gas = m.sload(f, sp - 32, sp - 32, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case Op.SSTORE:
        sp -= 64;
        gas = m.sstore(f, sp + 32, sp, gas, 0);
        if (gas < 0) return STATUS_HALT;
        break;
      case Op.JUMP:
        sp -= 32;
        pc = jump(f, sp);
        if (pc == 0) return STATUS_HALT;
        break;
      case Op.JUMPI:
        sp -= 64;
        if (!w.isZero(sp)) {
          pc = jump(f, sp + 32);
          if (pc == 0) return STATUS_HALT;
        }
        break;
      case Op.PC:
        w.set(sp, (pc - code - 1) as u64);
        sp += 32;
        break;
      case Op.MSIZE:
        w.set(sp, load<u32>(f, F_MEMORY_SIZE) as u64);
        sp += 32;
        break;
      case Op.GAS:
        w.set(sp, gas as u64);
        sp += 32;
        break;
      case Op.JUMPDEST:
        break;
      case Op.TLOAD:
        m.tload(f, sp - 32, sp - 32);
        break;
      case Op.TSTORE:
        sp -= 64;
        gas = m.tstore(f, sp + 32, sp, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case Op.MCOPY:
        sp -= 96;
        gas = frameMemory.copyMemory(f, sp + 64, sp + 32, sp, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case Op.PUSH0:
        w.clear(sp);
        sp += 32;
        break;
      case Op.PUSH1:
      case Op.PUSH2:
      case Op.PUSH3:
      case Op.PUSH4:
      case Op.PUSH5:
      case Op.PUSH6:
      case Op.PUSH7:
      case Op.PUSH8:
      case Op.PUSH9:
      case Op.PUSH10:
      case Op.PUSH11:
      case Op.PUSH12:
      case Op.PUSH13:
      case Op.PUSH14:
      case Op.PUSH15:
      case Op.PUSH16:
      case Op.PUSH17:
      case Op.PUSH18:
      case Op.PUSH19:
      case Op.PUSH20:
      case Op.PUSH21:
      case Op.PUSH22:
      case Op.PUSH23:
      case Op.PUSH24:
      case Op.PUSH25:
      case Op.PUSH26:
      case Op.PUSH27:
      case Op.PUSH28:
      case Op.PUSH29:
      case Op.PUSH30:
      case Op.PUSH31:
      case Op.PUSH32:
        pushBytes(pc, (op - Op.PUSH0) as usize, sp);
        pc += op - Op.PUSH0;
        sp += 32;
        break;
      case Op.DUP1:
      case Op.DUP2:
      case Op.DUP3:
      case Op.DUP4:
      case Op.DUP5:
      case Op.DUP6:
      case Op.DUP7:
      case Op.DUP8:
      case Op.DUP9:
      case Op.DUP10:
      case Op.DUP11:
      case Op.DUP12:
      case Op.DUP13:
      case Op.DUP14:
      case Op.DUP15:
      case Op.DUP16:
        w.copy(sp - (((op - Op.DUP1 + 1) as usize) << 5), sp);
        sp += 32;
        break;
      case Op.SWAP1:
      case Op.SWAP2:
      case Op.SWAP3:
      case Op.SWAP4:
      case Op.SWAP5:
      case Op.SWAP6:
      case Op.SWAP7:
      case Op.SWAP8:
      case Op.SWAP9:
      case Op.SWAP10:
      case Op.SWAP11:
      case Op.SWAP12:
      case Op.SWAP13:
      case Op.SWAP14:
      case Op.SWAP15:
      case Op.SWAP16:
        swap(sp - 32, sp - 32 - (((op - Op.SWAP1 + 1) as usize) << 5));
        break;
      case Op.LOG0:
      case Op.LOG1:
      case Op.LOG2:
      case Op.LOG3:
      case Op.LOG4:
        gas = m.log(f, sp - 32, sp - 64, sp - 96, op - Op.LOG0, gas);
        if (gas < 0) return STATUS_HALT;
        sp -= taken;
        break;
      case Op.CREATE:
      case Op.CALL:
      case Op.CALLCODE:
      case Op.DELEGATECALL:
      case Op.CREATE2:
      case Op.STATICCALL:
        store<i64>(f, gas, F_GAS);
        store<u32>(f, sp as u32, F_SP);
        store<u32>(f, (pc - code) as u32, F_PC);
        return op;
      case Op.RETURN:
      case Op.REVERT:
        gas = frameMemory.finishWith(f, sp - 32, sp - 64, gas);
        if (gas < 0) return STATUS_HALT;
        return op == Op.RETURN ? STATUS_RETURN : STATUS_REVERT;
      case Op.SELFDESTRUCT:
        gas = destroy(f, sp - 32, gas);
        if (gas < 0) return STATUS_HALT;
        store<i64>(f, gas, F_GAS);
        return STATUS_STOP;
      default:
        return STATUS_HALT;
    }
  }
  return STATUS_HALT;
}

export function interpret(f: usize): i32 {
  return execute<i32>(f);
}

export function interpretTraced(f: usize): i32 {
  return execute<f32>(f);
}

function depthOf(f: usize): i32 {
  return ((f - FRAMES) / FRAME_SIZE) as i32;
}
