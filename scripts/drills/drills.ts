import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import type { Json } from "../../sim/core/history.ts";
import type { Job } from "../../sim/jobs/job.ts";
import { processPool } from "../../sim/jobs/pool.ts";
import type { QueueCounts } from "../../sim/jobs/queue/pool.ts";
import { startProxy } from "./proxy.ts";
import { LOCK, type Stage } from "./stage.ts";

/** How a drill ended. */
export interface Drilled {
  readonly jobs: number;
  /** Jobs without a value. */
  readonly lost: number;
  /** Computations that were begun beyond one a job. */
  readonly twice: number;
  /** The values are those of a pool of one process. */
  readonly same: boolean;
}

interface Drill {
  readonly title: string;
  readonly drill: (stage: Stage) => Promise<Drilled>;
}

const COORDINATOR = fileURLToPath(new URL("./coordinator.ts", import.meta.url));

export const DRILLS: { readonly [name: string]: Drill } = {
  "kill-worker": {
    title: "a worker is killed (SIGKILL) in mid-job, ten times",
    async drill(stage) {
      const { url } = await stage.server();
      const jobs = stage.jobs(12, 700);
      const values = (await stage.pool(url)).run(jobs);
      let worker = stage.worker(url);
      for (let kills = 0; kills < 10; kills++) {
        const begun = stage.begun();
        await stage.until(() => stage.begun() > begun);
        worker.kill("SIGKILL");
        worker = stage.worker(url);
      }
      return drilled(stage, jobs, await values);
    },
  },
  "stop-worker": {
    title: "a worker is stopped (SIGSTOP) for three times its lock, then goes on",
    async drill(stage) {
      const { url } = await stage.server();
      const jobs = stage.jobs(12, 200);
      const values = (await stage.pool(url)).run(jobs);
      const first = stage.worker(url);
      await stage.until(() => stage.computed().length >= 2);
      first.kill("SIGSTOP");
      stage.worker(url);
      await sleep(3000 * LOCK);
      first.kill("SIGCONT");
      return drilled(stage, jobs, await values);
    },
  },
  "kill-redis": {
    title: "the server is killed (SIGKILL), and started again with its file",
    async drill(stage) {
      const server = await stage.server();
      const jobs = stage.jobs(20, 200);
      const values = (await stage.pool(server.url)).run(jobs);
      stage.worker(server.url);
      await stage.until(() => stage.computed().length >= 4);
      await server.crash();
      await sleep(1000);
      await server.begin();
      return drilled(stage, jobs, await values);
    },
  },
  "lose-redis": {
    title: "the server forgets everything (FLUSHALL)",
    async drill(stage) {
      const server = await stage.server();
      const jobs = stage.jobs(20, 200);
      const values = (await stage.pool(server.url)).run(jobs);
      stage.worker(server.url);
      await stage.until(() => stage.computed().length >= 4);
      server.cli("flushall");
      return drilled(stage, jobs, await values);
    },
  },
  "two-coordinators": {
    title: "two coordinators ask for the same jobs at once",
    async drill(stage) {
      const { url } = await stage.server();
      const jobs = stage.jobs(16, 100);
      const pools = [await stage.pool(url), await stage.pool(url)];
      stage.worker(url);
      const [one, other] = await Promise.all(pools.map((pool) => pool.run(jobs)));
      const { same, ...rest } = await drilled(stage, jobs, one!);
      return { ...rest, same: same && isDeepStrictEqual(one, other) };
    },
  },
  "old-code": {
    title: "a worker with other code is there, and refuses",
    async drill(stage) {
      const { url } = await stage.server();
      const jobs = stage.jobs(8, 50);
      const notices: string[] = [];
      const values = (await stage.pool(url, { onNotice: (text) => notices.push(text) })).run(jobs);
      stage.worker(url, "older");
      await stage.until(() => notices.some((text) => text.includes("refused by")));
      if (stage.computed().length > 0) throw new Error("a worker of other code has done a job");
      stage.worker(url);
      return drilled(stage, jobs, await values);
    },
  },
  silence: {
    title: "the worker's connection is silent for ten seconds",
    async drill(stage) {
      const { url, port } = await stage.server();
      const proxy = await startProxy(port);
      const jobs = stage.jobs(12, 200);
      try {
        const values = (await stage.pool(url)).run(jobs);
        stage.worker(`redis://127.0.0.1:${proxy.port}`);
        await stage.until(() => stage.computed().length >= 2);
        proxy.silence();
        await sleep(10_000);
        proxy.speak();
        return await drilled(stage, jobs, await values);
      } finally {
        proxy.close();
      }
    },
  },
  full: {
    title: "the server is full for four seconds (maxmemory)",
    async drill(stage) {
      const server = await stage.server();
      const jobs = stage.jobs(100, 40);
      const values = (await stage.pool(server.url)).run(jobs);
      stage.worker(server.url);
      await stage.until(() => stage.computed().length >= 4);
      server.cli("config", "set", "maxmemory", "1mb");
      if (!/OOM/.test(server.cli("set", "x", "y"))) throw new Error("the server is not full");
      await sleep(4000);
      server.cli("config", "set", "maxmemory", "0");
      return drilled(stage, jobs, await values);
    },
  },
  "kill-coordinator": {
    title: "the coordinator is killed (SIGKILL) and started again",
    async drill(stage) {
      const { url } = await stage.server();
      const jobs = stage.jobs(20, 200);
      const file = join(stage.folder, "jobs.json");
      writeFileSync(file, JSON.stringify(jobs));
      const results = join(stage.folder, "results");
      const first = stage.start(COORDINATOR, url, file, results);
      stage.worker(url);
      await stage.until(() => stage.computed().length >= 5);
      first.kill("SIGKILL");
      const second = stage.start(COORDINATOR, url, file, results);
      let output = "";
      second.stdout!.on("data", (text: Buffer) => (output += text.toString()));
      await once(second, "close");
      const { values } = JSON.parse(output) as { values: Json[]; counts: QueueCounts };
      return drilled(stage, jobs, values);
    },
  },
};

async function drilled(stage: Stage, jobs: readonly Job[], values: readonly Json[]): Promise<Drilled> {
  const twice = stage.begun() - jobs.length;
  const one = processPool({ workers: 1 });
  try {
    const same = isDeepStrictEqual(values, await one.run(jobs.map(withoutPause)));
    return { jobs: jobs.length, lost: jobs.length - values.filter((value) => value !== undefined).length, twice, same };
  } finally {
    await one.close();
  }
}

const withoutPause = ({ inputs, ...job }: Job): Job => ({ ...job, inputs: { ...(inputs as object), milliseconds: 0 } });
