import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { register } from "tsx/cjs/api";
import { loadScenario, referenceOf } from "../../sim/evaluation/load.ts";
import { temporaryFolder } from "../runs/folder.ts";

const MOTHER = fileURLToPath(new URL("../fixtures/scenarios/impure.ts", import.meta.url));

describe("a scenario of the project", () => {
  it("is loaded once a process, which a thread that watches the loader costs", async () => {
    let threads = 0;
    const count = (): void => void threads++;
    await loadScenario("planted");
    await new Promise(setImmediate); // by when its thread is told of
    process.on("worker", count);
    await loadScenario("planted");
    await new Promise(setImmediate);
    process.off("worker", count);
    expect(threads).to.equal(0);
  });

  it("is referred to by its name", async () => {
    expect(referenceOf(await loadScenario("hash-rate"))).to.equal("hash-rate");
  });
});

describe("a scenario file outside the repository", () => {
  const folder = temporaryFolder();
  // The whole loader, as commands have it. Left in place, files of tests that this process runs later would load modules
  // twice, with two guards.
  let unregister = (): void => undefined;
  before(() => void (unregister = register()));
  after(() => unregister());

  for (const type of ["module", "commonjs", undefined])
    it(`loads, with the library by its path, where packages are of type ${String(type)}`, async () => {
      if (type !== undefined) writeFileSync(join(folder(), "package.json"), JSON.stringify({ type }));
      const file = join(folder(), "elsewhere.ts");
      writeFileSync(
        file,
        `import { impure } from ${JSON.stringify(MOTHER)};\nexport default impure("elsewhere", {});\n`,
      );
      const loaded = await loadScenario(file);
      expect(loaded.scenario.name).to.equal("elsewhere");
      expect(await loadScenario(referenceOf(loaded))).to.deep.equal(loaded);
    });
});
