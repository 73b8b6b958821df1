import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { temporaryFolder } from "../runs/folder.ts";

const MOTHER = fileURLToPath(new URL("../fixtures/scenarios/impure.ts", import.meta.url));

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
      expect((await loadScenario(file)).scenario.name).to.equal("elsewhere");
    });
});
