import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect } from "chai";
import ts from "typescript";
import { EXPORTS } from "../scripts/exports.ts";
import { loadScenario } from "../sim/evaluation/load.ts";
import { live } from "./fixtures/run.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

interface Snippet {
  /** Document and line, for people. */
  readonly where: string;
  /** As if it lay among the scenarios. */
  readonly file: string;
  readonly text: string;
}

/** Every ts snippet of the README and the docs. */
function snippets(): Snippet[] {
  const documents = [
    "README.md",
    ...readdirSync(join(root, "docs"))
      .filter((name) => name.endsWith(".md"))
      .map((name) => join("docs", name)),
  ];
  return documents.flatMap((document) => {
    const text = readFileSync(join(root, document), "utf8");
    return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(({ index, 1: body }, i) => ({
      where: `${document}:${text.slice(0, index).split("\n").length + 1}`,
      file: join(root, "sim/scenarios", `snippet-${document.replace(/\W+/g, "-")}-${i}.ts`),
      text: body!,
    }));
  });
}

describe("the docs", function () {
  this.timeout(120_000);
  const all = snippets();

  it("have snippets to check", () => {
    expect(all.length).to.be.at.least(9);
  });

  it("have only snippets that compile, and what test/scenario/types.ts says must not compile does not", () => {
    const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (file) => readFileSync(file, "utf8"));
    const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    // As the package offers them.
    options.paths = Object.fromEntries(
      Object.entries(EXPORTS).map(([name, file]) => [`rewardscape${name.slice(1)}`, [join(root, "sim", `${file}.ts`)]]),
    );
    const texts = new Map(all.map(({ file, text }) => [file, text]));
    const host = ts.createCompilerHost(options);
    const { readFile, fileExists, getSourceFile } = host;
    host.fileExists = (file) => texts.has(file) || fileExists(file);
    host.readFile = (file) => texts.get(file) ?? readFile(file);
    host.getSourceFile = (file, version, ...rest) => {
      const text = texts.get(file);
      return text === undefined
        ? getSourceFile(file, version, ...rest)
        : ts.createSourceFile(file, text, version, true);
    };
    const types = { file: join(root, "test/scenario/types.ts"), where: "test/scenario/types.ts" };
    const declarations = fileNames.filter((name) => name.endsWith(".d.ts"));
    const program = ts.createProgram([...texts.keys(), types.file, ...declarations], options, host);
    const found = [...all, types].flatMap(({ file, where }) => {
      const source = program.getSourceFile(file)!;
      const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return diagnostics.map(({ messageText, start }) => {
        const line = source.getLineAndCharacterOfPosition(start ?? 0).line + 1;
        return `${where}, line ${line} of it: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
      });
    });
    expect(found).to.deep.equal([]);
  });

  describe("have only scenarios that run", () => {
    mkdirSync(join(root, "cache"), { recursive: true });
    const folder = mkdtempSync(join(root, "cache", "docs-"));
    after(() => rmSync(folder, { recursive: true }));
    const home = pathToFileURL(join(root, "sim/index.ts")).href;
    for (const { where, file, text } of all.filter((snippet) => snippet.text.includes("export default scenario(")))
      it(where, async () => {
        const copy = join(folder, file.slice(dirname(file).length + 1));
        writeFileSync(copy, text.replaceAll('"../index.ts"', JSON.stringify(home)));
        const { scenario } = await loadScenario(copy);
        const { measurement } = await live({ definition: scenario }, { engine: "fast", generations: 2 });
        expect(measurement.actions).to.be.at.least(1);
        const unsuccessful = measurement.goals.filter(({ measured }) => !Number.isFinite(measured));
        expect(unsuccessful).to.deep.equal([]);
      });
  });
});
