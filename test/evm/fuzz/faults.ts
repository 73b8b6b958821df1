import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { EngineSource, SubjectName } from "./subject.ts";

/** A change of one place in the engine's source. */
export interface Edit {
  /** Below sim/evm/. */
  readonly file: string;
  /** Occurs once in the file. */
  readonly find: string;
  readonly replace: string;
}

/** One wrong line in the engine. */
export interface Fault extends Edit {
  readonly name: string;
  /** The way of executing that shows it. */
  readonly subject: SubjectName;
  /** Further places that make up the fault. */
  readonly also?: readonly Edit[];
  /** Shows only in an engine of tiny tables. */
  readonly tight?: true;
}

const ROOT = join(import.meta.dirname, "../../..");

/** A wrong opcode, a wrong gas constant, a lost journal entry, and others that an engine may well have. */
export const FAULTS: readonly Fault[] = [
  {
    name: "SLT compares without signs",
    file: "runtime/interpreter.ts",
    find: "w.set(sp - 32, u64(w.signedLess(sp, sp - 32)));",
    replace: "w.set(sp - 32, u64(w.less(sp, sp - 32)));",
    subject: "interpreted",
  },
  {
    name: "SMOD takes the divisor's sign",
    file: "runtime/division.ts",
    find: "const negative = load<i64>(a, 24) < 0;",
    replace: "const negative = load<i64>(b, 24) < 0;",
    subject: "compiled",
  },
  {
    name: "ADDMOD drops the carry of the sum",
    file: "runtime/division.ts",
    find: "store<u64>(SCRATCH_WIDE, u64(less(SCRATCH_WIDE, a)), 32);",
    replace: "store<u64>(SCRATCH_WIDE, 0, 32);",
    subject: "compiled",
  },
  {
    name: "KECCAK256 costs 36 instead of 30",
    file: "gas.ts",
    find: "GAS_KECCAK256 = 30;",
    replace: "GAS_KECCAK256 = 36;",
    subject: "compiled",
  },
  {
    name: "EXP costs 10 a byte, as before EIP-160",
    file: "gas.ts",
    find: "GAS_EXP_BYTE = 50;",
    replace: "GAS_EXP_BYTE = 10;",
    subject: "compiled",
  },
  {
    name: "memory's quadratic price is divided by 1024",
    file: "gas.ts",
    find: "MEMORY_QUADRATIC_DIVISOR = 512;",
    replace: "MEMORY_QUADRATIC_DIVISOR = 1024;",
    subject: "compiled",
  },
  {
    name: "a reverted frame keeps the nonces it raised",
    file: "runtime/accounts.ts",
    find: "noteU64(NONCE, account, load<u64>(account, A_NONCE));",
    replace: "",
    subject: "interpreted",
  },
  {
    name: "a slot stays warm when its frame reverts",
    file: "runtime/slots.ts",
    find: "noteMark(WARM_SLOT, slot);",
    replace: "",
    subject: "compiled",
  },
  {
    name: "a transient slot keeps what a reverted frame wrote",
    file: "runtime/slots.ts",
    find: "noteWord(TRANSIENT, slot, slot + S_VALUE);",
    replace: "",
    subject: "compiled",
  },
  {
    name: "a reverted frame keeps its logs",
    file: "runtime/calls.ts",
    find: "setLogs(load<u32>(f, F_LOGS), load<u32>(f, F_LOG_COUNT));",
    replace: "",
    subject: "batched",
  },
  {
    name: "a reverted frame keeps its refund",
    file: "runtime/calls.ts",
    find: "setRefund(load<i64>(f, F_REFUND));",
    replace: "",
    subject: "interpreted",
  },
  {
    name: "a call may pass 31/32 of the gas",
    file: "runtime/calls.ts",
    find: "let given = min(asked, gas - (gas >> CALL_RESERVE_SHIFT));",
    replace: "let given = min(asked, gas - (gas >> 5));",
    subject: "compiled",
  },
  {
    name: "a call with value has no stipend",
    file: "runtime/calls.ts",
    find: "if (paying) given += CALL_STIPEND;",
    replace: "",
    subject: "compiled",
  },
  {
    name: "CREATE2 does not pay for hashing",
    file: "runtime/creation.ts",
    find: "if (op == CREATE2) gas -= GAS_KECCAK256_WORD * wordsOf(length);",
    replace: "",
    subject: "compiled",
  },
  {
    name: "code that begins with 0xef may be deployed",
    file: "runtime/creation.ts",
    find: "if (length > 0 && load<u8>(at) == RESERVED_CODE_BYTE) return STATUS_HALT;",
    replace: "",
    subject: "interpreted",
  },
  {
    name: "TSTORE is allowed in a static call",
    file: "runtime/machine.ts",
    find: "if (load<u32>(f, F_FLAGS) & FLAG_STATIC) return -1;\n  storeTransient",
    replace: "storeTransient",
    subject: "compiled",
  },
  {
    name: "RETURNDATACOPY reads zeros past the end",
    file: "runtime/memory.ts",
    find: "if (start > (returnLength as i64) || n > (returnLength as i64) - start) return -1;",
    replace: "",
    subject: "compiled",
  },
  {
    name: "SELFDESTRUCT destroys old contracts too, as before EIP-6780",
    file: "runtime/destruction.ts",
    find: "const fresh = load<u32>(self, A_CREATED_TX) == tx;",
    replace: "const fresh = true;",
    subject: "interpreted",
  },
  {
    name: "SSTORE takes the present value for the original one",
    file: "runtime/slots.ts",
    find: "return load<u32>(slot, S_ORIGINAL_TX) == tx ? slot + S_ORIGINAL : slot + S_VALUE;",
    replace: "return slot + S_VALUE;",
    subject: "compiled",
  },
  {
    name: "BLOCKHASH looks back 255 blocks only",
    file: "runtime/machine.ts",
    find: "n < now - MAX_BLOCK_HASH_AGE",
    replace: "n < now - 255",
    subject: "compiled",
  },
  {
    name: "the coinbase begins cold",
    file: "runtime/transaction.ts",
    find: "  touch(sender);\n  warmAccount(sender);\n  warmAccount(coinbase);\n  let entry",
    replace: "  touch(sender);\n  warmAccount(sender);\n  let entry",
    subject: "interpreted",
  },
  {
    name: "a JUMPDEST within a PUSH is a jump target",
    file: "runtime/codes.ts",
    find: "else if (op >= PUSH1 && op <= PUSH32) i += (op - PUSH0) as usize;",
    replace: "",
    subject: "interpreted",
  },
  {
    name: "compiled GAS forgets that its block was paid in advance",
    file: "compiler/operations.ts",
    find: "e.code.i64(BigInt(prepaid));\n      e.code.op(op.i64Add);",
    replace: "e.code.i64(0n);\n      e.code.op(op.i64Add);",
    subject: "compiled",
  },
  {
    name: "compiled SSTORE's rule of 2,300 gas forgets the same",
    file: "compiler/operations.ts",
    find: 'e.code.i64(BigInt(prepaid));\n      e.call("sstore");',
    replace: 'e.code.i64(0n);\n      e.call("sstore");',
    subject: "compiled",
  },
  {
    name: "compiled code may put 1,025 words on the stack",
    file: "compiler/compile.ts",
    find: "const span = STACK_BYTES - 32 * room - 32 * low;",
    replace: "const span = STACK_BYTES + 32 - 32 * room - 32 * low;",
    subject: "compiled",
  },
  {
    name: "compiled code believes memory larger than it is",
    file: "compiler/memory.ts",
    find: "e.knownMemory = Math.floor((end + 31) / 32) * 32;",
    replace: "e.knownMemory = Math.floor((end + 31) / 32) * 32 + 32;",
    subject: "compiled",
  },
  {
    name: "compiled SUB loses a borrow that ripples",
    file: "compiler/arithmetic.ts",
    find: "const wrapped: number = compared(e, before, borrow, op.i64LtU);",
    replace: "const wrapped: number = compared(e, borrow, before, op.i64LtU);",
    subject: "compiled",
  },
  {
    name: "compiled jumps ignore the high limbs of their target",
    file: "compiler/compile.ts",
    find: "for (const limb of [b, c, d]) {",
    replace: "for (const limb of [b, c, d].slice(3)) {",
    subject: "compiled",
  },
  {
    name: "compiled code overwrites stack slots that it has yet to read",
    file: "compiler/emitter.ts",
    find: "word: this.#lift(word), position }));",
    replace: "word, position }));",
    subject: "compiled",
  },
  {
    name: "compiled CALLDATALOAD reads one byte past the calldata",
    file: "compiler/memory.ts",
    find: "code.i32(fixed + 32);",
    replace: "code.i32(fixed + 31);",
    subject: "compiled",
  },
  {
    name: "SDIV of the least word by -1 is 0",
    file: "runtime/division.ts",
    find: "divide(SCRATCH_LEFT, SCRATCH_RIGHT, to);",
    replace: "divide(SCRATCH_LEFT, SCRATCH_RIGHT, to);\n  if (!negative && load<i64>(to, 24) < 0) clear(to);",
    subject: "interpreted",
  },
  {
    name: "compiled SMOD of the least word by -1 is -1",
    file: "runtime/division.ts",
    find: "modulo(SCRATCH_LEFT, SCRATCH_RIGHT, to);",
    replace:
      "modulo(SCRATCH_LEFT, SCRATCH_RIGHT, to);\n  if (load<i64>(SCRATCH_LEFT, 24) < 0 && load<i64>(b, 24) == -1 && load<u64>(SCRATCH_RIGHT) == 1) store<u64>(to, 1);",
    subject: "compiled",
  },
  {
    name: "storage left by a fresh SELFDESTRUCT is there when the address is created again",
    file: "runtime/accounts.ts",
    find: "store<u32>(account, newStorageId(), A_STORAGE_ID);",
    replace: "",
    subject: "compiled",
  },
  {
    name: "the memo of hashes ignores half of its input",
    file: "runtime/keccak.ts",
    find: "    load<u64>(from, 32) * 0xc4ceb9fe1a85ec53 +\n    load<u64>(from, 40) * 0xd6e8feb86659fd93 +\n    load<u64>(from, 48) * 0xe7037ed1a0b428db +\n    load<u64>(from, 56) * 0xa0761d6478bd642f;",
    replace: "    0;",
    also: [32, 48].map((at) => ({
      file: "runtime/keccak.ts",
      find: `v128.xor(v128.load(entry, ${at}), v128.load(from, ${at}))`,
      replace: "v128.xor(v128.load(entry, 0), v128.load(from, 0))",
    })),
    subject: "batched",
  },
  {
    name: "code of exactly 24,576 bytes is refused",
    file: "runtime/creation.ts",
    find: "length > <usize>MAX_CODE_SIZE",
    replace: "length >= <usize>MAX_CODE_SIZE",
    subject: "interpreted",
  },
  {
    name: "init code of exactly 49,152 bytes is refused",
    file: "runtime/creation.ts",
    find: "length > MAX_INITCODE_SIZE",
    replace: "length >= MAX_INITCODE_SIZE",
    subject: "compiled",
  },
  {
    name: "a sweep drops values whose low limb is 0",
    file: "runtime/slots.ts",
    find: "if (alive(e)) {",
    replace: "if (alive(e) && load<u64>(e, S_VALUE) != 0) {",
    subject: "batched",
    tight: true,
  },
];

