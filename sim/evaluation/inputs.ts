import type { Hardfork } from "../core/hardfork.ts";
import type { Chain, ChainOptions, EngineName } from "../chain/chain.ts";
import type { MaybePromise, Task } from "../core/task.ts";
import type { EnvironmentConditions } from "../environment/conditions.ts";
import type { GenerationRecord, Progress, Recorder, ReplayStatement, Resumable } from "../core/history.ts";
import type { Design } from "../scenario/parameters.ts";
import type { GivenGenomes } from "../scenario/population-faults.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** Everything outside the design that a tool may choose. */
export interface Conditions extends EnvironmentConditions {
  /** Genomes given instead of evolved, by species; used in turn when there are more agents. */
  readonly genomes?: GivenGenomes;
  /** Actors that do nothing: to tell what they cause. */
  readonly idle?: readonly string[];
}

/** The inputs of an evaluation. Same inputs, same measurement, whatever the machine or the order. */
export interface Inputs {
  readonly scenario: Scenario;
  readonly design: Design;
  readonly seed: string;
  readonly conditions: Conditions;
  readonly sizes: {
    readonly generations: number;
    readonly blocks: number;
    readonly agents: { readonly [species: string]: number };
  };
  readonly engine: EngineName;
  readonly hardfork: Hardfork;
}

/** What an evaluation needs besides its inputs; none of it changes the measurement. */
export interface EvaluateOptions {
  openChain(engine: EngineName, options: ChainOptions): Promise<Chain>;
  readonly recorder?: Recorder;
  /** The manifest is asked for once the chain has said which engine executes. */
  manifest?(chain: Chain): Parameters<Recorder["begin"]>[0];
  readonly resume?: Resumable;
  /** The result of the cross-check; called at the end, because pending replays have to finish. Rejects when the engines differ. */
  replay?(): MaybePromise<ReplayStatement | undefined>;
  /** For callers that keep no store: each generation as it ends. */
  onGeneration?(record: GenerationRecord): void;
  /** What each block alone said, for measures that can be told block by block. */
  onBlock?(measures: { readonly [measure: string]: number }): void;
  /**
   * What is done with a check of conservation and solvency after every block: making it throws where one is broken.
   * Unless given, the accounting is checked at the end of every generation only.
   */
  audit?(check: () => Task<unknown>): Task<unknown>;
  /** Generations after which it ends, of those it would live; all of them unless given. */
  readonly until?: number;
  /**
   * Lives one generation again elsewhere. Told of each as it ends, with the state after it, and throws what it has found;
   * asked at the end of a run that was not interrupted for what it still looks at.
   */
  readonly repeat?: {
    generation(record: GenerationRecord, checkpoint: Uint8Array): void;
    finish(): MaybePromise<void>;
  };
  /** Ends the evaluation after the block at work. */
  readonly signal?: AbortSignal;
  onProgress?(progress: Progress): void;
  /** Seconds that the policies of a block may take together before the one at work is a fault; 10 unless stated. */
  readonly policyLimit?: number;
}
