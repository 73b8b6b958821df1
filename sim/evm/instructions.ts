import {
  GAS_BASE,
  GAS_BLOCKHASH,
  GAS_CREATE,
  GAS_EXP,
  GAS_HIGH,
  GAS_JUMPDEST,
  GAS_KECCAK256,
  GAS_LOG,
  GAS_LOG_TOPIC,
  GAS_LOW,
  GAS_MID,
  GAS_SELFDESTRUCT,
  GAS_TRANSIENT,
  GAS_VERY_LOW,
  GAS_WARM_ACCESS,
  GAS_ZERO,
} from "./gas.ts";
import * as Op from "./opcodes.ts";

/** Hardforks that brought instructions, in their order. */
export const FORKS = [
  "frontier",
  "homestead",
  "byzantium",
  "constantinople",
  "istanbul",
  "london",
  "paris",
  "shanghai",
  "cancun",
  "prague",
  "osaka",
] as const;
export type Fork = (typeof FORKS)[number];

/** What an instruction does to control flow. */
export type Kind = "plain" | "jump" | "branch" | "target" | "end" | "call" | "invalid";

export interface Instruction {
  readonly opcode: number;
  readonly name: string;
  /** The static part: of what touches state, the price of warm access; of SSTORE nothing, as all depends on the slot. */
  readonly gas: number;
  /** Words taken from the stack, and put on it. DUP and SWAP take what they look at, and put it back. */
  readonly stackIn: number;
  readonly stackOut: number;
  readonly since: Fork;
  /** The function of the runtime that does it; undefined when there is nothing to call. */
  readonly does: string | undefined;
  readonly kind: Kind;
  /** Bytes of immediate data. */
  readonly immediate: number;
}

type Row = readonly [gas: number, stackIn: number, stackOut: number, since: Fork, does?: string, kind?: Kind];
type Name = keyof typeof Op;
type Ranged = `PUSH${number}` | `DUP${number}` | `SWAP${number}`;

const NONE = undefined;

