import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import { attack } from "../../sim/attack/attack.ts";
import { solidityTestOf } from "../../sim/attack/write-solidity.ts";
import { testOf } from "../../sim/attack/write-test.ts";
import { worldOf } from "./support.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "build", "attacks");

describe("the test that an attack writes", function () {
  this.timeout(160_000);

  after(() => rmSync(FOLDER, { recursive: true, force: true }));

  it("is red on the faulty contract and green on its sound twin, by npx hardhat test", async () => {
    const result = await attack(await worldOf("share-inflation"), { seed: "1", evaluations: 50_000, accounts: 3 });
    const [finding] = result.findings;
    expect(finding?.verdict.kind).to.equal("theft");
    const text = testOf(finding!, "npx hardhat attack share-inflation", result.dust);
    const solidity = solidityTestOf(finding!, "npx hardhat attack share-inflation", result.dust);
    result.close();
    compiles(solidity);
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, "faulty.test.ts"), text);
    const mended = text.replaceAll('"SharesVault"', '"SharesVaultSound"');
    expect(mended).to.not.equal(text);
    writeFileSync(join(FOLDER, "sound.test.ts"), mended);
    const run = (file: string): string =>
      spawnSync(process.execPath, ["node_modules/hardhat/dist/src/cli.js", "test", "mocha", "--no-compile", file], {
        encoding: "utf8",
        env: { ...process.env, NODE_OPTIONS: "" },
      }).stdout;
    expect(run(join(FOLDER, "faulty.test.ts"))).to.match(/1 failing[^]*the attacker gained \d+ wei/);
    expect(run(join(FOLDER, "sound.test.ts")))
      .to.match(/1 passing/)
      .and.not.match(/failing/);
  });
});

/** Refuses what solc has an error or a warning for: nothing but cheatcodes is needed beside it. */
function compiles(content: string): void {
  const solc = createRequire(import.meta.url)("solc") as { compile(input: string): string };
  const settings = { outputSelection: { "*": { "*": ["evm.bytecode.object"] } } };
  const input = { language: "Solidity", sources: { "attack.t.sol": { content } }, settings };
  const output = JSON.parse(solc.compile(JSON.stringify(input))) as { errors?: { formattedMessage: string }[] };
  expect(output.errors?.map(({ formattedMessage }) => formattedMessage) ?? []).to.deep.equal([]);
}
