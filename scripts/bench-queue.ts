// What a queue costs, against the pool of this machine's processes, with stubs for the work: a server and a worker with
// four processes, all on one machine.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { registerHandler } from "../sim/jobs/handlers.ts";
import type { Job, JobPool } from "../sim/jobs/job.ts";
import { processPool } from "../sim/jobs/pool.ts";
import { QueueAddress } from "../sim/jobs/queue/address.ts";
import { queuePool } from "../sim/jobs/queue/pool.ts";
import { openEvaluations } from "../sim/runs/evaluations.ts";
import { hashJson } from "../sim/runs/json.ts";
import { hasRedis, startRedis, type RedisServer } from "../test/fixtures/redis.ts";
import { median, type BenchFact } from "./bench-table.ts";
import type { Stub } from "./stub-job.ts";

const handler = registerHandler("stub", new URL("./stub-job.ts", import.meta.url).href);
const WORKER = fileURLToPath(new URL("./drills/planted-worker.ts", import.meta.url));
const SLOTS = 4;
/** As a server is usually set up; with fsync at every write, the disk is measured. */
const EVERY_SECOND = ["--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction"];
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

interface Scene {
  readonly queue: JobPool;
  readonly local: JobPool;
  /** Of the coordinator, the worker and the server. */
  readonly pids: readonly number[];
  readonly redis: RedisServer;
  readonly folder: string;
}

/** What scripts/scale.ts computes with, by the names of the facts. */
export const FIGURES = {
  coordinator: "processor time a job: coordinator",
  store: "processor time a job: its result into the coordinator's store",
  worker: "processor time a job: the worker without its children",
  server: "processor time a job: redis-server",
  commands: "commands of Redis a job, those within scripts included",
  idle: "commands of Redis a second, a worker and a coordinator that wait",
} as const;

