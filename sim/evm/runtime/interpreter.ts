// The interpreter: runs a frame until it ends or asks for a call. Dispatch data (gas, stack heights) comes from the
// instruction table that JavaScript writes to INSTRUCTIONS.
import {
  FRAMES,
  FRAME_SIZE,
  E_BASE_FEE,
  E_BLOB_BASE_FEE,
  E_CHAIN_ID,
  E_COINBASE,
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
  F_OUT,
  F_OUT_LENGTH,
  F_PC,
  F_SP,
  F_STACK,
  F_VALUE,
  INSTRUCTIONS,
  STATUS_HALT,
  STATUS_RETURN,
  STATUS_REVERT,
  STATUS_STOP,
} from "../layout.ts";
import { destroy } from "./destruction.ts";
import { step } from "./host.ts";
import * as division from "./division.ts";
import * as frameMemory from "./memory.ts";
import * as product from "./product.ts";
import * as shifts from "./shifts.ts";
import * as m from "./machine.ts";
import * as w from "./words.ts";

@inline
function addressWord(account: usize, to: usize): void {
  store<u64>(to, load<u64>(account, 0), 0);
  store<u64>(to, load<u64>(account, 8), 8);
  store<u64>(to, load<u32>(account, 16) as u64, 16);
  store<u64>(to, 0, 24);
}

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
  const limit: usize = stack + 32768;
  let pc: usize = code + (load<u32>(f, F_PC) as usize);
  let sp: usize = load<u32>(f, F_SP);
  let gas = load<i64>(f, F_GAS);
  for (;;) {
    const op = load<u8>(pc) as i32;
    if (isFloat<T>()) step(depthOf(f), (pc - code) as i32, op, gas, ((sp - stack) >> 5) as i32, sp);
    pc++;
    const row: usize = INSTRUCTIONS + ((op as usize) << 3);
    gas -= load<u16>(row) as i64;
    const taken = (load<u8>(row, 2) as usize) << 5;
    if (gas < 0 || sp - stack < taken) return STATUS_HALT;
    if (sp - taken + ((load<u8>(row, 3) as usize) << 5) > limit) return STATUS_HALT;
    switch (op) {
      case 0x00:
        store<i64>(f, gas, F_GAS);
        return STATUS_STOP;
      case 0x01:
        w.add(sp - 32, sp - 64, sp - 64);
        sp -= 32;
        break;
      case 0x02:
        product.multiply(sp - 32, sp - 64, sp - 64);
        sp -= 32;
        break;
      case 0x03:
        w.subtract(sp - 32, sp - 64, sp - 64);
        sp -= 32;
        break;
      case 0x04:
        division.divide(sp - 32, sp - 64, sp - 64);
        sp -= 32;
        break;
      case 0x05:
        division.signedDivide(sp - 32, sp - 64, sp - 64);
        sp -= 32;
        break;
      case 0x06:
        division.modulo(sp - 32, sp - 64, sp - 64);
        sp -= 32;
        break;
      case 0x07:
        division.signedModulo(sp - 32, sp - 64, sp - 64);
        sp -= 32;
        break;
      case 0x08:
        division.addModulo(sp - 32, sp - 64, sp - 96, sp - 96);
        sp -= 64;
        break;
      case 0x09:
        division.multiplyModulo(sp - 32, sp - 64, sp - 96, sp - 96);
        sp -= 64;
        break;
      case 0x0a:
        gas = m.power(sp - 32, sp - 64, sp - 64, gas);
        if (gas < 0) return STATUS_HALT;
        sp -= 32;
        break;
      case 0x0b:
        shifts.signExtend(sp - 32, sp - 64, sp - 64);
        sp -= 32;
        break;
      case 0x10:
        sp -= 32;
        w.set(sp - 32, u64(w.less(sp, sp - 32)));
        break;
      case 0x11:
        sp -= 32;
        w.set(sp - 32, u64(w.less(sp - 32, sp)));
        break;
      case 0x12:
        sp -= 32;
        w.set(sp - 32, u64(w.signedLess(sp, sp - 32)));
        break;
      case 0x13:
        sp -= 32;
        w.set(sp - 32, u64(w.signedLess(sp - 32, sp)));
        break;
      case 0x14:
        sp -= 32;
        w.set(sp - 32, u64(w.equals(sp, sp - 32)));
        break;
      case 0x15:
        w.set(sp - 32, u64(w.isZero(sp - 32)));
        break;
      case 0x16:
        sp -= 32;
        v128.store(sp - 32, v128.and(v128.load(sp, 0), v128.load(sp - 32, 0)), 0);
        v128.store(sp - 32, v128.and(v128.load(sp, 16), v128.load(sp - 32, 16)), 16);
        break;
      case 0x17:
        sp -= 32;
        v128.store(sp - 32, v128.or(v128.load(sp, 0), v128.load(sp - 32, 0)), 0);
        v128.store(sp - 32, v128.or(v128.load(sp, 16), v128.load(sp - 32, 16)), 16);
        break;
      case 0x18:
        sp -= 32;
        v128.store(sp - 32, v128.xor(v128.load(sp, 0), v128.load(sp - 32, 0)), 0);
        v128.store(sp - 32, v128.xor(v128.load(sp, 16), v128.load(sp - 32, 16)), 16);
        break;
      case 0x19:
        v128.store(sp - 32, v128.not(v128.load(sp - 32, 0)), 0);
        v128.store(sp - 32, v128.not(v128.load(sp - 32, 16)), 16);
        break;
      case 0x1a:
        sp -= 32;
        shifts.byteAt(sp, sp - 32, sp - 32);
        break;
      case 0x1b:
        sp -= 32;
        shifts.shiftLeft(sp, sp - 32, sp - 32);
        break;
      case 0x1c:
        sp -= 32;
        shifts.shiftRight(sp, sp - 32, sp - 32);
        break;
      case 0x1d:
        sp -= 32;
        shifts.shiftArithmetic(sp, sp - 32, sp - 32);
        break;
      case 0x20:
        gas = frameMemory.hashMemory(f, sp - 32, sp - 64, sp - 64, gas);
        if (gas < 0) return STATUS_HALT;
        sp -= 32;
        break;
      case 0x30:
        addressWord(load<u32>(f, F_ACCOUNT), sp);
        sp += 32;
        break;
      case 0x31:
        gas = m.balanceOf(sp - 32, sp - 32, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case 0x32:
        w.copy(E_ORIGIN, sp);
        sp += 32;
        break;
      case 0x33:
        w.copy(f + F_CALLER, sp);
        sp += 32;
        break;
      case 0x34:
        w.copy(f + F_VALUE, sp);
        sp += 32;
        break;
      case 0x35:
        frameMemory.callDataLoad(f, sp - 32, sp - 32);
        break;
      case 0x36:
        w.set(sp, load<u32>(f, F_INPUT_LENGTH) as u64);
        sp += 32;
        break;
      case 0x37:
        sp -= 96;
        gas = frameMemory.copyCallData(f, sp + 64, sp + 32, sp, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case 0x38:
        w.set(sp, load<u32>(f, F_CODE_LENGTH) as u64);
        sp += 32;
        break;
      case 0x39:
        sp -= 96;
        gas = frameMemory.copyCode(f, sp + 64, sp + 32, sp, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case 0x3a:
        w.copy(E_GAS_PRICE, sp);
        sp += 32;
        break;
      case 0x3b:
        gas = m.codeSizeOf(sp - 32, sp - 32, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case 0x3c:
        sp -= 128;
        gas = frameMemory.copyForeignCode(f, sp + 96, sp + 64, sp + 32, sp, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case 0x3d:
        w.set(sp, m.returnLength as u64);
        sp += 32;
        break;
      case 0x3e:
        sp -= 96;
        gas = frameMemory.copyReturnData(f, sp + 64, sp + 32, sp, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case 0x3f:
        gas = m.codeHashOf(sp - 32, sp - 32, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case 0x40:
        m.blockHashOf(sp - 32, sp - 32);
        break;
      case 0x41:
        w.copy(E_COINBASE, sp);
        sp += 32;
        break;
      case 0x42:
        w.copy(E_TIMESTAMP, sp);
        sp += 32;
        break;
      case 0x43:
        w.copy(E_NUMBER, sp);
        sp += 32;
        break;
      case 0x44:
        w.copy(E_PREVRANDAO, sp);
        sp += 32;
        break;
      case 0x45:
        w.copy(E_GAS_LIMIT, sp);
        sp += 32;
        break;
      case 0x46:
        w.copy(E_CHAIN_ID, sp);
        sp += 32;
        break;
      case 0x47:
        m.selfBalance(f, sp);
        sp += 32;
        break;
      case 0x48:
        w.copy(E_BASE_FEE, sp);
        sp += 32;
        break;
      case 0x49:
        m.blobHashOf(sp - 32, sp - 32);
        break;
      case 0x4a:
        w.copy(E_BLOB_BASE_FEE, sp);
        sp += 32;
        break;
      case 0x50:
        sp -= 32;
        break;
      case 0x51: {
        const at = w.saturated(sp - 32);
        gas = frameMemory.expandAt(f, at, 32, gas);
        if (gas < 0) return STATUS_HALT;
        w.fromBytes((load<u32>(f, F_MEMORY) as usize) + (at as usize), sp - 32);
        break;
      }
      case 0x52: {
        const at = w.saturated(sp - 32);
        gas = frameMemory.expandAt(f, at, 32, gas);
        if (gas < 0) return STATUS_HALT;
        w.toBytes(sp - 64, (load<u32>(f, F_MEMORY) as usize) + (at as usize));
        sp -= 64;
        break;
      }
      case 0x53: {
        const at = w.saturated(sp - 32);
        gas = frameMemory.expandAt(f, at, 1, gas);
        if (gas < 0) return STATUS_HALT;
        store<u8>((load<u32>(f, F_MEMORY) as usize) + (at as usize), load<u8>(sp - 64));
        sp -= 64;
        break;
      }
      case 0x54:
        gas = m.sload(f, sp - 32, sp - 32, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case 0x55:
        sp -= 64;
        gas = m.sstore(f, sp + 32, sp, gas, 0);
        if (gas < 0) return STATUS_HALT;
        break;
      case 0x56:
        sp -= 32;
        pc = jump(f, sp);
        if (pc == 0) return STATUS_HALT;
        break;
      case 0x57:
        sp -= 64;
        if (!w.isZero(sp)) {
          pc = jump(f, sp + 32);
          if (pc == 0) return STATUS_HALT;
        }
        break;
      case 0x58:
        w.set(sp, (pc - code - 1) as u64);
        sp += 32;
        break;
      case 0x59:
        w.set(sp, load<u32>(f, F_MEMORY_SIZE) as u64);
        sp += 32;
        break;
      case 0x5a:
        w.set(sp, gas as u64);
        sp += 32;
        break;
      case 0x5b:
        break;
      case 0x5c:
        m.tload(f, sp - 32, sp - 32);
        break;
      case 0x5d:
        sp -= 64;
        gas = m.tstore(f, sp + 32, sp, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case 0x5e:
        sp -= 96;
        gas = frameMemory.copyMemory(f, sp + 64, sp + 32, sp, gas);
        if (gas < 0) return STATUS_HALT;
        break;
      case 0x5f:
        w.clear(sp);
        sp += 32;
        break;
      case 0x60:
      case 0x61:
      case 0x62:
      case 0x63:
      case 0x64:
      case 0x65:
      case 0x66:
      case 0x67:
      case 0x68:
      case 0x69:
      case 0x6a:
      case 0x6b:
      case 0x6c:
      case 0x6d:
      case 0x6e:
      case 0x6f:
      case 0x70:
      case 0x71:
      case 0x72:
      case 0x73:
      case 0x74:
      case 0x75:
      case 0x76:
      case 0x77:
      case 0x78:
      case 0x79:
      case 0x7a:
      case 0x7b:
      case 0x7c:
      case 0x7d:
      case 0x7e:
      case 0x7f:
        pushBytes(pc, (op - 0x5f) as usize, sp);
        pc += op - 0x5f;
        sp += 32;
        break;
      case 0x80:
      case 0x81:
      case 0x82:
      case 0x83:
      case 0x84:
      case 0x85:
      case 0x86:
      case 0x87:
      case 0x88:
      case 0x89:
      case 0x8a:
      case 0x8b:
      case 0x8c:
      case 0x8d:
      case 0x8e:
      case 0x8f:
        w.copy(sp - (((op - 0x7f) as usize) << 5), sp);
        sp += 32;
        break;
      case 0x90:
      case 0x91:
      case 0x92:
      case 0x93:
      case 0x94:
      case 0x95:
      case 0x96:
      case 0x97:
      case 0x98:
      case 0x99:
      case 0x9a:
      case 0x9b:
      case 0x9c:
      case 0x9d:
      case 0x9e:
      case 0x9f:
        swap(sp - 32, sp - 32 - (((op - 0x8f) as usize) << 5));
        break;
      case 0xa0:
      case 0xa1:
      case 0xa2:
      case 0xa3:
      case 0xa4:
        gas = m.log(f, sp - 32, sp - 64, sp - 96, op - 0xa0, gas);
        if (gas < 0) return STATUS_HALT;
        sp -= taken;
        break;
      case 0xf0:
      case 0xf1:
      case 0xf2:
      case 0xf4:
      case 0xf5:
      case 0xfa:
        store<i64>(f, gas, F_GAS);
        store<u32>(f, sp as u32, F_SP);
        store<u32>(f, (pc - code) as u32, F_PC);
        return op;
      case 0xf3:
      case 0xfd: {
        const at = w.saturated(sp - 32);
        const n = w.saturated(sp - 64);
        gas = frameMemory.expandFor(f, at, n, gas);
        if (gas < 0) return STATUS_HALT;
        store<i64>(f, gas, F_GAS);
        store<u32>(f, n == 0 ? 0 : load<u32>(f, F_MEMORY) + (at as u32), F_OUT);
        store<u32>(f, n as u32, F_OUT_LENGTH);
        return op == 0xf3 ? STATUS_RETURN : STATUS_REVERT;
      }
      case 0xff:
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
