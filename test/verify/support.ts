import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { moduleFlags } from "../../sim/core/typescript.ts";
import type { Json } from "../../sim/core/history.ts";
import { handlerModule } from "../../sim/jobs/handlers.ts";
import { jobHash, type JobHandler, type JobPool } from "../../sim/jobs/job.ts";
import type { Circumstances } from "../../sim/report/verify/circumstances.ts";
import type { Results } from "../../sim/runs/evaluations.ts";

/** Runs jobs in this process, one after the other: no worker has to boot. */
export const localPool: JobPool = {
  async run(jobs, options = {}) {
    const values: Json[] = [];
    let stored = 0;
    for (const job of jobs) {
      const hash = jobHash(job);
      const known = options.results?.get(hash);
      if (known !== undefined) stored++;
      const handler = (await import(handlerModule(job.handler))) as { default: JobHandler };
      const value = known ?? (JSON.parse(JSON.stringify(await handler.default(job.inputs))) as Json);
      if (known === undefined) options.results?.put(hash, job.inputs, value);
      values.push(value);
      options.onProgress?.({ done: values.length, of: jobs.length, stored });
    }
    return values;
  },
  close: () => Promise.resolve(),
};

/** Results in memory, and how many were put there. */
export function memoryResults(): Results & { readonly size: number } {
  const map = new Map<string, Json>();
  return {
    get: (hash) => map.get(hash),
    put: (hash, _inputs, value) => void map.set(hash, value),
    get size() {
      return map.size;
    },
  };
}

const ENTRY = fileURLToPath(new URL("../../sim/verify.ts", import.meta.url));

/** The command as a process of its own, options as its entry reads them, without progress and with `--json`. */
export function command(
  options: Readonly<Record<string, string>>,
): Promise<{ readonly status: number | null; readonly said: string; readonly err: string }> {
  const named = Object.entries({ QUIET: "true", JSON: "true", WORKERS: "1", ...options });
  const env = Object.fromEntries(named.map(([name, value]) => [`REWARDSCAPE_${name}`, value]));
  const child = spawn(process.execPath, [...moduleFlags, ENTRY], { env: { ...process.env, ...env } });
  let [said, err] = ["", ""];
  child.stdout.on("data", (text: Buffer) => (said += text.toString()));
  child.stderr.on("data", (text: Buffer) => (err += text.toString()));
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, said, err })));
}

/** What made a verification, where a test is not about it. */
export const CIRCUMSTANCES: Circumstances = {
  command: "npx rewardscape verify shares --quick",
  date: "2026-11-30T12:00:00Z",
  where: [["report", "runs/verify-shares.html"]],
  versions: { rewardscape: "0.1.0" },
  hashes: { sources: "ab".repeat(32) },
  design: { rule: "square" },
  gas: [{ function: "pool.work", calls: 12, min: 40_000, mean: 45_000, median: 44_000, max: 60_000 }],
  nominal: "nominal-1.html",
};
