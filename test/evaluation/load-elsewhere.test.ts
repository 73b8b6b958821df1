import "tsx"; // as commands have it; test processes do without
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { loadScenario, referenceOf } from "../../sim/evaluation/load.ts";
import { temporaryFolder } from "../runs/folder.ts";

const MOTHER = fileURLToPath(new URL("../fixtures/scenarios/impure.ts", import.meta.url));

describe("a scenario of the project", () => {
  it("is referred to by its name", async () => {
    expect(referenceOf(await loadScenario("hash-rate"))).to.equal("hash-rate");
  });
});

describe("a scenario file outside the repository", () => {
  const folder = temporaryFolder();

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
