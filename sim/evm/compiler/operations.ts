import * as at from "../layout.ts";
import * as arithmetic from "./arithmetic.ts";
import * as bits from "./bits.ts";
import * as comparison from "./comparison.ts";
import * as limbs from "./limbs.ts";
import type { Step } from "./blocks.ts";
import { OPEN_PUSH } from "./skeleton.ts";
import { I32, op } from "./encoder.ts";
import { constant, local, RESULT, type Emitter, type Word } from "./emitter.ts";
import * as memory from "./memory.ts";
import type { RuntimeFunction } from "./runtime-functions.ts";

/** What an instruction may ask about where it stands. */
export interface Place {
  readonly step: Step;
  readonly codeLength: number;
  /** Static gas of the block that was taken for what comes after this instruction. */
  readonly ahead: number;
}

type Operation = (e: Emitter, place: Place) => void;

const two =
  (compute: (e: Emitter, a: Word, b: Word) => Word): Operation =>
  (e) => {
    const a = e.pop();
    const b = e.pop();
    e.push(compute(e, a, b));
  };

const viaRuntime =
  (name: RuntimeFunction, operands: number): Operation =>
  (e) => {
    const words = Array.from({ length: operands }, () => e.pop());
    e.push(limbs.viaRuntime(e, name, words));
  };

/** Runtime functions (address, result, gas) -> gas. */
const ofAddress =
  (name: RuntimeFunction): Operation =>
  (e) => {
    e.address(e.pop(), 0);
    e.code.i32(RESULT);
    e.code.get(local.gas);
    e.call(name);
    e.takeGas();
    e.push(e.fromResult());
  };

/** Runtime functions (frame, operands..., gas) -> gas that write to EVM memory. */
const copying =
  (name: RuntimeFunction, operands: number): Operation =>
  (e) => {
    const words = Array.from({ length: operands }, () => e.pop());
    e.code.get(local.frame);
    words.forEach((word, k) => e.address(word, k));
    e.code.get(local.gas);
    e.call(name);
    e.takeGas();
    e.reloadMemorySize();
  };

/** A word of the environment or the frame that stays as it is. */
const standing =
  (base: number, offset: number): Operation =>
  (e) =>
    e.push(e.fromSource(base, offset));

const number =
  (value: (place: Place) => bigint): Operation =>
  (e, place) =>
    e.push(constant(value(place)));

/** An i32 on WebAssembly's stack as a word. */
function pushSmall(e: Emitter): void {
  e.code.op(op.i64Extend);
  e.push({ limbs: [e.keep(), 0n, 0n, 0n] });
}

const log =
  (topics: number): Operation =>
  (e) => {
    const offset = e.pop();
    const length = e.pop();
    const words = Array.from({ length: topics }, () => e.pop());
    e.code.get(local.frame);
    // Operands 0 and 1 come after the topics in the scratch area, never over them.
    const first = e.scratch(words);
    e.address(offset, 6);
    e.address(length, 7);
    e.code.i32(first);
    e.code.i32(topics);
    e.code.get(local.gas);
    e.call("log");
    e.takeGas();
    e.reloadMemorySize();
  };

