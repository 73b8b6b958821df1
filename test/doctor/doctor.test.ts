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
