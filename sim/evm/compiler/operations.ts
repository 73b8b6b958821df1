import { INSTRUCTION_TABLE } from "../instructions.ts";
import * as at from "../layout.ts";
import * as Op from "../opcodes.ts";
import * as arithmetic from "./arithmetic.ts";
import * as bits from "./bits.ts";
import * as comparison from "./comparison.ts";
import * as limbs from "./limbs.ts";
import type { Step } from "./blocks.ts";
import { I32, op } from "./encoder.ts";
import { constant, local, RESULT, type Emitter, type Word } from "./emitter.ts";
import * as memory from "./memory.ts";
import { runtimeFunction, type RuntimeFunction } from "./runtime-functions.ts";

/** What an instruction may ask about where it stands. */
export interface Place {
  readonly step: Step;
  readonly codeLength: number;
  /** Static gas that was charged in advance for the rest of the block, behind this instruction. */
  readonly prepaid: number;
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
const contextConstant =
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

/** Instructions that compiled code leaves to the function that the instruction table names, all of one shape. */
function fromTable(
  shape: (name: RuntimeFunction, operands: number) => Operation,
  ...opcodes: readonly number[]
): [opcode: number, operation: Operation][] {
  return opcodes.map((opcode) => {
    const { does, stackIn } = INSTRUCTION_TABLE[opcode]!;
    return [opcode, shape(runtimeFunction(does), stackIn)];
  });
}

/** All instructions that neither jump nor end nor call, by opcode. */
export const OPERATIONS: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  ...fromTable(viaRuntime, Op.SDIV, Op.SMOD, Op.ADDMOD, Op.MULMOD, Op.BLOCKHASH, Op.BLOBHASH),
  ...fromTable(ofAddress, Op.BALANCE, Op.EXTCODESIZE, Op.EXTCODEHASH),
  ...fromTable(copying, Op.CALLDATACOPY, Op.CODECOPY, Op.EXTCODECOPY, Op.RETURNDATACOPY, Op.MCOPY),
  [Op.ADD, two(arithmetic.add)],
  [Op.MUL, two(arithmetic.multiply)],
  [Op.SUB, two(arithmetic.subtract)],
  [Op.DIV, two((e, a, b) => arithmetic.divide(e, a, b, false))],
  [Op.MOD, two((e, a, b) => arithmetic.divide(e, a, b, true))],
  [
    Op.EXP,
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
  [Op.SIGNEXTEND, two(bits.signExtend)],
  [Op.LT, two((e, a, b) => comparison.less(e, a, b, false))],
  [Op.GT, two((e, a, b) => comparison.less(e, b, a, false))],
  [Op.SLT, two((e, a, b) => comparison.less(e, a, b, true))],
  [Op.SGT, two((e, a, b) => comparison.less(e, b, a, true))],
  [Op.EQ, two(comparison.equal)],
  [Op.ISZERO, (e) => e.push(comparison.isZero(e, e.pop()))],
  [Op.AND, two((e, a, b) => bits.bitwise(e, a, b, "and"))],
  [Op.OR, two((e, a, b) => bits.bitwise(e, a, b, "or"))],
  [Op.XOR, two((e, a, b) => bits.bitwise(e, a, b, "xor"))],
  [Op.NOT, (e) => e.push(bits.not(e, e.pop()))],
  [Op.BYTE, two(bits.byteAt)],
  [Op.SHL, two(bits.shiftLeft)],
  [Op.SHR, two((e, a, b) => bits.shiftRight(e, a, b, false))],
  [Op.SAR, two((e, a, b) => bits.shiftRight(e, a, b, true))],
  [Op.CLZ, (e) => e.push(bits.leadingZeros(e, e.pop()))],
  [Op.KECCAK256, two(memory.keccak)],
  [
    Op.ADDRESS,
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
  [Op.ORIGIN, contextConstant(-1, at.E_ORIGIN)],
  [Op.CALLER, (e) => e.push(e.fromSource(local.frame, at.F_CALLER, [undefined, undefined, undefined, 0n]))],
  [Op.CALLVALUE, contextConstant(local.frame, at.F_VALUE)],
  [Op.CALLDATALOAD, (e) => e.push(memory.callDataLoad(e, e.pop()))],
  [
    Op.CALLDATASIZE,
    (e) => {
      e.code.get(local.frame);
      e.code.memory(op.i32Load, at.F_INPUT_LENGTH);
      pushSmall(e);
    },
  ],
  [Op.CODESIZE, number(({ codeLength }) => BigInt(codeLength))],
  [Op.GASPRICE, contextConstant(-1, at.E_GAS_PRICE)],
  [
    Op.RETURNDATASIZE,
    (e) => {
      e.call("returnSize");
      pushSmall(e);
    },
  ],
  [Op.COINBASE, contextConstant(-1, at.E_COINBASE)],
  [Op.TIMESTAMP, contextConstant(-1, at.E_TIMESTAMP)],
  [Op.NUMBER, contextConstant(-1, at.E_NUMBER)],
  [Op.PREVRANDAO, contextConstant(-1, at.E_PREVRANDAO)],
  [Op.GASLIMIT, contextConstant(-1, at.E_GAS_LIMIT)],
  [Op.CHAINID, contextConstant(-1, at.E_CHAIN_ID)],
  [
    Op.SELFBALANCE,
    (e) => {
      // Nothing in a superblock moves ether.
      e.code.get(local.frame);
      e.code.memory(op.i32Load, at.F_ACCOUNT);
      e.push(e.fromSource(e.keep(I32), at.A_BALANCE));
    },
  ],
  [Op.BASEFEE, contextConstant(-1, at.E_BASE_FEE)],
  [Op.BLOBBASEFEE, contextConstant(-1, at.E_BLOB_BASE_FEE)],
  [Op.POP, (e) => void e.pop()],
  [Op.MLOAD, (e) => e.push(memory.loadWord(e, e.pop()))],
  [
    Op.MSTORE,
    (e) => {
      const offset = e.pop();
      memory.storeWord(e, offset, e.pop());
    },
  ],
  [
    Op.MSTORE8,
    (e) => {
      const offset = e.pop();
      memory.storeByte(e, offset, e.pop());
    },
  ],
  [
    Op.SLOAD,
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
    Op.SSTORE,
    (e, { prepaid }) => {
      e.code.get(local.frame);
      e.address(e.pop(), 0);
      e.address(e.pop(), 1);
      e.code.get(local.gas);
      e.code.i64(BigInt(prepaid));
      e.call("sstore");
      e.takeGas();
    },
  ],
  [Op.PC, number(({ step }) => BigInt(step.pc))],
  [
    Op.MSIZE,
    (e) => {
      e.code.get(local.memorySize);
      pushSmall(e);
    },
  ],
  [
    Op.GAS,
    (e, { prepaid }) => {
      e.code.get(local.gas);
      e.code.i64(BigInt(prepaid));
      e.code.op(op.i64Add);
      e.push({ limbs: [e.keep(), 0n, 0n, 0n] });
    },
  ],
  [Op.JUMPDEST, () => undefined],
  [
    Op.TLOAD,
    (e) => {
      e.code.get(local.frame);
      e.address(e.pop(), 0);
      e.code.i32(RESULT);
      e.call("tload");
      e.push(e.fromResult());
    },
  ],
  [
    Op.TSTORE,
    (e) => {
      e.code.get(local.frame);
      e.address(e.pop(), 0);
      e.address(e.pop(), 1);
      e.code.get(local.gas);
      e.call("tstore");
      e.takeGas();
    },
  ],
  ...[0, 1, 2, 3, 4].map((n): [number, Operation] => [Op.LOG0 + n, log(n)]),
  ...Array.from({ length: 32 }, (_, n): [number, Operation] => [
    Op.PUSH0 + n,
    (e, { step }) => e.push(constant(step.data)),
  ]),
  [
    Op.PUSH32,
    (e, { step }) => {
      e.code.get(local.frame);
      e.code.memory(op.i32Load, at.F_CODE);
      e.push(e.loadBigEndian(e.keep(I32), step.pc + 1));
    },
  ],
  ...Array.from({ length: 16 }, (_, i): [number, Operation] => [Op.DUP1 + i, (e) => e.push(e.peek(i))]),
  ...Array.from({ length: 16 }, (_, i): [number, Operation] => [
    Op.SWAP1 + i,
    (e) => {
      const top = e.peek(0);
      const deep = e.peek(i + 1);
      e.words[e.words.length - 1] = deep;
      e.words[e.words.length - 2 - i] = top;
    },
  ]),
]);