/** All instructions that neither jump nor end nor call, by opcode. */
export const OPERATIONS: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [0x01, two(arithmetic.add)],
  [0x02, two(arithmetic.multiply)],
  [0x03, two(arithmetic.subtract)],
  [0x04, two((e, a, b) => arithmetic.divide(e, a, b, false))],
  [0x05, viaRuntime("signedDivide", 2)],
  [0x06, two((e, a, b) => arithmetic.divide(e, a, b, true))],
  [0x07, viaRuntime("signedModulo", 2)],
  [0x08, viaRuntime("addModulo", 3)],
  [0x09, viaRuntime("multiplyModulo", 3)],
  [
    0x0a,
    (e) => {
      e.address(e.pop(), 0);
      e.address(e.pop(), 1);
      e.code.i32(RESULT);
      e.code.get(local.gas);
      e.call("power");
      e.takeGas();
      e.push(e.fromResult());
    },
  ],
  [0x0b, two(bits.signExtend)],
  [0x10, two((e, a, b) => comparison.less(e, a, b, false))],
  [0x11, two((e, a, b) => comparison.less(e, b, a, false))],
  [0x12, two((e, a, b) => comparison.less(e, a, b, true))],
  [0x13, two((e, a, b) => comparison.less(e, b, a, true))],
  [0x14, two(comparison.equal)],
  [0x15, (e) => e.push(comparison.isZero(e, e.pop()))],
  [0x16, two((e, a, b) => bits.bitwise(e, a, b, "and"))],
  [0x17, two((e, a, b) => bits.bitwise(e, a, b, "or"))],
  [0x18, two((e, a, b) => bits.bitwise(e, a, b, "xor"))],
  [0x19, (e) => e.push(bits.not(e, e.pop()))],
  [0x1a, two(bits.byteAt)],
  [0x1b, two(bits.shiftLeft)],
  [0x1c, two((e, a, b) => bits.shiftRight(e, a, b, false))],
  [0x1d, two((e, a, b) => bits.shiftRight(e, a, b, true))],
  [0x20, two(memory.keccak)],
  [
    0x30,
    (e) => {
      e.code.get(local.frame);
      e.code.memory(op.i32Load, at.F_ACCOUNT);
      const account = e.keep(I32);
      const limbs = [0, 8].map((offset) => {
        e.code.get(account);
        e.code.memory(op.i64Load, offset);
        return e.keep();
      });
      e.code.get(account);
      e.code.memory(op.i32Load, 16);
      e.code.op(op.i64Extend);
      e.push({ limbs: [limbs[0], limbs[1], e.keep(), 0n] });
    },
  ],
  [0x31, ofAddress("balanceOf")],
  [0x32, standing(-1, at.E_ORIGIN)],
  [0x33, (e) => e.push(e.fromSource(local.frame, at.F_CALLER, [undefined, undefined, undefined, 0n]))],
  [0x34, standing(local.frame, at.F_VALUE)],
  [0x35, (e) => e.push(memory.callDataLoad(e, e.pop()))],
  [
    0x36,
    (e) => {
      e.code.get(local.frame);
      e.code.memory(op.i32Load, at.F_INPUT_LENGTH);
      pushSmall(e);
    },
  ],
  [0x37, copying("copyCallData", 3)],
  [0x38, number(({ codeLength }) => BigInt(codeLength))],
  [0x39, copying("copyCode", 3)],
  [0x3a, standing(-1, at.E_GAS_PRICE)],
  [0x3b, ofAddress("codeSizeOf")],
  [0x3c, copying("copyForeignCode", 4)],
  [
    0x3d,
    (e) => {
      e.call("returnSize");
      pushSmall(e);
    },
  ],
  [0x3e, copying("copyReturnData", 3)],
  [0x3f, ofAddress("codeHashOf")],
  [0x40, viaRuntime("blockHashOf", 1)],
  [0x41, standing(-1, at.E_COINBASE)],
  [0x42, standing(-1, at.E_TIMESTAMP)],
  [0x43, standing(-1, at.E_NUMBER)],
  [0x44, standing(-1, at.E_PREVRANDAO)],
  [0x45, standing(-1, at.E_GAS_LIMIT)],
  [0x46, standing(-1, at.E_CHAIN_ID)],
  [
    0x47,
    (e) => {
      // Nothing in straight code moves ether.
      e.code.get(local.frame);
      e.code.memory(op.i32Load, at.F_ACCOUNT);
      e.push(e.fromSource(e.keep(I32), at.A_BALANCE));
    },
  ],
  [0x48, standing(-1, at.E_BASE_FEE)],
  [0x49, viaRuntime("blobHashOf", 1)],
  [0x4a, standing(-1, at.E_BLOB_BASE_FEE)],
  [0x50, (e) => void e.pop()],
  [0x51, (e) => e.push(memory.loadWord(e, e.pop()))],
  [
    0x52,
    (e) => {
      const offset = e.pop();
      memory.storeWord(e, offset, e.pop());
    },
  ],
  [
    0x53,
    (e) => {
      const offset = e.pop();
      memory.storeByte(e, offset, e.pop());
    },
  ],
  [
    0x54,
    (e) => {
      e.code.get(local.frame);
      e.address(e.pop(), 0);
      e.code.i32(RESULT);
      e.code.get(local.gas);
      e.call("sload");
      e.takeGas();
      e.push(e.fromResult());
    },
  ],
  [
    0x55,
    (e, { ahead }) => {
      e.code.get(local.frame);
      e.address(e.pop(), 0);
      e.address(e.pop(), 1);
      e.code.get(local.gas);
      e.code.i64(BigInt(ahead));
      e.call("sstore");
      e.takeGas();
    },
  ],
  [0x58, number(({ step }) => BigInt(step.pc))],
  [
    0x59,
    (e) => {
      e.code.get(local.memorySize);
      pushSmall(e);
    },
  ],
  [
    0x5a,
    (e, { ahead }) => {
      e.code.get(local.gas);
      e.code.i64(BigInt(ahead));
      e.code.op(op.i64Add);
      e.push({ limbs: [e.keep(), 0n, 0n, 0n] });
    },
  ],
  [0x5b, () => undefined],
  [
    0x5c,
    (e) => {
      e.code.get(local.frame);
      e.address(e.pop(), 0);
      e.code.i32(RESULT);
      e.call("tload");
      e.push(e.fromResult());
    },
  ],
  [
    0x5d,
    (e) => {
      e.code.get(local.frame);
      e.address(e.pop(), 0);
      e.address(e.pop(), 1);
      e.code.get(local.gas);
      e.call("tstore");
      e.takeGas();
    },
  ],
  [0x5e, copying("copyMemory", 3)],
  ...[0, 1, 2, 3, 4].map((n): [number, Operation] => [0xa0 + n, log(n)]),
  ...Array.from({ length: 32 }, (_, n): [number, Operation] => [
    0x5f + n,
    (e, { step }) => e.push(constant(step.data)),
  ]),
  [
    OPEN_PUSH,
    (e, { step }) => {
      e.code.get(local.frame);
      e.code.memory(op.i32Load, at.F_CODE);
      e.push(e.loadBigEndian(e.keep(I32), step.pc + 1));
    },
  ],
  ...Array.from({ length: 16 }, (_, i): [number, Operation] => [0x80 + i, (e) => e.push(e.peek(i))]),
  ...Array.from({ length: 16 }, (_, i): [number, Operation] => [
    0x90 + i,
    (e) => {
      const top = e.peek(0);
      const deep = e.peek(i + 1);
      e.words[e.words.length - 1] = deep;
      e.words[e.words.length - 2 - i] = top;
    },
  ]),
]);
