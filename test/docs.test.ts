import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect } from "chai";
import { loadScenario } from "../sim/evaluation/load.ts";
import { live } from "./fixtures/run.ts";
import { snippets } from "./fixtures/snippets.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

describe("the docs", function () {
  this.timeout(120_000);
  const all = snippets();

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
