import { expect } from "chai";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ENGINES } from "../sim/chain/chain.ts";
import { PACKAGE_ROOT } from "../sim/core/package.ts";
import type { Measurement } from "../sim/core/history.ts";
import { neverSucceeded } from "../sim/report/run/outcome-tables.ts";
import { repositoryProject, useProject } from "../sim/project/project.ts";
import type { Scenario } from "../sim/scenario/scenario.ts";
import { fileNameOf } from "../sim/runs/folder.ts";
import { codeOf } from "./chain/support.ts";
import { type Asked, live } from "./fixtures/run.ts";

// Small inputs that once went wrong, each with what is right. They lie beside the repository, and are run where they are.
const CASES = ["../shared/cases", "../../shared/cases"].map((path) => join(PACKAGE_ROOT, path));
const FOUND = CASES.find((folder) => existsSync(join(folder, "scenarios")));

/** Those that take seconds each run where `.ci/run` asks for them. */
const dear = process.env.REWARDSCAPE_CASES === "all" ? it : it.skip;

type Change = (text: string) => string;

/** The names of today, for files that were written before. */
const TODAY: readonly (readonly [RegExp, string])[] = [
  [/"\.\.\/rewardscape\.ts"/g, `"${join(PACKAGE_ROOT, "sim", "index.ts")}"`],
  [/"\.\.\/scenario\/handles\.ts"/g, `"${join(PACKAGE_ROOT, "sim", "scenario", "bind-contract.ts")}"`],
  [/\bforeign\b/g, "fromArtifact"],
  [/\.\.\/\.\.\/artifacts\/contracts\/bugs/g, "../artifacts"],
];

describe("the shared cases", function () {
  this.timeout(300_000);
  let root: string;
  let written = 0;

  before(function () {
    if (FOUND === undefined) {
      console.log(`      no ${CASES[0]}: the cases that lie there are not run`);
      this.skip();
    }
    mkdirSync(join(PACKAGE_ROOT, "cache"), { recursive: true });
    root = mkdtempSync(join(PACKAGE_ROOT, "cache", "cases-"));
    mkdirSync(join(root, "scenarios"));
    compileInto(join(root, "artifacts"), join(FOUND, "contracts"));
    for (const own of [join("contracts", "tokens"), join("contracts", "harness", "bench")])
      cpSync(join(PACKAGE_ROOT, "artifacts", own), join(root, "artifacts", own), { recursive: true });
    useProject({ ...repositoryProject(), artifacts: join(root, "artifacts") });
  });

  after(() => {
    useProject(repositoryProject());
    if (root) rmSync(root, { recursive: true, force: true });
  });

  async function load(name: string, change: Change = (text) => text): Promise<{ readonly definition: Scenario }> {
    let text = change(readFileSync(join(FOUND!, "scenarios", `${name}.ts`), "utf8"));
    for (const [old, now] of TODAY) text = text.replace(old, now);
    const file = join(root, "scenarios", `${name}-${written++}.ts`);
    writeFileSync(file, text);
    return ((await import(pathToFileURL(file).href)) as { default: { readonly definition: Scenario } }).default;
  }

  async function run(name: string, asked: Asked = {}, change?: Change): Promise<Measurement> {
    return (await live(await load(name, change), { engine: "fast", ...asked })).measurement;
  }

  const valueOf = ({ measures }: Measurement, name: string): number => measures[name]!;

  for (const [name, parameter, [faulty, sound], measure] of [
    ["bug-a1", "scale", ["e18", "e36"], "delivered"],
    ["bug-a2", "who", ["anybody", "distributor"], "early"],
    ["bug-a6", "tidy", ["no", "yes"], "rounds"],
    ["bug-a7", "strict", ["no", "yes"], "lock"],
  ] as const)
    dear(`${name}: finds the fault, and nothing in its sound twin`, async () => {
      const [bad, good] = [
        await run(name, { set: { [parameter]: faulty } }),
        await run(name, { set: { [parameter]: sound } }),
      ];
      expect(valueOf(bad, measure)).to.be.below(valueOf(good, measure));
      expect([bad.goals[0]!.met, good.goals[0]!.met]).to.deep.equal([false, true]);
    });

  it("bug-a1: says 6 decimals as such", async () => {
    const change: Change = (text) => text.replace("price: ONE * 10n ** 12n", "decimals: 6");
    const asked = { set: { scale: "e36" }, generations: 4 };
    const [stated, priced] = [await run("bug-a1", asked, change), await run("bug-a1", asked)];
    expect(valueOf(stated, "delivered")).to.equal(valueOf(priced, "delivered"));
  });

  dear("bug-a8: choice genes obey selection", async () => {
    const [open, guarded] = [await run("bug-a8"), await run("bug-a8", { set: { guard: "yes" } })];
    expect(valueOf(open, "bonus")).to.be.above(valueOf(guarded, "bonus"));
  });

  for (const [name, reason] of [
    ["bug-b-never", "reverted"],
    ["bug-b-poor", "rejected"],
  ] as const)
    it(`${name}: warns that no call succeeded, naming species, function and reason`, async () => {
      const measurement = await run(name);
      const [row] = measurement.functionOutcomes!;
      expect(row).to.include({ caller: "a", succeeded: 0 });
      expect(row![reason]).to.be.above(0);
      const warning = neverSucceeded(measurement).join();
      expect(warning).to.include(row!.function).and.to.include(row!.reasons[0]!.reason);
    });

  it("bug-b-big: names the code's size, with an option to allow it", async () => {
    expect(await codeOf(run("bug-b-big"))).to.equal("CODE_SIZE");
    const allowed = await run("bug-b-big", {}, (text) =>
      text.replace("parameters: {}", "parameters: {}, allowUnlimitedContractSize: true"),
    );
    expect(allowed.functionOutcomes![0]!.succeeded).to.be.above(0);
  });

  it("bug-b-clones, 2 and 3: proxies, clones whose address is learnt, tokens in them", async () => {
    const { functionOutcomes } = await run("bug-b-clones");
    expect(functionOutcomes!.every(({ reverted, succeeded }) => reverted === 0 && succeeded > 0)).to.equal(true);
    const learnt = await run("bug-b-clones2", {}, (text) =>
      text
        .replace(/import \{ bindContract \}.*\n/, "")
        .replace("import { ether", "import { contractAt, ether")
        .replace("bindContract(abi", "contractAt(abi"),
    );
    expect(learnt.functionOutcomes!.find(({ function: f }) => f === "contractAt.work")!.succeeded).to.be.above(0);
    expect((await run("bug-b-clones3")).generations).to.equal(3);
  });

  it("bug-b-lib and 2: libraries are linked, found by name", async () => {
    for (const measurement of [await run("bug-b-lib"), await run("bug-b-lib2")])
      expect(measurement.functionOutcomes![0]).to.include({ reverted: 0 });
  });

  dear("bug-b-logs: 10,000 logs a block end no sound run", async () => {
    const measurement = await run("bug-b-logs", { generations: 1, blocks: 2 });
    expect(valueOf(measurement, "said")).to.be.at.least(20_000);
  });

  it("bug-b-overload, 2 and t: functions and events of one name are told apart by their arguments", async () => {
    const [byId, byAccount] = [await run("bug-b-overload"), await run("bug-b-overload2")];
    expect(valueOf(byId, "paid")).to.be.above(0);
    expect(valueOf(byAccount, "paid")).to.be.above(0);
    expect(valueOf(byId, "id1")).to.be.above(0);
    expect(valueOf(byAccount, "id1")).to.equal(0);
    const types = await run("bug-t-overload");
    expect(types.functionOutcomes!.map((row) => row.succeeded)).to.deep.equal([1, 1]);
  });

  for (const name of ["bug-b-draw", "bug-b-drawHash"])
    it(`${name}: one hash on all engines`, async () => {
      const hashes = new Set<string>();
      for (const engine of ENGINES) hashes.add((await run(name, { engine })).eventLogHash);
      expect(hashes.size).to.equal(1);
    });

  it("bug-c-osaka, bug-c-pre: run under osaka, and are refused before it, naming what is missing", async () => {
    expect(valueOf(await run("bug-c-osaka", { hardfork: "osaka" }), "ok")).to.be.above(0);
    const pre = await run("bug-c-pre", { hardfork: "osaka" });
    expect([valueOf(pre, "p256"), valueOf(pre, "bls")].every((count) => count > 0)).to.equal(true);
    for (const [name, missing] of [
      ["bug-c-osaka", /CLZ/],
      ["bug-c-pre", /P-?256|7951/],
    ] as const) {
      const told = await run(name, { hardfork: "cancun" }).catch((error: Error) => error);
      expect(told).to.have.property("code", "HARDFORK_TOO_OLD");
      expect((told as Error).message).to.match(missing);
    }
  });

  it("bug-b-name: a name of any characters is run", async () => {
    const { definition } = await load("bug-b-name");
    expect((await live({ definition }, { engine: "fast" })).measurement.generations).to.equal(2);
    expect(fileNameOf(definition.name)).to.match(/^[a-z0-9-]+$/);
  });
});

