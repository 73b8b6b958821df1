import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { EVOLVE_OPTIONS } from "../../sim/commands/evolve-options.ts";
import { helpOf } from "../../sim/commands/options.ts";
import { hardhat } from "../fixtures/command.ts";
import { task } from "../fixtures/task.ts";
import { live } from "../fixtures/run.ts";
import { slashing } from "../fixtures/scenarios/slashing.ts";
import { temporaryFolder } from "../runs/folder.ts";

const SLASHING = "test/fixtures/scenarios/slashing.ts";

describe("the command line", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  it("prints one document and nothing else with --json, the same from a task and from a script, in any process", async () => {
    const ofTask = await hardhat([
      "evolve",
      SLASHING,
      "--seed",
      "7",
      "--set",
      "reward=5ether",
      "--json",
      "--out",
      folder(),
    ]).ended;
    // What Hardhat itself builds before a script does not wait for other processes that build.
    const script = await hardhat(["run", "--no-compile", "sim/evolve.ts"], {
      REWARDSCAPE_SCENARIO: SLASHING,
      REWARDSCAPE_SEED: "7",
      REWARDSCAPE_SET: "reward=5ether",
      REWARDSCAPE_JSON: "1",
      REWARDSCAPE_QUIET: "true",
      REWARDSCAPE_OUT: join(folder(), "script"),
      REWARDSCAPE_ENGINE: "transactions",
    }).ended;
    const here = await live(slashing, { set: { reward: "5ether" } });
    for (const { status, stdout, stderr } of [ofTask, script]) {
      expect(status, stderr).to.equal(0);
      const document = JSON.parse(stdout) as Record<string, unknown>;
      expect(document).to.include({
        scenario: "slashing",
        seed: "7",
        hardfork: "osaka",
        eventLogHash: here.measurement.eventLogHash,
      });
      expect(document["design"]).to.deep.equal({ reward: "5000000000000000000" });
      expect(document["measures"]).to.deep.equal(here.measurement.measures);
      expect(document["conservation"]).to.deep.equal(here.measurement.conservation);
      expect(document["goals"]).to.deep.equal([]);
      expect(document["versions"]).to.include.keys("rewardscape", "hardhat", "solc", "node");
      expect(document["versions"])
        .to.have.property("solc")
        .that.matches(/^0\.8\.37\+commit\.\w{8}$/);
      expect((document["throughput"] as Record<string, unknown>)["actionsPerSecond"])
        .to.be.a("number")
        .above(0);
    }
    expect(JSON.parse(ofTask.stdout)).to.include({ engine: "fast" });
    expect(JSON.parse(script.stdout)).to.include({ engine: "transactions" });
    expect(script.stderr).to.not.include("generation");
  });

  it("ends with 1 at a difference that replay finds, naming block, agent and where both traces are", async () => {
    const preload = `--import tsx --import ${pathToFileURL(resolve("test/fixtures/faulty-engine.ts")).href}`;
    const args = ["evolve", SLASHING, "--engine", "fast", "--replay", "all", "--out", folder()];
    const { status, stdout, stderr } = await hardhat(args, { NODE_OPTIONS: preload, PLANT_FAULT: "1" }).ended;
    expect(status, stderr).to.equal(1);
    expect(stdout).not.to.contain("report");
    expect(stderr).to.match(/REPLAY_DIFFERENCE/);
    expect(stderr).to.match(/block \d+, call 0 of (the treasury|\w+ #\d+) \(0x[0-9a-f]{40}\)/);
    expect(existsSync(/both traces are in (\S+\.json)/.exec(stderr)![1]!)).to.equal(true);
  });

  it("shows plain lines when piped, then what evolved and where the results are, lists the run and reports it again", async () => {
    const { status, stdout, stderr } = await hardhat(["evolve", SLASHING, "--generations", "2", "--out", folder()])
      .ended;
    expect(status, stderr).to.equal(0);
    expect(stdout + stderr).to.not.match(/[\u001b\r]/);
    expect(stderr).to.match(/^generation \d\/2 .*actions\/s/m);
    expect(stdout).to.include("honest").and.include("Conservation holds to the wei");
    const html = readdirSync(folder()).find((name) => name.endsWith(".html"))!;
    expect(stdout).to.include(html);
    const id = html.slice(0, -".html".length);
    const runs = await task("runs", { out: folder() });
    const report = await task("report", { run: id, out: folder() });
    const scenarios = await task("scenarios");
    for (const done of [runs, report, scenarios]) expect(done).to.include({ status: 0, stderr: "" });
    expect(runs.stdout).to.include(id).and.include("finished");
    expect(report.stdout.trim()).to.equal(join(folder(), html));
    expect(readFileSync(join(folder(), html), "utf8")).to.include("</html>");
    expect(scenarios.stdout)
      .to.match(/^hash-rate +\S/m)
      .and.match(/^contest +\S/m);
  });

  it("explains each option, and refuses a misspelt one with the nearest", async () => {
    const [help, misspelt, unknown] = await Promise.all([
      hardhat(["evolve", "--help"]).ended,
      hardhat(["evolve", "--generation", "5"]).ended,
      task("report", { run: "hash-rate-00000000-1", out: folder() }),
    ]);
    for (const [name, option] of Object.entries(EVOLVE_OPTIONS))
      expect(help.stdout)
        .to.match(new RegExp(`${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} `))
        .and.include(helpOf(option, "npx hardhat"));
    expect(misspelt.status).to.equal(1);
    expect(misspelt.stderr).to.include("[OPTION_UNKNOWN]").and.include("--generations");
    expect(unknown.status).to.equal(1);
    expect(unknown.stderr).to.include("[STORE_UNKNOWN_RUN]");
  });

  it("stops at a contract that does not compile, with the compiler's message", async () => {
    const project = mkdtempSync(join("cache", "broken-")); // below the project, whose packages it needs
    try {
      mkdirSync(join(project, "contracts"));
      writeFileSync(
        join(project, "contracts", "Broken.sol"),
        "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.28;\ncontract Broken { uint256 public pay = undeclaredReward; }\n",
      );
      writeFileSync(
        join(project, "hardhat.config.ts"),
        `import config from "../../hardhat.config.ts";
         const paths = { sources: "${project}/contracts", cache: "${project}/cache", artifacts: "${project}/artifacts" };
         // What comes from packages compiles elsewhere.
         export default { ...config, paths, solidity: { ...config.solidity, npmFilesToBuild: [] } };`,
      );
      const run = await hardhat(["--config", join(project, "hardhat.config.ts"), "evolve", "--out", folder()]).ended;
      expect(run.status).to.equal(1);
      expect(run.stderr).to.include("[CONTRACT_COMPILE]");
      expect(run.stdout + run.stderr)
        .to.include("Undeclared identifier")
        .and.include("Broken.sol");
    } finally {
      rmSync(project, { recursive: true });
    }
  });
});
