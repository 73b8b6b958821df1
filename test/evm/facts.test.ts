import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import * as gas from "../../sim/evm/gas.ts";
import { INSTRUCTION_TABLE } from "../../sim/evm/instructions.ts";
import * as limits from "../../sim/evm/limits.ts";
import * as Op from "../../sim/evm/opcodes.ts";

const ROOT = join(import.meta.dirname, "../..");
const EVM = join(ROOT, "sim/evm");
/** Where facts stand; everything else reads them there. */
const FACTS = [
  "gas.ts",
  "instructions.ts",
  "layout.ts",
  "limits.ts",
  "opcodes.ts",
  "protocol.ts",
  "precompiles/bls-discounts.ts",
];

/** Sources by name, without comments and strings. */
function sources(folder: string): [name: string, text: string][] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !FACTS.includes(name))
    .map((name) => [name, readFileSync(join(folder, name), "utf8").replace(/\/\*[^]*?\*\/|\/\/.*|"[^"\n]*"/g, "")]);
}

/** Prices and bounds that are nothing else than that: a program has other reasons for a 3, a 64 or a 1024. */
const TELLING = new Set(
  [...Object.values(gas), ...Object.values(limits)].filter((n) => n > 256 && n !== 512 && n !== 1024 && n !== 1000),
);

/** Functions that compiled code calls for what the interpreter reads where it stands. */
const READ: Readonly<Record<string, true>> = { returnSize: true };

/** The same numbers, meaning something else: sizes of tables, work done before compiling. */
const COINCIDENCES = new Set([
  "precompiles/index.ts: 3_000n",
  "replay/view-sample.ts: 5_000",
  "runtime/accounts.ts: 0x20000",
  "runtime/slots.ts: 0x20000",
  "runtime/frames.ts: 50000",
]);

describe("facts of the EVM", () => {
  it("stand in one place: no other file of the engine writes a price or a bound", () => {
    const found: string[] = [];
    for (const [name, text] of [...sources(EVM), ...sources(join(ROOT, "sim/chain"))])
      for (const [number] of text.matchAll(/\b(0x[\da-f]+|[\d_]+)n?\b/gi))
        if (TELLING.has(Number(number.replace(/[_n]/g, "")))) found.push(`${name}: ${number}`);
    expect(found.filter((one) => !COINCIDENCES.has(one))).to.deep.equal([]);
  });

  it("name opcodes: no number stands where one is meant", () => {
    for (const [name, text] of [...sources(EVM), ...sources(join(ROOT, "sim/chain/hazards"))]) {
      expect(text, name).not.to.match(/case 0x/);
      expect(text, name).not.to.match(/\b(op|opcode) (==|===|>=|<=|[-+<>]) (0x)?\d/);
    }
  });

  it("know each scratch address by name", () => {
    for (const [name, text] of sources(EVM)) expect(text, name).not.to.match(/SCRATCH \+/);
  });

  it("have one row an opcode, and a case of the interpreter for each that calls what the row says", () => {
    const interpreter = readFileSync(join(EVM, "runtime/interpreter.ts"), "utf8");
    for (const [name, opcode] of Object.entries(Op)) {
      const row = INSTRUCTION_TABLE[opcode]!;
      expect(row.name).to.equal(name);
      if (row.kind === "invalid") continue;
      const from = interpreter.indexOf(`case Op.${name}:`);
      expect(from, name).to.be.greaterThan(0);
      const body = interpreter.slice(from, interpreter.slice(from).search(/\n {8}(break|return [^;]*);\n/) + from + 40);
      if (row.does !== undefined && row.kind !== "call" && !(row.does in READ))
        expect(body, name).to.match(new RegExp(`\\b${row.does}\\(`));
    }
    expect([...interpreter.matchAll(/case Op\./g)]).to.have.length(Object.keys(Op).length - 1);
  });
});