interface Output {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Record<
    string,
    Record<string, { abi: object; evm: Record<"bytecode" | "deployedBytecode", Code> }>
  >;
}
interface Code {
  readonly object: string;
  readonly linkReferences: object;
}

/** Artifacts as Hardhat lays them out: for osaka where the code needs it, else for cancun, as the sources' own project had it. */
function compileInto(folder: string, contracts: string): void {
  const solc = createRequire(import.meta.url)("solc") as {
    compile(input: string, callbacks: { import(path: string): { contents: string } }): string;
  };
  for (const evmVersion of ["cancun", "osaka"]) {
    const files = readdirSync(contracts).filter((file) => (file === "Osaka.sol") === (evmVersion === "osaka"));
    const input = {
      language: "Solidity",
      sources: Object.fromEntries(
        files.map((file) => [file, { content: readFileSync(join(contracts, file), "utf8") }]),
      ),
      settings: {
        evmVersion,
        outputSelection: { "*": { "*": ["abi", "evm.bytecode", "evm.deployedBytecode"] } },
      },
    };
    const output = JSON.parse(
      solc.compile(JSON.stringify(input), {
        import: (path) => ({ contents: readFileSync(join(PACKAGE_ROOT, "node_modules", path), "utf8") }),
      }),
    ) as Output;
    const broken = output.errors?.find(({ severity }) => severity === "error");
    if (broken) throw new Error(broken.formattedMessage);
    for (const source of files)
      for (const [contractName, { abi, evm }] of Object.entries(output.contracts[source]!)) {
        const { bytecode, deployedBytecode } = evm;
        mkdirSync(join(folder, source), { recursive: true });
        writeFileSync(
          join(folder, source, `${contractName}.json`),
          JSON.stringify({
            contractName,
            sourceName: source,
            abi,
            bytecode: `0x${bytecode.object}`,
            deployedBytecode: `0x${deployedBytecode.object}`,
            linkReferences: bytecode.linkReferences,
            deployedLinkReferences: deployedBytecode.linkReferences,
          }),
        );
      }
  }
}
