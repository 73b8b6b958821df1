import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readArtifact } from "../../sim/scenario/artifacts.ts";
import { expectFault, temporaryFolder } from "../runs/folder.ts";

describe("a damaged artifact", () => {
  const folder = temporaryFolder();

  it("is refused by its code", () => {
    const file = join(folder(), "A.json");
    for (const text of ["", "{", "null", "1", "[]", "{}", '{"abi":{},"bytecode":"0x"}', '{"abi":[]}']) {
      writeFileSync(file, text);
      expectFault("ARTIFACT_DAMAGED", () => readArtifact("A", new Map([["A", [file]]])));
    }
  });
});
