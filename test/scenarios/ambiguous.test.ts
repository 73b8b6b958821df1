import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { listScenarios } from "../../sim/evaluation/load.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import { planOf } from "../../sim/evaluation/planned.ts";
import { currentProject, repositoryProject, useProject } from "../../sim/project/project.ts";
import { fixed, scenario } from "../../sim/index.ts";
import { expectFault, temporaryFolder } from "../runs/folder.ts";

describe("contracts of a user beside those of this repository, of the same names", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const before = currentProject();
  afterEach(() => useProject(before));

  /** The compiled contracts of this repository, and of each name another one that nothing can be made of. */
  function besides(): void {
    const { artifacts } = repositoryProject();
    for (const source of ["contracts", "build-info"])
      cpSync(join(artifacts, source), join(folder(), source), { recursive: true });
    const compiled = readdirSync(join(folder(), "contracts"), { recursive: true, withFileTypes: true });
    for (const { name, parentPath } of compiled) {
      if (!name.endsWith(".json") || !parentPath.endsWith(".sol")) continue;
      const own = join(folder(), "contracts/own", `${name.slice(0, -".json".length)}.sol`);
      mkdirSync(own, { recursive: true });
      writeFileSync(join(own, name), "{}");
    }
    useProject({ ...repositoryProject(), artifacts: folder() });
  }

  it("leave every built-in scenario as it is", async () => {
    const loaded = await listScenarios();
    const deployed = (): string[][] =>
      loaded.map((one) => {
        const { deployments } = planOf(prepare(one, { engine: "fast", seed: "1" }));
        return [one.scenario.name, ...deployments.map(({ label }) => label)];
      });
    const alone = deployed();
    expect(alone.find(([name]) => name === "staking")).to.include("StakeToken");
    besides();
    expect(deployed()).to.deep.equal(alone);
  });

  it("are told apart where a scenario names one without its source", () => {
    besides();
    const one = scenario("ambiguous", {
      title: "A token of one of two sources",
      parameters: {},
      sizes: { generations: 1, blocks: 1 },
      deploy: ({ contract }) => ({ token: contract("StakeToken", ["Token", "TKN"]) }),
    }).species("idler", { count: 1, genome: {}, adaptation: fixed(), act: () => [] });
    const loaded = { scenario: one.definition, file: import.meta.filename, textHash: "" };
    const { fault } = expectFault("CONTRACT_AMBIGUOUS", () => planOf(prepare(loaded, { engine: "fast" })));
    expect(JSON.stringify(fault)).to.contain(
      "contracts/own/StakeToken.sol:StakeToken, contracts/tokens/StakeToken.sol:StakeToken",
    );
  });
});
