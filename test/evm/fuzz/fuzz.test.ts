import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { Random } from "../../../sim/core/random.ts";
import { JUMPDEST } from "../../../sim/evm/opcodes.ts";
import { toBytes } from "./case.ts";
import { buildChanged, editsOf, FAULTS, hasPlace, TIGHT } from "./faults.ts";
import { Fuzzer } from "./fuzzer.ts";
import { programCase } from "./program-case.ts";
import { matchesOf } from "./structure.ts";

const BATCHES = 6;

describe("fuzzing the engine against the chain", () => {
  it("makes the same programs for the same seed, and others for another", () => {
    const make = (seed: number): string =>
      JSON.stringify(programCase(Random.of(seed, "evm-fuzz").at(3, 4), 4, { plain: false }));
    expect(make(1)).to.equal(make(1));
    expect(make(1)).not.to.equal(make(2));
  });

  it("finds no difference in some hundred programs", async () => {
    const fuzzer = await Fuzzer.create({ seed: 7 });
    for (let i = 0; i < BATCHES; i++) expect(await fuzzer.next()).to.deep.equal([]);
    expect(fuzzer.counts.programs).to.be.greaterThan(300);
    expect(fuzzer.counts.succeeded).to.be.greaterThan(fuzzer.counts.transactions / 4);
  });

  it("has a place for every planted fault in the engine as it is", () => {
    expect([...FAULTS.flatMap(editsOf), ...TIGHT].filter((edit) => !hasPlace(edit))).to.deep.equal([]);
    expect(FAULTS.length).to.be.greaterThanOrEqual(20);
  });

  it("has it there too when the code is laid out otherwise, without comments, and its own names are others", () => {
    const printer = ts.createPrinter({ removeComments: true });
    const edits = [...FAULTS.flatMap(editsOf), ...TIGHT];
    for (const file of new Set(edits.map((edit) => edit.file))) {
      const text = readFileSync(join(import.meta.dirname, "../../../sim/evm", file), "utf8");
      const patterns = edits.filter((edit) => edit.file === file).map(({ find }) => find);
      const names = new Set(patterns.flatMap((find) => [...matchesOf(text, find)[0]!.names.values()]));
      const plain = printer.printFile(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
      const other = plain.replaceAll(/(?<!\w)#?[a-zA-Z_]\w*/g, (name) => (names.has(name) ? `${name}Renamed` : name));
      expect(other).not.to.equal(text);
      for (const find of patterns) expect(matchesOf(other, find), `${file}: ${find}`).to.have.length(1);
    }
  });

  it("finds a wrong price that was planted, and shrinks what shows it to a few instructions", async () => {
    const fault = FAULTS.find(({ name }) => name.startsWith("KECCAK256 costs 36"))!;
    const engine = await buildChanged(fault.name, [fault]);
    const fuzzer = await Fuzzer.create({ seed: 7, subjects: ["compiled"], engine });
    let [finding] = await fuzzer.next();
    for (let i = 0; finding === undefined && i < BATCHES; i++) [finding] = await fuzzer.next();
    const { case: smallest, what } = await fuzzer.shrink(finding!);
    expect(what).to.match(/gasUsed/);
    expect(smallest.blocks.flat()).to.have.length(1);
    const codes = smallest.accounts.map(({ code }) => toBytes(code)).concat(toBytes(smallest.blocks.flat()[0]!.data));
    expect(codes.flatMap((code) => [...code]).filter((byte) => byte !== JUMPDEST).length).to.be.lessThan(80);
  });
});
