import { expect } from "chai";
import { readArtifact } from "../../sim/scenario/artifacts.ts";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { artifactIndex } from "../../sim/project/artifact-index.ts";
import { projectAt, projectIn, requireOneVersion, requirePeers } from "../../sim/project/find.ts";
import { forgeBuild, foundryProject } from "../../sim/project/foundry.ts";
import { projectHardfork } from "../../sim/project/hardfork.ts";
import { writeTypes } from "../../sim/project/types.ts";

describe("a Foundry project", () => {
  const { PATH } = process.env;
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "foundry-"));
    process.env["PATH"] = dirname(process.execPath) + delimiter + "/usr/bin" + delimiter + "/bin"; // without a forge
    write("foundry.toml", "");
  });
  afterEach(() => {
    process.env["PATH"] = PATH;
    rmSync(root, { recursive: true });
  });

  function write(path: string, text: string, mode?: number): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode });
  }
  /** A program with forge's face: what forge says is tried with the real one by scripts/fixtures.ts. */
  const forge = (script: string): void => write("node_modules/.bin/forge", `#!/bin/sh\n${script}\n`, 0o755);
  const artifact = (path: string, abi: unknown = []): void =>
    write(path, JSON.stringify({ abi, bytecode: { object: "0x00" } }));

  it("has the folders that forge says, and its EVM version as the hardfork", () => {
    forge(`echo '{"src":"source","out":"made","cache_path":"kept","evm_version":"prague"}'`);
    const project = foundryProject(root);
    expect(project).to.include({ kind: "foundry", artifacts: join(root, "made"), hardfork: "prague" });
    expect(project.cache).to.equal(join(root, "kept", "rewardscape"));
    forge("echo 'unknown field `frok`' >&2; exit 1");
    expect(() => foundryProject(root))
      .to.throw("FOUNDRY_CONFIG")
      .with.property("message")
      .that.includes("frok");
  });

  it("is refused for an EVM version that no engine executes", () => {
    forge(`echo '{"evm_version":"shanghai"}'`);
    expect(() => projectHardfork(foundryProject(root)))
      .to.throw("HARDFORK_UNKNOWN")
      .with.property("message")
      .that.includes("shanghai");
  });

  it("is refused for it where there is no forge either, by what foundry.toml states", () => {
    mkdirSync(join(root, "made"));
    const hardforkOf = (text: string): string | undefined => {
      write("foundry.toml", text);
      return foundryProject(root).hardfork;
    };
    const shanghai = '[profile.default]\nsrc = "source"\nout = "made" # not out\nevm_version = "shanghai"\n';
    expect(hardforkOf(shanghai)).to.equal("shanghai");
    expect(foundryProject(root)).to.include({ artifacts: join(root, "made") });
    expect(foundryProject(root).contracts).to.deep.equal([join(root, "source")]);
    expect(() => projectHardfork(foundryProject(root)))
      .to.throw("HARDFORK_UNKNOWN")
      .with.property("message")
      .that.includes("shanghai");
    // Of another profile, of a table below one, in a comment: none of them is the profile's own.
    const elsewhere = '\n[profile.ci]\nevm_version = "paris"\n[profile.default.fuzz]\nevm_version = "london"\n';
    expect(hardforkOf(`${shanghai}#evm_version = "berlin"${elsewhere}`)).to.equal("shanghai");
    expect(hardforkOf("[default]\r\nout = 'made'\r\nevm-version=\"prague\"\r\n")).to.equal("prague");
    expect(hardforkOf('profile.default.out = "made"\nprofile."default".evm_version = "cancun"')).to.equal("cancun");
    try {
      process.env["FOUNDRY_PROFILE"] = "ci";
      expect(hardforkOf(shanghai + elsewhere)).to.equal("paris");
      process.env["FOUNDRY_EVM_VERSION"] = "osaka";
      expect(hardforkOf(shanghai + elsewhere)).to.equal("osaka");
    } finally {
      delete process.env["FOUNDRY_PROFILE"];
      delete process.env["FOUNDRY_EVM_VERSION"];
    }
  });

  it("can be used without forge where it was compiled, while no source is newer", () => {
    expect(() => foundryProject(root)).to.throw("FOUNDRY_NO_FORGE");
    write("src/Pool.sol", "");
    artifact("out/Pool.sol/Pool.json");
    const project = foundryProject(root);
    utimesSync(join(root, "src/Pool.sol"), 1, 1);
    forgeBuild(project);
    utimesSync(join(root, "src/Pool.sol"), Date.now() / 1000 + 60, Date.now() / 1000 + 60);
    expect(() => forgeBuild(project))
      .to.throw("ARTIFACTS_STALE")
      .with.property("message")
      .that.includes("Pool.sol");
    forge("echo 'Error: expected ;'; exit 1");
    expect(() => forgeBuild(project))
      .to.throw("CONTRACT_COMPILE")
      .with.property("message")
      .that.includes("expected ;");
  });

  it("has its contracts typed, and neither its tests nor its scripts", () => {
    const named = [{ type: "function", name: "work", inputs: [], outputs: [], stateMutability: "nonpayable" }];
    artifact("out/Pool.sol/Pool.json", named);
    artifact("out/Pool.t.sol/PoolTest.json");
    artifact("out/Deploy.s.sol/Deploy.json");
    write("out/build-info/x.json", "{}");
    expect([...artifactIndex(join(root, "out")).keys()]).to.deep.equal(["Pool", "Pool.sol:Pool"]);
    expect(writeTypes(foundryProject(root))).to.equal(true);
    expect(writeTypes(foundryProject(root))).to.equal(false);
  });

  it("is found from any folder below it, with what it has to bring; outside of every project one is told so", async () => {
    mkdirSync(join(root, "src", "deep"), { recursive: true });
    expect(projectAt(join(root, "src", "deep"))).to.deep.equal({ kind: "foundry", root });
    write("src/hardhat.config.ts", "");
    expect(projectAt(join(root, "src", "deep"))).to.deep.equal({ kind: "hardhat", root: join(root, "src") });
    const peer = (name: string, version: string): void =>
      write(`node_modules/${name}/package.json`, JSON.stringify({ version }));
    expect(() => requirePeers(root)).to.throw("PEER_MISSING");
    peer("hardhat", "2.26.1");
    expect(() => requirePeers(join(root, "src"))).to.throw("HARDHAT_OLD");
    peer("hardhat", "3.17.0");
    expect(() => requirePeers(root))
      .to.throw("PEER_MISSING")
      .with.property("message")
      .that.includes("npm i -D viem");
    peer("viem", "2.57.20");
    requirePeers(root);
    // Another installation than the one that scenarios would import.
    requireOneVersion(root, root);
    peer("rewardscape", "0.0.1");
    expect(() => requireOneVersion(join(root, "src"), root)).to.throw("VERSIONS_TWO");
    requireOneVersion(root, join(root, "node_modules", "rewardscape"));
    expect(() => readArtifact("Pool", new Map())).to.throw("CONTRACTS_NONE");
    const error: unknown = await projectIn("/").catch((reason: unknown) => reason);
    expect(error).to.have.property("code", "PROJECT_NONE");
  });
});
