import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENGINES } from "../../sim/chain/chain.ts";
import { artifactIndex } from "../../sim/project/artifact-index.ts";
import { readArtifact } from "../../sim/scenario/artifacts.ts";
import { planOf } from "../../sim/evaluation/planned.ts";
import { prepare } from "../../sim/evaluation/prepare.ts";
import { compilersOf } from "../../sim/scenario/compiled-by.ts";
import type { Scenario } from "../../sim/scenario/scenario.ts";
import { live } from "../fixtures/run.ts";
import { market, vault } from "../fixtures/scenarios/elsewhere.ts";

describe("contracts from elsewhere", function () {
  this.timeout(60_000);

  it("trade on Uniswap's own pair in tokens of Solidity 0.6 and 0.7, alike on every engine", async () => {
    const lived = await Promise.all(ENGINES.map((engine) => live(market, { engine })));
    const [{ records, measurement }] = lived as [(typeof lived)[0]];
    expect(records.map(({ outcomes }) => [outcomes.succeeded, outcomes.reverted])).to.deep.equal([
      // Three traders pay and swap in each of three blocks; the fourth's two calls revert.
      [18, 6],
      [18, 6],
    ]);
    expect(measurement.measures["swapped"]).to.be.within(10, 45);
    expect(new Set(lived.map((one) => one.measurement.eventLogHash)).size).to.equal(1);
  });

  it("live in OpenZeppelin's vault and make a pair in a factory of Solidity 0.5, alike on every engine", async () => {
    const lived = await Promise.all(ENGINES.map((engine) => live(vault, { engine })));
    const [{ records, measurement }] = lived as [(typeof lived)[0]];
    expect(records.every(({ outcomes }) => outcomes.reverted === 0)).to.equal(true);
    expect(measurement.measures["pairs"]).to.equal(1);
    expect(measurement.measures["price"]).to.be.greaterThan(1);
    expect(new Set(lived.map((one) => one.measurement.eventLogHash)).size).to.equal(1);
  });

  it("are those that their compilers made", () => {
    for (const [name, version] of [
      ["UniswapV2Factory", "0.5.16"],
      ["EarlyToken", "0.6.12"],
      ["LaterToken", "0.7.6"],
    ] as const) {
      // The code ends with how it was made: "solc", three bytes of version, and the length of all that.
      const { bytecode } = readArtifact(name);
      const bytes = version.split(".").map((part) => Number(part).toString(16).padStart(2, "0"));
      expect(String(bytecode), name).to.match(new RegExp(`64736f6c6343${bytes.join("")}003[23]`));
    }
  });

  it("name the compilers that made them, not the one that is installed", () => {
    const versionsOf = (one: Scenario): string[] => {
      const loaded = { scenario: one, file: import.meta.filename, textHash: "" };
      return compilersOf(planOf(prepare(loaded, { engine: "fast" })).deployments.map(({ artifact }) => artifact));
    };
    // Uniswap's pair comes from its package, with a build that this project does not have.
    expect(versionsOf(market.definition)).to.deep.equal([
      "0.5.16+commit.9c3226ce",
      "0.6.12+commit.27d51765",
      "0.7.6+commit.7338295f",
    ]);
    expect(versionsOf(vault.definition)).to.deep.equal(["0.5.16+commit.9c3226ce", "0.8.37+commit.f401782d"]);
    expect(compilersOf([{ abi: [], bytecode: "0x" }])).to.deep.equal(["unknown"]);
  });

  it("of one name are told apart by their sources", () => {
    const folder = mkdtempSync(join(tmpdir(), "artifacts-"));
    try {
      for (const source of ["contracts/A.sol", "package/B.sol"]) {
        mkdirSync(join(folder, source), { recursive: true });
        writeFileSync(join(folder, source, "Token.json"), "{}");
      }
      const index = artifactIndex(folder);
      expect(index.get("Token")).to.have.length(2);
      expect(index.get("package/B.sol:Token")).to.deep.equal([join(folder, "package/B.sol/Token.json")]);
    } finally {
      rmSync(folder, { recursive: true });
    }
    const qualified = "contracts/elsewhere/older/EarlyToken.sol:EarlyToken";
    expect(readArtifact(qualified)).to.deep.equal(readArtifact("EarlyToken"));
  });
});
