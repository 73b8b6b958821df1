import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import * as at from "../../sim/evm/layout.ts";
import { MAX_CALL_DEPTH } from "../../sim/evm/limits.ts";

const SOURCE = readFileSync(join(import.meta.dirname, "../../sim/evm/layout.ts"), "utf8");
const FRAME_COUNT = MAX_CALL_DEPTH + 1;
const WORD = 32;

interface Field {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const TYPES: Readonly<Record<string, number>> = { u8: 1, u16: 2, u32: 4, u64: 8, word: WORD };

/** Bytes of a type as a field's comment has it: `u32`, `8 * word`, `20 bytes`. */
function sizeOf(type: string): number {
  const [, count = "1", unit = ""] = /^(?:(\d+) \*? ?)?(\w+)$/.exec(type) ?? [];
  const size = unit === "bytes" ? 1 : TYPES[unit];
  if (size === undefined) throw new Error(`no such type: ${type}`);
  return Number(count) * size;
}

const address = (name: string): number => (at as Readonly<Record<string, number>>)[name]!;

/** Fields by the prefix of their group. */
function fieldsOf(prefix: string): Field[] {
  const fields = SOURCE.matchAll(new RegExp(`^export const (${prefix}\\w+) = \\w+;(?: // (.+))?$`, "gm"));
  return [...fields].map(([, name = "", type]) => {
    if (type === undefined) throw new Error(`${name} has no type`);
    return { name, start: address(name), end: address(name) + sizeOf(type) };
  });
}

/** Pairs that overlap, and whatever lies outside. */
function faults(fields: readonly Field[], start: number, end: number): string[] {
  const sorted = [...fields].sort((a, b) => a.start - b.start || a.end - b.end);
  const found = sorted
    .filter((field) => field.start < start || field.end > end)
    .map(({ name }) => `${name} is outside`);
  for (let i = 1; i < sorted.length; i++)
    if (sorted[i - 1]!.end > sorted[i]!.start) found.push(`${sorted[i - 1]!.name} overlaps ${sorted[i]!.name}`);
  return found;
}

const region = (name: string, size: number): Field => ({ name, start: address(name), end: address(name) + size });

const REGIONS: readonly Field[] = [
  region("GLOBALS", at.GLOBALS_END - at.GLOBALS),
  region("INSTRUCTIONS", 256 * at.INSTRUCTION_SIZE),
  region("ROUND_CONSTANTS", 24 * TYPES.u64!),
  region("SEEDS", 6 * TYPES.u64!),
  region("SCRATCH", at.SCRATCH_END - at.SCRATCH),
  region("ENV", at.ENV_END - at.ENV),
  region("FRAMES", FRAME_COUNT * at.FRAME_SIZE),
  region("STACKS", FRAME_COUNT * at.STACK_STRIDE),
  region("MEMO", at.MEMO_ENTRIES * at.MEMO_ENTRY_SIZE),
  region("MEMO_INDEX", at.MEMO_SETS * at.MEMO_SET_SIZE),
  region("FEEDBACK", at.FEEDBACK_END - at.FEEDBACK),
  region("RETURN_DATA", at.RETURN_DATA_SIZE),
  region("ARENA", at.ARENA_END - at.ARENA),
  region("HEAP", 2 ** 32 - at.HEAP),
];

const GROUPS: readonly (readonly [prefix: string, start: number, end: number])[] = [
  ["G_", at.GLOBALS, at.GLOBALS_END],
  ["SCRATCH_(?!END)", at.SCRATCH, at.SCRATCH_END],
  ["[ET]_", at.ENV, at.ENV_END],
  ["F_", 0, at.FRAME_SIZE],
  ["C_", 0, at.CODE_ENTRY_SIZE],
  ["A_", 0, at.ACCOUNT_ENTRY_SIZE],
  ["S_", 0, at.SLOT_ENTRY_SIZE],
  ["I_", 0, at.INSTRUCTION_SIZE],
  ["CALL_(?!DATA =)", 0, at.CALL_DATA],
  ["VIEW_(?!DATA =)", 0, at.VIEW_DATA],
  ["B_", 0, at.BLOCK_RECORD_SIZE],
  ["FEEDBACK_(?!END|EDGES|COMPARISONS =)", at.FEEDBACK, at.FEEDBACK_END],
  ["AUTH_", 0, at.AUTHORIZATION_SIZE],
  ["W_", 0, at.WRITTEN_SIZE],
];

describe("the layout of linear memory", () => {
  it("has regions that do not overlap", () => {
    expect(faults(REGIONS, 0x400, 2 ** 32)).to.deep.equal([]);
    expect(at.STACK_STRIDE).to.be.at.least(1024 * WORD);
  });

  for (const [prefix, start, end] of GROUPS) {
    it(`has fields ${prefix} that do not overlap, each with its type`, () => {
      const fields = fieldsOf(prefix);
      expect(fields).not.to.be.empty;
      expect(faults(fields, start, end)).to.deep.equal([]);
    });
  }

  it("has no address that belongs to none of them", () => {
    const known = new Set(REGIONS.map(({ name }) => name));
    for (const [prefix] of GROUPS) for (const { name } of fieldsOf(prefix)) known.add(name);
    const bounds = /_(END|SIZE|STRIDE|SETS|ENTRIES)$|^(CALL|VIEW)_DATA$|^FEEDBACK_(EDGES|COMPARISONS)$/;
    expect(Object.keys(at).filter((name) => !known.has(name) && !bounds.test(name))).to.deep.equal([]);
  });

  it("sees an overlap and a field outside", () => {
    const fields = [
      { name: "a", start: 0, end: 8 },
      { name: "b", start: 4, end: 12 },
    ];
    expect(faults(fields, 0, 10)).to.deep.equal(["b is outside", "a overlaps b"]);
  });
});
