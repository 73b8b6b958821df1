import { RunError } from "../../sim/core/errors/errors.ts";
import type { Exploration } from "../../sim/explore/exploration.ts";
import { explore } from "../../sim/explore/explore.ts";
import type { ExploreOptions } from "../../sim/explore/options.ts";
import type { Goal, Replicate } from "../../sim/goals/index.ts";
import type { Json } from "../../sim/core/history.ts";
import type { LoadedScenario } from "../../sim/evaluation/load.ts";
import type { Results } from "../../sim/runs/evaluations.ts";
import { jobHash, type JobPool } from "../../sim/jobs/job.ts";
import { Random } from "../../sim/core/random.ts";
import type { Scenario } from "../../sim/scenario/scenario.ts";
import planted, { plantedWork } from "../../sim/scenarios/planted.ts";

/** What one evaluation of a design gives; throwing an Error stands for a fault, a string for a failure of the design. */
export type Model = (design: { readonly [name: string]: string | number }, seed: string) => Replicate | string;

/** The planted contest without a chain, with noise of a size that is the same for all designs under a seed, or not. */
export function model(noise = 0): Model {
  return (design, seed) => {
    const prize = Number(String(design["prize"]).replace("wei", "")) / 1e18;
    const draw = Random.of(seed, "test", String(design["difficulty"])).unit() - 0.5;
    const work = plantedWork(prize, Number(design["difficulty"]), Number(design["tempo"]));
    return { work: work + noise * draw, issuance: prize };
  };
}

export interface CountingPool extends JobPool {
  /** Jobs that were computed, not read from the store. */
  computed: number;
  /** Abort after so many. */
  stopAfter: number;
}

/** A pool that computes in this process. */
export function modelPool(evaluate: Model): CountingPool {
  const pool: CountingPool = {
    computed: 0,
    stopAfter: Infinity,
    async run(jobs, { results, onProgress } = {}) {
      const values: Json[] = [];
      for (const job of jobs) {
        const hash = jobHash(job);
        let value = results?.get(hash);
        if (value === undefined) {
          if (pool.computed >= pool.stopAfter)
            throw new RunError({ code: "INTERRUPTED", expected: "jobs done", found: "an interruption" });
          const { set, seed } = job.inputs as { set: Record<string, string | number>; seed: string };
          const found = evaluate(set, seed);
          value =
            typeof found === "string"
              ? { failed: { code: "DEPLOY_REVERTED", expected: "a deployment", found } }
              : { measures: JSON.parse(JSON.stringify(found)) as Json };
          pool.computed++;
          results?.put(hash, job.inputs, value);
        }
        values.push(value);
        onProgress?.({ done: values.length, of: jobs.length, stored: 0 });
      }
      return Promise.resolve(values);
    },
    close: () => Promise.resolve(),
  };
  return pool;
}

export function memory(): Results & { readonly size: () => number } {
  const map = new Map<string, Json>();
  return {
    get: (hash) => map.get(hash),
    put: (hash, _inputs, value) => void (map.has(hash) || map.set(hash, value)),
    size: () => map.size,
  };
}

export function loadedWith(goals: readonly Goal[], change: Partial<Scenario> = {}): LoadedScenario {
  return { scenario: { ...planted.definition, goals, ...change }, file: "test", textHash: "" };
}

/** A search of the planted contest under the goals given. */
export function search(goals: readonly Goal[], options: Partial<ExploreOptions> = {}): Promise<Exploration> {
  return explore({
    loaded: loadedWith(goals),
    scenario: "planted",
    engine: "fast",
    seed: "1",
    replicates: 1,
    budget: { evaluations: 200 },
    pool: modelPool(model()),
    now: () => 0,
    ...options,
  });
}
