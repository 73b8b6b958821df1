import type { Hardfork } from "../core/hardfork.ts";
import type { EngineName } from "../chain/chain.ts";
import type { LoadedScenario } from "../evaluation/load.ts";
import type { AttackRequest } from "../evaluation/evaluation-job.ts";
import type { Agents } from "../evaluation/prepare.ts";
import type { Results } from "../runs/evaluations.ts";
import type { JobPool } from "../jobs/job.ts";
import type { OptimiserName } from "./optimiser-names.ts";
import type { Fault } from "../core/errors/errors.ts";
import type { Budget } from "./budget.ts";
import type { Exploration } from "./exploration.ts";
import type { ExploreProgress } from "./progress.ts";

export interface ExploreOptions {
  readonly loaded: LoadedScenario;
  /** How workers find the scenario: its name, or the path of its file. */
  readonly scenario: string;
  readonly engine: EngineName;
  readonly hardfork?: Hardfork;
  /** Of the optimiser's draws, and the first part of every replicate's seed. */
  readonly seed: string;
  /** How many seeds a reported value rests on. */
  readonly replicates: number;
  /** Parameters that are held, as typed. */
  readonly held?: { readonly [parameter: string]: string | number | bigint };
  readonly agents?: Agents;
  readonly generations?: number;
  readonly blocks?: number;
  /** Most designs of the front that are measured on fresh seeds, beyond the budget; 24 unless stated. */
  readonly fresh?: number;
  /** What is tried on each design where a goal names `attack.profit`; a search of 2,000 calls unless stated. */
  readonly attack?: AttackRequest;
  readonly optimiser?: OptimiserName;
  readonly budget: Budget;
  readonly pool: JobPool;
  readonly results?: Results;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExploreProgress) => void;
  /** After each evaluation on fresh seeds. */
  readonly onFresh?: (done: number, of: number) => void;
  /** After each batch: what is found so far. Made only when it is asked for. */
  readonly onBatch?: (sofar: () => Exploration) => void;
  /** As soon as a design has failed, or a job has, while others go on. */
  readonly onFault?: (fault: Fault, design?: string) => void;
  /** The clock of a budget in seconds; for tests. */
  readonly now?: () => number;
}
