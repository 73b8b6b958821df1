import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { moduleFlags } from "../../sim/core/typescript.ts";
import { type Fault, FaultsError } from "../../sim/core/errors/errors.ts";
import { openEvaluations } from "../../sim/runs/evaluations.ts";
import { handlerModule, registerHandler } from "../../sim/jobs/handlers.ts";
import { jobHash, type Job, type JobPool, type JobResult } from "../../sim/jobs/job.ts";
import { processPool } from "../../sim/jobs/pool.ts";
import { expectFault, temporaryFolder } from "../runs/folder.ts";
import type { Json } from "../../sim/core/history.ts";
import type { Planted } from "./handlers/planted.ts";

const handler = registerHandler("planted", new URL("./handlers/planted.ts", import.meta.url).href);

describe("the job pool", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const pools: JobPool[] = [];
  const pool = (workers: number, timeLimit = 30): JobPool => {
    const made = processPool({ workers, timeLimit });
    pools.push(made);
    return made;
  };
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((made) => made.close()));
  });

  const job = (n: number, planted: Partial<Planted> = {}): Job => ({
    handler,
    inputs: { n, folder: folder(), ...planted },
    name: `square ${n}`,
  });
  const computed = (): number[] => lines("computed").map(Number);
  const lines = (name: string): string[] => {
    const file = `${folder()}/${name}`;
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  };

  it("gives the same for 1, 2 and 8 workers, in the order of the jobs", async () => {
    const jobs = Array.from({ length: 12 }, (_, n) => job(n, { milliseconds: 5 * (12 - n) }));
    const outcomes = [];
    for (const workers of [1, 2, 8]) {
      const heard: JobResult[] = [];
      const values = await pool(workers).run(jobs, { onResult: (result) => heard.push(result) });
      outcomes.push({ values, heard });
    }
    expect(outcomes[0]!.values).to.deep.equal(jobs.map((_, n) => ({ n, square: n * n })));
    expect(outcomes[0]!.heard.map(({ index }) => index)).to.deep.equal(jobs.map((_, n) => n));
    expect(outcomes[1]).to.deep.equal(outcomes[0]);
    expect(outcomes[2]).to.deep.equal(outcomes[0]);
  });

  it("does not compute again what is stored, nor the same job twice", async () => {
    const results = openEvaluations(folder());
    const workers = pool(2);
    await workers.run([job(1), job(2), job(1)], { results });
    const heard: JobResult[] = [];
    const values = await workers.run([job(2), job(3), job(1)], { results, onResult: (result) => heard.push(result) });
    expect(values).to.deep.equal([2, 3, 1].map((n) => ({ n, square: n * n })));
    expect(heard.map(({ stored }) => stored)).to.deep.equal([true, false, true]);
    expect(computed().sort()).to.deep.equal([1, 2, 3]);
    expect(results.inputs(jobHash(job(3)))).to.deep.equal(job(3).inputs);
    results.close();
  });

  it("computes again and replaces what is stored and none of its results", async () => {
    const results = openEvaluations(folder());
    results.put(jobHash(job(1)), job(1).inputs, { nonsense: 1 });
    const accepts = (value: Json): boolean => typeof value === "object" && value !== null && "square" in value;
    const heard: JobResult[] = [];
    const values = await pool(1).run([job(1), job(2)], { results, accepts, onResult: (result) => heard.push(result) });
    expect(values).to.deep.equal([1, 2].map((n) => ({ n, square: n * n })));
    expect(heard.map(({ stored }) => stored)).to.deep.equal([false, false]);
    expect(results.get(jobHash(job(1)))).to.deep.equal({ n: 1, square: 1 });
    results.close();
  });

  it("names a job by its inputs and the name of its handler, which is one module's", () => {
    expect(jobHash({ handler: "planted", inputs: 1 })).not.to.equal(jobHash({ handler: "evaluation", inputs: 1 }));
    expect(jobHash({ handler: "planted", inputs: 1 })).not.to.equal(jobHash({ handler: "planted", inputs: 2 }));
    expect(registerHandler("planted", `${handlerModule("planted")}?again=1`)).to.equal("planted");
    expectFault("JOB_HANDLER_TAKEN", () => registerHandler("planted", "file:///elsewhere.ts"));
    expectFault("JOB_HANDLER", () => handlerModule("nobody"));
  });

  it("has the handlers of all jobs under names that stay, because results are stored under them", async () => {
    const names = ["evaluation", "exploration", "verification", "history"];
    for (const name of names) {
      const module = (await import(handlerModule(name))) as { readonly default: unknown };
      expect(module.default, name).to.be.a("function");
    }
    const inputs = { scenario: "staking", engine: "fast", seed: "1" };
    const hashes = names.map((name) => jobHash({ handler: name, inputs }).slice(0, 8));
    expect(hashes).to.deep.equal(["e4374d30", "d3c80bcf", "05b5f12f", "900c1294"]);
  });

  it("replaces a worker that dies or hangs and runs its job again", async () => {
    const jobs = [
      job(0),
      job(1, { fault: "exit", once: true }),
      job(2, { fault: "hang", once: true }),
      job(3, { fault: "infinite", once: true }),
      job(4),
    ];
    const values = await pool(2, 1).run(jobs);
    expect(values).to.deep.equal([0, 1, 2, 3, 4].map((n) => ({ n, square: n * n })));
  });

  it("names each job that fails twice, and stores the rest", async () => {
    const results = openEvaluations(folder());
    const jobs = [
      job(0, { fault: "exit" }),
      job(1),
      job(2, { fault: "infinite" }),
      job(3, { fault: "throw" }),
      job(4, { fault: "fault" }),
      { handler: "nobody", inputs: 5 },
      { handler: registerHandler("missing", new URL("missing.ts", import.meta.url).href), inputs: 5 },
      job(6),
    ];
    const faults = await faultsOf(pool(2, 1).run(jobs, { results }));
    expect(faults.map(({ code }) => code)).to.deep.equal([
      "JOB_DIED",
      "JOB_TIMEOUT",
      "JOB_FAILED",
      "STATS_ARGUMENT",
      "JOB_HANDLER",
      "JOB_HANDLER",
    ]);
    expect(faults[0]).to.satisfy(({ where, found }: Fault) => /square 0/.test(where!) && /last words of 0/.test(found));
    expect(faults[1]!.where).to.include("square 2");
    expect(faults[2]!.found).to.include("planted in 3");
    expect(faults[3]!.where).to.include("square 4").and.include("here");
    // Tried twice, and thrown only once.
    expect(lines("pids")).to.have.length(2 + 1 + 2 + 1 + 1 + 1);
    expect(results.get(jobHash(job(1)))).to.deep.equal({ n: 1, square: 1 });
    expect(results.get(jobHash(job(6)))).to.deep.equal({ n: 6, square: 36 });
    expect(results.count()).to.equal(2);
    results.close();
  });

  it("goes on when a worker is killed from outside", async () => {
    const workers = pool(2);
    const jobs = Array.from({ length: 8 }, (_, n) => job(n, { milliseconds: 100 }));
    let killed = false;
    const values = await workers.run(jobs, {
      onProgress: () => {
        if (!killed) process.kill(Number(lines("pids")[0]), "SIGKILL");
        killed = true;
      },
    });
    expect(killed).to.equal(true);
    expect(values).to.have.length(8);
  });

  it("ends when it is told to, keeping what is done", async () => {
    const results = openEvaluations(folder());
    const abort = new AbortController();
    const jobs = [job(0), job(1, { fault: "infinite" }), job(2)];
    const run = pool(1).run(jobs, { results, signal: abort.signal, onResult: () => abort.abort() });
    const error = await run.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).to.include({ code: "INTERRUPTED" });
    expect(results.count()).to.equal(1);
    results.close();
  });

  it("leaves no orphan when the parent is killed, hung workers included, and resumes by the same command", async () => {
    const command = (hang: boolean) =>
      spawn(process.execPath, [...moduleFlags, script, folder(), hang ? "hang" : "go"], {
        stdio: ["ignore", "pipe", "inherit"],
      });
    const script = fileURLToPath(new URL("./pool-parent.ts", import.meta.url));
    const parent = command(true);
    await until(() => computed().length >= 3 && existsSync(`${folder()}/fuse-2`));
    parent.kill("SIGKILL");
    const pids = new Set(lines("pids").map(Number));
    expect(pids.size).to.be.greaterThan(1);
    await until(() => [...pids].every((pid) => !alive(pid)));
    const before = new Set(computed());

    const again = command(false);
    let output = "";
    again.stdout.on("data", (text: Buffer) => (output += text.toString()));
    const status = await new Promise((resolve) => again.on("close", resolve));
    expect(status).to.equal(0);
    expect(JSON.parse(output)).to.deep.equal(Array.from({ length: 8 }, (_, n) => ({ n, square: n * n })));
    // At most what a worker had done and its parent not yet stored is done twice.
    const twice = computed().filter((n, i, all) => all.indexOf(n) !== i);
    expect(twice.length).to.be.at.most(2);
    expect(before.size).to.be.greaterThan(2);
  });
});

function alive(pid: number): boolean {
  try {
    // A zombie that nobody waits for is no longer running.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    if (existsSync("/proc/self")) return false;
  }
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 20) {
    if (waited > 20_000) throw new Error("waited in vain");
    await sleep(20);
  }
}

async function faultsOf(run: Promise<unknown>): Promise<readonly Fault[]> {
  try {
    await run;
  } catch (error) {
    if (error instanceof FaultsError) return error.faults;
    throw error;
  }
  throw new Error("nothing was thrown");
}
