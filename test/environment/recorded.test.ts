import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { FaultsError } from "../../sim/core/errors/errors.ts";
import { environment, recorded, type RecordedOptions } from "../../sim/environment/index.ts";

describe("recorded series", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "rewardscape-series-"))));
  after(() => rmSync(folder, { recursive: true }));

  function write(name: string, text: string): string {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  }

  function play(options: RecordedOptions, blocks: number): number[] {
    const run = environment({ x: recorded(options) }).start(1);
    return Array.from({ length: blocks }, (_, block) => Number(run.next(block).x) / 1e18);
  }

  it("reads a column of a CSV file by its name, quoted cells and CRLF included", () => {
    const file = write("a.csv", 'time,"close, USD",volume\r\n1,10.5,3\r\n2,"11",4\r\n\r\n3,12,5\r\n');
    expect(play({ file, column: "close, USD" }, 3)).to.deep.equal([10.5, 11, 12]);
    expect(play({ file: pathToFileURL(file), column: 2 }, 3)).to.deep.equal([3, 4, 5]);
  });

  it("reads JSON: numbers, objects, or arrays", () => {
    expect(play({ file: write("a.json", "[1, 2, 3]") }, 3)).to.deep.equal([1, 2, 3]);
    expect(play({ file: write("b.json", '[{"t": 1, "p": 5}, {"t": 2, "p": 6}]'), column: "p" }, 2)).to.deep.equal([
      5, 6,
    ]);
    expect(play({ file: write("c.json", "[[1, 5], [2, 6]]"), column: 1 }, 2)).to.deep.equal([5, 6]);
  });

  it("holds or joins records, and holds or begins again at the end", () => {
    const file = write("d.json", "[1, 2, 4]");
    expect(play({ file, blocksPerRecord: 2 }, 8)).to.deep.equal([1, 1, 2, 2, 4, 4, 4, 4]);
    expect(play({ file, blocksPerRecord: 2, interpolation: "linear" }, 7)).to.deep.equal([1, 1.5, 2, 3, 4, 4, 4]);
    expect(play({ file, end: "loop" }, 5)).to.deep.equal([1, 2, 4, 1, 2]);
    expect(play({ file, end: "loop", interpolation: "linear", blocksPerRecord: 2 }, 7)).to.deep.equal([
      1, 1.5, 2, 3, 4, 2.5, 1,
    ]);
    expect(play({ file, factor: 1.5 }, 2)).to.deep.equal([1.5, 3]);
  });

  it("states the hash of what it read", () => {
    const source = (text: string) =>
      JSON.stringify(environment({ x: recorded({ file: write("e.json", text) }) }).source());
    expect(source("[1, 2]")).to.equal(source("[1, 2]"));
    expect(source("[1, 2]")).not.to.equal(source("[1, 2 ]"));
  });

  for (const [code, name, text, column] of [
    ["SERIES_FILE", "missing.csv", undefined, undefined],
    ["SERIES_COLUMN", "f.csv", "time,close\n1,2\n", "clsoe"],
    ["SERIES_COLUMN", "g.csv", "time,close\n1,2\n", undefined],
    ["SERIES_VALUE", "h.csv", "close\n1\nn/a\n", undefined],
    ["SERIES_VALUE", "i.csv", "time,close\n1,\n", "close"],
    ["SERIES_EMPTY", "j.csv", "close\n", undefined],
    ["SERIES_COLUMN", "k.csv", "", undefined],
    ["SERIES_FORMAT", "l.json", "{", undefined],
    ["SERIES_FORMAT", "m.json", '{"a": 1}', undefined],
    ["SERIES_VALUE", "n.json", "[1, null]", undefined],
  ] as const) {
    it(`refuses before the run with ${code}: ${JSON.stringify(text ?? "no file")}${column ? `, column ${column}` : ""}`, () => {
      const file = text === undefined ? join(folder, name) : write(name, text);
      const declared = environment({ x: recorded({ file, ...(column === undefined ? {} : { column }) }) });
      expect(declared.faults().map((fault) => fault.code)).to.deep.equal([code]);
      expect(() => declared.start(1)).to.throw(FaultsError);
      if (column === "clsoe") expect(declared.faults()[0]!.remedy).to.contain('"close"');
      if (code === "SERIES_VALUE" && name === "h.csv") expect(declared.faults()[0]!.where).to.contain("line 3");
    });
  }
});