/**
 * Not faults: tables that begin tiny, caches of a few entries, sweeps and evictions all the time, transaction numbers
 * that begin anew every forty. What happens after days otherwise happens in every batch, and must change nothing.
 */
export const TIGHT: readonly Edit[] = [
  { file: "runtime/slots.ts", find: "const SMALLEST_SWEEP: u32 = 0x20000;", replace: "const SMALLEST_SWEEP: u32 = 8;" },
  { file: "runtime/slots.ts", find: "max(SMALLEST_SWEEP, live * 2)", replace: "live + 4" },
  { file: "runtime/slots.ts", find: "renew(G_SLOT_INDEX, 1 << 14);", replace: "renew(G_SLOT_INDEX, 8);" },
  {
    file: "runtime/accounts.ts",
    find: "const SMALLEST_SWEEP: u32 = 0x20000;",
    replace: "const SMALLEST_SWEEP: u32 = 8;",
  },
  { file: "runtime/accounts.ts", find: "max(SMALLEST_SWEEP, live * 2)", replace: "live + 4" },
  { file: "runtime/accounts.ts", find: "renew(G_ACCOUNT_INDEX, 1 << 12);", replace: "renew(G_ACCOUNT_INDEX, 8);" },
  {
    file: "runtime/codes.ts",
    find: "const SMALLEST_SWEEP: u32 = 0x4000000;",
    replace: "const SMALLEST_SWEEP: u32 = 64;",
  },
  {
    file: "runtime/codes.ts",
    find: "max(SMALLEST_SWEEP, load<u32>(G_CODE_BYTES) * 2)",
    replace: "load<u32>(G_CODE_BYTES) + 64",
  },
  { file: "runtime/codes.ts", find: "renew(G_CODE_INDEX, 1024);", replace: "renew(G_CODE_INDEX, 8);" },
  { file: "runtime/transaction.ts", find: "< 0xffff0000 &&", replace: "< 40 &&" },
  { file: "runtime/block.ts", find: "(i & 1023) == 1023 && load", replace: "(i & 3) == 3 && load" },
  { file: "layout.ts", find: "export const CHUNK_SIZE = 65536;", replace: "export const CHUNK_SIZE = 4096;" },
  { file: "layout.ts", find: "export const MEMO_SETS = 65536;", replace: "export const MEMO_SETS = 4;" },
  { file: "host/code-cache.ts", find: "const MAX_CONTRACTS = 1024;", replace: "const MAX_CONTRACTS = 4;" },
  {
    file: "runtime/frames.ts",
    find: "return 50000 + 1000 * (length as i64);",
    replace: "return 1000;",
  },
  { file: "compiler/blocks.ts", find: "const MAX_STEPS = 96;", replace: "const MAX_STEPS = 5;" },
];

