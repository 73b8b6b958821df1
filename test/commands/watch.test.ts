import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { hardhat, type Running } from "../fixtures/command.ts";
import { atRest, processorSeconds } from "../fixtures/work.ts";

const root = join(import.meta.dirname, "..", "..");

/** Waits until a run has printed something so often. */
async function printed(run: Running, text: string, times: number): Promise<void> {
  const ended = run.ended.then((end) => {
    throw new Error(`ended too early:\n${end.stdout}\n${end.stderr}`);
  });
  let seen = "";
  const all = new Promise<void>((resolve) => {
    const look = (more: string): void => {
      seen += more;
      if (seen.split(text).length > times) resolve();
    };
    run.child.stdout!.on("data", look);
    run.child.stderr!.on("data", look);
  });
  await Promise.race([all, ended]);
}

describe("a command that watches", function () {
  this.timeout(120_000);
  mkdirSync(join(root, "cache"), { recursive: true });
  const folder = mkdtempSync(join(root, "cache", "watch-"));
  after(() => rmSync(folder, { recursive: true }));
  const helper = join(folder, "reward.ts");
  const scenarioFile = join(folder, "watched.ts");

  const write = (reward: string): void => {
    // As editors do: another file in the place of the one that was there.
    writeFileSync(`${helper}.tmp`, `export const REWARD = ${reward};\n`);
    renameSync(`${helper}.tmp`, helper);
  };

  it("runs again when a module of the scenario is saved, survives a broken one, and ends with 130", async () => {
    write("1");
    const home = pathToFileURL(join(root, "sim/index.ts")).href;
    writeFileSync(
      scenarioFile,
      `import { REWARD } from "./reward.ts";
       import { fixed, parameter, scenario } from "${home}";
       export default scenario("watched", {
         title: "Saved again and again", parameters: { reward: parameter.real(REWARD, { min: 0, max: 10 }) },
         sizes: { generations: 1, blocks: 2 },
         deploy: ({ contract }) => ({ token: contract("StakeToken", ["T", "T"]) }),
       }).species("idler", { count: 2, genome: {}, adaptation: fixed(), act: () => [] });\n`,
    );
    const run = hardhat(["evolve", scenarioFile, "--watch", "--json", "--replay", "0", "--out", join(folder, "runs")]);
    await printed(run, "watching", 1);
    write("nothing of the kind");
    await printed(run, "SCENARIO_BROKEN", 1);
    await printed(run, "watching", 1);
    // From the saved file to the first line of results. By the clock it would be what else the machine does.
    const before = await atRest(run.child.pid!);
    write("2");
    await printed(run, '"reward"', 1);
    expect(processorSeconds(run.child.pid!) - before).to.be.within(0.1, 2);
    await printed(run, "watching", 1);
    run.child.kill("SIGINT");
    const { status, stdout, stderr } = await run.ended;
    expect(status, stderr).to.equal(130);
    const designs = [...stdout.matchAll(/"reward": (\d)/g)].map(([, value]) => value);
    expect(designs).to.deep.equal(["1", "2"]);
  });
});