/** The instructions but PUSH, DUP and SWAP; TypeScript refuses the table when one of opcodes.ts is missing. */
const ROWS: Readonly<Record<Exclude<Name, Ranged>, Row>> = {
  STOP: [GAS_ZERO, 0, 0, "frontier", NONE, "end"],
  ADD: [GAS_VERY_LOW, 2, 1, "frontier", "add"],
  MUL: [GAS_LOW, 2, 1, "frontier", "multiply"],
  SUB: [GAS_VERY_LOW, 2, 1, "frontier", "subtract"],
  DIV: [GAS_LOW, 2, 1, "frontier", "divide"],
  SDIV: [GAS_LOW, 2, 1, "frontier", "signedDivide"],
  MOD: [GAS_LOW, 2, 1, "frontier", "modulo"],
  SMOD: [GAS_LOW, 2, 1, "frontier", "signedModulo"],
  ADDMOD: [GAS_MID, 3, 1, "frontier", "addModulo"],
  MULMOD: [GAS_MID, 3, 1, "frontier", "multiplyModulo"],
  EXP: [GAS_EXP, 2, 1, "frontier", "power"],
  SIGNEXTEND: [GAS_LOW, 2, 1, "frontier", "signExtend"],
  LT: [GAS_VERY_LOW, 2, 1, "frontier", "less"],
  GT: [GAS_VERY_LOW, 2, 1, "frontier", "less"],
  SLT: [GAS_VERY_LOW, 2, 1, "frontier", "signedLess"],
  SGT: [GAS_VERY_LOW, 2, 1, "frontier", "signedLess"],
  EQ: [GAS_VERY_LOW, 2, 1, "frontier", "equals"],
  ISZERO: [GAS_VERY_LOW, 1, 1, "frontier", "isZero"],
  AND: [GAS_VERY_LOW, 2, 1, "frontier"],
  OR: [GAS_VERY_LOW, 2, 1, "frontier"],
  XOR: [GAS_VERY_LOW, 2, 1, "frontier"],
  NOT: [GAS_VERY_LOW, 1, 1, "frontier"],
  BYTE: [GAS_VERY_LOW, 2, 1, "frontier", "byteAt"],
  SHL: [GAS_VERY_LOW, 2, 1, "constantinople", "shiftLeft"],
  SHR: [GAS_VERY_LOW, 2, 1, "constantinople", "shiftRight"],
  SAR: [GAS_VERY_LOW, 2, 1, "constantinople", "shiftArithmetic"],
  CLZ: [GAS_LOW, 1, 1, "osaka", "leadingZeros"],
  KECCAK256: [GAS_KECCAK256, 2, 1, "frontier", "hashMemory"],
  ADDRESS: [GAS_BASE, 0, 1, "frontier", "addressWord"],
  BALANCE: [GAS_WARM_ACCESS, 1, 1, "frontier", "balanceOf"],
  ORIGIN: [GAS_BASE, 0, 1, "frontier"],
  CALLER: [GAS_BASE, 0, 1, "frontier"],
  CALLVALUE: [GAS_BASE, 0, 1, "frontier"],
  CALLDATALOAD: [GAS_VERY_LOW, 1, 1, "frontier", "callDataLoad"],
  CALLDATASIZE: [GAS_BASE, 0, 1, "frontier"],
  CALLDATACOPY: [GAS_VERY_LOW, 3, 0, "frontier", "copyCallData"],
  CODESIZE: [GAS_BASE, 0, 1, "frontier"],
  CODECOPY: [GAS_VERY_LOW, 3, 0, "frontier", "copyCode"],
  GASPRICE: [GAS_BASE, 0, 1, "frontier"],
  EXTCODESIZE: [GAS_WARM_ACCESS, 1, 1, "frontier", "codeSizeOf"],
  EXTCODECOPY: [GAS_WARM_ACCESS, 4, 0, "frontier", "copyExternalCode"],
  RETURNDATASIZE: [GAS_BASE, 0, 1, "byzantium", "returnSize"],
  RETURNDATACOPY: [GAS_VERY_LOW, 3, 0, "byzantium", "copyReturnData"],
  EXTCODEHASH: [GAS_WARM_ACCESS, 1, 1, "constantinople", "codeHashOf"],
  BLOCKHASH: [GAS_BLOCKHASH, 1, 1, "frontier", "blockHashOf"],
  COINBASE: [GAS_BASE, 0, 1, "frontier"],
  TIMESTAMP: [GAS_BASE, 0, 1, "frontier"],
  NUMBER: [GAS_BASE, 0, 1, "frontier"],
  PREVRANDAO: [GAS_BASE, 0, 1, "paris"],
  GASLIMIT: [GAS_BASE, 0, 1, "frontier"],
  CHAINID: [GAS_BASE, 0, 1, "istanbul"],
  SELFBALANCE: [GAS_LOW, 0, 1, "istanbul", "selfBalance"],
  BASEFEE: [GAS_BASE, 0, 1, "london"],
  BLOBHASH: [GAS_VERY_LOW, 1, 1, "cancun", "blobHashOf"],
  BLOBBASEFEE: [GAS_BASE, 0, 1, "cancun"],
  POP: [GAS_BASE, 1, 0, "frontier"],
  MLOAD: [GAS_VERY_LOW, 1, 1, "frontier", "fromBytes"],
  MSTORE: [GAS_VERY_LOW, 2, 0, "frontier", "toBytes"],
  MSTORE8: [GAS_VERY_LOW, 2, 0, "frontier"],
  SLOAD: [GAS_WARM_ACCESS, 1, 1, "frontier", "sload"],
  SSTORE: [GAS_ZERO, 2, 0, "frontier", "sstore"],
  JUMP: [GAS_MID, 1, 0, "frontier", "jump", "jump"],
  JUMPI: [GAS_HIGH, 2, 0, "frontier", "jump", "branch"],
  PC: [GAS_BASE, 0, 1, "frontier"],
  MSIZE: [GAS_BASE, 0, 1, "frontier"],
  GAS: [GAS_BASE, 0, 1, "frontier"],
  JUMPDEST: [GAS_JUMPDEST, 0, 0, "frontier", NONE, "target"],
  TLOAD: [GAS_TRANSIENT, 1, 1, "cancun", "tload"],
  TSTORE: [GAS_TRANSIENT, 2, 0, "cancun", "tstore"],
  MCOPY: [GAS_VERY_LOW, 3, 0, "cancun", "copyMemory"],
  LOG0: [GAS_LOG, 2, 0, "frontier", "log"],
  LOG1: [GAS_LOG + GAS_LOG_TOPIC, 3, 0, "frontier", "log"],
  LOG2: [GAS_LOG + 2 * GAS_LOG_TOPIC, 4, 0, "frontier", "log"],
  LOG3: [GAS_LOG + 3 * GAS_LOG_TOPIC, 5, 0, "frontier", "log"],
  LOG4: [GAS_LOG + 4 * GAS_LOG_TOPIC, 6, 0, "frontier", "log"],
  CREATE: [GAS_CREATE, 3, 1, "frontier", "create", "call"],
  CALL: [GAS_WARM_ACCESS, 7, 1, "frontier", "call", "call"],
  CALLCODE: [GAS_WARM_ACCESS, 7, 1, "frontier", "call", "call"],
  RETURN: [GAS_ZERO, 2, 0, "frontier", "finishWith", "end"],
  DELEGATECALL: [GAS_WARM_ACCESS, 6, 1, "homestead", "call", "call"],
  CREATE2: [GAS_CREATE, 4, 1, "constantinople", "create", "call"],
  STATICCALL: [GAS_WARM_ACCESS, 6, 1, "byzantium", "call", "call"],
  REVERT: [GAS_ZERO, 2, 0, "byzantium", "finishWith", "end"],
  INVALID: [GAS_ZERO, 0, 0, "frontier", NONE, "invalid"],
  SELFDESTRUCT: [GAS_SELFDESTRUCT, 1, 0, "frontier", "destroy", "end"],
};

