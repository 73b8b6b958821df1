import type { Json } from "../../sim/history.ts";
import { jobHash, type JobHandler, type JobPool } from "../../sim/runs/job.ts";
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
      const handler = (await import(job.handler)) as { default: JobHandler };
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
