import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { examine, type Finding } from "../../sim/doctor/doctor.ts";
import { repositoryProject, type Project } from "../../sim/project/project.ts";

const byName = (findings: readonly Finding[]): Map<string, Finding> => new Map(findings.map((one) => [one.name, one]));

describe("the doctor", () => {
  const root = mkdtempSync(join(tmpdir(), "doctor-"));
  after(() => rmSync(root, { recursive: true }));
  const project: Project = {
    kind: "hardhat",
    root,
    artifacts: join(root, "artifacts"),
    scenarios: join(root, "scenarios"),
    out: join(root, "runs"),
    cache: join(root, "cache"),
  };

  it("finds nothing missing here, and an engine that executes", () => {
    const found = byName(examine(repositoryProject()));
    expect([...found.values()].filter(({ state }) => state === "missing")).to.deep.equal([]);
    expect(found.get("engine")!.found).to.include("works");
    expect(found.get("compilers")!.found).to.include("solc 0.8.37 for cancun").and.to.include("solc 0.5.16");
  });

  it("says of an empty project what it lacks, and what to do about each", () => {
    const found = byName(examine(project));
    expect(found.get("artifacts")).to.include({ state: "missing", remedy: "run npx hardhat build" });
    expect(found.get("scenarios")!.state).to.equal("missing");
    expect([...found.values()].filter(({ state, remedy }) => state !== "ok" && !remedy)).to.deep.equal([]);
  });

  it("tells sources that changed after they were compiled", () => {
    mkdirSync(join(root, "contracts"), { recursive: true });
    mkdirSync(join(root, "artifacts", "contracts", "A.sol"), { recursive: true });
    writeFileSync(join(root, "artifacts", "contracts", "A.sol", "A.json"), "{}");
    const source = join(root, "contracts", "A.sol");
    writeFileSync(source, "contract A {}");
    utimesSync(source, 1, 1);
    expect(byName(examine(project)).get("sources")!.state).to.equal("ok");
    const later = Date.now() / 1000 + 60;
    utimesSync(source, later, later);
    expect(byName(examine(project)).get("sources")).to.include({ state: "poor" });
  });

  describe("where no build says how it compiled", () => {
    const folder = mkdtempSync(join(tmpdir(), "doctor-metadata-"));
    after(() => rmSync(folder, { recursive: true }));
    const artifacts = join(folder, "artifacts");
    const metadataOf = (version: string, evmVersion: string) => ({ compiler: { version }, settings: { evmVersion } });
    const put = (name: string, artifact: unknown): void => {
      mkdirSync(join(artifacts, "contracts", `${name}.sol`), { recursive: true });
      const text = typeof artifact === "string" ? artifact : JSON.stringify(artifact);
      writeFileSync(join(artifacts, "contracts", `${name}.sol`, `${name}.json`), text);
    };
    const found = (): Map<string, Finding> => byName(examine({ ...project, root: folder, artifacts }));

    it("says that nothing tells the compiler, and how to build so that something does", () => {
      put("Bare", { metadata: {} });
      expect(found().get("compilers")).to.deep.equal({
        name: "compilers",
        state: "poor",
        found: "neither build-info beside the artifacts nor metadata in them",
        remedy: "run npx hardhat build",
      });
    });

    it("reads each artifact's own metadata, as text or as an object, past what is damaged", () => {
      put("Text", { metadata: JSON.stringify(metadataOf("0.8.20+commit.a1b79de6", "paris")) });
      put("Parsed", { metadata: metadataOf("0.7.6+commit.7338295f", "istanbul") });
      put("Same", { metadata: metadataOf("0.7.6+commit.7338295f", "istanbul") });
      put("Damaged", "{");
      put("Nonsense", { metadata: { compiler: { version: 7 } } });
      const { state, found: told } = found().get("compilers")!;
      expect(state).to.equal("ok");
      expect(told.split("; ")).to.have.members([
        "solc 0.8.20+commit.a1b79de6 for paris",
        "solc 0.7.6+commit.7338295f for istanbul",
      ]);
      expect(found().has("evmVersion")).to.equal(false);
    });

    it("refuses an EVM version that no engine executes, whatever else is there", () => {
      put("Later", { metadata: metadataOf("0.9.0", "amsterdam") });
      expect(found().get("evmVersion")).to.include({ state: "poor" });
      expect(found().get("evmVersion")!.found).to.match(/^amsterdam, newer/);
    });

    it("believes the builds where there are any", () => {
      mkdirSync(join(artifacts, "build-info"), { recursive: true });
      const info = { solcVersion: "0.8.37", input: { settings: { evmVersion: "osaka", viaIR: true } } };
      writeFileSync(join(artifacts, "build-info", "a.json"), JSON.stringify(info));
      expect(found().get("compilers")!.found).to.equal("solc 0.8.37 for osaka viaIR");
    });
  });

  it("names a Hardhat of another generation", () => {
    const folder = join(root, "node_modules", "hardhat");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "hardhat", version: "2.26.0" }));
    expect(byName(examine(project)).get("hardhat")).to.deep.equal({
      name: "hardhat",
      state: "missing",
      found: "2.26.0",
      remedy: "npm install --save-dev hardhat@3",
    });
  });
});
