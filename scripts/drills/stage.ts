import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { registerHandler } from "../../sim/jobs/handlers.ts";
import type { Job } from "../../sim/jobs/job.ts";
import { QueueAddress } from "../../sim/jobs/queue/address.ts";
import { queuePool, type QueuePool, type QueuePoolOptions } from "../../sim/jobs/queue/pool.ts";
import { startRedis, type RedisServer } from "../../test/fixtures/redis.ts";
import type { Planted } from "../../test/jobs/handlers/planted.ts";

const handler = registerHandler("planted", new URL("../../test/jobs/handlers/planted.ts", import.meta.url).href);
const WORKER = fileURLToPath(new URL("./planted-worker.ts", import.meta.url));

/** Seconds after which a worker's jobs go to another: short, so that drills are. */
export const LOCK = 2;

/** A server, workers and coordinators of one drill, in a folder of its own; all of them end with it. */
export class Stage {
  readonly folder: string;
  readonly #servers: RedisServer[] = [];
  readonly #children: ChildProcess[] = [];
  readonly #pools: QueuePool[] = [];

  constructor(folder: string) {
    this.folder = folder;
  }

  async server(): Promise<RedisServer> {
    const server = await startRedis(join(this.folder, `redis-${this.#servers.length}`));
    this.#servers.push(server);
    return server;
  }

  /** A program of this repository, as a process of its own. */
  start(script: string, ...args: string[]): ChildProcess {
    const child = spawn(process.execPath, ["--import", "tsx", script, ...args], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    this.#children.push(child);
    return child;
  }

  worker(url: string, prefix = "lane", concurrency = 2): ChildProcess {
    return this.start(WORKER, url, prefix, String(concurrency), String(LOCK));
  }

  async pool(url: string, options: Partial<QueuePoolOptions> = {}): Promise<QueuePool> {
    const address = QueueAddress.read(url);
    const pool = await queuePool({ address, lane: { name: "lane", about: {} }, timeLimit: 60, ...options });
    this.#pools.push(pool);
    return pool;
  }

  /** Jobs that square their numbers, each after so many milliseconds. */
  jobs(count: number, milliseconds: number, planted: Partial<Planted> = {}): Job[] {
    mkdirSync(this.folder, { recursive: true });
    return Array.from({ length: count }, (_, n) => ({
      handler,
      inputs: { n, folder: this.folder, milliseconds, ...planted },
      name: `square ${n}`,
    }));
  }

  /** Numbers that were computed, by whichever process. */
  computed(): number[] {
    const file = join(this.folder, "computed");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").map(Number) : [];
  }

  /** How many computations have begun. */
  begun(): number {
    const file = join(this.folder, "begun");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").length : 0;
  }

  async until(condition: () => boolean, seconds = 60): Promise<void> {
    for (let waited = 0; !condition(); waited += 20) {
      if (waited > seconds * 1000) throw new Error("waited in vain");
      await sleep(20);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.close()));
    for (const child of this.#children) child.kill("SIGKILL");
    await Promise.all(this.#servers.map((server) => server.stop()));
  }
}
