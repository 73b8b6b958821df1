import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Fault } from "../../sim/core/errors/errors.ts";
import { telling } from "../../sim/commands/telling.ts";
import { activityFile, activityIds, ActivityWriter, readActivity } from "../../sim/runs/activity-file.ts";
import { JobRunner } from "../../sim/jobs/runner.ts";
import { run } from "../fixtures/entry.ts";
import { temporaryFolder } from "../runs/folder.ts";

const MAX = 1 << 20;

describe("what a command tells of itself", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const first = { title: "a search", command: "npx hardhat explore" };

  it("is written whole, a second apart at most, and ends with its last word", async () => {
    const writer = new ActivityWriter(folder(), "explore-a-1", "explore", first);
    for (let done = 0; done < 500; done++) writer.tell({ done, of: 500 });
    const early = readActivity(folder(), "explore-a-1", MAX).activity;
    expect(early).to.include({ state: "running", done: 0, title: "a search" });
    await new Promise((next) => setTimeout(next, 1300));
    expect(readActivity(folder(), "explore-a-1", MAX).activity.done, "written later by itself").to.equal(499);
    writer.show(() => ({ kicker: "k", sections: [{ id: "a", title: "A", blocks: [] }] }));
    writer.end("finished");
    const { activity, sections } = readActivity(folder(), "explore-a-1", MAX);
    expect(activity).to.include({ state: "finished", done: 499 });
    expect(sections).to.have.length(1);
  });

  it("holds the last fifty faults, the newest first", () => {
    const writer = new ActivityWriter(folder(), "explore-a-2", "explore", first);
    for (let n = 0; n < 60; n++) writer.fault(`${n}`);
    writer.end("failed");
    const { faults } = readActivity(folder(), "explore-a-2", MAX).activity;
    expect([faults.length, faults[0]!.text, faults.at(-1)!.text]).to.deep.equal([50, "59", "10"]);
  });

  it("says why a command failed, and is lost when its process is gone", async () => {
    const failing = async (): Promise<void> => {
      throw new Error("no more");
    };
    const asked = telling(folder(), "verify-a-1", "verify", first, failing, () => false);
    expect(await asked.catch((error: Error) => error.message)).to.equal("no more");
    const failed = readActivity(folder(), "verify-a-1", MAX).activity;
    expect(failed.state).to.equal("failed");
    expect(failed.faults[0]!.text).to.contain("no more");
    new ActivityWriter(folder(), "attack-a-1", "attack", first).tell({});
    const file = activityFile(folder(), "attack-a-1");
    const stored = JSON.parse(readFileSync(file, "utf8")) as { process: { pid: number; start: string } };
    const stateWith = (changed: object): string => {
      writeFileSync(file, JSON.stringify({ ...stored, process: { ...stored.process, ...changed } }));
      return readActivity(folder(), "attack-a-1", MAX).activity.state;
    };
    expect(stateWith({})).to.equal("running");
    // No process has the largest number that there is.
    expect(stateWith({ pid: 2 ** 22 + 1 })).to.equal("lost");
    // A number that belongs to a later process by now.
    expect(stateWith({ start: String(Number(stored.process.start) - 1) })).to.equal("lost");
    expect(stateWith({ start: undefined }), "of a version that did not tell it").to.equal("running");
  });

  it("costs a command nothing but the telling where the folder takes no files", () => {
    const place = join(folder(), "none");
    writeFileSync(place, "a file, where a folder would be made");
    const writer = new ActivityWriter(place, "evolve-a-1", "evolve", first);
    writer.tell({ done: 1 });
    writer.end("finished");
    expect(activityIds(place)).to.deep.equal([]);
  });

  it("holds what each worker does and the reason of a failure at once, while others run", async () => {
    const faults: string[] = [];
    const seen: string[] = [];
    let release = (): void => undefined;
    const waits = new Promise<void>((resolve) => (release = resolve));
    const runner = new JobRunner({
      width: () => 2,
      async perform({ job }) {
        if (job.name === "bad") {
          const fault = Fault.of("JOB_DIED", { where: "bad", found: "nothing" });
          return { end: { kind: "failed", fault }, fresh: true };
        }
        await waits;
        return { end: { kind: "done", text: "1" }, fresh: true };
      },
      close: async () => undefined,
    });
    const jobs = ["slow", "bad"].map((name) => ({ handler: "none", inputs: { name }, name }));
    const done = runner.run(jobs, {
      onFault(fault) {
        faults.push(fault.code);
        seen.push(...runner.workers().map(({ job = "waits" }) => job));
        release();
      },
    });
    expect(await done.catch((error: { code: string }) => error.code)).to.equal("JOB_DIED");
    expect([faults, seen]).to.deep.equal([["JOB_DIED"], ["slow", "waits"]]);
  });

  it("is a search's front as far as it is, and its runs in the end", async () => {
    const out = join(folder(), "out");
    mkdirSync(out);
    const question = { SCENARIO: "planted", EVALUATIONS: "40", REPLICATES: "1", QUIET: "true", HISTORIES: "1" };
    const seen = new Set<string>();
    const { status, err } = await run("explore", out, { ...question, WORKERS: "1" }, () => {
      for (const id of activityIds(out)) {
        const { activity, sections } = readActivity(out, id, MAX);
        seen.add(`${activity.state} ${sections.length > 0}`);
      }
      return false;
    });
    expect(status, err).to.equal(0);
    expect([...seen]).to.include.members(["running false", "running true"]);
    const [id] = activityIds(out);
    const { activity, sections, kicker } = readActivity(out, id!, MAX);
    expect(activity).to.include({ kind: "explore", state: "finished" });
    expect(activity.command).to.contain("explore planted").and.to.contain("--evaluations 40");
    expect(kicker).to.contain("planted, optimiser");
    // Of the whole search, its last batch included, and not of the histories that were stored last.
    const designs = activity.counters.find(({ label }) => label === "designs")!.value;
    expect(JSON.stringify(sections)).to.contain(`"note":"${activity.done} evaluations"`);
    expect(JSON.stringify(sections)).to.contain(`"value":"${designs}"`);
    expect(activity.unit).to.equal("evaluations");
    expect(JSON.stringify(sections)).to.contain(`${activity.runs[0]}.html`);
    expect(existsSync(join(out, `${activity.runs[0]}.sqlite`))).to.equal(true);
  });
});
