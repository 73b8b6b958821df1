/** The instructions that the analysis names. */
export const Op = {
  STOP: 0x00,
  ADD: 0x01,
  SUB: 0x03,
  LT: 0x10,
  GT: 0x11,
  EQ: 0x14,
  ISZERO: 0x15,
  AND: 0x16,
  ORIGIN: 0x32,
  EXTCODESIZE: 0x3b,
  EXTCODECOPY: 0x3c,
  EXTCODEHASH: 0x3f,
  BLOCKHASH: 0x40,
  MLOAD: 0x51,
  MSTORE: 0x52,
  JUMP: 0x56,
  JUMPI: 0x57,
  GAS: 0x5a,
  JUMPDEST: 0x5b,
  TLOAD: 0x5c,
  TSTORE: 0x5d,
  PUSH0: 0x5f,
  PUSH1: 0x60,
  PUSH32: 0x7f,
  DUP1: 0x80,
  SWAP1: 0x90,
  CREATE: 0xf0,
  CALL: 0xf1,
  CALLCODE: 0xf2,
  RETURN: 0xf3,
  DELEGATECALL: 0xf4,
  CREATE2: 0xf5,
  STATICCALL: 0xfa,
  REVERT: 0xfd,
  INVALID: 0xfe,
  SELFDESTRUCT: 0xff,
} as const;

/** Words taken from and put on the stack, by opcode, hardfork cancun; -1 for what is no instruction. */
const TAKES = new Int8Array(256).fill(-1);
const GIVES = new Int8Array(256);

function define(first: number, last: number, takes: number, gives: number): void {
  TAKES.fill(takes, first, last + 1);
  GIVES.fill(gives, first, last + 1);
}

define(0x00, 0x00, 0, 0); // STOP
define(0x01, 0x0b, 2, 1); // arithmetic
define(0x08, 0x09, 3, 1); // ADDMOD MULMOD
define(0x10, 0x1d, 2, 1); // comparison, bits, shifts
define(0x15, 0x15, 1, 1); // ISZERO
define(0x19, 0x19, 1, 1); // NOT
define(0x20, 0x20, 2, 1); // KECCAK256
define(0x30, 0x30, 0, 1); // ADDRESS
define(0x31, 0x31, 1, 1); // BALANCE
define(0x32, 0x34, 0, 1); // ORIGIN CALLER CALLVALUE
define(0x35, 0x35, 1, 1); // CALLDATALOAD
define(0x36, 0x36, 0, 1); // CALLDATASIZE
define(0x37, 0x37, 3, 0); // CALLDATACOPY
define(0x38, 0x38, 0, 1); // CODESIZE
define(0x39, 0x39, 3, 0); // CODECOPY
define(0x3a, 0x3a, 0, 1); // GASPRICE
define(0x3b, 0x3b, 1, 1); // EXTCODESIZE
define(0x3c, 0x3c, 4, 0); // EXTCODECOPY
define(0x3d, 0x3d, 0, 1); // RETURNDATASIZE
define(0x3e, 0x3e, 3, 0); // RETURNDATACOPY
define(0x3f, 0x40, 1, 1); // EXTCODEHASH BLOCKHASH
define(0x41, 0x48, 0, 1); // COINBASE to BASEFEE
define(0x49, 0x49, 1, 1); // BLOBHASH
define(0x4a, 0x4a, 0, 1); // BLOBBASEFEE
define(0x50, 0x50, 1, 0); // POP
define(0x51, 0x51, 1, 1); // MLOAD
define(0x52, 0x53, 2, 0); // MSTORE MSTORE8
define(0x54, 0x54, 1, 1); // SLOAD
define(0x55, 0x55, 2, 0); // SSTORE
define(0x56, 0x56, 1, 0); // JUMP
define(0x57, 0x57, 2, 0); // JUMPI
define(0x58, 0x5a, 0, 1); // PC MSIZE GAS
define(0x5b, 0x5b, 0, 0); // JUMPDEST
define(0x5c, 0x5c, 1, 1); // TLOAD
define(0x5d, 0x5d, 2, 0); // TSTORE
define(0x5e, 0x5e, 3, 0); // MCOPY
define(0x5f, 0x7f, 0, 1); // PUSH
define(0xf0, 0xf0, 3, 1); // CREATE
define(0xf1, 0xf2, 7, 1); // CALL CALLCODE
define(0xf3, 0xf3, 2, 0); // RETURN
define(0xf4, 0xf4, 6, 1); // DELEGATECALL
define(0xf5, 0xf5, 4, 1); // CREATE2
define(0xfa, 0xfa, 6, 1); // STATICCALL
define(0xfd, 0xfd, 2, 0); // REVERT
define(0xff, 0xff, 1, 0); // SELFDESTRUCT
for (let n = 0; n <= 4; n++) define(0xa0 + n, 0xa0 + n, 2 + n, 0); // LOG

export const takes = (op: number): number => TAKES[op]!;
export const gives = (op: number): number => GIVES[op]!;
export const isPush = (op: number): boolean => op >= Op.PUSH0 && op <= Op.PUSH32;
export const isDup = (op: number): boolean => op >= Op.DUP1 && op < Op.SWAP1;
export const isSwap = (op: number): boolean => op >= Op.SWAP1 && op < 0xa0;
export const isCall = (op: number): boolean =>
  op === Op.CALL || op === Op.CALLCODE || op === Op.DELEGATECALL || op === Op.STATICCALL;

/** Whether nothing follows the instruction but by a jump. */
export function ends(op: number): boolean {
  return (
    op === Op.STOP ||
    op === Op.JUMP ||
    op === Op.RETURN ||
    op === Op.REVERT ||
    op === Op.SELFDESTRUCT ||
    (takes(op) < 0 && !isDup(op) && !isSwap(op))
  );
}

/** Bytes of the instruction with its immediate. */
export const sizeOf = (op: number): number => (op >= Op.PUSH1 && op <= Op.PUSH32 ? op - Op.PUSH1 + 2 : 1);
