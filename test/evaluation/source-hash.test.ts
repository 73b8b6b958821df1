import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { loadScenario } from "../../sim/evaluation/load.ts";
import { ROOT, sourceFiles, type ResultKind } from "../../sim/evaluation/source-hash.ts";
import { modulesFrom } from "../../sim/sources/bundler.ts";
import { changedSources, hashOfSources } from "../../sim/sources/list.ts";
import { temporaryFolder } from "../runs/folder.ts";

const KINDS: readonly ResultKind[] = ["run", "evaluation", "exploration", "verification"];

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

describe("the source hash over the simulator's own modules", function () {
  this.timeout(600_000);
  let copy = "";
  let scenario = "";

  before(() => {
    copy = realpathSync(mkdtempSync(join(tmpdir(), "rewardscape-tree-")));
    cpSync(join(ROOT, "sim"), join(copy, "sim"), { recursive: true });
    cpSync(join(ROOT, "scripts/build-evm.mjs"), join(copy, "scripts/build-evm.mjs"));
    cpSync(join(ROOT, "package.json"), join(copy, "package.json"));
    cpSync(join(ROOT, "artifacts/contracts/harness"), join(copy, "artifacts/contracts/harness"), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
    scenario = join(copy, "sim/scenarios/staking.ts");
  });
  after(() => rmSync(copy, { recursive: true, force: true }));

  const listed = (kind: ResultKind): ReturnType<typeof sourceFiles> => sourceFiles(kind, scenario, copy);
  const hashOf = (kind: ResultKind): string => hashOfSources(listed(kind));

  /** The hash of a kind before a file is edited, while it is, and after. */
  function edited(kind: ResultKind, file: string): readonly [string, string, string] {
    const path = join(copy, file);
    const text = readFileSync(path, "utf8");
    const before = hashOf(kind);
    writeFileSync(path, file.endsWith(".json") ? text.replace('"bytecode": "0x', '"bytecode": "0x00') : `${text}\n//`);
    const during = hashOf(kind);
    writeFileSync(path, text);
    return [before, during, hashOf(kind)];
  }

  it("changes with every module and file of the loaded graph, in turn, and with nothing else", () => {
    const lists = new Map(KINDS.map((kind) => [kind, listed(kind)] as const));
    const seen = new Set<string>();
    for (const [kind, list] of lists) {
      const before = hashOfSources(list);
      for (const name of Object.keys(list)) {
        if (name.startsWith("package ") || seen.has(name)) continue;
        seen.add(name);
        const path = join(copy, name);
        const text = readFileSync(path, "utf8");
        writeFileSync(
          path,
          name.endsWith(".json") ? text.replace('"bytecode": "0x', '"bytecode": "0x00') : `${text}\n//`,
        );
        expect(hashOf(kind), name).not.to.equal(before);
        writeFileSync(path, text);
      }
      expect(hashOf(kind)).to.equal(before);
    }
    expect([...seen]).to.include.members([
      "sim/evaluation/evaluation.ts",
      "sim/evaluation/deployment.ts",
      "sim/evaluation/prepare.ts",
      "sim/evaluation/evaluation-job.ts",
      "sim/explore/evaluation.ts",
      "sim/verify/verify-job.ts",
      "sim/scenarios/staking.ts",
      "sim/chain/hardhat/batched.ts",
      "sim/chain/fast/fast-chain.ts",
      "sim/evm/runtime/calls.ts",
      "sim/chain/replay/replay-worker.ts",
      "scripts/build-evm.mjs",
      "artifacts/contracts/harness/ViewReader.sol/ViewReader.json",
    ]);
  });

  it("stays when anything of report/ or commands/ is edited", () => {
    const all = KINDS.flatMap((kind) => Object.keys(listed(kind)));
    expect(all.filter((name) => /^sim\/(report|commands|tasks)\//.test(name))).to.deep.equal([]);
    const before = KINDS.map(hashOf);
    for (const folder of ["report", "commands"]) {
      for (const module of sourcesIn(join(copy, "sim", folder))) {
        writeFileSync(module, `${readFileSync(module, "utf8")}\n// edited`);
        expect(hashOf("run"), module).to.equal(before[0]);
      }
    }
    expect(KINDS.map(hashOf)).to.deep.equal(before);
  });

  it("stays when another built-in scenario is edited, and changes with its own", () => {
    const [before, during, after] = edited("run", "sim/scenarios/lottery.ts");
    expect([during, after]).to.deep.equal([before, before]);
    const [, changed] = edited("run", "sim/scenarios/staking.ts");
    expect(changed).not.to.equal(before);
  });

  it("takes of a compiled contract what decides, not which build it came from", () => {
    const file = join(copy, "artifacts/contracts/harness/ViewReader.sol/ViewReader.json");
    const before = hashOf("run");
    const artifact = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...artifact, buildInfoId: "another" }));
    expect(hashOf("run")).to.equal(before);
    writeFileSync(file, JSON.stringify({ ...artifact, abi: [] }));
    expect(hashOf("run")).not.to.equal(before);
    writeFileSync(file, JSON.stringify(artifact));
  });

  it("sees packages by name, version and content, without what differs from platform to platform", () => {
    const packages = Object.keys(listed("run")).filter((name) => name.startsWith("package "));
    expect(packages.some((name) => name.startsWith("package viem@"))).to.equal(true);
    expect(packages.some((name) => name.startsWith("package hardhat@"))).to.equal(true);
    expect(packages.filter((name) => /linux|darwin|win32/.test(name))).to.deep.equal([]);
  });

  it("has a vocabulary for scenarios that draws neither report/ nor commands/ into what a scenario loads", () => {
    const loaded = [...modulesFrom([join(copy, "sim/index.ts")]).keys()];
    expect(loaded.length).to.be.greaterThan(20);
    expect(loaded.filter((file) => /\/sim\/(report|commands|tasks|explore|verify|runs)\//.test(file))).to.deep.equal(
      [],
    );
  });
});

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe("the source hash over what a scenario brings", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  /** A scenario that uses everything that a file can bring in. */
  function bring(): { readonly file: string; readonly hash: () => string } {
    const home = realpathSync(folder());
    const vocabulary = JSON.stringify(join(ROOT, "sim/index.ts"));
    write(
      join(home, "design/scenario.ts"),
      `import { readFileSync } from "node:fs";
       import { scenario, parameter } from ${vocabulary};
       import type { Never } from "./types.ts";
       import { constant } from "../lib/constant.ts";
       import table from "./table.json" with { type: "json" };
       import { factor } from "brought";
       import { linked } from "linked";
       export * from "./more.ts";
       const rows = readFileSync(new URL(["series", "csv"].join("."), import.meta.url), "utf8");
       const named = new URL("./named.txt", import.meta.url);
       const late = (): Promise<unknown> => import("./late.ts");
       export const used: Never = [constant, table, factor, linked, rows, named, late];
       export default scenario("brought", {
         title: "t", about: "none", sizes: { blocks: 2, generations: 2 },
         parameters: { p: parameter.integer(1, { min: 1, max: 2, about: "p" }) },
         deploy: () => ({}),
       } as never);`,
    );
    write(join(home, "design/types.ts"), "export type Never = unknown;");
    write(join(home, "lib/constant.ts"), 'export { constant } from "./deeper.ts";');
    write(join(home, "lib/deeper.ts"), "export const constant = 1;");
    write(join(home, "design/table.json"), "[1]");
    write(join(home, "design/more.ts"), "export const more = 1;");
    write(join(home, "design/late.ts"), "export const late = 1;");
    write(join(home, "design/series.csv"), "1,2");
    write(join(home, "design/named.txt"), "one");
    write(join(home, "design/unused.ts"), "export const unused = 1;");
    write(join(home, "node_modules/brought/package.json"), '{"name":"brought","version":"1.0.0","main":"index.js"}');
    write(join(home, "node_modules/brought/index.js"), 'module.exports = { factor: require("./inner.js") };');
    write(join(home, "node_modules/brought/inner.js"), "module.exports = 1;");
    write(join(home, "packages/linked/package.json"), '{"name":"linked","type":"module","exports":"./main.ts"}');
    write(join(home, "packages/linked/main.ts"), "export const linked = 1;");
    symlinkSync(join(home, "packages/linked"), join(home, "node_modules/linked"));
    const file = join(home, "design/scenario.ts");
    return { file, hash: () => hashOfSources(sourceFiles("evaluation", file)) };
  }

  it("follows imports, named and read files and packages, wherever they lie", async () => {
    const { file, hash } = bring();
    await loadScenario(file);
    const before = hash();
    const decide = [
      "design/scenario.ts",
      "lib/constant.ts",
      "lib/deeper.ts",
      "design/table.json",
      "design/more.ts",
      "design/late.ts",
      "design/series.csv",
      "design/named.txt",
      "node_modules/brought/inner.js",
      "packages/linked/main.ts",
    ];
    for (const name of decide) {
      const path = join(folder(), name);
      const text = readFileSync(path, "utf8");
      writeFileSync(path, `${text} `);
      expect(hash(), name).not.to.equal(before);
      writeFileSync(path, text);
      expect(hash(), name).to.equal(before);
    }
    for (const name of ["design/types.ts", "design/unused.ts"]) {
      writeFileSync(join(folder(), name), "export type Never = any; export const unused = 2;");
      expect(hash(), name).to.equal(before);
    }
    write(
      join(folder(), "node_modules/brought/package.json"),
      '{"name":"brought","version":"1.0.1","main":"index.js"}',
    );
    expect(hash(), "version").not.to.equal(before);
  });

  it("does not depend on where a project lies", async () => {
    const { file } = bring();
    await loadScenario(file);
    const before = sourceFiles("evaluation", file);
    const moved = join(folder(), "elsewhere");
    for (const name of ["design", "lib", "packages", "node_modules"]) {
      cpSync(join(folder(), name), join(moved, name), { recursive: true, verbatimSymlinks: true });
    }
    rmSync(join(moved, "node_modules/linked"));
    symlinkSync(join(moved, "packages/linked"), join(moved, "node_modules/linked"));
    const there = join(moved, "design/scenario.ts");
    await loadScenario(there);
    expect(changedSources(before, sourceFiles("evaluation", there))).to.deep.equal([]);
  });
});
