import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fault, type RewardscapeError } from "../../sim/core/errors/errors.ts";
import { nodeFault } from "../../sim/core/node-version.ts";
import { defaultScenario, listScenarios, loadScenario } from "../../sim/evaluation/load.ts";
import configHooks from "../../sim/plugin/config-hooks.ts";
import { machineFindings } from "../../sim/doctor/machine.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import { projectHardfork } from "../../sim/project/hardfork.ts";
import { hardhatProject, resolveSettings } from "../../sim/project/hardhat.ts";
import { commandLine, currentProject, useProject, type Project } from "../../sim/project/project.ts";

describe("a project of a user's own", () => {
  it("needs a Node that can load the package", () => {
    expect(["20.20.2", "22.12.0"].map((version) => nodeFault(version)?.code)).to.deep.equal(["NODE_OLD", "NODE_OLD"]);
    expect(["22.13.0", "24.1.0", "26.0.0"].map(nodeFault)).to.deep.equal([undefined, undefined, undefined]);
  });

  const before = currentProject();
  let root: string;
  let project: Project;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "project-"));
    const paths = { root, artifacts: join(root, "made"), cache: join(root, "cache") };
    project = hardhatProject({
      paths,
      rewardscape: resolveSettings({ scenarios: "what-if", engine: "batched" }, root),
    });
    useProject(project);
  });
  afterEach(() => {
    useProject(before);
    rmSync(root, { recursive: true });
  });

  const write = (name: string): void => {
    mkdirSync(project.scenarios, { recursive: true });
    const index = join(before.root, "sim", "index.ts");
    writeFileSync(
      join(project.scenarios, `${name}.ts`),
      `import { scenario } from ${JSON.stringify(index)};
       export default scenario("${name}", { title: "t", parameters: {}, sizes: { generations: 1, blocks: 1 }, deploy: () => ({}) });`,
    );
  };
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => "none",
      (error: RewardscapeError) => error.code,
    );

  it("has its folders from its configuration, and the rest by default", () => {
    expect(project).to.deep.equal({
      kind: "hardhat",
      root,
      artifacts: join(root, "made"),
      scenarios: join(root, "what-if"),
      out: join(root, "runs"),
      cache: join(root, "cache", "rewardscape"),
      engine: "batched",
    });
    expect(commandLine("verify")).to.equal("npx hardhat rewardscape verify");
  });

  it("has its commands named in faults as they are typed in it", () => {
    const remedies = (): string[] => [
      Fault.of("STORE_UNKNOWN_RUN", { expected: "a run", found: "x" }).remedy!,
      Fault.of("STUDIO_FOLDER", { found: "none" }).remedy!,
    ];
    expect(remedies().join()).to.include("npx hardhat rewardscape runs").and.include("npx hardhat rewardscape evolve");
    useProject({ ...project, kind: "foundry" });
    expect(remedies().join()).to.include("npx rewardscape runs").and.not.include("hardhat");
    useProject({ ...project, commands: "npx rewardscape" }); // by the bin, in a Hardhat project
    expect(remedies().join()).to.include("npx rewardscape runs").and.not.include("hardhat");
    expect(commandLine("verify", "my work")).to.equal("npx rewardscape verify 'my work'");
    useProject(before);
    expect(remedies().join()).to.include("npx hardhat runs").and.not.include("rewardscape");
  });

  it("has the scenarios of its own folder, and needs no name where there is one", async () => {
    write("only");
    writeFileSync(join(project.scenarios, "artifacts.d.ts"), "export {};");
    expect(await defaultScenario()).to.equal("only");
    expect((await listScenarios()).map(({ scenario }) => scenario.name)).to.deep.equal(["only"]);
    write("second");
    expect(await codeOf(defaultScenario())).to.equal("SCENARIO_UNNAMED");
    expect(await codeOf(loadScenario("sceond"))).to.equal("SCENARIO_UNKNOWN");
  });

  it("says so where it has none", async () => {
    expect(await codeOf(defaultScenario())).to.equal("SCENARIOS_NONE");
    mkdirSync(project.scenarios);
    expect(await codeOf(loadScenario("any"))).to.equal("SCENARIOS_NONE");
  });

  it("is refused where its network's hardfork is one that no engine executes, unless a scenario or a command names another", async () => {
    const { resolveUserConfig } = await configHooks();
    const networks = { default: { type: "edr-simulated", hardfork: "london" } } as never;
    const next = async () => ({ paths: { root } }) as never;
    const { rewardscape } = await resolveUserConfig!({ networks }, (() => undefined) as never, next);
    useProject(hardhatProject({ paths: { root, artifacts: root, cache: root }, rewardscape }));
    mkdirSync(currentProject().scenarios);
    project = currentProject();
    write("only");
    const loaded = await loadScenario("only");
    expect(() => prepare(loaded, { engine: "fast" }))
      .to.throw()
      .with.property("message")
      .that.includes("[HARDFORK_UNKNOWN] at hardfork of the project's configuration")
      .and.includes("found london");
    expect(() => projectHardfork(currentProject())).to.throw("HARDFORK_UNKNOWN");
    expect(() => prepare(loaded, { engine: "fast", hardfork: "prague" }))
      .to.throw()
      .with.property("message")
      .that.does.not.include("HARDFORK_UNKNOWN");
    const found = machineFindings(currentProject()).find(({ name }) => name === "hardfork");
    expect(found).to.include({ state: "missing", found: "london, which no engine executes" });
  });

  it("is refused without the plugin", () => {
    const paths = { root, artifacts: root, cache: root };
    expect(() => hardhatProject({ paths })).to.throw("PLUGIN_MISSING");
  });

  it("has its configuration checked, all of it at once", async () => {
    const { validateUserConfig } = await configHooks();
    const given = { scenarios: "", out: 3, engine: "fats", hardfork: "london", runs: "x" } as never;
    const faults = await validateUserConfig!({ rewardscape: given });
    expect(faults.map(({ path }) => path.join("."))).to.deep.equal(
      ["scenarios", "out", "engine", "hardfork", "runs"].map((name) => `rewardscape.${name}`),
    );
    expect(await validateUserConfig!({ rewardscape: { engine: "fast", hardfork: "prague" } })).to.deep.equal([]);
    expect(await validateUserConfig!({})).to.deep.equal([]);
  });
});