/** @param jobs how many of 10 ms keep the workers busy */
export async function benchQueue(jobs: number, report: (line: string) => void): Promise<BenchFact[]> {
  if (!hasRedis) {
    report("no redis-server here: apt-get install redis-server");
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), "rewardscape-queue-"));
  const redis = await startRedis(join(folder, "redis"), EVERY_SECOND);
  const local = processPool({ workers: SLOTS });
  const queue = await queuePool({ address: QueueAddress.read(redis.url), lane: { name: "lane", about: {} } });
  const args = ["--import", "tsx", WORKER, redis.url, "lane", String(SLOTS), "30"];
  const worker = spawn(process.execPath, args, { stdio: "ignore" });
  const scene = { queue, local, pids: [process.pid, worker.pid!, redis.process.pid!], redis, folder };
  try {
    // Processes boot at their first job.
    report("queue: starting processes");
    for (const pool of [local, queue]) await timed(pool, { jobs: 400, waits: 5 });
    report("queue: jobs that do nothing");
    const cost = await overhead(scene);
    report("queue: the pool of processes in turn");
    const ratio = await ratios(scene);
    report(`queue: ${jobs} jobs of 10 ms`);
    return [...cost, ...ratio, ...(await busy(scene, jobs))];
  } finally {
    await Promise.all([queue.close(), local.close()]);
    worker.kill("SIGKILL");
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Question extends Omit<Stub, "n"> {
  readonly jobs: number;
}

let asked = 0;

/** @returns seconds that jobs took, and those that their workers were busy */
async function timed(pool: JobPool, { jobs: count, ...stub }: Question): Promise<{ seconds: number; busy: number }> {
  const jobs = Array.from({ length: count }, (): Job => ({ handler, inputs: { n: asked++, ...stub } }));
  const begun = performance.now();
  const values = (await pool.run(jobs)) as number[];
  return { seconds: (performance.now() - begun) / 1000, busy: values.reduce((sum, one) => sum + one, 0) / 1000 };
}

/** What a job costs that does nothing: by the clock with four at once, and in processor time of everybody there. */
async function overhead({ queue, local, pids, redis, folder }: Scene): Promise<BenchFact[]> {
  const jobs = 2000;
  const alone = await timed(local, { jobs });
  const used = (): number[] => [...pids.map(secondsOf), commandsOf(redis)];
  const before = used();
  const { seconds } = await timed(queue, { jobs });
  const [coordinator, worker, server, commands] = used().map((value, i) => (value - before[i]!) / jobs);
  const milliseconds = (what: string, value: number): BenchFact => ({ what, value: value * 1000, unit: "ms" });
  return [
    { ...milliseconds("a job that does nothing, of four at once on the queue", seconds / jobs), atMost: 3 },
    milliseconds("the same on the pool of processes", alone.seconds / jobs),
    milliseconds(FIGURES.coordinator, coordinator!),
    milliseconds(FIGURES.store, storeSeconds(folder, jobs)),
    milliseconds(FIGURES.worker, worker!),
    milliseconds(FIGURES.server, server!),
    { what: FIGURES.commands, value: commands!, unit: "" },
    { what: FIGURES.idle, value: await idle(redis), unit: "" },
  ];
}

/** Four workers on the queue against four on the pool, in turn, with jobs that wait and with jobs that work. */
async function ratios({ queue, local }: Scene): Promise<BenchFact[]> {
  const facts: BenchFact[] = [];
  for (const [what, question] of [
    ["that wait 50 ms", { jobs: 200, waits: 50 }],
    ["that work 25 ms", { jobs: 200, works: 25 }],
  ] as const) {
    const times: number[] = [];
    for (let round = 0; round < 3; round++) {
      const { seconds } = await timed(local, question);
      times.push((await timed(queue, question)).seconds / seconds);
    }
    facts.push({
      what: `time on the queue against the pool, jobs ${what}`,
      value: median(times),
      unit: "",
      atMost: 1.1,
    });
  }
  return facts;
}

/** Many jobs that wait a little: how busy their workers are, and what the coordinator's memory does. */
async function busy({ queue }: Scene, jobs: number): Promise<BenchFact[]> {
  const heaps: number[] = [];
  let [seconds, worked] = [0, 0];
  const BATCHES = 10;
  for (let batch = 0; batch < BATCHES; batch++) {
    const done = await timed(queue, { jobs: Math.ceil(jobs / BATCHES), waits: 10 });
    seconds += done.seconds;
    worked += done.busy;
    collect();
    heaps.push(process.memoryUsage().heapUsed / 1e6);
  }
  return [
    {
      what: `share of time that four workers are busy, ${jobs} jobs of 10 ms`,
      value: worked / (seconds * SLOTS),
      unit: "",
      atLeast: 0.9,
    },
    { what: "heap of the coordinator after the first tenth of them", value: heaps[0]!, unit: "MB" },
    {
      what: "heap of the coordinator after the last tenth, against that",
      value: heaps.at(-1)! / heaps[0]!,
      unit: "",
      atMost: 1.2,
    },
  ];
}

/** Seconds of processor time that one of so many results takes to be stored. */
function storeSeconds(folder: string, count: number): number {
  const results = openEvaluations(folder);
  const value = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`measure${i}`, 1 / (i + 3)]));
  const before = secondsOf(process.pid);
  for (let i = 0; i < count; i++) results.put(hashJson(i), { n: i }, value);
  const seconds = (secondsOf(process.pid) - before) / count;
  results.close();
  return seconds;
}

async function idle(redis: RedisServer): Promise<number> {
  const SECONDS = 6;
  const before = commandsOf(redis);
  await sleep(SECONDS * 1000);
  return (commandsOf(redis) - before) / SECONDS;
}

/** Seconds of processor time of a process, without those that it started. */
function secondsOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "latin1");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function commandsOf(redis: RedisServer): number {
  return Number(/total_commands_processed:(\d+)/.exec(redis.cli("info", "stats"))![1]);
}
