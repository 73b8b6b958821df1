import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { errorsDocument } from "../../scripts/errors-doc.ts";
import { COMMANDS } from "../../sim/commands/table.ts";
import { CATALOGUE, CHAPTERS, type ErrorCode } from "../../sim/core/errors/catalogue.ts";
import type { Entry } from "../../sim/core/errors/entry.ts";
import { describe as describeFault, Fault, InputError, RunError } from "../../sim/core/errors/errors.ts";

const root = dirname(dirname(import.meta.dirname));
const codes = Object.keys(CATALOGUE) as ErrorCode[];

/** Codes that no test provokes yet: each needs a broken machine or a run of minutes. The list may only get shorter. */
const UNTESTED: readonly ErrorCode[] = [
  "DEPLOY_ADDRESS",
  "SOURCE_CHANGED",
  "EVM_BUILD_FAILED",
  "EVM_FAULT",
  "EVM_RETURN_DATA_LIMIT",
  "PICTURE_FONTS",
  "PICTURE_RESVG",
  "EQUILIBRIUM_BREACH",
  "RESONANCE_BREACH",
];

/**
 * The codes that tests, and suites that several tests share, state as what they expect. Not counted: comments, faults that
 * a test makes itself, and alternatives (`oneOf`, constants that list codes), of which a test may meet any.
 */
function assertedCodes(): ReadonlySet<string> {
  const files = ["test", "scripts/drills/tests", "sim/conformance"]
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.parentPath.includes("fixtures"))
    .map((entry) => join(entry.parentPath, entry.name));
  const asserted = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node)) asserted.add(node.text);
    // as in /\[CODE\]/
    if (ts.isRegularExpressionLiteral(node))
      for (const [code] of node.text.matchAll(/[A-Z]+(?:_[A-Z]+)+/g)) asserted.add(code);
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { text } = node.expression.name;
      if (text === "oneOf" || text === "of") return visit(node.expression.expression);
    }
    const list = ts.isVariableDeclaration(node) && node.initializer && elementsOf(node.initializer);
    if (list && list.length > 0 && list.every((element) => ts.isStringLiteral(element))) return;
    node.forEachChild(visit);
  };
  for (const file of files) visit(ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true));
  return asserted;
}

function elementsOf(node: ts.Expression): readonly ts.Node[] | undefined {
  return ts.isArrayLiteralExpression(node) ? node.elements : undefined;
}

describe("the catalogue of error codes", function () {
  this.timeout(20_000);

  it("has each code once, in one chapter", () => {
    const listed = Object.values(CHAPTERS).flatMap((entries) => Object.keys(entries));
    expect(listed).to.have.members(codes);
  });

  it("says what a code means in one sentence, and the rest without a stop", () => {
    for (const [code, { means, expected, remedy }] of Object.entries<Entry>(CATALOGUE)) {
      expect(code).to.match(
        /^[A-Z]+(_[A-Z]+)+$|^RESTARTS$|^INTERRUPTED$|^INVARIANT$|^SOLVENCY$|^CONSERVATION$|^NONDETERMINISTIC$|^INTERNAL$/,
      );
      expect(means, code).to.match(/^\S.*[^.]\.$/);
      for (const text of [expected, remedy]) expect(text ?? "x", code).to.match(/[^.]$|\.\.\.$/);
    }
  });

  it("has no code that no test provokes", () => {
    const asserted = assertedCodes();
    expect(codes.filter((code) => !asserted.has(code))).to.have.members(UNTESTED);
  });

  it("is what docs/errors.md shows", () => {
    expect(readFileSync(join(root, "docs/errors.md"), "utf8")).to.equal(errorsDocument());
  });

  it("fills the slots of its texts, and leaves other braces", () => {
    const fault = Fault.of("DESIGN_OTHER_SCENARIO", { where: "x", found: "y", scenario: "a", owner: "b", id: "c" });
    expect(fault.expected).to.equal("a design of scenario a");
    expect(fault.remedy).to.equal("give its own scenario: npx hardhat evolve b --design c");
    expect(Fault.of("SCENARIO_NO_SPECIES", { found: "none" }).remedy).to.equal("add .species(name, { ... })");
  });

  it("names our commands by slots, which are filled with what is typed where one is", () => {
    const names = COMMANDS.map(({ name }) => name);
    const typed = new RegExp(`(npx (hardhat|rewardscape)|the command) (rewardscape )?(${names.join("|")})\\b`);
    for (const [code, { expected = "", remedy = "" }] of Object.entries<Entry>(CATALOGUE)) {
      expect(`${expected} ${remedy}`, code).not.to.match(typed);
      for (const [, name] of `${expected} ${remedy}`.matchAll(/\{\$(.*?)\}/g)) expect(names, code).to.include(name);
    }
  });

  it("types what the place of a fault adds", () => {
    // @ts-expect-error: no such code
    expect(() => InputError.of("NO_SUCH_CODE", { found: "x" })).to.throw();
    // @ts-expect-error: a code of a run
    InputError.of("STORE_FULL", { found: "x" });
    // @ts-expect-error: the slot `min` is missing
    InputError.of("EXPLORE_BUDGET", { found: "x" });
    // @ts-expect-error: its expectation is the catalogue's
    RunError.of("STORE_FULL", { found: "x", expected: "another" });
    // @ts-expect-error: its expectation differs from place to place
    InputError.of("OPTION_VALUE", { found: "x" });
    expect(RunError.of("STORE_FULL", { found: "none left", where: "/tmp" }).message).to.equal(
      describeFault(Fault.of("STORE_FULL", { found: "none left", where: "/tmp" })),
    );
  });
});
