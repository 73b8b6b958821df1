import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { harnessArtifact } from "../../sim/chain/harness-artifact.ts";
import { RewardscapeError } from "../../sim/core/errors/errors.ts";
import { environment, ether, units } from "../../sim/index.ts";
import { Evm } from "../../sim/evm/host/evm.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import { compile } from "../../sim/project/hardhat-build.ts";
import { storeError } from "../../sim/runs/sqlite.ts";
import { modulesFrom } from "../../sim/sources/bundler.ts";
import { deviationRows } from "../../sim/verify/deviation-goals.ts";
import { findCase } from "../../sim/verify/failing-cases.ts";
import { forcing } from "../../sim/verify/resonance.ts";
import { requireSomethingToSearch } from "../../sim/verify/worst.ts";
import { verifyDesign } from "../../sim/verify/verification.ts";
import { live, refused } from "../fixtures/run.ts";
import { temporaryFolder } from "../runs/folder.ts";
import { changed } from "../scenario/nonsense/change.ts";
import { valid } from "../scenario/nonsense/valid.ts";

const coded = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    expect(error, String((error as Error).stack)).to.be.instanceOf(RewardscapeError);
    return (error as RewardscapeError).code;
  }
  throw new Error("nothing was thrown");
};

describe("errors that are rarely met", function () {
  this.timeout(30_000);
  const folder = temporaryFolder();
  const sound = { scenario: valid(), file: "", textHash: "" };

  it("UNIT_AMOUNT: amounts that are none", () => {
    for (const amount of ["x", "", "1e18", "1,5", "0x1", NaN, Infinity, null, {}, 1n])
      expect(
        coded(() => ether(amount as never)),
        String(amount),
      ).to.equal("UNIT_AMOUNT");
    for (const decimals of [-1, 1.5, 78, NaN, "6" as never])
      expect(
        coded(() => units(decimals)),
        String(decimals),
      ).to.equal("UNIT_AMOUNT");
    expect(ether("-0.5") + ether(1e-7)).to.equal(-(10n ** 18n) / 2n + 10n ** 11n);
  });

  it("HARDFORK_UNKNOWN: rules that no engine has", () => {
    expect(coded(() => prepare(sound, { engine: "fast", hardfork: "shanghai" as never }))).to.equal("HARDFORK_UNKNOWN");
  });

  it("CONDITION_OFFSET: offsets that are not finite", () => {
    const faults = environment({ price: 1 }).conditionFaults({ offsets: { price: [0, NaN] } });
    expect(faults.map(({ code }) => code)).to.deep.equal(["CONDITION_OFFSET"]);
  });

  it("GENOME_FOUNDER, POSITION_TOKEN: what only a run shows", async () => {
    const founders = () => ({ stake: 7, tries: 2, style: "bold" });
    await refused("GENOME_FOUNDER", live({ definition: changed("species.miner.founders", founders) }));
    const holdings = () => [];
    await refused("POSITION_TOKEN", live({ definition: changed("base.holdings", holdings) }));
  });

  it("EVM_NO_BLOCK: execution before a block", () => {
    const evm = Evm.create({ hardfork: "osaka" });
    const view = { sender: new Uint8Array(20), to: new Uint8Array(20), data: new Uint8Array(), gas: 1n };
    expect(coded(() => evm.view(...([view] as unknown as Parameters<Evm["view"]>)))).to.equal("EVM_NO_BLOCK");
    evm.close();
  });

  it("HARNESS_NOT_BUILT: a contract that drives batches is missing", () => {
    expect(coded(() => harnessArtifact("NotThere"))).to.equal("HARNESS_NOT_BUILT");
  });

  it("CONTRACT_COMPILE: a build that fails", async () => {
    const run = (): Promise<never> => Promise.reject(new Error("Compilation failed"));
    const root = folder();
    const paths = { root, artifacts: root, cache: root, sources: { solidity: [] }, tests: {} };
    const config = { paths, solidity: {} };
    const hre = { config, tasks: { getTask: () => ({ run }) } } as unknown as HardhatRuntimeEnvironment;
    await refused("CONTRACT_COMPILE", compile(hre));
  });

  it("STORE_BUSY, STORE_IO: what SQLite says of a lock and of a disk", () => {
    const said = (errcode: number): unknown =>
      storeError("runs", Object.assign(new Error("sqlite"), { code: "ERR_SQLITE_ERROR", errcode }));
    expect((said(5) as RewardscapeError).code).to.equal("STORE_BUSY");
    expect((said(10) as RewardscapeError).code).to.equal("STORE_IO");
  });

  it("SOURCE_UNREADABLE: a module that cannot be read", () => {
    mkdirSync(join(folder(), "src"));
    const file = join(folder(), "src", "broken.ts");
    writeFileSync(file, 'import { a from "./b.ts";');
    expect(coded(() => modulesFrom([file]))).to.equal("SOURCE_UNREADABLE");
  });

  it("RESONANCE_SERIES, VERIFY_WORST, CASE_UNKNOWN: questions that cannot be asked", () => {
    const { living } = valid().measures;
    const scenario = { ...valid(), measures: { living: living! } };
    expect(coded(() => forcing(scenario))).to.equal("RESONANCE_SERIES");
    expect(coded(() => requireSomethingToSearch(scenario, "world", 0))).to.equal("VERIFY_WORST");
    expect(coded(() => findCase([], "yield-1", "valid"))).to.equal("CASE_UNKNOWN");
  });

  it("VERIFY_NO_GOALS, DEVIATION_NOBODY: nothing to verify", async () => {
    const scenario = { ...valid(), goals: [] };
    await refused("VERIFY_NO_GOALS", verifyDesign(scenario, {} as never, { plan: { share: 0.9 } } as never));
    const limit = { measure: "deviation.nobody", text: "deviation.nobody at most 0" };
    expect(coded(() => deviationRows([limit as never], []))).to.equal("DEVIATION_NOBODY");
  });
});
