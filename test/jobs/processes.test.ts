import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { registerHandler } from "../../sim/jobs/handlers.ts";
import type { Job } from "../../sim/jobs/job.ts";
import { Processes, type Seat } from "../../sim/jobs/processes.ts";
import { temporaryFolder } from "../runs/folder.ts";
import type { Planted } from "./handlers/planted.ts";

const handler = registerHandler("planted", new URL("./handlers/planted.ts", import.meta.url).href);
const options = { again: false, timeLimit: 30 };

describe("jobs in the seat of another", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let processes: Processes;
  let seat: Seat;
  beforeEach(() => ([processes, seat] = [new Processes(), {}]));
  afterEach(() => processes.close());

  const job = (n: number, planted: Partial<Planted> = {}): Job => ({
    handler,
    inputs: { n, folder: folder(), ...planted },
  });
  const lines = (name: string): string[] => {
    const file = `${folder()}/${name}`;
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  };
  const behind = (next: Job, patience = 10_000): ReturnType<Processes["performBehind"]> =>
    processes.performBehind(seat, patience, next, options);
  const valueOf = async (tried: ReturnType<Processes["performBehind"]>): Promise<unknown> => {
    const end = (await tried)?.end;
    return end?.kind === "done" ? JSON.parse(end.text) : end;
  };

  it("are begun while whoever gave them does something else", async () => {
    const first = behind(job(1, { milliseconds: 50 }));
    const second = behind(job(2));
    while (lines("begun").length === 0) await sleep(5);
    const stopped = performance.now();
    while (lines("computed").length < 2 && performance.now() - stopped < 5000);
    expect(lines("computed")).to.deep.equal(["1", "2"]);
    expect(await valueOf(first)).to.deep.equal({ n: 1, square: 1 });
    expect(await valueOf(second)).to.deep.equal({ n: 2, square: 4 });
    expect(new Set(lines("pids"))).to.have.length(1);
    expect(seat.process).to.equal(undefined);
  });

  it("are done one after the other, on one process", async () => {
    const values = await Promise.all([3, 2, 1, 0].map((n) => valueOf(behind(job(n, { milliseconds: 20 * n })))));
    expect(values).to.deep.equal([3, 2, 1, 0].map((n) => ({ n, square: n * n })));
    expect(lines("begun")).to.deep.equal(["3", "2", "1", "0"]);
    expect(lines("computed")).to.deep.equal(["3", "2", "1", "0"]);
    expect(processes.pids).to.have.length(1);
  });

  it("are taken back from one that takes long", async () => {
    const first = behind(job(1, { milliseconds: 1500 }));
    while (lines("begun").length === 0) await sleep(5);
    expect(await behind(job(2), 50)).to.equal(undefined);
    expect(lines("computed")).to.deep.equal([]);
    expect(await valueOf(first)).to.deep.equal({ n: 1, square: 1 });
    expect(await valueOf(behind(job(3)))).to.deep.equal({ n: 3, square: 9 });
    expect(lines("computed")).to.deep.equal(["1", "3"]);
    expect(processes.pids).to.have.length(1);
  });

  it("are not begun by a process that dies before, which counts as no try of theirs", async () => {
    const first = behind(job(1, { fault: "exit", once: true }));
    const second = behind(job(2));
    expect(await second).to.equal(undefined);
    expect(await valueOf(first)).to.deep.equal({ n: 1, square: 1 });
    expect(lines("computed")).to.deep.equal(["1"]);
  });

  it("count as tried where they are what dies", async () => {
    const first = behind(job(1, { milliseconds: 50 }));
    const second = behind(job(2, { fault: "exit" }));
    expect(await valueOf(first)).to.deep.equal({ n: 1, square: 1 });
    expect((await second)?.end).to.have.nested.property("fault.code", "JOB_DIED");
    expect(lines("pids").filter((pid, i, all) => all.indexOf(pid) === i)).to.have.length(2);
  });
});
