import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Script } from "node:vm";
import { expect } from "chai";
import { asFunctionOfItsInput, sealsHeld } from "../../sim/core/determinism.ts";
import { Interruption, limited, limitedEach, underTimer } from "../../sim/core/watchdog.ts";
import { fixed, scenario } from "../../sim/index.ts";
import { live, refused } from "../fixtures/run.ts";
import { temporaryFolder } from "../runs/folder.ts";

const loop = (): never => {
  for (;;);
};
const SLEEPER = new Int32Array(new SharedArrayBuffer(4));
/** Takes time and no processor time, as all work does on a machine that is busy with something else. */
const sleep = (seconds: number): void => void Atomics.wait(SLEEPER, 0, 0, seconds * 1000);

/** Timers that some work is held by: each is a script's. */
function countTimers(work: () => void): number {
  const original = Object.getOwnPropertyDescriptor(Script.prototype, "runInThisContext")!;
  let count = 0;
  Script.prototype.runInThisContext = function (...args) {
    count++;
    return (original.value as typeof Script.prototype.runInThisContext).apply(this, args) as unknown;
  };
  try {
    work();
  } finally {
    Object.defineProperty(Script.prototype, "runInThisContext", original);
  }
  return count;
}

/** A scenario whose only agent does something in its third block. */
function visitor(inThird: () => void, measured = (): number => 1) {
  return scenario("visitor", {
    title: "an agent that takes its time once",
    parameters: {},
    sizes: { generations: 3, blocks: 2 },
    deploy: ({ contract }) => ({ stake: contract("StakeToken", ["Stake", "STK"]) }),
  })
    .species("visitor", {
      count: 1,
      genome: {},
      adaptation: fixed(),
      act: ({ c, self, tick }) => {
        if (tick.block === 3) inThird();
        return [c.stake.transfer(self, 0n)];
      },
    })
    .measures((measure) => ({ one: measure.population({ unit: "ones", about: "a one", value: measured }) }));
}

describe("limits", function () {
  this.timeout(60_000);

  it("end a function of a scenario by its processor time, and name it", () => {
    const named = () => asFunctionOfItsInput(() => "deploy of scenario endless", loop);
    expect(() => limited(named, 0.2))
      .to.throw()
      .with.property("fault")
      .that.includes({ code: "SCENARIO_TIMEOUT", where: "deploy of scenario endless" });
  });

  it("do not count the time in which the machine did something else", () => {
    let calls = 0;
    const sleepy = (): string => {
      calls++;
      sleep(0.3);
      return "done";
    };
    expect(() => underTimer(0.1, sleepy)).to.throw(Interruption);
    expect(limited(sleepy, 0.1)).to.equal("done");
    expect(calls).to.equal(3); // interrupted twice: once above
  });

  describe("of many pieces of work", () => {
    const pieces = Array.from({ length: 1000 }, (_, i) => i);

    it("are held by few timers, under guards that are put in place once", () => {
      const clocks = new Set<unknown>();
      const timers = countTimers(() =>
        expect(
          limitedEach(pieces, (i) => {
            clocks.add(Date.now);
            return asFunctionOfItsInput(
              () => "a piece",
              () => 2 * i,
            );
          }),
        ).to.deep.equal(pieces.map((i) => 2 * i)),
      );
      expect(timers).to.be.lessThan(100);
      expect(clocks.size).to.equal(1);
      expect(sealsHeld()).to.equal(0);
    });

    it("run none again that has ended, and one that was interrupted too early", () => {
      const begun: number[] = [];
      const work = (i: number): number => {
        begun.push(i);
        if (i === 3) sleep(0.3);
        return i;
      };
      expect(limitedEach([1, 2, 3, 4], work, 0.2)).to.deep.equal([1, 2, 3, 4]);
      expect(begun).to.deep.equal([1, 2, 3, 3, 4]);
    });

    it("end the one that takes its processor time, and name it", () => {
      const ended: number[] = [];
      const work = (i: number): number => {
        if (i === 3) asFunctionOfItsInput(() => "deploy of scenario endless", loop);
        return ended.push(i);
      };
      expect(() => limitedEach([1, 2, 3, 4], work, 0.2))
        .to.throw()
        .with.property("fault")
        .that.includes({ code: "SCENARIO_TIMEOUT", where: "deploy of scenario endless" });
      expect(ended).to.deep.equal([1, 2]);
      expect(sealsHeld()).to.equal(0);
    });
  });

  it("put guards in place once for all functions of a scenario that are run together", () => {
    const clocks = new Set<unknown>();
    const piece = (): void => void clocks.add(Date.now);
    limited(() => {
      for (let i = 0; i < 3; i++) asFunctionOfItsInput(() => "a function", piece);
    });
    expect(clocks.size).to.equal(1);
    expect(sealsHeld()).to.equal(0);
  });

  it("let a run begin anew that was interrupted too early, which tells nothing twice and ends as ever", async () => {
    const calm = await live(
      visitor(() => undefined),
      { engine: "fast" },
    );
    let calls = 0;
    const slow = await live(
      visitor(() => {
        calls++;
        sleep(1.5);
      }),
      { engine: "fast", options: { policyLimit: 0.5 } },
    );
    expect(calls).to.equal(2);
    expect(slow.measurement.eventLogHash).to.equal(calm.measurement.eventLogHash);
    expect(slow.records).to.deep.equal(calm.records);
    expect(slow.history.blocks).to.deep.equal(calm.history.blocks);
  });

  it("end measures that do not", async () => {
    const error = await refused("SCENARIO_TIMEOUT", live(visitor(() => undefined, loop), { engine: "fast", options: { policyLimit: 0.3 } })); // prettier-ignore
    expect(error.fault.where).to.equal("measure one");
  });

  describe("of the files of scenarios", () => {
    const folder = temporaryFolder();
    const at = (path: string): string =>
      pathToFileURL(fileURLToPath(new URL(`../../sim/${path}`, import.meta.url))).href;

    /** Runs a script in a process of its own, which loads a file with this text. */
    function loads(text: string, script: (file: string) => string): { status: number | null; stderr: string } {
      const file = join(folder(), "scenario.mts");
      writeFileSync(file, text);
      const main = join(folder(), "main.mts");
      writeFileSync(main, script(JSON.stringify(pathToFileURL(file).href)));
      const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
      return spawnSync(process.execPath, ["--import", tsx, main], { encoding: "utf8", timeout: 50_000 });
    }

    it("end the process when a module does not end as it is loaded", () => {
      const { status, stderr } = loads("for (;;);", (file) =>
        `import { watchedLoad } from "${at("core/loading.ts")}"; await watchedLoad("mine.ts", () => import(${file}), 0.3);`); // prettier-ignore
      expect(stderr).to.include("SCENARIO_TIMEOUT").and.include("mine.ts");
      expect(status).to.equal(1);
    });

    it("end a command that awaits what nothing settles", () => {
      const { status, stderr } = loads("await new Promise(() => undefined);", (file) =>
        `import { watchedLoad } from "${at("core/loading.ts")}"; import { main } from "${at("commands/main.ts")}";
         await main(async () => { await watchedLoad("mine.ts", () => import(${file})); return 0; });`); // prettier-ignore
      expect(stderr).to.include("PROMISE_UNSETTLED").and.include("mine.ts");
      expect(status).to.equal(1);
    });
  });
});
