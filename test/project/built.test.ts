import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beginBuild, isBuilt, type BuildConfig } from "../../sim/project/built.ts";

describe("a build that changes nothing", () => {
  let root: string;
  let config: BuildConfig;

  /** Long ago: a file that changed just now may change again and keep its time. */
  function write(path: string, text = ""): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    utimesSync(join(root, path), 1, 1);
  }

  beforeEach(async function () {
    this.timeout(10_000);
    root = mkdtempSync(join(tmpdir(), "built-"));
    write("contracts/Pool.sol");
    write("node_modules/aliased/package.json", '{ "name": "@scope/lib", "version": "1.2.3" }');
    write("node_modules/aliased/Lib.sol");
    write("compiler.js");
    write("artifacts/contracts/Pool.sol/Pool.json", "{}");
    const sources = { "project/contracts/Pool.sol": {}, "npm/@scope/lib@1.2.3/Lib.sol": {} };
    write("artifacts/build-info/a.json", JSON.stringify({ input: { sources } }));
    write("artifacts/build-info/a.output.json", "{}");
    const made = { artifactPaths: [join(root, "artifacts/contracts/Pool.sol/Pool.json")] };
    write("cache/compile-cache.json", JSON.stringify({ [join(root, "contracts/Pool.sol")]: made }));
    config = {
      paths: {
        root,
        artifacts: join(root, "artifacts"),
        cache: join(root, "cache"),
        sources: { solidity: [join(root, "contracts")] },
        tests: {},
      },
      solidity: { compilers: [{ version: "0.8.30", path: join(root, "compiler.js"), runs: 200n }] },
    };
    // Of a file just made the change counts as fresh for two seconds.
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    beginBuild(config)();
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("is known without asking Hardhat, until a source, import, compiler, artifact or setting changes", function () {
    this.timeout(10_000);
    expect(isBuilt(config)).to.equal(true);
    for (const path of [
      "contracts/Pool.sol",
      "node_modules/aliased/Lib.sol",
      "compiler.js",
      "artifacts/contracts/Pool.sol/Pool.json",
    ]) {
      write(path, "changed");
      expect(isBuilt(config), path).to.equal(false);
      write(path, "");
      // The time is the same again, and the change is seen all the same.
      expect(isBuilt(config), path).to.equal(false);
    }
  });

  it("is not where a source is new, one is gone, or the settings differ", () => {
    expect(isBuilt({ ...config, solidity: { compilers: [] } })).to.equal(false);
    write("contracts/New.sol");
    expect(isBuilt(config)).to.equal(false);
    rmSync(join(root, "contracts/New.sol"));
    expect(isBuilt(config)).to.equal(true);
    rmSync(join(root, "artifacts/contracts/Pool.sol/Pool.json"));
    expect(isBuilt(config)).to.equal(false);
  });

  it("is known although Hardhat still notes what it once made of a source that is gone", () => {
    rmSync(join(root, "cache/rewardscape"), { recursive: true });
    const kept = { artifactPaths: [join(root, "artifacts/contracts/Pool.sol/Pool.json")] };
    const gone = { artifactPaths: [join(root, "artifacts/contracts/Gone.sol/Gone.json")] };
    write("cache/compile-cache.json", JSON.stringify({ [join(root, "contracts/Pool.sol")]: kept, gone }));
    beginBuild(config)();
    expect(isBuilt(config)).to.equal(true);
  });

  it("is left to Hardhat where an import is not found", () => {
    rmSync(join(root, "cache/rewardscape"), { recursive: true });
    rmSync(join(root, "node_modules/aliased/Lib.sol"));
    beginBuild(config)();
    expect(isBuilt(config)).to.equal(false);
  });
});