/** All that is changed for a fault to be there and to show. */
export function editsOf(fault: Fault): readonly Edit[] {
  return [...(fault.tight ? TIGHT : []), fault, ...(fault.also ?? [])];
}

/** A copy of the engine with the changes, built in a folder of its own below build/. */
export async function buildChanged(name: string, edits: readonly Edit[]): Promise<EngineSource> {
  const folder = join(ROOT, "build/faults", name.replace(/[^a-zA-Z0-9]+/g, "-"));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "scripts"), { recursive: true });
  cpSync(join(ROOT, "sim/core"), join(folder, "sim/core"), { recursive: true });
  cpSync(join(ROOT, "sim/evm"), join(folder, "sim/evm"), { recursive: true });
  cpSync(join(ROOT, "scripts/build-evm.mjs"), join(folder, "scripts/build-evm.mjs"));
  const built = join(ROOT, "build/evm");
  if (existsSync(built)) cpSync(built, join(folder, "build/evm"), { recursive: true }); // still valid if only TypeScript changes
  for (const edit of edits) plant(edit, join(folder, "sim/evm", edit.file));
  const build = spawnSync(process.execPath, [join(folder, "scripts/build-evm.mjs")], { encoding: "utf8" });
  if (build.status !== 0 || !existsSync(join(folder, "build/evm/runtime.wasm"))) {
    throw new Error(`the engine with "${name}" does not build: ${build.stderr}`);
  }
  const { Evm } = (await import(pathToFileURL(join(folder, "sim/evm/host/evm.ts")).href)) as { Evm: EngineSource };
  return Evm;
}

function plant(edit: Edit, file: string): void {
  if (!hasPlace(edit, file)) throw new Error(`"${edit.find}" does not occur exactly once in ${file}`);
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace(edit.find, () => edit.replace),
  );
}

/** Whether what the edit changes is there, and once; by default in the engine itself. */
export function hasPlace({ file, find }: Edit, path = join(ROOT, "sim/evm", file)): boolean {
  return readFileSync(path, "utf8").split(find).length === 2;
}
