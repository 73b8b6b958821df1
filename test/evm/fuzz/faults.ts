import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { changed, matchesOf } from "./structure.ts";
import type { EngineSource, SubjectName } from "./subject.ts";

/** A change of one place in the engine's source. */
export interface Edit {
  /** Below sim/evm/. */
  readonly file: string;
  /** A pattern as in structure.ts, which fits one place of the file. */
  readonly find: string;
  /** What stands there instead, with the names of the pattern; $& is the place as it is. */
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

/** The names that a module exports: one that is renamed there no longer compiles here. */
function namesOf<M>(): { readonly [K in keyof M]: string } {
  return new Proxy({}, { get: (_, name) => name }) as { readonly [K in keyof M]: string };
}
const gas = namesOf<typeof import("../../../sim/evm/gas.ts")>();
const layout = namesOf<typeof import("../../../sim/evm/layout.ts")>();
const limits = namesOf<typeof import("../../../sim/evm/limits.ts")>();
const opcodes = namesOf<typeof import("../../../sim/evm/opcodes.ts")>();
const protocol = namesOf<typeof import("../../../sim/evm/protocol.ts")>();

// Parts of patterns.
const LESS = (less: string): string => `$sp -= 32; $w.$set($sp - 32, u64($w.${less}($sp, $sp - 32)));`;
const MAGNITUDES = [
  `if (load<i64>($a, 24) < 0) $negate($a, ${layout.SCRATCH_LEFT});`,
  `else $copy($a, ${layout.SCRATCH_LEFT});`,
  `if (load<i64>($b, 24) < 0) $negate($b, ${layout.SCRATCH_RIGHT});`,
  `else $copy($b, ${layout.SCRATCH_RIGHT});`,
].join(" ");
const STORES_TRANSIENT = `$storeTransient(load<u32>($f, ${layout.F_ACCOUNT}), $key, load<u32>(${layout.G_TX}), $value);`;
const BORROWED =
  "const $before = $difference; $difference = $binary($e, $before, $borrow, op.i64Sub); if ($i < 3) { const $wrapped: number =";

/** A wrong opcode, a wrong gas constant, a lost journal entry, and others that an engine may well have. */
export const FAULTS: readonly Fault[] = [
  {
    name: "SLT compares without signs",
    file: "runtime/interpreter.ts",
    find: `case Op.${opcodes.LT}: ${LESS("$less")} break; case Op.${opcodes.GT}: $sp -= 32; $w.$set($sp - 32, u64($w.$less($sp - 32, $sp))); break; case Op.${opcodes.SLT}: ${LESS("$signedLess")}`,
    replace: `case Op.${opcodes.LT}: ${LESS("$less")} break; case Op.${opcodes.GT}: $sp -= 32; $w.$set($sp - 32, u64($w.$less($sp - 32, $sp))); break; case Op.${opcodes.SLT}: ${LESS("$less")}`,
    subject: "interpreted",
  },
  {
    name: "SMOD takes the divisor's sign",
    file: "runtime/division.ts",
    find: "($a: usize, $b: usize, $to: usize): void { const $negative = load<i64>($a, 24) < 0;",
    replace: "($a: usize, $b: usize, $to: usize): void { const $negative = load<i64>($b, 24) < 0;",
    subject: "compiled",
  },
  {
    name: "ADDMOD drops the carry of the sum",
    file: "runtime/division.ts",
    find: `store<u64>(${layout.SCRATCH_WIDE}, u64($less(${layout.SCRATCH_WIDE}, $a)), 32);`,
    replace: `store<u64>(${layout.SCRATCH_WIDE}, 0, 32);`,
    subject: "compiled",
  },
  {
    name: "KECCAK256 costs 36 instead of 30",
    file: "gas.ts",
    find: `${gas.GAS_KECCAK256} = 30;`,
    replace: `${gas.GAS_KECCAK256} = 36;`,
    subject: "compiled",
  },
  {
    name: "EXP costs 10 a byte, as before EIP-160",
    file: "gas.ts",
    find: `${gas.GAS_EXP_BYTE} = 50;`,
    replace: `${gas.GAS_EXP_BYTE} = 10;`,
    subject: "compiled",
  },
  {
    name: "memory's quadratic price is divided by 1024",
    file: "gas.ts",
    find: `${gas.MEMORY_QUADRATIC_DIVISOR} = 512;`,
    replace: `${gas.MEMORY_QUADRATIC_DIVISOR} = 1024;`,
    subject: "compiled",
  },
  {
    name: "a reverted frame keeps the nonces it raised",
    file: "runtime/accounts.ts",
    find: `$noteU64(${protocol.NONCE}, $account, load<u64>($account, ${layout.A_NONCE}));`,
    replace: "",
    subject: "interpreted",
  },
  {
    name: "a slot stays warm when its frame reverts",
    file: "runtime/slots.ts",
    find: `$noteMark(${protocol.WARM_SLOT}, $slot);`,
    replace: "",
    subject: "compiled",
  },
  {
    name: "a transient slot keeps what a reverted frame wrote",
    file: "runtime/slots.ts",
    find: `$noteWord(${protocol.TRANSIENT}, $slot, $slot + ${layout.S_VALUE});`,
    replace: "",
    subject: "compiled",
  },
  {
    name: "a reverted frame keeps its logs",
    file: "runtime/calls.ts",
    find: `$setLogs(load<u32>($f, ${layout.F_LOGS}), load<u32>($f, ${layout.F_LOG_COUNT}));`,
    replace: "",
    subject: "batched",
  },
  {
    name: "a reverted frame keeps its refund",
    file: "runtime/calls.ts",
    find: `$setRefund(load<i64>($f, ${layout.F_REFUND}));`,
    replace: "",
    subject: "interpreted",
  },
  {
    name: "a call may pass 31/32 of the gas",
    file: "runtime/calls.ts",
    find: `let $given = min($asked, $gas - ($gas >> ${gas.CALL_RESERVE_SHIFT}));`,
    replace: "let $given = min($asked, $gas - ($gas >> 5));",
    subject: "compiled",
  },
  {
    name: "a call with value has no stipend",
    file: "runtime/calls.ts",
    find: `if ($paying) $given += ${gas.CALL_STIPEND};`,
    replace: "",
    subject: "compiled",
  },
  {
    name: "CREATE2 does not pay for hashing",
    file: "runtime/creation.ts",
    find: `if ($op == ${opcodes.CREATE2}) $gas -= ${gas.GAS_KECCAK256_WORD} * $wordsOf($length);`,
    replace: "",
    subject: "compiled",
  },
  {
    name: "code that begins with 0xef may be deployed",
    file: "runtime/creation.ts",
    find: `if ($length > 0 && load<u8>($at) == ${limits.RESERVED_CODE_BYTE}) return ${protocol.STATUS_HALT};`,
    replace: "",
    subject: "interpreted",
  },
  {
    name: "TSTORE is allowed in a static call",
    file: "runtime/machine.ts",
    find: `if (load<u32>($f, ${layout.F_FLAGS}) & ${protocol.FLAG_STATIC}) return -1; ${STORES_TRANSIENT}`,
    replace: STORES_TRANSIENT,
    subject: "compiled",
  },
  {
    name: "RETURNDATACOPY reads zeros past the end",
    file: "runtime/memory.ts",
    find: "if ($start > ($returnLength as i64) || $n > ($returnLength as i64) - $start) return -1;",
    replace: "",
    subject: "compiled",
  },
  {
    name: "SELFDESTRUCT destroys old contracts too, as before EIP-6780",
    file: "runtime/destruction.ts",
    find: `const $fresh = load<u32>($self, ${layout.A_CREATED_TX}) == $tx;`,
    replace: "const $fresh = true;",
    subject: "interpreted",
  },
  {
    name: "SSTORE takes the present value for the original one",
    file: "runtime/slots.ts",
    find: `return load<u32>($slot, ${layout.S_ORIGINAL_TX}) == $tx ? $slot + ${layout.S_ORIGINAL} : $slot + ${layout.S_VALUE};`,
    replace: `return $slot + ${layout.S_VALUE};`,
    subject: "compiled",
  },
  {
    name: "BLOCKHASH looks back 255 blocks only",
    file: "runtime/machine.ts",
    find: `$n < $now - ${limits.MAX_BLOCK_HASH_AGE}`,
    replace: "$n < $now - 255",
    subject: "compiled",
  },
  {
    name: "the coinbase begins cold",
    file: "runtime/transaction.ts",
    find: "$warm($sender); $warm($coinbase);",
    replace: "$warm($sender);",
    subject: "interpreted",
  },
  {
    name: "a JUMPDEST within a PUSH is a jump target",
    file: "runtime/codes.ts",
    find: `else if ($op >= ${opcodes.PUSH1} && $op <= ${opcodes.PUSH32}) $i += ($op - ${opcodes.PUSH0}) as usize;`,
    replace: "",
    subject: "interpreted",
  },
  {
    name: "compiled GAS forgets that its block was paid in advance",
    file: "compiler/operations.ts",
    find: "$e.code.i64(BigInt($prepaid)); $e.code.op(op.i64Add);",
    replace: "$e.code.i64(0n); $e.code.op(op.i64Add);",
    subject: "compiled",
  },
  {
    name: "compiled SSTORE's rule of 2,300 gas forgets the same",
    file: "compiler/operations.ts",
    find: '$e.code.i64(BigInt($prepaid)); $e.$call("sstore");',
    replace: '$e.code.i64(0n); $e.$call("sstore");',
    subject: "compiled",
  },
  {
    name: "compiled code may put 1,025 words on the stack",
    file: "compiler/compile.ts",
    find: "const $span = $STACK_BYTES - 32 * $room - 32 * $low;",
    replace: "const $span = $STACK_BYTES + 32 - 32 * $room - 32 * $low;",
    subject: "compiled",
  },
  {
    name: "compiled code believes memory larger than it is",
    file: "compiler/memory.ts",
    find: "$e.$knownMemory = Math.floor(($end + 31) / 32) * 32;",
    replace: "$e.$knownMemory = Math.floor(($end + 31) / 32) * 32 + 32;",
    subject: "compiled",
  },
  {
    name: "compiled SUB loses a borrow that ripples",
    file: "compiler/arithmetic.ts",
    find: `${BORROWED} $compared($e, $before, $borrow, op.i64LtU);`,
    replace: `${BORROWED} $compared($e, $borrow, $before, op.i64LtU);`,
    subject: "compiled",
  },
  {
    name: "compiled jumps ignore the high limbs of their target",
    file: "compiler/compile.ts",
    find: "for (const $limb of [$b, $c, $d]) {",
    replace: "for (const $limb of [$b, $c, $d].slice(3)) {",
    subject: "compiled",
  },
  {
    name: "compiled code overwrites stack slots that it has yet to read",
    file: "compiler/emitter.ts",
    find: "$word: this.$lift($word), $position }));",
    replace: "$word, $position }));",
    subject: "compiled",
  },
  {
    name: "compiled CALLDATALOAD reads one byte past the calldata",
    file: "compiler/memory.ts",
    find: "$code.i32($fixed + 32);",
    replace: "$code.i32($fixed + 31);",
    subject: "compiled",
  },
  {
    name: "SDIV of the least word by -1 is 0",
    file: "runtime/division.ts",
    find: `const $negative = (load<u64>($a, 24) ^ load<u64>($b, 24)) >> 63 != 0; ${MAGNITUDES} $divide(${layout.SCRATCH_LEFT}, ${layout.SCRATCH_RIGHT}, $to);`,
    replace: "$& if (!$negative && load<i64>($to, 24) < 0) memory.fill($to, 0, 32);",
    subject: "interpreted",
  },
  {
    name: "compiled SMOD of the least word by -1 is -1",
    file: "runtime/division.ts",
    find: `const $negative = load<i64>($a, 24) < 0; if ($negative) $negate($a, ${layout.SCRATCH_LEFT}); ${MAGNITUDES.slice(MAGNITUDES.indexOf("else"))} $modulo(${layout.SCRATCH_LEFT}, ${layout.SCRATCH_RIGHT}, $to);`,
    replace: `$& if (load<i64>(${layout.SCRATCH_LEFT}, 24) < 0 && load<i64>($b, 24) == -1 && load<u64>(${layout.SCRATCH_RIGHT}) == 1) store<u64>($to, 1);`,
    subject: "compiled",
  },
  {
    name: "storage left by a fresh SELFDESTRUCT is there when the address is created again",
    file: "runtime/accounts.ts",
    find: `store<u32>($account, $newStorageId(), ${layout.A_STORAGE_ID}); store<u32>($account, 0, ${layout.A_SLOTS});`,
    replace: `store<u32>($account, 0, ${layout.A_SLOTS});`,
    subject: "compiled",
  },
  {
    name: "the memo of hashes ignores half of its input",
    file: "runtime/keccak.ts",
    find: "load<u64>($from, 32) * 0xc4ceb9fe1a85ec53 + load<u64>($from, 40) * 0xd6e8feb86659fd93 + load<u64>($from, 48) * 0xe7037ed1a0b428db + load<u64>($from, 56) * 0xa0761d6478bd642f;",
    replace: "0;",
    also: [32, 48].map((at) => ({
      file: "runtime/keccak.ts",
      find: `v128.xor(v128.load($entry, ${at}), v128.load($from, ${at}))`,
      replace: "v128.xor(v128.load($entry, 0), v128.load($from, 0))",
    })),
    subject: "batched",
  },
  {
    name: "code of exactly 24,576 bytes is refused",
    file: "runtime/creation.ts",
    find: `$length > <usize>${limits.MAX_CODE_SIZE}`,
    replace: `$length >= <usize>${limits.MAX_CODE_SIZE}`,
    subject: "interpreted",
  },
  {
    name: "init code of exactly 49,152 bytes is refused",
    file: "runtime/creation.ts",
    find: `$length > ${limits.MAX_INITCODE_SIZE}`,
    replace: `$length >= ${limits.MAX_INITCODE_SIZE}`,
    subject: "compiled",
  },
  {
    name: "a sweep drops values whose low limb is 0",
    file: "runtime/slots.ts",
    find: "if ($alive($e)) { $live++;",
    replace: `if ($alive($e) && load<u64>($e, ${layout.S_VALUE}) != 0) { $live++;`,
    subject: "batched",
    tight: true,
  },
];

/**
 * Not faults: tables that begin tiny, caches of a few entries, sweeps and evictions all the time, transaction numbers
 * that begin anew every forty. What happens after days otherwise happens in every batch, and must change nothing.
 */
export const TIGHT: readonly Edit[] = [
  {
    file: "runtime/slots.ts",
    find: "const $SMALLEST_SWEEP: u32 = 0x20000;",
    replace: "const $SMALLEST_SWEEP: u32 = 8;",
  },
  { file: "runtime/slots.ts", find: "max($SMALLEST_SWEEP, $live * 2)", replace: "$live + 4" },
  {
    file: "runtime/slots.ts",
    find: `$renew(${layout.G_SLOT_INDEX}, 1 << 14);`,
    replace: `$renew(${layout.G_SLOT_INDEX}, 8);`,
  },
  {
    file: "runtime/accounts.ts",
    find: "const $SMALLEST_SWEEP: u32 = 0x20000;",
    replace: "const $SMALLEST_SWEEP: u32 = 8;",
  },
  { file: "runtime/accounts.ts", find: "max($SMALLEST_SWEEP, $live * 2)", replace: "$live + 4" },
  {
    file: "runtime/accounts.ts",
    find: `$renew(${layout.G_ACCOUNT_INDEX}, 1 << 12);`,
    replace: `$renew(${layout.G_ACCOUNT_INDEX}, 8);`,
  },
  {
    file: "runtime/codes.ts",
    find: "const $SMALLEST_SWEEP: u32 = 0x4000000;",
    replace: "const $SMALLEST_SWEEP: u32 = 64;",
  },
  {
    file: "runtime/codes.ts",
    find: `max($SMALLEST_SWEEP, load<u32>(${layout.G_CODE_BYTES}) * 2)`,
    replace: `load<u32>(${layout.G_CODE_BYTES}) + 64`,
  },
  {
    file: "runtime/codes.ts",
    find: `$renew(${layout.G_CODE_INDEX}, 1024);`,
    replace: `$renew(${layout.G_CODE_INDEX}, 8);`,
  },
  { file: "runtime/transaction.ts", find: "< 0xffff0000 &&", replace: "< 40 &&" },
  { file: "runtime/block.ts", find: "($i & 1023) == 1023 && load", replace: "($i & 3) == 3 && load" },
  {
    file: "layout.ts",
    find: `export const ${layout.CHUNK_SIZE} = 65536;`,
    replace: `export const ${layout.CHUNK_SIZE} = 4096;`,
  },
  {
    file: "layout.ts",
    find: `export const ${layout.MEMO_SETS} = 65536;`,
    replace: `export const ${layout.MEMO_SETS} = 4;`,
  },
  { file: "host/code-cache.ts", find: "const $MAX_CONTRACTS = 1024;", replace: "const $MAX_CONTRACTS = 4;" },
  {
    file: "runtime/frames.ts",
    find: "return 50000 + 1000 * ($length as i64);",
    replace: "return 1000;",
  },
  { file: "compiler/blocks.ts", find: "const $MAX_STEPS = 96;", replace: "const $MAX_STEPS = 5;" },
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
  const text = changed(readFileSync(file, "utf8"), edit.find, edit.replace);
  if (text === undefined) throw new Error(`"${edit.find}" does not fit exactly one place of ${file}`);
  writeFileSync(file, text);
}

/** Whether what the edit changes is there, and once; by default in the engine itself. */
export function hasPlace({ file, find }: Edit, path = join(ROOT, "sim/evm", file)): boolean {
  return matchesOf(readFileSync(path, "utf8"), find).length === 1;
}
