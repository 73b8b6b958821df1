import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import { allowedOf, isWritable } from "../../sim/attack/allowed.ts";
import { describeStep } from "../../sim/attack/describe.ts";
import { attack, type Finding } from "../../sim/attack/attack.ts";
import { solidityTestOf } from "../../sim/attack/write-solidity.ts";
import { testOf } from "../../sim/attack/write-test.ts";
import { worldOf } from "./support.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "build", "attacks");

describe("the test that an attack writes", function () {
  this.timeout(160_000);

  after(() => rmSync(FOLDER, { recursive: true, force: true }));

  it("is red on the faulty contract and green on its sound twin, by npx hardhat test", async () => {
    mkdirSync(FOLDER, { recursive: true });
    const written = (name: string, text: string, contract: string): void => {
      writeFileSync(join(FOLDER, `${name}.faulty.test.ts`), text);
      const mended = text.replaceAll(`"${contract}"`, `"${contract}Sound"`);
      expect(mended).to.not.equal(text);
      writeFileSync(join(FOLDER, `${name}.sound.test.ts`), mended);
    };
    const result = await attack(await worldOf("share-inflation"), { seed: "1", evaluations: 50_000, accounts: 3 });
    const [finding] = result.findings;
    expect(finding?.verdict.kind).to.equal("theft");
    const text = testOf(finding!, "npx hardhat attack share-inflation", allowedOf(finding!));
    expect(text, "a comment for each call").to.include(`// ${describeStep(finding!.scene, finding!.steps[0]!)}`);
    written("theft", text, "SharesVault");
    compiles(solidityTestOf(finding!, "npx hardhat attack share-inflation", allowedOf(finding!)));
    result.close();
    const box = await attack(await worldOf("lock-box"), {
      seed: "1",
      evaluations: 2_500,
      accounts: 1,
      objective: "harm",
    });
    const by = (kind: string): Finding => box.findings.find(({ verdict }) => verdict.kind === kind)!;
    written("harm", testOf(by("harm"), "npx hardhat attack lock-box", allowedOf(by("harm")), "ethers"), "LockBox");
    expect(isWritable(by("breach"))).to.equal(true);
    written("breach", testOf(by("breach"), "npx hardhat attack lock-box", 0n), "LockBox");
    box.close();
    const files = ["faulty", "sound"].flatMap((twin) =>
      ["theft", "harm", "breach"].map((name) => join(FOLDER, `${name}.${twin}.test.ts`)),
    );
    // As in a project of somebody's own: one file after the other, and nothing of this suite's before them.
    const config = join(FOLDER, "hardhat.config.ts");
    writeFileSync(
      config,
      `import config from "../../hardhat.config.ts";
       export default { ...config, test: { mocha: { timeout: 120_000 } } };`,
    );
    const { stdout } = spawnSync(
      process.execPath,
      ["node_modules/hardhat/dist/src/cli.js", "--config", config, "test", "mocha", "--no-compile", ...files],
      { encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } },
    );
    expect(stdout)
      .to.match(/3 passing[^]*3 failing[^]*the attacker gained \d+ wei/)
      .and.match(/harm: 15000000000000000000 instead of at most/)
      .and.match(/solvency of deposits is broken: \d+, \d+, \d+/);
    // Each fault with the file where it is: those that fail are the faulty ones.
    expect([...stdout.matchAll(/(\w+)\.(faulty|sound)\.test\.ts:\d+/g)].map(([, , twin]) => twin))
      .to.include("faulty")
      .and.not.include("sound");
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
