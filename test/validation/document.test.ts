import { expect } from "chai";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "../../sim/core/errors/errors.ts";
import { figureOf, writeDocument } from "../../sim/validation/document.ts";
import { targetFigure } from "../../sim/validation/figure.ts";
import { passes } from "../../sim/validation/target.ts";
import type { Claim, Row, Target } from "../../sim/validation/target.ts";
import { targets } from "../../sim/validation/targets/index.ts";

const target: Target = {
  id: "T1",
  title: "A & B",
  source: "nobody",
  scenario: "contest",
  decides: "policy",
  measure: () => Promise.resolve([]),
};

function row(claim: string, value: number, change: Partial<Claim> = {}): Row {
  const measured = { value, low: value - 0.1, high: value + 0.1, n: 5, confidence: 0.99 };
  const made = { claim, prediction: 2, measured, tolerance: 0.5, ...change };
  return { decides: "policy", ...made, target: "T1", pass: passes(made), seconds: 1 };
}

describe("the document of the published results", () => {
  it("carries every target with its figure, or names it as missing", () => {
    const text = readFileSync("docs/validation.md", "utf8");
    const missing = /^Not in the table yet, .*?: (.*?)\./m.exec(text)?.[1]?.split(", ") ?? [];
    for (const { id } of targets.filter((one) => !missing.includes(one.id))) {
      expect(text, id).to.include(`\n| [${id}](${figureOf(id)}) |`);
      expect(existsSync(join("docs", figureOf(id))), id).to.equal(true);
    }
  });

  it("is made of rows, and keeps what stands around its table", () => {
    const folder = mkdtempSync(join(tmpdir(), "validation-"));
    const file = join(folder, "validation.md");
    const marks = ["<!-- begin of the table: npm run validate -- --write -->", "<!-- end of the table -->"];
    try {
      writeFileSync(file, `before\n\n${marks.join("\nold\n")}\n\nafter\n`);
      writeDocument(file, [target], [row("|x| is two", 2.1)]);
      const written = readFileSync(file, "utf8");
      expect(written)
        .to.match(/^before\n\n<!--/)
        .and.match(/-->\n\nafter\n$/);
      expect(written).to.include(
        "| [T1](figures/T1.svg) | \\|x\\| is two | policy | 2 | 2.1 | [2, 2.2] | 5 | ± 0.5 | reproduced |",
      );
      expect(written).not.to.include("old");
      expect(readFileSync(join(folder, "figures/T1.svg"), "utf8")).to.include("A &#38; B");

      // One target alone: the others keep their rows, in the order of all.
      const other = { ...target, id: "T0" };
      const both = [other, target];
      writeDocument(file, [other], [{ ...row("first", 2), target: "T0" }], both);
      const claims = () =>
        [...readFileSync(file, "utf8").matchAll(/^\| \[T\d\].*? \| (\S+)/gm)].map(([, claim]) => claim);
      expect(claims()).to.deep.equal(["first", "\\|x\\|"]);
      writeDocument(file, [target], [row("again", 2.2)], both);
      expect(claims()).to.deep.equal(["first", "again"]);
      writeFileSync(file, `no table, ${marks[0]}`);
      expect(() => writeDocument(file, [target], []))
        .to.throw(InputError)
        .with.property("code", "DOCUMENT_MARKS");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("shows a measurement at its distance in tolerances, and what was missed as missed", () => {
    // The plot is 340 wide and six tolerances: two fifths of one to the right of its middle at 660.
    const circle = /<circle cx="([\d.]+)"/.exec(targetFigure(target, [row("near", 2.2)]));
    expect(Number(circle?.[1])).to.be.closeTo(660 + (0.4 * 340) / 6, 1e-9);
    const missed = targetFigure(target, [row("near", 2.45)]);
    expect(missed).to.include("near: MISSED");
    const control = { control: true };
    expect(targetFigure(target, [row("control", 2.1, control)])).to.include("control: CONTROL HOLDS");
    // Out of the plot: an arrow at its edge, to the side where it lies.
    expect(targetFigure(target, [row("control", 90, control)])).to.include('<path d="M825');
    expect(targetFigure(target, [row("exact", 2, { tolerance: 0 })])).not.to.include("NaN");
    // Before the plot there is room for so much; numbers begin behind it.
    const long = targetFigure(target, [row("a claim of many words ".repeat(8).trim(), 2.2), row("next", 2.2)]);
    const texts = [
      ...long.matchAll(/<text x="20" y="([\d.]+)"[^>]*fill="#[^"]*">(a claim|words|many|claim|of|next)[^<]*</g),
    ];
    expect(texts.map(([line]) => line.length - line.indexOf(">") - 2)).to.satisfy((all: number[]) =>
      all.every((length) => length <= 66),
    );
    const lines = texts.map(([, y]) => Number(y));
    expect(lines.length).to.be.above(3);
    for (const [i, y] of lines.slice(1).entries()) expect(y - lines[i]!).to.be.at.least(15);
  });
});
