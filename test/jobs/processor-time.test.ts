import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { JobTime, type Work, workOf } from "../../sim/jobs/processor-time.ts";

const at = (seconds: number, stopped = false): Work => ({ seconds, stopped });

/** A job's time of 10 s, looked at in turn. */
function timeOf(...looks: (Work | undefined)[]): JobTime {
  return new JobTime(10, () => looks.shift());
}

describe("the time of a job", () => {
  it("is that of its processor, however long a loaded machine takes", () => {
    const time = timeOf(at(5), at(7), at(9), at(15));
    expect(time.left(10)).to.equal(8);
    expect(time.left(8)).to.equal(6);
    expect(time.left(6)).to.equal(0);
  });

  it("ends where a process does something, and then nothing for as long", () => {
    const time = timeOf(at(5), at(8), at(8), at(8));
    expect(time.left(10)).to.equal(7);
    expect(time.left(7)).to.equal(7);
    expect(time.left(7)).to.equal(0);
  });

  it("is the clock's where the process does nothing, unless somebody stopped it", () => {
    expect(timeOf(at(5), at(5.05)).left(10)).to.equal(0);
    expect(timeOf(at(5), at(5, true)).left(10)).to.equal(10);
    // Short waits tell nothing yet.
    expect(timeOf(at(5), at(14.9), at(14.9)).left(10)).to.equal(1);
  });

  it("is the clock's where nobody tells the processor's", () => {
    expect(timeOf(undefined, undefined).left(10)).to.equal(0);
  });

  it("counts the processes that a process has started", async function () {
    if (!existsSync("/proc/self/stat")) this.skip();
    this.timeout(20_000);
    const busy =
      "const end = performance.now() + 300; while (performance.now() < end); console.log(1); setInterval(() => {}, 1e6)";
    const nested = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(busy)}], { stdio: "inherit" })`;
    const child = spawn(process.execPath, ["-e", nested], { stdio: ["ignore", "pipe", "ignore"], detached: true });
    await once(child.stdout, "data");
    expect(workOf(child.pid!)!.seconds).to.be.above(0.05);
    process.kill(-child.pid!, "SIGKILL");
    await once(child, "exit");
    expect(workOf(2 ** 30)).to.equal(undefined);
  });
});
