import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { moduleFlags } from "../../../sim/core/typescript.ts";
import { FaultsError } from "../../../sim/core/errors/errors.ts";
import { registerHandler } from "../../../sim/jobs/handlers.ts";
import type { Job, JobResult } from "../../../sim/jobs/job.ts";
import { QueueAddress } from "../../../sim/jobs/queue/address.ts";
import { queuePool, type QueuePool, type QueuePoolOptions } from "../../../sim/jobs/queue/pool.ts";
import { openEvaluations } from "../../../sim/runs/evaluations.ts";
import { hasRedis, startRedis, type RedisServer } from "../../fixtures/redis.ts";
import { temporaryFolder } from "../../runs/folder.ts";
import type { Planted } from "../handlers/planted.ts";

const handler = registerHandler("planted", new URL("../handlers/planted.ts", import.meta.url).href);
const script = fileURLToPath(new URL("../../../scripts/drills/planted-worker.ts", import.meta.url));

describe("the queue", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let redis: RedisServer;
  const pools: QueuePool[] = [];
  const workers: ChildProcess[] = [];

  before(async function () {
    if (!hasRedis) return void this.skip(); // no redis-server here: apt-get install redis-server
  });
  beforeEach(async () => {
    redis = await startRedis(join(folder(), "redis"));
  });
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((pool) => pool.close()));
    for (const worker of workers.splice(0)) worker.kill("SIGKILL");
    await redis.stop();
  });

  const pool = async (lane = "lane", options: Partial<QueuePoolOptions> = {}): Promise<QueuePool> => {
    const address = QueueAddress.read(redis.url);
    const made = await queuePool({ address, lane: { name: lane, about: {} }, timeLimit: 30, ...options });
    pools.push(made);
    return made;
  };
  const worker = (prefix = "lane", concurrency = 2): ChildProcess => {
    const args = [...moduleFlags, script, redis.url, prefix, String(concurrency)];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    workers.push(child);
    return child;
  };
  const job = (n: number, planted: Partial<Planted> = {}): Job => ({
    handler,
    inputs: { n, folder: folder(), ...planted },
    name: `square ${n}`,
  });
  const lines = (name: string): string[] => {
    const file = `${folder()}/${name}`;
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  };

  it("gives what the pool of processes gives, in the order of the jobs, and stores it", async () => {
    worker();
    const results = openEvaluations(folder());
    const heard: JobResult[] = [];
    const jobs = [...Array.from({ length: 12 }, (_, n) => job(n, { milliseconds: 5 * (12 - n) })), job(3)];
    const queue = await pool();
    const values = await queue.run(jobs.slice(0, 12), { results, onResult: (result) => heard.push(result) });
    expect(values).to.deep.equal(jobs.slice(0, 12).map((_, n) => ({ n, square: n * n })));
    expect(heard.map(({ index }) => index)).to.deep.equal(values.map((_, n) => n));
    expect(results.count()).to.equal(12);
    expect(lines("computed")).to.have.length(12);
    results.close();
  });

  it("names each job that fails, and does the rest", async () => {
    worker();
    const jobs = [
      job(0, { fault: "exit" }),
      job(1),
      job(3, { fault: "throw" }),
      job(4, { fault: "fault" }),
      { handler: "nobody", inputs: 5 },
    ];
    const faults = await (await pool()).run(jobs).then(
      () => [],
      (error: unknown) => (error as FaultsError).faults,
    );
    expect(faults.map(({ code }) => code)).to.deep.equal(["JOB_DIED", "JOB_FAILED", "STATS_ARGUMENT", "JOB_HANDLER"]);
    expect(faults[0]!.where).to.include("square 0");
    expect(faults[0]!.found).to.include("last words of 0");
    expect(faults[2]!.where).to.include("square 4").and.include("here");
    expect(lines("computed")).to.deep.equal(["1"]);
  });

  it("lets jobs wait for a worker that has their code, and says so", async () => {
    const notices: string[] = [];
    const queue = await pool("other-code", { onNotice: (text) => notices.push(text) });
    worker("lane");
    const values = queue.run([job(2)]);
    while (!notices.some((text) => text.includes("code other than lane"))) await new Promise((r) => setTimeout(r, 50));
    expect(notices.at(-1)).to.include("no worker has this code");
    expect(queue.workers!().map(({ name, job }) => `${name}: ${job}`)).to.deep.equal([
      "no worker: jobs wait for a worker that has this code",
    ]);
    expect(lines("computed")).to.deep.equal([]);
    worker("other-code");
    expect(await values).to.deep.equal([{ n: 2, square: 4 }]);
    while (!/, 2 at once$/.test(queue.workers!()[0]?.name ?? "")) await new Promise((r) => setTimeout(r, 50));
  });

  it("lets each process of a worker hold its next short job, which is done while the worker itself is stopped", async () => {
    const stopped = worker("lane", 1);
    const queue = await pool();
    const jobs = Array.from({ length: 120 }, (_, n) => job(n, { milliseconds: 40 }));
    const values = queue.run(jobs);
    const done = (): number => lines("computed").length;
    let most = 0;
    // Not while the machine makes short jobs take long.
    for (let next = 10; next < 115 && most < 2; next = Math.max(next, done()) + 5) {
      while (done() < next) await new Promise((r) => setTimeout(r, 2));
      await new Promise((r) => setTimeout(r, 15)); // it has heard of the job that just ended
      stopped.kill("SIGSTOP");
      const before = done();
      await new Promise((r) => setTimeout(r, 300));
      most = Math.max(most, done() - before);
      stopped.kill("SIGCONT");
    }
    expect(most).to.equal(2);
    expect(await values).to.deep.equal(jobs.map((_, n) => ({ n, square: n * n })));
    expect(lines("computed").length).to.be.at.least(120); // one whose lock was lost meanwhile is done again
  });

  it("ends a worker that is told to while the server is gone", async () => {
    const lonely = worker("lane", 1);
    while (!redis.cli("smembers", "rewardscape:workers")) await new Promise((r) => setTimeout(r, 50));
    await redis.crash();
    await new Promise((r) => setTimeout(r, 700)); // until it has looked in vain
    lonely.kill("SIGTERM");
    const [status] = (await once(lonely, "close")) as [number | null];
    expect(status).to.equal(0);
  });

  it("ends a worker that is told to, which gives back what it had begun", async () => {
    const queue = await pool();
    const first = worker("lane", 1);
    const values = queue.run([job(5, { fault: "hang", once: true })]);
    while (!existsSync(`${folder()}/fuse-5`)) await new Promise((r) => setTimeout(r, 20));
    let output = "";
    first.stdout!.on("data", (text: Buffer) => (output += text.toString()));
    first.kill("SIGTERM");
    await once(first, "close");
    expect(JSON.parse(output)).to.deep.equal({ done: 0, failed: 0, returned: 1 });
    worker("lane", 1);
    expect(await values).to.deep.equal([{ n: 5, square: 25 }]);
    expect(queue.counts).to.deep.equal({ asked: 1, begunAgain: 1, askedAgain: 0 });
  });
});
