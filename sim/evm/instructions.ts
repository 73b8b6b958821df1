/**
 * The instructions of hardfork cancun: the single source for the interpreter's dispatch data and for the compiler.
 * Gas is the static part (EIP-2929 prices for warm access where an instruction touches state).
 */

/** What an instruction does to control flow. */
export type Kind = "plain" | "jump" | "branch" | "target" | "end" | "call" | "invalid";

export interface Instruction {
  readonly opcode: number;
  readonly name: string;
  readonly gas: number;
  readonly stackIn: number;
  readonly stackOut: number;
  readonly kind: Kind;
  /** Bytes of immediate data. */
  readonly immediate: number;
}

type Row = [opcode: number, name: string, gas: number, stackIn: number, stackOut: number, kind?: Kind];

const ROWS: readonly Row[] = [
  [0x00, "STOP", 0, 0, 0, "end"],
  [0x01, "ADD", 3, 2, 1],
  [0x02, "MUL", 5, 2, 1],
  [0x03, "SUB", 3, 2, 1],
  [0x04, "DIV", 5, 2, 1],
  [0x05, "SDIV", 5, 2, 1],
  [0x06, "MOD", 5, 2, 1],
  [0x07, "SMOD", 5, 2, 1],
  [0x08, "ADDMOD", 8, 3, 1],
  [0x09, "MULMOD", 8, 3, 1],
  [0x0a, "EXP", 10, 2, 1],
  [0x0b, "SIGNEXTEND", 5, 2, 1],
  [0x10, "LT", 3, 2, 1],
  [0x11, "GT", 3, 2, 1],
  [0x12, "SLT", 3, 2, 1],
  [0x13, "SGT", 3, 2, 1],
  [0x14, "EQ", 3, 2, 1],
  [0x15, "ISZERO", 3, 1, 1],
  [0x16, "AND", 3, 2, 1],
  [0x17, "OR", 3, 2, 1],
  [0x18, "XOR", 3, 2, 1],
  [0x19, "NOT", 3, 1, 1],
  [0x1a, "BYTE", 3, 2, 1],
  [0x1b, "SHL", 3, 2, 1],
  [0x1c, "SHR", 3, 2, 1],
  [0x1d, "SAR", 3, 2, 1],
  [0x20, "KECCAK256", 30, 2, 1],
  [0x30, "ADDRESS", 2, 0, 1],
  [0x31, "BALANCE", 100, 1, 1],
  [0x32, "ORIGIN", 2, 0, 1],
  [0x33, "CALLER", 2, 0, 1],
  [0x34, "CALLVALUE", 2, 0, 1],
  [0x35, "CALLDATALOAD", 3, 1, 1],
  [0x36, "CALLDATASIZE", 2, 0, 1],
  [0x37, "CALLDATACOPY", 3, 3, 0],
  [0x38, "CODESIZE", 2, 0, 1],
  [0x39, "CODECOPY", 3, 3, 0],
  [0x3a, "GASPRICE", 2, 0, 1],
  [0x3b, "EXTCODESIZE", 100, 1, 1],
  [0x3c, "EXTCODECOPY", 100, 4, 0],
  [0x3d, "RETURNDATASIZE", 2, 0, 1],
  [0x3e, "RETURNDATACOPY", 3, 3, 0],
  [0x3f, "EXTCODEHASH", 100, 1, 1],
  [0x40, "BLOCKHASH", 20, 1, 1],
  [0x41, "COINBASE", 2, 0, 1],
  [0x42, "TIMESTAMP", 2, 0, 1],
  [0x43, "NUMBER", 2, 0, 1],
  [0x44, "PREVRANDAO", 2, 0, 1],
  [0x45, "GASLIMIT", 2, 0, 1],
  [0x46, "CHAINID", 2, 0, 1],
  [0x47, "SELFBALANCE", 5, 0, 1],
  [0x48, "BASEFEE", 2, 0, 1],
  [0x49, "BLOBHASH", 3, 1, 1],
  [0x4a, "BLOBBASEFEE", 2, 0, 1],
  [0x50, "POP", 2, 1, 0],
  [0x51, "MLOAD", 3, 1, 1],
  [0x52, "MSTORE", 3, 2, 0],
  [0x53, "MSTORE8", 3, 2, 0],
  [0x54, "SLOAD", 100, 1, 1],
  // The whole price of SSTORE depends on the slot.
  [0x55, "SSTORE", 0, 2, 0],
  [0x56, "JUMP", 8, 1, 0, "jump"],
  [0x57, "JUMPI", 10, 2, 0, "branch"],
  [0x58, "PC", 2, 0, 1],
  [0x59, "MSIZE", 2, 0, 1],
  [0x5a, "GAS", 2, 0, 1],
  [0x5b, "JUMPDEST", 1, 0, 0, "target"],
  [0x5c, "TLOAD", 100, 1, 1],
  [0x5d, "TSTORE", 100, 2, 0],
  [0x5e, "MCOPY", 3, 3, 0],
  [0xa0, "LOG0", 375, 2, 0],
  [0xa1, "LOG1", 750, 3, 0],
  [0xa2, "LOG2", 1125, 4, 0],
  [0xa3, "LOG3", 1500, 5, 0],
  [0xa4, "LOG4", 1875, 6, 0],
  [0xf0, "CREATE", 32000, 3, 1, "call"],
  [0xf1, "CALL", 100, 7, 1, "call"],
  [0xf2, "CALLCODE", 100, 7, 1, "call"],
  [0xf3, "RETURN", 0, 2, 0, "end"],
  [0xf4, "DELEGATECALL", 100, 6, 1, "call"],
  [0xf5, "CREATE2", 32000, 4, 1, "call"],
  [0xfa, "STATICCALL", 100, 6, 1, "call"],
  [0xfd, "REVERT", 0, 2, 0, "end"],
  [0xfe, "INVALID", 0, 0, 0, "invalid"],
  [0xff, "SELFDESTRUCT", 5000, 1, 0, "end"],
];

function build(): readonly Instruction[] {
  const table: Instruction[] = [];
  for (let opcode = 0; opcode < 256; opcode++)
    table.push({ opcode, name: "INVALID", gas: 0, stackIn: 0, stackOut: 0, kind: "invalid", immediate: 0 });
  for (const [opcode, name, gas, stackIn, stackOut, kind] of ROWS)
    table[opcode] = { opcode, name, gas, stackIn, stackOut, kind: kind ?? "plain", immediate: 0 };
  for (let n = 0; n <= 32; n++)
    table[0x5f + n] = {
      opcode: 0x5f + n,
      name: `PUSH${n}`,
      gas: n === 0 ? 2 : 3,
      stackIn: 0,
      stackOut: 1,
      kind: "plain",
      immediate: n,
    };
  for (let n = 1; n <= 16; n++) {
    const dup = { gas: 3, stackIn: n, stackOut: n + 1, kind: "plain", immediate: 0 } as const;
    table[0x7f + n] = { opcode: 0x7f + n, name: `DUP${n}`, ...dup };
    const swap = { gas: 3, stackIn: n + 1, stackOut: n + 1, kind: "plain", immediate: 0 } as const;
    table[0x8f + n] = { opcode: 0x8f + n, name: `SWAP${n}`, ...swap };
  }
  return table;
}

export const INSTRUCTION_TABLE: readonly Instruction[] = build();
