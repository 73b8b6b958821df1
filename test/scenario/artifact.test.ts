import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { contractAt, scenario, type DeployInput } from "../../sim/index.ts";
import { readArtifact } from "../../sim/scenario/artifacts.ts";
import { planDeployment } from "../../sim/scenario/plan.ts";
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

  it("is refused by its code where a scenario brings it, as an ABI is", () => {
    const address = `0x${"ab".repeat(20)}` as const;
    const nonsense: readonly unknown[] = [null, 7, "0x", {}, [null], [{ type: "nonsense" }], [{ type: "function" }]];
    const refused = (deploy: (input: DeployInput<Record<never, never>>) => object): void => {
      const damaged = scenario("damaged", { title: "", parameters: {}, sizes, deploy: deploy as never }).definition;
      expectFault("ARTIFACT_DAMAGED", () => planDeployment(damaged, {}, "1", {}));
    };
    const sizes = { generations: 1, blocks: 1 };
    for (const abi of nonsense) {
      refused(({ fromArtifact }) => ({ a: fromArtifact({ abi, bytecode: "0x" } as never, []) }));
      refused(({ fromArtifact }) => ({ a: fromArtifact(abi as never, []) }));
      if (typeof abi === "string") continue; // the name of a contract
      refused(({ at }) => ({ a: at(abi as never, address) }));
      expectFault("ARTIFACT_DAMAGED", () => contractAt(abi as never, address));
    }
    refused(({ fromArtifact }) => ({ a: fromArtifact({ abi: [], bytecode: "nonsense" }, []) }));
  });
});
