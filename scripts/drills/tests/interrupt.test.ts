import { readdirSync } from "node:fs";
import { expect } from "chai";
import { listRuns } from "../../../sim/runs/read.ts";
import type { Measurement } from "../../../sim/core/history.ts";
import { hardhat } from "../../../test/fixtures/command.ts";
import type { Running } from "../../../test/fixtures/command.ts";
import { live } from "../../../test/fixtures/run.ts";
import { everything } from "../../../test/fixtures/scenarios/everything.ts";
import { temporaryFolder } from "../../../test/runs/folder.ts";

const GENERATIONS = 8;

describe("a run that is ended from outside", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  let expected = "";

  before(async () => {
    expected = (await live(everything(), { generations: GENERATIONS })).measurement.eventLogHash;
  });

  const start = (): Running =>
    hardhat(["run", "--no-compile", "sim/evolve.ts"], {
      REWARDSCAPE_SCENARIO: "test/fixtures/scenarios/lasting.ts",
      REWARDSCAPE_SEED: "7",
      REWARDSCAPE_GENERATIONS: String(GENERATIONS),
      REWARDSCAPE_ENGINE: "batched",
      REWARDSCAPE_OUT: folder(),
      REWARDSCAPE_JSON: "1",
      REWARDSCAPE_RESUME: "1",
    });

  /** Resolves when a run has stored this many generations. */
  const stored = async (run: Running, generations: number): Promise<void> => {
    const ended = run.ended.then((end) => {
      throw new Error(`ended too early:\n${end.stderr}`);
    });
    const look = async (): Promise<void> => {
      while (!listRuns(folder()).some((entry) => (entry.generations ?? 0) >= generations))
        await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await Promise.race([look(), ended]);
  };

  it("with kill -9, again and again, ends with the hash of an undisturbed run once it is resumed", async () => {
    let finished = 0;
    for (const generation of [2, 5]) {
      const run = start();
      await stored(run, generation);
      await new Promise((resolve) => setTimeout(resolve, 200 * Math.random()));
      run.child.kill("SIGKILL");
      expect((await run.ended).status).to.equal("SIGKILL");
      const [left, ...others] = listRuns(folder());
      expect(others).to.deep.equal([]);
      expect(left!.fault).to.equal(undefined);
      expect(left!.generations).to.be.at.least(generation);
      finished = left!.generations!;
    }
    const { status, stdout, stderr } = await start().ended;
    expect(status, stderr).to.equal(0);
    const document = JSON.parse(stdout) as Measurement;
    expect(document.eventLogHash).to.equal(expected);
    expect(document.generations).to.equal(GENERATIONS);
    expect(document.throughput.resumedGenerations).to.equal(finished);
    expect(document.throughput.secondsSaved).to.be.a("number");
    expect(stderr).to.include(`resuming`).and.include(`after generation ${finished}`);
  });

  it("with Ctrl-C ends its block, reports what there is, exits 130 and can be resumed", async () => {
    const run = start();
    await stored(run, 2);
    run.child.kill("SIGINT");
    const { status, stdout, stderr } = await run.ended;
    expect(status, stderr).to.equal(130);
    const document = JSON.parse(stdout) as Measurement;
    expect(document.interrupted).to.equal(true);
    expect(document.generations).to.be.within(2, GENERATIONS - 1);
    expect(readdirSync(folder()).some((name) => name.endsWith(".html"))).to.equal(true);
    const rest = await start().ended;
    expect(rest.status).to.equal(0);
    expect((JSON.parse(rest.stdout) as Measurement).eventLogHash).to.equal(expected);
  });

  it("by the reader of its output, who has gone, is stored to its end without a word", async () => {
    const run = start();
    run.child.stdout!.destroy();
    const { status, stderr } = await run.ended;
    expect(status, stderr).to.equal(0);
    expect(stderr).not.to.contain("EPIPE");
    const [entry] = listRuns(folder());
    expect(entry!.generations).to.equal(GENERATIONS);
    expect(entry!.status).to.equal("finished");
  });
});
