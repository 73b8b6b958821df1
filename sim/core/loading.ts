import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { describe, Fault } from "./errors/errors.ts";
import { FUNCTION_SECONDS } from "./watchdog.ts";

/**
 * Modules that are being loaded. A loop in one of them cannot be interrupted so that the process goes on, because the
 * loader waits for its end: a thread beside it looks on, and ends the process with a fault that names the file.
 */
const loading = new Set<string>();
let watch: Worker | undefined;

/**
 * Runs in a thread of its own; `process.cpuUsage` is that of all threads, and the one that loads is the one that works.
 * What the inspector evaluates runs in the middle of the loop. Should it not, the process ends without an exit status.
 */
const WATCH = `
  const { workerData } = require("node:worker_threads");
  const { Session } = require("node:inspector");
  const seconds = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
  const started = seconds();
  const timer = setInterval(() => {
    if (seconds() - started < workerData.limit) return;
    clearInterval(timer);
    const main = new Session();
    main.connectToMainThread();
    main.post("Runtime.evaluate", { expression: "globalThis[Symbol.for('rewardscape.loading')]()" });
    setTimeout(() => process.kill(process.pid, "SIGKILL"), 10_000);
  }, 100);
`;

const host = globalThis as unknown as Record<symbol, () => void>;
host[Symbol.for("rewardscape.loading")] = () => {
  const where = [...loading].join(", ");
  const fault = Fault.of("SCENARIO_TIMEOUT", { where, found: "none", limit: FUNCTION_SECONDS });
  writeSync(process.stderr.fd, `${describe(fault)}\n`);
  process.exit(1);
};

/** Files that are being loaded now. */
export function loadingNow(): readonly string[] {
  return [...loading];
}

/** Loads a module of a user's. One that never ends ends the process with SCENARIO_TIMEOUT on the standard error output. */
export async function watchedLoad<T>(file: string, load: () => Promise<T>, limit = FUNCTION_SECONDS): Promise<T> {
  loading.add(file);
  watch ??= startWatch(limit);
  try {
    return await load();
  } finally {
    loading.delete(file);
    if (loading.size === 0) {
      void watch?.terminate();
      watch = undefined;
    }
  }
}

function startWatch(limit: number): Worker {
  const worker = new Worker(WATCH, { eval: true, execArgv: [], workerData: { limit } });
  worker.unref();
  worker.on("error", () => undefined); // without a look-out it is as it would be without a limit
  return worker;
}