const rangedRows = (): Map<string, Row> => {
  const rows = new Map<string, Row>([["PUSH0", [GAS_BASE, 0, 1, "shanghai"]]]);
  for (let n = 1; n <= 32; n++) rows.set(`PUSH${n}`, [GAS_VERY_LOW, 0, 1, "frontier"]);
  for (let n = 1; n <= 16; n++) {
    rows.set(`DUP${n}`, [GAS_VERY_LOW, n, n + 1, "frontier"]);
    rows.set(`SWAP${n}`, [GAS_VERY_LOW, n + 1, n + 1, "frontier"]);
  }
  return rows;
};

/** What a byte that is no instruction of the hardfork does: it halts. */
function undefinedInstruction(opcode: number): Instruction {
  const none = { gas: GAS_ZERO, stackIn: 0, stackOut: 0, since: "frontier", does: undefined, immediate: 0 } as const;
  return { opcode, name: "INVALID", kind: "invalid", ...none };
}

function build(): readonly Instruction[] {
  const rows = new Map<string, Row>([...Object.entries(ROWS), ...rangedRows()]);
  const table = Array.from({ length: 256 }, (_, opcode) => undefinedInstruction(opcode));
  for (const [name, opcode] of Object.entries(Op)) {
    const [gas, stackIn, stackOut, since, does, kind = "plain"] = rows.get(name)!;
    const immediate = opcode >= Op.PUSH1 && opcode <= Op.PUSH32 ? opcode - Op.PUSH0 : 0;
    table[opcode] = { opcode, name, gas, stackIn, stackOut, since, does, kind, immediate };
  }
  return table;
}

/** All instructions there are, by opcode. */
export const INSTRUCTION_TABLE: readonly Instruction[] = build();

const tables = new Map<Fork, readonly Instruction[]>();

/** The instructions of a hardfork, by opcode; what came later is undefined. */
export function instructionsOf(fork: Fork): readonly Instruction[] {
  let table = tables.get(fork);
  if (!table) {
    const age = FORKS.indexOf(fork);
    table = INSTRUCTION_TABLE.map((row) => (FORKS.indexOf(row.since) <= age ? row : undefinedInstruction(row.opcode)));
    tables.set(fork, table);
  }
  return table;
}
