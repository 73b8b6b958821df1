import { SourceMap } from "node:module";
import { expect } from "chai";
import ts from "typescript";
import { lineMappings } from "../scripts/line-maps.ts";

describe("the package's source maps", () => {
  it("name the source's line for every line of what is compiled, and are shorter", () => {
    const source = Array.from(
      { length: 40 },
      (_, i) => `interface Gone${i} { a: number }\nexport const value${i} = (x: number): number => x * ${i} + 1;\n`,
    ).join("");
    const compilerOptions = { sourceMap: true, target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext };
    const { outputText, sourceMapText } = ts.transpileModule(source, { compilerOptions, fileName: "a.ts" });
    const whole = JSON.parse(sourceMapText!) as ConstructorParameters<typeof SourceMap>[0];
    const short = { ...whole, mappings: lineMappings(whole.mappings) };
    const [before, after] = [new SourceMap(whole), new SourceMap(short)];
    const lines = outputText.split("\n").flatMap((text, line) => (/value/.test(text) ? [{ text, line }] : []));
    expect(lines).to.have.length(40);
    for (const { text, line } of lines) {
      const column = text.indexOf("x *");
      expect(after.findEntry(line, column)).to.have.property("originalLine", lineOf(before, line, column));
    }
    expect(short.mappings.length).to.be.below(whole.mappings.length / 4);
  });
});

function lineOf(map: SourceMap, line: number, column: number): number {
  const entry = map.findEntry(line, column);
  return "originalLine" in entry ? entry.originalLine : NaN;
}
