import { join } from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { EXPORTS } from "../scripts/exports.ts";
import { faultsOf, PATHS, programOf, projectOf, ROOT, type Parsed } from "./fixtures/compiler.ts";
import { snippets } from "./fixtures/snippets.ts";

/** One thing that the package offers, by the entry that offers it. */
interface Offered {
  readonly entry: string;
  readonly name: string;
  readonly isValue: boolean;
  readonly about: string;
  readonly examples: readonly string[];
}

/** As in `export { type View }`, of which nothing is left when it runs. */
const isTypeOnly = ({ declarations = [] }: ts.Symbol): boolean =>
  declarations.some((one) => ts.isExportSpecifier(one) && (one.isTypeOnly || one.parent.parent.isTypeOnly));

/** Dropped at the end: a process that runs other files goes on. */
const parsed: Parsed = new Map();
after(() => parsed.clear());

const read = (): { readonly offered: readonly Offered[]; readonly options: ts.CompilerOptions } => {
  const { options } = projectOf();
  const files = Object.entries(EXPORTS).map(([entry, file]) => [entry, join(ROOT, "sim", `${file}.ts`)] as const);
  const program = programOf(
    parsed,
    files.map(([, file]) => file),
    options,
  );
  const checker = program.getTypeChecker();
  const offered = files.flatMap(([entry, file]) =>
    checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!).map((exported) => {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const tags = symbol.getJsDocTags().filter(({ name }) => name === "example");
      return {
        entry,
        name: exported.name,
        isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0 && !isTypeOnly(exported),
        about: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
        examples: tags.map(({ text }) => ts.displayPartsToString(text)),
      };
    }),
  );
  return { offered, options };
};

/** What stands around an example: a scenario's inputs, or an engine that is in use. */
const GIVEN = new Set(
  "c self p seed species slot generation evm batch results seen corpus env sender initCode coinbase make".split(" "),
);

/** An example as a module: a part of an object becomes one, and what it names without importing it is imported. */
function moduleOf(example: string, entry: string, offered: readonly Offered[]): string {
  const parsed = (text: string) => ts.createSourceFile("example.ts", text, ts.ScriptTarget.Latest, true);
  const faults = (text: string) =>
    (parsed(text) as unknown as { readonly parseDiagnostics: readonly unknown[] }).parseDiagnostics.length;
  const isPart = faults(example) > 0 || /^\w+: /.test(example);
  const isBody = /^return |\byield\b/m.test(example);
  const isRest = example.startsWith(".");
  const text = isRest
    ? `declare const builder: any;\nbuilder${example};`
    : isBody
      ? `function* policy() {\n${example}\n}\nvoid policy;`
      : isPart
        ? `const part: any = {\n${example}\n};\nvoid part;`
        : example;
  const [used, declared] = [new Set<string>(), new Set<string>()];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) used.add(node.text);
    if ((ts.isVariableDeclaration(node) || ts.isImportSpecifier(node) || ts.isFunctionDeclaration(node)) && node.name)
      declared.add(node.name.getText());
    if (ts.isImportClause(node) && node.name) declared.add(node.name.text);
    if (ts.isPropertyAccessExpression(node)) visit(node.expression);
    else node.forEachChild(visit);
  };
  visit(parsed(text));
  const imports = [...used]
    .filter((name) => !declared.has(name))
    .flatMap((name) => {
      if (GIVEN.has(name)) return [`declare const ${name}: any;`];
      const found = offered.filter((one) => one.name === name);
      const { entry: from } = found.find((one) => one.entry === entry) ?? found[0] ?? {};
      return from === undefined ? [] : [`import { ${name} } from "rewardscape${from.slice(1)}";`];
    });
  return [...imports, text, "export {};"].join("\n");
}

describe("what the package offers", function () {
  this.timeout(120_000);
  // Not as the file is loaded, which whoever lists the tests does as well.
  let { offered, options }: ReturnType<typeof read> = { offered: [], options: {} };
  before(() => ({ offered, options } = read()));
  const named = ({ entry, name }: Offered): string => `${entry} ${name}`;

  it("has a sentence about each, and an example of each value", () => {
    expect(offered).to.have.length.above(100);
    expect(offered.filter(({ about }) => about === "").map(named)).to.deep.equal([]);
    expect(offered.filter(({ isValue, examples }) => isValue && examples.length === 0).map(named)).to.deep.equal([]);
  });

  it("has only examples that compile", () => {
    const modules = new Map(
      offered.flatMap((one) =>
        one.examples.map((example, i) => {
          const file = join(ROOT, "sim/scenarios", `example-${named(one).replace(/\W+/g, "-")}-${i}.ts`);
          return [file, { where: named(one), text: moduleOf(example, one.entry, offered) }] as const;
        }),
      ),
    );
    // Parts of scenarios have the types of their inputs from the place where they stand.
    const loose = {
      ...options,
      paths: PATHS,
      noImplicitAny: false,
      noUnusedLocals: false,
      verbatimModuleSyntax: false,
    };
    const types = ts.sys.readDirectory(join(ROOT, "artifacts"), [".d.ts"]);
    const texts = new Map([...modules].map(([file, { text }]) => [file, text]));
    const program = programOf(parsed, types, loose, texts);
    const faults = [...modules].flatMap(([file, { where }]) => faultsOf(program, file, where));
    expect(faults).to.deep.equal([]);
  });
});

describe("the docs", function () {
  this.timeout(120_000);
  const all = snippets();

  it("have snippets to check", () => {
    expect(all.length).to.be.at.least(9);
  });

  // Beside the others that are compiled: what they import is read once.
  it("have only snippets that compile, and what test/scenario/types.ts says must not compile does not", () => {
    const { options, files } = projectOf();
    const types = { file: join(ROOT, "test/scenario/types.ts"), where: "test/scenario/types.ts" };
    const declarations = files.filter((name) => name.endsWith(".d.ts"));
    const texts = new Map(all.map(({ file, text }) => [file, text]));
    const program = programOf(parsed, [types.file, ...declarations], { ...options, paths: PATHS }, texts);
    expect([...all, types].flatMap(({ file, where }) => faultsOf(program, file, where))).to.deep.equal([]);
  });
});
