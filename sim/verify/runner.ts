import type { Hardfork } from "../core/hardfork.ts";
import type { Fault } from "../core/errors/errors.ts";
import type { Conditions } from "../evaluation/evaluate.ts";
import { evaluationJobs } from "../evaluation/evaluation-job.ts";
import type { AttackRequest, EvaluationRequest, EvaluationResult } from "../evaluation/evaluation-job.ts";
import type { EngineName } from "../chain/chain.ts";
import type { Agents } from "../evaluation/prepare.ts";
import type { Results } from "../runs/evaluations.ts";
import type { JobPool } from "../jobs/job.ts";
import { isVerification, readVerification, verificationOf, type Breach } from "./verify-job.ts";

/** The design under test and the size of its runs. */
export interface Subject {
  /** Name of a scenario, or path of its file. */
  readonly scenario: string;
  readonly engine: EngineName;
  readonly hardfork?: Hardfork;
  readonly set?: { readonly [parameter: string]: string | number };
  readonly agents?: Agents;
  readonly generations?: number;
  readonly blocks?: number;
  /** What is tried in each run where a goal names `attack.profit`. */
  readonly attack?: AttackRequest;
}

/** One run to be made: what a tool chooses. */
export interface Trial {
  readonly seed: string;
  readonly conditions?: Conditions;
  readonly keep?: EvaluationRequest["keep"];
  /** In place of the subject's. */
  readonly set?: Subject["set"];
  readonly generations?: number;
  readonly blocks?: number;
}

/** What came of a trial. After a breach there are no measures. */
export interface Observation {
  readonly trial: Trial;
  readonly measures: { readonly [measure: string]: number };
  readonly breach?: Breach;
  readonly result?: EvaluationResult;
}

/** Makes trials, many at once, in an order that changes nothing; answers come in the order of the trials. */
export type Bench = (trials: readonly Trial[], stage: string) => Promise<readonly Observation[]>;

export interface BenchProgress {
  readonly stage: string;
  /** Of this stage. */
  readonly done: number;
  readonly of: number;
  /** Of all stages so far: computed now, and found in the store. */
  readonly computed: number;
  readonly stored: number;
  readonly seconds: number;
}

export interface BenchOptions {
  readonly pool: JobPool;
  readonly results?: Results;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BenchProgress) => void;
  /** As soon as a run breaks a promise or cannot be made, while others go on. */
  readonly onFault?: (fault: Fault) => void;
}

/** A bench on a job pool: what is stored is not computed again. */
export function benchOn(subject: Subject, options: BenchOptions): Bench {
  const { pool, results, signal, onProgress, onFault } = options;
  const started = performance.now();
  let computed = 0;
  let stored = 0;
  return async (trials, stage) => {
    const jobs = await evaluationJobs(
      trials.map(({ set, ...trial }) =>
        verificationOf({ ...subject, ...trial, set: set ?? subject.set ?? {} }, `${stage}, seed ${trial.seed}`),
      ),
    );
    const before = { computed, stored };
    const values = await pool.run(jobs, {
      repeat: true,
      accepts: isVerification,
      ...(results && { results }),
      ...(signal && { signal }),
      ...(onFault && {
        onFault,
        onResult({ value, stored: known }) {
          const result = readVerification(value);
          if (!known && "breach" in result) onFault(result.breach as Fault);
        },
      }),
      onProgress(progress) {
        stored = before.stored + progress.stored;
        computed = before.computed + progress.done - progress.stored;
        const seconds = (performance.now() - started) / 1000;
        onProgress?.({ stage, done: progress.done, of: progress.of, computed, stored, seconds });
      },
    });
    return values.map((value, i): Observation => {
      const result = readVerification(value);
      const trial = trials[i]!;
      if ("breach" in result) return { trial, measures: {}, breach: result.breach };
      return { trial, measures: result.measures, result };
    });
  };
}
